"""A question fits the session it is about: whose it was, the how many-th, and when it is asked."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from db import occasions
from db.models import Appointment, AskedQuestion, CheckIn, Client
from prompts.questions.bank import read_bank
from prompts.questions.kinds import KINDS, PULSE
from prompts.questions.occasion import EARLY, LONG, Occasion
from tests.handlers.checkin_make import answer, asked_now, go, on, waiting
from tests.handlers.look import SQLITE, rows
from tests.handlers.settings_make import row_of, set_row
from tests.make import just_finished, planned
from tests.prompts.bank_make import bank_folder
from tests.stage import Chat, Stage

sqlite = pytest.mark.parametrize("database_url", SQLITE, indirect=True)
Ask = Callable[[str], Awaitable[str]]


async def change(stage: Stage, table: type[Any], **values: Any) -> None:
    """All rows of a table."""
    async with stage.database.write() as session:
        for row in await rows(stage, table):
            for name, value in values.items():
                setattr(await session.get_one(table, row.id), name, value)


async def occasion(stage: Stage, chat: Chat) -> Occasion:
    """What is known of the session that the newest question is about."""
    asked, me = (await rows(stage, AskedQuestion))[-1], await row_of(stage, chat)
    async with stage.database.read() as session:
        checkin = await session.get_one(CheckIn, asked.checkin_id)
        about = await session.get(Appointment, asked.appointment_id or 0)
        return await occasions.of(session, me, checkin, about)


@pytest.fixture
def ask(stage: Stage, mara: Chat, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Ask:
    """An exploration after a session with Oak: in this bank choices are for couples, the rest for others."""
    for path in bank_folder(tmp_path).glob("[01]*.toml"):
        text = path.read_text("utf-8").replace('"choose_one"\n', '"choose_one"\nmarks = ["couple"]\n')
        for kind in ('"moment"\n', '"yes_partly_no"\n'):
            text = text.replace(kind, f'{kind}marks = ["not_couple"]\n')
        path.write_text(text, "utf-8")
    bank = read_bank(tmp_path, "en")
    monkeypatch.setattr("handlers.context.load_bank", lambda *_: bank)
    monkeypatch.setattr("handlers.asking.wanted_kinds", lambda *_, **_more: frozenset(KINDS) - {PULSE})

    async def put(party: str) -> str:
        await just_finished(mara)
        await change(stage, Client, party=party)
        await go(stage, minutes=5)
        return (await rows(stage, AskedQuestion))[-1].kind

    return put


@sqlite
@pytest.mark.parametrize("party", ["couple", "one", "family"])
async def test_what_is_for_couples_is_put_to_couples_alone(ask: Ask, party: str) -> None:
    assert (await ask(party) == "choose_one") is (party == "couple")


async def test_each_session_of_a_new_client_is_counted(stage: Stage, mara: Chat) -> None:
    await go(stage, days=30)
    await asked_now(stage, mara)
    first = await occasion(stage, mara)
    assert first == Occasion(sessions=1, new=True)
    assert "first" in first.marks()
    for _ in range(EARLY):
        await go(stage, days=1)
        await asked_now(stage, mara)
    assert await occasion(stage, mara) == Occasion(sessions=EARLY + 1, new=True)


@sqlite
async def test_who_came_with_the_therapist_is_not_new_at_the_first_session(stage: Stage, mara: Chat) -> None:
    await asked_now(stage, mara)
    assert await occasion(stage, mara) == Occasion(sessions=1)


@sqlite
async def test_long_work_is_known_without_counting_on(stage: Stage, mara: Chat) -> None:
    await asked_now(stage, mara)
    (known,) = await rows(stage, Appointment)
    async with stage.database.write() as session:
        for number in range(LONG + 5):
            before = {c.name: getattr(known, c.name) for c in Appointment.__table__.c}
            origin = {"id": known.id + 1 + number, "origin": f"m{number}:9", "status": "held"}
            session.add(Appointment(**before | origin))
    found = await occasion(stage, mara)
    assert found.sessions == LONG + 1
    assert "long" in found.marks()


@sqlite
async def test_a_session_that_did_not_take_place_does_not_count(stage: Stage, mara: Chat) -> None:
    await asked_now(stage, mara)
    await change(stage, Appointment, status="no_show")
    await go(stage, days=1)
    await asked_now(stage, mara)
    assert (await occasion(stage, mara)).sessions == 1


@sqlite
async def test_without_a_code_it_is_a_single_contact(stage: Stage, mara: Chat) -> None:
    await mara.say("Just finished")
    await mara.tap("No code")
    await go(stage, minutes=5)
    assert await occasion(stage, mara) == Occasion(single=True)


@sqlite
async def test_the_day_as_a_whole_is_no_session(stage: Stage, mara: Chat) -> None:
    await mara.say("/checkin")
    assert await occasion(stage, mara) == Occasion(day=True)


@sqlite
@pytest.mark.parametrize(("status", "ending"), [("active", False), ("ended", True)])
async def test_work_that_has_ended_is_an_ending(
    stage: Stage, mara: Chat, status: str, *, ending: bool
) -> None:
    await asked_now(stage, mara)
    await change(stage, Client, status=status)
    assert (await occasion(stage, mara)).ending is ending


@sqlite
async def test_in_the_evening_it_is_evening(stage: Stage, mara: Chat) -> None:
    await set_row(stage, mara, rhythm="evening")
    await planned(mara, "Oak 10:00")
    await go(stage, on(23, "18:30"))
    assert waiting(mara)
    assert (await occasion(stage, mara)).evening
    await answer(mara)


@sqlite
async def test_a_client_looked_back_on_without_a_session_counts_what_was_held(
    stage: Stage, mara: Chat
) -> None:
    await asked_now(stage, mara)
    await go(stage, timedelta(days=1) + stage.now)
    await mara.say("/checkin")
    await mara.tap("Oak")
    assert (await occasion(stage, mara)).sessions == 1
