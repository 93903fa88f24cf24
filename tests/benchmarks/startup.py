"""Starting with 100,000 check-ins to come against starting with none: time and memory."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from db import checkins
from db.engine import Database
from tests.benchmarks.figures import Figure, say
from tests.benchmarks.prepare import Practice
from tests.benchmarks.processes import BOT_ID, BotProcess, stub

_EACH = 100  # check-ins to come for one therapist
_SETTLED = 1.0  # seconds after the first poll, when memory is read


def run(size: float = 1.0) -> tuple[list[Figure], dict[str, Any]]:
    """Pairs of starts, one with and one without, in turns; the median of the differences."""
    pending, pairs = max(100, int(100_000 * size)), 15 if size == 1 else max(1, int(15 * size))
    runs: dict[str, list[dict[str, float]]] = {"empty": [], "full": []}
    with tempfile.TemporaryDirectory() as name:
        databases = {"empty": _database(Path(name), 0), "full": _database(Path(name), pending)}
        for database in databases.values() if size == 1 else ():  # what is read first is not counted
            _start(database)
        for pair in range(pairs):
            for kind in ("empty", "full") if pair % 2 else ("full", "empty"):
                runs[kind].append(_start(databases[kind]))
        say(f"start-up: {pairs} pairs, {_middle(runs['full'], 'seconds'):.2f} s each")
        asked = asyncio.run(_query(databases["full"]))
    return _figures(pending, runs, asked), {**runs, "query": asked}


def _database(folder: Path, pending: int) -> Path:
    practice = Practice()
    later = practice.now + timedelta(days=1)
    for start in range(0, pending, _EACH):
        me = practice.person()
        for number in range(start, min(start + _EACH, pending)):
            practice.due(me, later + timedelta(seconds=number))
    file = folder / f"pending-{pending}.db"
    practice.write(file)
    return file


def _start(database: Path) -> dict[str, float]:
    with stub() as telegram, BotProcess.of("bot", telegram, database) as bot:
        seconds = telegram.ask("polled")["at"] - bot.began
        cpu = bot.seconds_of_cpu()
        time.sleep(_SETTLED)
        return {"seconds": seconds, "cpu": cpu, "mib": bot.resident()[0]}


async def _query(file: Path) -> float:
    """Seconds that the question takes what is due, when nothing is."""
    database, took = Database(f"sqlite:///{file}"), []
    try:
        for _ in range(30):
            async with database.read() as session:
                began = time.perf_counter()
                await checkins.due(session, BOT_ID, datetime.now(UTC))
                took.append(time.perf_counter() - began)
    finally:
        await database.close()
    return median(took)


def _middle(runs: list[dict[str, float]], what: str) -> float:
    return median(run[what] for run in runs)


def _figures(pending: int, runs: dict[str, list[dict[str, float]]], asked: float) -> list[Figure]:
    def more(what: str, unit: Callable[[float], float] = lambda value: value * 1000) -> float:
        pairs = zip(runs["full"], runs["empty"], strict=True)
        return unit(median(full[what] - empty[what] for full, empty in pairs))

    return [
        Figure("d", "start-up with an empty database", _middle(runs["empty"], "seconds") * 1000, "ms"),
        Figure("d", f"{pending:,} check-ins to come: longer by", more("seconds"), "ms", at_most=15),
        Figure("d", "… in CPU time", more("cpu"), "ms"),
        Figure("d", "… more memory", more("mib", lambda mib: mib), "MiB", at_most=1),
        Figure("d", "… asking what is due", asked * 1000, "ms"),
    ]
