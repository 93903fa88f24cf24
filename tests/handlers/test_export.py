"""/export: everything, to the letter, documented; of one therapist and of nobody else."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from db import intentions
from db.export import LEFT_OUT, SEALED, TABLES
from db.models import AskedQuestion, Base, Note
from handlers.export import written
from handlers.export_reading import fenced, inline
from tests.handlers.calendar_make import mapped, sent
from tests.handlers.settings_make import set_row
from tests.make import just_finished, planned, settled_in
from tests.stage import JONAS, Bubble, Chat, Stage

ODD = "<b>&_*[x](y)\n# no heading\n```\nfence\n```` \x00 שלום 🌿\n<script>"
DOCS = Path(__file__).parents[2] / "docs" / "export-format.md"


def file(stage: Stage, bubble: Bubble) -> bytes:
    """What the document in a bubble holds."""
    number = bubble["document"]["url"].split("/")[3]
    return stage.sandbox.world.store.file(number) or b""


async def export(chat: Chat, stage: Stage) -> tuple[dict[str, Any], str]:
    await chat.say("/export")
    *_, exact, reading = chat.bubbles()
    return json.loads(file(stage, exact)), file(stage, reading).decode()


async def answered(chat: Chat, stage: Stage) -> Chat:
    """A session answered in a check-in, a line of the therapist's own, and a digest with a focus."""
    await just_finished(chat, "Oak")
    await stage.wait(minutes=10)
    await chat.tap("4")
    in_words = update(AskedQuestion).where(AskedQuestion.state == "open")
    async with stage.database.write() as session:  # which kind comes is drawn by lot
        await session.execute(in_words.values(question="07-moment-1", kind="moment"))
    await chat.say(ODD)
    await chat.say(ODD + " again")
    await chat.say("/digest")
    if chat.has("Make it my focus"):
        await chat.tap("Make it my focus")
    await chat.tap("Strain")
    return await with_an_if_then(chat, stage)


async def with_an_if_then(chat: Chat, stage: Stage) -> Chat:
    """Written, as if under the question answered last."""
    async with stage.database.write() as session:
        asked = (await session.scalars(select(AskedQuestion).order_by(AskedQuestion.id.desc()))).first()
        note = (await session.scalars(select(Note))).first()
        assert asked is not None
        await intentions.write(session, asked, note, stage.now)
    return chat


async def test_both_files_carry_the_local_date(mara: Chat) -> None:
    await mara.say("/export")
    names = [bubble["document"]["name"] for bubble in mara.bubbles()[-2:]]
    assert names == ["afterhour-2026-11-23.json", "afterhour-2026-11-23.md"]


async def test_what_was_typed_comes_back_to_the_letter(mara: Chat, stage: Stage) -> None:
    await answered(mara, stage)
    document, reading = await export(mara, stage)
    assert ODD in [row["text"] for row in document["answers"]]
    assert f"{ODD} again" in [row["text"] for row in document["notes"]]
    assert fenced(ODD) in reading


async def test_a_rating_comes_with_its_question_and_why_it_was_asked(mara: Chat, stage: Stage) -> None:
    await answered(mara, stage)
    document, reading = await export(mara, stage)
    rated = next(row for row in document["answers"] if row["rating"] == 4)
    asked = next(row for row in document["asked_questions"] if row["id"] == rated["asked_id"])
    assert asked["client"] == rated["client"] == "Oak"
    assert asked["why"]
    assert inline(asked["shown"]) in reading
    assert "**4 of 5**" in reading


async def test_instants_are_in_utc_and_beside_it_on_the_wall_clock(stage: Stage) -> None:
    jonas = await settled_in(stage.chat(JONAS), city="Berlin")
    document, reading = await export(jonas, stage)
    assert document["exported_at"] == "2026-11-23T09:00:00Z"
    assert document["exported_at_local"] == "2026-11-23T10:00:00+01:00"
    assert "Mon 23 Nov 2026 10:00, the time in Europe/Berlin" in reading


