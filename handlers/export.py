"""/export: everything as one documented JSON file and as Markdown to read."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from db.export import Everything, Row, everything
from db.models import Client
from handlers.context import Feature, Turn
from handlers.effects import Effects, File
from handlers.export_reading import Words, reading
from prompts.schedule.times import local

FORMAT, VERSION = "afterhour-export", 1
# Our ids have 63 bits; a JSON reader that takes numbers for floats would round them, so they are strings.
IDS = frozenset(
    {
        "id", "client_id", "appointment_id", "checkin_id", "asked_id", "digest_id", "refers_id",
        "series_id", "calendar_id",
    }
)  # fmt: skip

FOR_EVER = 9999  # the year that stands for "until I say"
INSTANTS = frozenset(
    {"at", "since", "until", "paused_until", "planned_for", "made_until", "moved_from", "pause_from"}
)  # beside those named `…_at`


async def everything_of(turn: Turn) -> Effects:
    """/export and [Export]: both files. They may be asked for as often as one likes."""
    return await files(turn)


async def files(turn: Turn, client: Client | None = None) -> Effects:
    """Everything; or of one client alone, in the same format. A file's name says nobody's."""
    await turn.session.flush()
    only = None if client is None else client.id
    found = await everything(turn.session, turn.services.vault, turn.sealed, turn.me, only)
    # Years of answers take a second or two to write out: beside the loop, so that others' taps are answered.
    exact, readable = await asyncio.to_thread(_written_out, found, _words(turn, found), turn.now)
    name = f"afterhour-{'' if client is None else 'client-'}{local(turn.now, turn.zone).date()}"
    said = turn.texts("export.json" if client is None else "export.json_client")
    return [
        File(f"{name}.json", exact, said),
        File(f"{name}.md", readable, turn.texts("export.reading")),
    ]


def _written_out(found: Everything, words: Words, now: datetime) -> tuple[bytes, bytes]:
    return written(document(found, words, now)), reading(found, words, now).encode()


def _words(turn: Turn, found: Everything) -> Words:
    codes = {row["id"]: row["code"] or "?" for row in found.tables["clients"]}
    return Words(turn.texts, turn.bank, turn.zone, codes)


def document(found: Everything, words: Words, now: datetime) -> dict[str, Any]:
    """The JSON document; docs/export-format.md says what each field means (a test compares)."""
    questions = {row["id"]: row["question"] for row in found.tables["asked_questions"]}
    tables = {
        name: [_plain(_explained(name, row, questions, words), row.get("zone") or words.zone) for row in rows]
        for name, rows in found.tables.items()
    }
    head = {"format": FORMAT, "version": VERSION, **_plain({"exported_at": now}, words.zone)}
    therapist = _plain(found.therapist, words.zone)
    return {**head, "therapist": therapist, **tables, "unreadable": found.unreadable}


def _explained(table: str, row: Row, questions: Mapping[int, str], words: Words) -> Row:
    """The row, with the words for its numbers and slugs."""
    more: Row = {}
    if "client_id" in row:
        more["client"] = words.codes.get(row["client_id"])
    if "suggestion" in row:
        more["suggestion_title"] = words.title(row["suggestion"])
    if table == "asked_questions":
        more["why"] = words.why(row)
    if table == "answers":
        more["option_label"] = words.label(questions[row["asked_id"]], row["option"])
    if table == "digests":
        tip = words.bank.tips.get(row["tip"])
        more["tip_text"] = tip.text if tip else None
    return {**row, **more}


def _plain(row: Mapping[str, Any], zone: str) -> dict[str, Any]:
    """As JSON has it: instants in UTC and beside them on the wall clock, ids as strings."""
    plain: dict[str, Any] = {}
    for name, value in row.items():
        if name.endswith("_at") or name in INSTANTS:
            plain[name] = value and value.astimezone(UTC).isoformat().replace("+00:00", "Z")
            shown = value is not None and value.year != FOR_EVER
            plain[f"{name}_local"] = local(value, zone).isoformat() if shown else None
        elif isinstance(value, date | time):
            plain[name] = value.isoformat()
        elif name in IDS and value is not None:
            plain[name] = str(value)
        elif name == "appointments":
            plain[name] = [_plain(seat, zone) for seat in value]
        else:
            plain[name] = value
    return plain


def written(document: Mapping[str, Any]) -> bytes:
    """JSON in UTF-8, each row on a line. Half an emoji is written as JSON's own escape."""
    parts = [f"{_json(name)}: {_lines(value)}" for name, value in document.items()]
    return ("{\n" + ",\n".join(parts) + "\n}\n").encode("utf-8", "backslashreplace")


def _lines(value: object) -> str:
    """A list with each row on a line of its own: readable, and much faster than the library's `indent`."""
    if not isinstance(value, list) or not value:
        return _json(value)
    return "[\n" + ",\n".join(_json(row) for row in value) + "\n]"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


FEATURE = Feature(name="export", commands={"export": everything_of}, presses={"export": everything_of})
