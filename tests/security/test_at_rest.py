"""What lies on disk and in the logs, when all goes well and when it does not."""

from __future__ import annotations

import io
import json
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import structlog
from sqlalchemy import select, text

from bot.logs import set_up_logs
from db import therapists
from db.engine import Database
from db.models import DataKey, Note
from db.vault import Vault, new_data_key
from tests.db.make import NOW
from tests.make import just_finished, settled_in
from tests.stage import MARA, TOKEN, staged

CODE, LINE = "Zebrafish", "canary-she-wept"
ROOT = Path(__file__).parents[2]


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    root, hooks = logging.getLogger(), (sys.excepthook, sys.unraisablehook)
    before, stream = (root.handlers[:], root.level), io.StringIO()
    set_up_logs("text", "DEBUG", [], stream)
    yield stream
    root.handlers[:], (sys.excepthook, sys.unraisablehook) = before[0], hooks
    root.setLevel(before[1])
    structlog.reset_defaults()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_through_faults_of_every_kind_no_word_reaches_disk_or_log(
    database: Database, tmp_path: Path, logged: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    faults: list[dict[str, Any]] = [
        {"method": "sendMessage", "code": 500},
        {"method": "sendMessage", "code": 400, "description": f"Bad Request: {LINE} is no good"},
        {"method": "sendMessage", "drop": "after"},
        {"method": "getUpdates", "drop": "before"},
    ]
    async with staged(database) as stage:
        mara = await settled_in(stage.chat(MARA))
        await just_finished(mara, CODE)
        for fault in faults:
            stage.sandbox.faults.from_json(fault)
            await mara.say(f"{LINE} {fault.get('code')} {fault.get('drop')}")
        monkeypatch.setattr("handlers.lines.note_bubble", _fails)
        await mara.say(LINE)  # set aside
    assert not _files_with((CODE, LINE, TOKEN), tmp_path)
    for word in (CODE, LINE, TOKEN, "Mara"):
        assert word not in logged.getvalue()
    assert "update set aside" in logged.getvalue(), "else this test shows nothing"
    async with database.read() as session:
        assert len(list(await session.scalars(select(Note)))) == len(faults)


def _files_with(words: tuple[str, ...], folder: Path) -> list[str]:
    found = [(file.name, file.read_bytes()) for file in folder.iterdir()]
    assert "afterhour.db-wal" in dict(found), "else not all is on disk"
    return [
        name
        for name, held in found
        for word in words
        if word.encode() in held or word.encode("utf-16-le") in held
    ]


async def _fails(*_: object) -> None:
    raise ValueError(LINE, CODE)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_sealed_words_put_in_another_rows_place_open_nowhere(database: Database) -> None:
    async with staged(database) as stage:
        mara = await settled_in(stage.chat(MARA))
        for line in ("the first line", "the second line"):
            await mara.say(line)
            await mara.tap("General")
        async with database.write() as session:
            one, other = list(await session.scalars(select(Note).order_by(Note.id)))
            one.text_sealed, other.text_sealed = other.text_sealed, one.text_sealed
        await mara.say("/export")
        exported = next(b for b in mara.bubbles() if (b["document"] or {}).get("name", "").endswith(".json"))
        number = exported["document"]["url"].split("/")[3]
        found = json.loads(stage.sandbox.world.store.file(number) or b"")
    assert [note["text"] for note in found["notes"]] == [None, None]
    assert len(found["unreadable"]) == 2


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_an_erased_key_leaves_no_bytes_in_postgresqls_file(database: Database) -> None:
    vault, keys = Vault([new_data_key()]), {}
    async with database.write() as session:
        for person in range(1, 5):
            me = await therapists.agree(session, vault, bot_id=1, telegram_id=person, chat_id=person, now=NOW)
            keys[me.id] = await session.scalar(select(DataKey.wrapped).where(DataKey.therapist_id == me.id))
    erased = list(keys)[2:]
    for therapist_id in erased:
        async with database.write() as session:
            await therapists.erase(session, therapist_id)
    assert await database.scrub()
    heap = _read(await _heap(database))
    assert [key for one, key in keys.items() if key and key in heap] == [keys[one] for one in list(keys)[:2]]


async def _heap(database: Database) -> str:
    """The file of keys, as PostgreSQL has it on disk."""
    url = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
    where = "SELECT current_setting('data_directory') || '/' || pg_relation_filepath('data_keys')"
    async with database.read() as session:
        return str(await session.scalar(text(where)))


def _read(path: str) -> bytes:
    return Path(path).read_bytes()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_scrub_says_when_somebody_may_still_see_what_was_erased(database: Database) -> None:
    async with database.read() as session:
        await session.execute(text("SELECT * FROM expects"))
        assert not await database.scrub()
    assert await database.scrub()


def test_whatever_the_bot_makes_is_its_users_alone(tmp_path: Path) -> None:
    """The sandbox's chats too: people try it with words that are not made up."""
    given = {"SANDBOX_LISTEN": "127.0.0.1:0", "PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]}
    bot = subprocess.Popen(
        [sys.executable, "-m", "bot"], cwd=tmp_path, env=given, stdout=subprocess.PIPE, umask=0o022
    )
    assert bot.stdout is not None
    bot.stdout.readline()
    made = {path.relative_to(tmp_path).as_posix(): path.stat().st_mode for path in tmp_path.rglob("*")}
    bot.send_signal(signal.SIGTERM)
    bot.communicate(timeout=20)
    assert made.keys() >= {"data", "data/sandbox/sandbox.db", "data/sandbox/afterhour.key"}
    assert not [name for name, mode in made.items() if mode & 0o077]
