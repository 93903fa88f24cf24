"""Forged buttons of what hard days brought: clients, hard sessions, contacts, quiet days, closed messages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from db.engine import Database
from db.models import Base
from handlers import FEATURES
from handlers.keyboards import base36
from tests.make import just_finished, settled_in
from tests.stage import JONAS, MARA, Stage, staged

NEW = ("hard", "contacts", "hush", "clients", "peeking", "alarm", "hide")
VERBS = sorted({verb for feature in FEATURES if feature.name in NEW for verb in feature.presses})
SHAPES = {"hard": (":h",), "client": (":0",), "client_as": (":0:died", ":0:erased"), "peek": (":away",)}


@pytest.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    async with staged(database) as stage:
        yield stage


async def all_of(stage: Stage, number: int) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table that this therapist owns, its own row among them."""
    found = {}
    async with stage.database.read() as session:
        people = Base.metadata.tables["therapists"]
        own = people.select().where(people.c.telegram_id == number)
        (me,) = [tuple(row) for row in await session.execute(own)]
        found["therapists"] = [me]
        for table in Base.metadata.sorted_tables:
            if "therapist_id" in table.c:
                rows = (
                    table.select().where(table.c.therapist_id == me[0]).order_by(*table.primary_key.columns)
                )
                found[table.name] = [tuple(row) for row in await session.execute(rows)]
    return found


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_no_new_button_reaches_another_therapists_rows(stage: Stage) -> None:
    mara, jonas = await settled_in(stage.chat(MARA)), await settled_in(stage.chat(JONAS))
    await just_finished(mara, "Zebrafish")
    await stage.wait(minutes=6)
    await mara.tap("Hard one")
    await mara.tap("My contacts")
    await mara.say("canary friend 0123")
    before = await all_of(stage, MARA)
    newest = {rows[-1][0] for name, rows in before.items() if rows and name != "checkin_appointments"}
    stage.sandbox.calls.clear()
    for verb in VERBS:
        for shape in SHAPES.get(verb) or SHAPES.get(verb.partition("_")[0]) or ("",):
            for row in newest:
                stage.sandbox.press(JONAS, jonas.last["id"], f"{verb}:{base36(row)}{shape}")
    await stage.settle()
    assert await all_of(stage, MARA) == before
    told = str(stage.sandbox.calls)
    assert "Zebrafish" not in told
    assert "canary" not in told


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_contacts_reply_and_edit_reach_only_ones_own_chat(stage: Stage) -> None:
    """Message ids are counted per chat: the same number elsewhere is another message."""
    mara, jonas = await settled_in(stage.chat(MARA)), await settled_in(stage.chat(JONAS))
    await just_finished(mara, "Zebrafish")
    await stage.wait(minutes=6)
    before = await all_of(stage, MARA)
    for bubble in mara.everything():
        stage.sandbox.say(JONAS, "a forged line", reply_to=bubble["id"])
    await stage.settle()
    assert await all_of(stage, MARA) == before
    assert "Zebrafish" not in str(jonas.everything())
