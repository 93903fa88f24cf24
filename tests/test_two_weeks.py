"""From /start to the second digest: two weeks at work, told and answered, every message read on the way."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select

from db.engine import Database
from db.models import AskedQuestion, Therapist
from prompts.questions.bank import load_bank
from prompts.questions.kinds import PULSE
from tests import overheard
from tests.handlers.digest_make import FRIDAY, WEEK, answer, open_question
from tests.make import just_finished, planned, settled_in
from tests.overheard import Overheard
from tests.stage import JONAS, MARA, Chat, Stage, staged

MONDAY = date(2026, 11, 23)
CODES = ("Thistle", "Basalt", "Comet", "Marsh", "Quill")
STARTS = (9, 10, 11, 14, 15, 13)
A_DAY = (5, 4, 6, 5, 4)  # sessions, from Monday to Friday
LINES = (
    "I let the silence run",
    "Rushed the end again",
    "We both laughed, and it was <b>fine</b>",
    "Same knot & a new thread",
)
ZONE = "Europe/London"  # where it is winter: the same clock as UTC


@dataclass
class TwoWeeks:
    """A therapist at work: sessions of each kind, told in each way, and the habits of a full week."""

    stage: Stage
    mara: Chat
    typed: list[str] = field(default_factory=list)
    sessions: int = 0

    def line(self) -> str:
        """Something to type, unlike anything typed before."""
        self.typed.append(f"{LINES[len(self.typed) % len(LINES)]}, {len(self.typed)}.")
        return self.typed[-1]

    async def day(self, day: date) -> None:
        """Half of the sessions are planned in the morning, the others told of when they are over."""
        starts = sorted(STARTS[: A_DAY[day.weekday()]])
        await self.stage.until(_at(day, 8))
        for hour in starts[::2]:
            await planned(self.mara, f"{self._code(hour)} {hour}:00")
        for hour in starts:
            if hour not in starts[::2]:
                await self.stage.walk(_at(day, hour, 50))
                await just_finished(self.mara, self._code(hour))
            await self.stage.walk(_at(day, hour, 56))
            await self._respond()
            self.sessions += 1
        await self._evening(day)

    async def _respond(self) -> None:
        """Mostly the questions are answered; some are skipped, put off, or left."""
        question, habit = open_question(self.mara), self.sessions % 9
        if question is None or habit == 4:
            return
        if habit == 7:
            await self.mara.tap("Skip", on=question["id"])
        if habit == 2:
            await self.mara.tap("Later", on=question["id"])
            await self.mara.tap("15 min", on=question["id"])
            await self.stage.wait(minutes=20)
        await self._answer_all()

    async def _answer_all(self) -> None:
        while open_question(self.mara) is not None:
            await answer(self.mara, rating=str(2 + self.sessions % 4), line=self.line())

    async def _evening(self, day: date) -> None:
        """The rest of the day in one; on Thursdays it is left lying, and once it is not wanted."""
        if day.weekday() == 4:
            return
        await self.stage.walk(_at(day, 18, 31))
        if self.mara.has("Yes") and day.weekday() != 3:
            await self.mara.tap("Not today" if day.weekday() == 1 else "Yes")
            await self._answer_all()

    def _code(self, hour: int) -> str:
        return CODES[(hour + self.sessions) % len(CODES)]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # the month is on SQLite
async def test_two_weeks_from_the_first_minute_to_the_second_digest(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    async with staged(database, at=_at(MONDAY, 7, 30)) as stage:
        heard = Overheard(stage)
        jonas, mara = stage.chat(JONAS), stage.chat(MARA)
        await settled_in(jonas)
        await just_finished(jonas, "Willow7")
        await settled_in(mara)
        weeks = TwoWeeks(stage, mara)
        for friday in (FRIDAY, FRIDAY + WEEK):
            for days in range(5):
                await weeks.day(friday.date() - timedelta(days=4 - days))
            await stage.walk(friday - timedelta(minutes=1))
            assert mara.text != "Your week is ready."
            await stage.walk(friday)
            assert (mara.text, mara.labels()) == ("Your week is ready.", [["Open"]])
            await _read(mara, first=friday == FRIDAY)
            await stage.walk(_at(friday.date(), 18, 31))
        await _keeps_the_rules(stage, heard, weeks)
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == []


async def _read(mara: Chat, *, first: bool) -> None:
    """Open the digest, look behind each button, and take a focus."""
    await mara.tap("Open")
    digest = mara.last["id"]
    text = mara.text
    assert text.startswith(
        "23–27 November\n24 sessions, " if first else "30 November – 4 December\n24 sessions, "
    )
    assert ("These are your impressions; only clients can give theirs." in text) == first
    assert ("Your focus was " in text) == (not first)
    assert "In your words\n“" in text
    for label in ("My words", "Back", "Why this", "Back", "Another", "Make it my focus"):
        await mara.tap(label, on=digest)
    assert "Your focus for the coming week: " in mara.bubble(digest)["text"]


async def _keeps_the_rules(stage: Stage, heard: Overheard, weeks: TwoWeeks) -> None:
    said, mine = heard.said, heard.to(MARA)
    assert {one.chat for one in said} == {MARA, JONAS}
    assert not [one.text for one in heard.to(JONAS) for word in (*CODES, *weeks.typed) if word in one.text]
    assert not [one.text for one in mine if "Willow7" in one.text]
    assert overheard.too_long(said) == []
    assert overheard.out_of_tone(said, weeks.typed) == []
    assert overheard.telling_others(said, weeks.typed) == []
    assert overheard.in_quiet_hours(said, ZONE) == []
    assert overheard.long_callback_data(said) == []
    assert overheard.ill_formed(said) == []
    by_day, evenings = overheard.check_ins_by_day(mine, ZONE, time(18, 30))
    assert max(by_day.values()) == 3
    assert max(evenings.values()) == 1
    await _asks_fairly(stage)


async def _asks_fairly(stage: Stage) -> None:
    """Any 20 questions in a row touch all ten; nothing comes again before the others had their turn."""
    async with stage.database.read() as session:
        mara = select(Therapist.id).where(Therapist.telegram_id == MARA).scalar_subquery()
        rows = select(AskedQuestion).where(AskedQuestion.therapist_id == mara).order_by(AskedQuestion.id)
        asked = list(await session.scalars(rows))
    assert len(asked) > 60
    numbers = [one.suggestion for one in asked]
    assert all(len(set(numbers[start : start + 20])) == 10 for start in range(len(numbers) - 19))
    pulses = [(one.question, one.wording) for one in asked if one.kind == PULSE]
    for number in range(1, 11):
        wordings = [wording for question, wording in pulses if question == f"{number:02}-pulse"]
        assert all(a != b for a, b in pairwise(wordings))
        there = {q.id for q in load_bank().explorations(number)}
        put = [one.question for one in asked if one.suggestion == number and one.kind != PULSE]
        for start in range(len(put)):
            run = put[start : start + len(there)]
            assert len(set(run)) == len(run)


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), UTC)