async def test_nothing_of_another_therapist_is_in_it(mara: Chat, stage: Stage) -> None:
    await answered(mara, stage)
    jonas = await settled_in(stage.chat(JONAS))
    document, reading = await export(jonas, stage)
    assert document["notes"] == document["appointments"] == document["clients"] == []
    assert "Oak" not in reading + json.dumps(document)


async def test_a_stranger_has_nothing_to_export(stage: Stage) -> None:
    jonas = stage.chat(JONAS)
    await jonas.say("/export")
    assert jonas.last["document"] is None
    assert "/start" in jonas.text


async def test_an_open_pause_can_be_exported_and_twice_is_fine(mara: Chat, stage: Stage) -> None:
    await mara.say("/pause")
    await mara.tap("Until I say")
    first, _ = await export(mara, stage)
    second, _ = await export(mara, stage)
    assert first["therapist"]["paused_until"] == second["therapist"]["paused_until"]
    assert first["clients"] == second["clients"]


async def test_one_damaged_line_does_not_hold_back_the_others(mara: Chat, stage: Stage) -> None:
    await answered(mara, stage)
    async with stage.database.write() as session:
        await session.execute(update(Note).values(text_sealed=b"damaged"))
    document, reading = await export(mara, stage)
    assert {row["text"] for row in document["notes"]} == {None}
    assert document["unreadable"] == [f"notes.text {row['id']}" for row in document["notes"]]
    assert "(cannot be read any more)" in reading
    assert None not in [row["shown"] for row in document["asked_questions"]]


async def test_every_field_is_documented_and_every_documented_field_is_there(
    mara: Chat, stage: Stage
) -> None:
    await answered(mara, stage)
    await sent(mara)
    await mapped(mara)
    await planned(mara, "Oak every Wed 14:00")
    await set_row(stage, mara, prepares=True)
    await stage.leap(stage.now.replace(day=24, hour=9))
    await planned(mara, "River 11:00")
    await stage.leap(stage.now.replace(hour=10, minute=45))
    await mara.tap("Open")
    await mara.tap("11:00 River")
    await mara.say(ODD + " to ask")
    document, reading = await export(mara, stage)
    assert "Before a session with River" in reading
    tables = {name: set(rows[0]) for name, rows in document.items() if rows and isinstance(rows, list)}
    assert set(TABLES) <= set(tables)
    tables["checkins"] |= {f"appointments.{name}" for name in document["checkins"][-1]["appointments"][0]}
    tables["therapist"], tables["file"] = set(document["therapist"]), set(document)
    documented = described()
    assert set(documented) == set(tables) | {"set_aside"}
    for name, fields in tables.items():
        assert documented[name] == {f for f in fields if f.removesuffix("_local") not in fields - {f}}, name


def described() -> dict[str, set[str]]:
    """Section by section, the fields that the documentation describes."""
    sections = re.split(r"^## ", DOCS.read_text("utf-8"), flags=re.M)[1:]
    named = {section.partition("\n")[0].strip("` "): section for section in sections}
    fields = {name: set(re.findall(r"^\| `([\w.]+)`", text, flags=re.M)) for name, text in named.items()}
    return {name: found for name, found in fields.items() if found}


@pytest.mark.parametrize("name", ["therapists", *TABLES])
def test_every_column_is_exported_or_left_out_for_a_reason(name: str) -> None:
    columns = {column.name for column in Base.metadata.tables[name].columns} - set(LEFT_OUT)
    section = described()["therapist" if name == "therapists" else name]
    assert {column.removesuffix(SEALED) for column in columns} <= section


def test_half_an_emoji_survives_the_json_file() -> None:
    assert json.loads(written({"text": "half \ud83c of one"}))["text"] == "half \ud83c of one"


def test_typed_text_cannot_leave_its_block() -> None:
    first, *lines, last = fenced(ODD).split("\n")
    assert (first, last) == ("`````text", "`````")
    assert all(last not in line for line in lines)
    assert "\x00" not in fenced(ODD)


def test_signs_in_a_line_are_no_markdown() -> None:
    assert inline("a *b* [c](d) <e>\n# f") == r"a \*b\* \[c\](d) \<e\> \# f"
