"""A fortnight with discreet messages on: what comes by itself says nothing, as it goes over the wire."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest

from db.engine import Database
from prompts.questions.bank import load_bank
from prompts.suggestions import SUGGESTIONS
from prompts.texts import load_texts
from tests import overheard
from tests.handlers.digest_make import FRIDAY, WEEK
from tests.handlers.discreet_make import MOMENT, discreet, in_the_open, is_closed
from tests.handlers.look import SQLITE
from tests.make import settled_in
from tests.overheard import Overheard, Said
from tests.stage import staged
from tests.test_two_weeks import CODES, MONDAY, TwoWeeks


class DiscreetWeeks(TwoWeeks):
    """The same work and habits; whoever wants to answer opens the message first."""

    async def _respond(self) -> None:
        if self.sessions % 9 != 4:
            await self.open_newest()
        await super()._respond()

    async def _answer_all(self) -> None:
        await self.open_newest()
        await super()._answer_all()

    async def _evening(self, day: date) -> None:
        await self.stage.until(datetime.combine(day, time(18, 31), UTC))
        await self.open_newest()
        await super()._evening(day)

    async def open_newest(self) -> None:
        if (last := self.mara.last) and is_closed(last):
            await self.mara.tap("Open", on=last["id"])


@pytest.mark.parametrize("database_url", SQLITE, indirect=True)  # it is about messages
async def test_a_discreet_fortnight_says_nothing_by_itself_and_nothing_aloud(database: Database) -> None:
    async with staged(database, at=datetime.combine(MONDAY, time(7, 30), UTC)) as stage:
        heard = Overheard(stage)
        mara = await discreet(await settled_in(stage.chat()))
        heard.said.clear()
        weeks = DiscreetWeeks(stage, mara)
        for friday in (FRIDAY, FRIDAY + WEEK):
            for days in range(5):
                await weeks.day(friday.date() - timedelta(days=4 - days))
            await stage.until(friday)
            week = next(b for b in reversed(mara.bubbles()) if "peek_digest" in str(b["keyboard"]))
            await mara.tap("Open", on=week["id"])
            assert " looked back on." in mara.bubble(week["id"])["text"]
            await mara.tap("My words", on=week["id"])
            await stage.wait(hours=2)
        came = [one for one in heard.said if one.unasked and not one.edit]
        assert len(came) > 40
        assert {one.markup for one in came} == {MOMENT}
        assert {tuple(label for label, _ in one.buttons) for one in came} == {("Open",)}
        assert list(_told(heard.said, (*CODES, *weeks.typed))) == []
        by_itself = [one for one in heard.said if one.unasked]
        assert list(_told(by_itself, (*CODES, *weeks.typed, *_questions(), *_titles()))) == []
        assert [
            one for one in by_itself if any(code in label for label, _ in one.buttons for code in CODES)
        ] == []
        assert len(weeks.typed) > 10
        assert overheard.ill_formed(heard.said) == []
        assert overheard.too_long(heard.said) == []
        assert overheard.out_of_tone(heard.said, weeks.typed) == []
        await stage.wait(hours=1)
        assert not [b["text"] for b in mara.bubbles() if "of 2" in b["text"]]


def _told(said: list[Said], words: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """What stands in no spoiler and holds one of these words."""
    for one in said:
        text = in_the_open(one.markup)
        yield from ((word, text) for word in words if word in text)


def _questions() -> Iterator[str]:
    """The longest piece of each wording that holds no code."""
    for question in load_bank().questions.values():
        for wording in question.wordings:
            yield max(wording.text.split("{client}"), key=len)


def _titles() -> Iterator[str]:
    for suggestion in SUGGESTIONS:
        yield load_texts().plain(f"suggestion.{suggestion.number}.title")
