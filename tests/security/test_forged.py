"""Integrity and confidentiality: forged buttons, odd updates, and what may be kept of strangers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select

from db import set_aside, therapists
from db.engine import Database
from db.models import Answer, Base, SetAside, Therapist
from handlers import FEATURES
from handlers.keyboards import base36
from prompts.schedule.codes import normalise_code, read_code
from tests.make import just_finished, settled_in
from tests.stage import JONAS, MARA, Stage, staged

VERBS = sorted({verb for feature in FEATURES for verb in (*feature.presses, *feature.open_presses)})
ON_LINES = ("move", "to", "delete")


@pytest.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    async with staged(database) as stage:
        yield stage


async def rows_of(stage: Stage, me: Therapist) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of a therapist, by table."""
    found = {}
    async with stage.database.read() as session:
        for table in Base.metadata.sorted_tables:
            if "therapist_id" in table.c:
                own = table.select().where(table.c.therapist_id == me.id).order_by(*table.primary_key.columns)
                found[table.name] = [tuple(row) for row in await session.execute(own)]
    return found


async def known(stage: Stage, person: int) -> Therapist:
    async with stage.database.read() as session:
        found = await therapists.find(session, stage.app.services.bot_id, person)
    assert found is not None
    return found


async def set_aside_count(stage: Stage) -> int:
    async with stage.database.read() as session:
        return await session.scalar(select(func.count()).select_from(SetAside)) or 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_no_button_reaches_another_therapists_rows(stage: Stage) -> None:
    """Every verb with an id of each kind of row; telegram lets a client send any data for any message."""
    mara, jonas = await settled_in(stage.chat(MARA)), await settled_in(stage.chat(JONAS))
    await just_finished(mara, "Zebrafish")
    await mara.say("canary line")
    await mara.tap("Zebrafish")
    await mara.say("/digest")
    owner = await known(stage, MARA)
    before = await rows_of(stage, owner)
    newest = {name: rows[-1][0] for name, rows in before.items() if rows and name != "checkin_appointments"}
    stage.sandbox.calls.clear()
    for row in {owner.id, *newest.values()}:
        code = base36(row)
        for data in (*(f"{verb}:{code}:all" for verb in VERBS), *(f"{verb}:n:{code}:0" for verb in ON_LINES)):
            stage.sandbox.press(JONAS, jonas.last["id"], data)
    await stage.settle()
    assert await rows_of(stage, owner) == before
    assert not [call for call in stage.sandbox.calls if "Zebrafish" in str(call) or "canary" in str(call)]
    assert await set_aside_count(stage) == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_stranger_who_forges_buttons_leaves_no_row(stage: Stage) -> None:
    """Also none set aside: data that no button of ours can carry on is no fault of ours."""
    stranger = stage.chat(JONAS)
    await stranger.say("/start")
    for verb in set(VERBS) - {"agree"}:
        for data in (f"{verb}:{'x' * (63 - len(verb))}", f"{verb}:zz:zz:zz:zz", verb):
            stage.sandbox.press(JONAS, stranger.last["id"], data)
    await stage.settle()
    async with stage.database.read() as session:
        for table in Base.metadata.sorted_tables:
            if table.name != "heartbeats":  # the bot's own pulse
                assert (await session.execute(table.select())).first() is None, table.name


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_line_of_an_unheard_kind_is_no_button_of_ours(stage: Stage) -> None:
    """Their own answer in words, under a name too long to be carried on to the next button."""
    mara = await settled_in(stage.chat(MARA))
    await just_finished(mara, "Oak")
    async with stage.database.write() as session:
        answer = await session.scalar(select(Answer))
        assert answer is not None
        answer.text_sealed = b"words"
    for verb in ON_LINES:
        await mara.press(mara.last["id"], f"{verb}:{'w' * 40}:{base36(answer.id)}:0")
        assert mara.toast()["text"]
    assert await set_aside_count(stage) == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_an_update_set_aside_for_being_malformed_keeps_nobody_from_erasing(stage: Stage) -> None:
    mara = await settled_in(stage.chat(MARA))
    odd: list[dict[str, Any]] = [
        {"update_id": 1, "message": {"from": {"first_name": "?"}, "chat": {"id": MARA}}},
        {"update_id": 2, "message": {"from": {"id": "many"}, "chat": None}},
        {"update_id": 3, "callback_query": {"from": 7, "message": {"chat": {"id": MARA}}}},
        {"update_id": 4, "message": []},
    ]
    services = stage.app.services
    async with stage.database.write() as session:
        for raw in odd:
            await set_aside.keep(session, services.vault, services.bot_id, raw, "KeyError", stage.now)
    await mara.say("/export")
    assert mara.last["document"] is not None
    await mara.say("/erase")
    await mara.tap("Go on")
    await mara.tap("Yes, delete for good")
    async with stage.database.read() as session:
        left = set(await session.scalars(select(SetAside.update_id)))
    assert left == {2, 4}, "Mara's went with everything else of hers"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_nothing_of_a_group_is_kept_though_telegram_makes_the_bot_wait(stage: Stage) -> None:
    desk = stage.app.intake._desk
    desk._rules = replace(desk._rules, patience=0.2)
    stage.sandbox.faults.from_json({"method": "sendMessage", "times": 1, "delay": 0.5})
    stage.sandbox.group(JONAS, "what was said among us")
    await stage.settle()
    assert await set_aside_count(stage) == 0


@pytest.mark.parametrize("hidden", ["\ufe0f", "\u034f", "\u180b", "\U000e0100", "\u200b", "\u202e", "\u3164"])
def test_two_codes_that_look_the_same_are_the_same(hidden: str) -> None:
    """Else lines would go to an Oak that is not the Oak one sees."""
    for typed in (f"Oak{hidden}", f"O{hidden}ak", f"{hidden}Oak"):
        code = read_code(typed)
        assert code == "Oak"
        assert normalise_code(code) == "oak"


@pytest.mark.parametrize("unseen", ["\u3164", "\u115f\u1160", "\uffa0", "\u200b\u200d"])
def test_a_code_that_nobody_sees_is_none(unseen: str) -> None:
    assert read_code(unseen) is None


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_typed_markup_and_braces_are_shown_to_the_letter(stage: Stage) -> None:
    typed = "<b>{0.__class__}</b> {client} &amp; <a href='tg://user?id=1'>x</a>"
    mara = await settled_in(stage.chat(MARA))
    await just_finished(mara, "Oak")
    await mara.say(typed)
    await mara.tap("General")
    await mara.say("/digest")
    assert typed in mara.text
    assert "text_link" not in {part["type"] for part in mara.last["entities"]}
