"""The bot as a process of its own: forked from one that has all code loaded, on the clock of the test.

`python -m tests.faults.bot` reads one order a line (JSON) and forks a bot for each; the bot then runs
`python -m bot run` as it is, from the settings in its environment on. Ours are only the clock, the pace,
shorter waits, and a line to the test: "rest", and "die at the n-th commit".
"""

from __future__ import annotations

import asyncio
import gc
import json
import mmap
import os
import signal
import socket
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.orm import configure_mappers

import bot.app
import db.connections
from bot import cli
from bot.app import Afterhour
from bot.pacing import Pacer
from db.engine import make_ready
from handlers import FEATURES
from handlers.context import Feature, Turn
from handlers.effects import Effects
from prompts.questions.bank import load_bank
from prompts.schedule.cities import load_cities
from prompts.texts import load_texts

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
READ_SECONDS = 1.5  # how long a reply of Telegram's is waited for
BUSY_SECONDS = 1  # how long another process that writes is waited for
LATE = ("aiosqlite", "apscheduler.triggers.interval", "bot.logs", "encodings.idna", "psycopg", "uvloop")
MISTAKE = "gremlin"  # a button's verb behind which stands a handler that fails


class SharedClock:
    """Eight bytes in a file: microseconds since 1970, written by the test."""

    def __init__(self, path: str) -> None:
        with Path(path).open("rb") as file:
            self._held = mmap.mmap(file.fileno(), 8, prot=mmap.PROT_READ)

    def now(self) -> datetime:
        return EPOCH + timedelta(microseconds=int.from_bytes(self._held[:8], sys.byteorder))


class Deaths:
    """Kills this process before or after a commit that is to come; only those that wrote something count."""

    def __init__(self) -> None:
        self._left, self._when = 0, ""
        event.listen(Engine, "before_cursor_execute", self._noticed)
        commit: Callable[[DefaultDialect, Any], None] = DefaultDialect.do_commit

        def do_commit(dialect: DefaultDialect, connection: Any) -> None:
            wrote = connection.info.pop("wrote", False)
            self._left -= wrote
            self._die(wrote, "before")
            commit(dialect, connection)
            self._die(wrote, "after")

        setattr(DefaultDialect, "do_commit", do_commit)  # noqa: B010 - mypy wants no method replaced

    def arm(self, nth: int, when: str) -> None:
        self._left, self._when = nth, when

    def _die(self, wrote: bool, when: str) -> None:
        if wrote and self._left == 0 and self._when == when:
            os.kill(os.getpid(), signal.SIGKILL)

    @staticmethod
    def _noticed(connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        if statement.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
            connection.info["wrote"] = True


class Watched(Afterhour):
    """The bot, which the test can ask to come to rest."""

    clock_file = ""
    line: socket.socket
    deaths: Deaths

    def __init__(self, **given: Any) -> None:
        given |= {"clock": SharedClock(self.clock_file), "pacer": Pacer(per_second=None, per_chat_gap=0)}
        super().__init__(**given | {"local": True})
        self._request._defaults["read"] = READ_SECONDS

    async def start(self) -> None:
        await super().start()
        reader, writer = await asyncio.open_connection(sock=self.line)
        writer.write(b"up\n")
        self._listening = asyncio.create_task(self._listen(reader, writer))

    async def _listen(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while said := (await reader.readline()).decode().split():
            match said:
                case ["rest"]:
                    await self.rest()
                case ["die", nth, when]:
                    self.deaths.arm(int(nth), when)
            writer.write(b"done\n")
        os._exit(0)  # the test is gone


async def _mistake(turn: Turn) -> Effects:
    """What a bug of ours looks like: an exception full of what must not be seen."""
    raise ValueError(await turn.codes.all(), turn.press, turn.me)


def run(order: dict[str, Any]) -> int:
    """Be a bot, in a process of one's own."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.environ.clear()
    os.environ.update(order["env"])
    os.chdir(order["cwd"])
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    Watched.clock_file, Watched.deaths = order["clock"], Deaths()
    Watched.deaths.arm(*order["die"])
    Watched.line = socket.create_connection(("127.0.0.1", order["control"]))
    db.connections.BUSY_SECONDS = BUSY_SECONDS
    features = (*FEATURES, Feature("gremlin", presses={MISTAKE: _mistake}))
    for name, ours in (("Afterhour", Watched), ("FEATURES", features)):
        setattr(bot.app, name, ours)
    return cli.main(["run"])


def warm() -> None:
    """What each start would import, read and work out anew is there for all that follow."""
    load_bank(), load_texts(), load_cities()
    configure_mappers()
    for name in LATE:
        with suppress(ImportError):
            import_module(name)
    with tempfile.TemporaryDirectory() as folder:
        make_ready(f"{folder}/warm.db")


def nursery() -> None:
    """Fork a bot for each order, and say its process id."""
    warm()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead vanish at once
    gc.collect()
    gc.freeze()
    while line := sys.stdin.buffer.readline():
        child = os.fork()
        if child == 0:
            os._exit(run(json.loads(line)))
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    nursery()
