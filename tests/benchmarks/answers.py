"""A full answer by button, stored, against a stock bot that only echoes: updates per second, side by side."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from tests.benchmarks.figures import Figure, say
from tests.benchmarks.prepare import FIRST_CHAT, Practice
from tests.benchmarks.processes import BotProcess, StubProcess, stub
from tests.benchmarks.stub import FIRST_UPDATE
from tests.benchmarks.updates import Press, write_messages, write_presses

PEOPLE = 200
_REPLIES = ["sendMessage", "editMessageText", "answerCallbackQuery"]
_BESIDES = {"next": "… that brings the next question", "whole": "… the two in equal parts"}


@dataclass
class Mix:
    """Presses to be made, and a database in which they fit. `firsts`: which of them bring a next question."""

    name: str
    presses: list[Press]
    firsts: list[bool]
    database: Path


def run(size: float = 1.0) -> tuple[list[Figure], dict[str, Any]]:
    """`size` 1 is the full measure; a smaller one is a try."""
    updates, warm_up, rounds = max(20, int(2000 * size)), max(20, int(200 * size)), 5 if size > 0.1 else 1
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        mixes = [_mix(base, name, warm_up + many) for name, many in _sizes(updates).items()]
        runs: dict[str, list[dict[str, Any]]] = {name: [] for name in ("echo", *_sizes(updates))}
        for turn in range(rounds):
            runs["echo"].append(_echo(base, updates, warm_up))
            for mix in mixes:
                runs[mix.name].append(_ours(base, mix, warm_up))
            latest = ", ".join(f"{name} {done[-1]['rate']:.0f}/s" for name, done in runs.items())
            say(f"answers, round {turn + 1} of {rounds}: {latest}")
    return _figures(runs), runs


def _sizes(updates: int) -> dict[str, int]:
    """How many presses of each mix: last answers, first ones, and a whole check-in's in equal parts."""
    return {"last": updates, "next": max(10, updates // 4), "whole": max(10, updates // 2)}


def _mix(base: Path, name: str, many: int) -> Mix:
    """Presses go round the therapists; of each, first and last answers take turns."""
    practice = Practice()
    people = [practice.person() for _ in range(min(PEOPLE, many))]
    these, firsts = [], []
    for number in range(many):
        me = people[number % len(people)]
        first = name == "next" or (name == "whole" and (number + number // PEOPLE) % 2 == 0)
        firsts.append(first)
        these.append(practice.first_open(me) if first else practice.last_open(me))
    database = base / f"{name}.db"
    practice.write(database)
    return Mix(name, these, firsts, database)


def _echo(base: Path, updates: int, warm_up: int) -> dict[str, Any]:
    chats = [FIRST_CHAT + number % PEOPLE for number in range(updates + warm_up)]
    warm, load = base / "warm", base / "load"
    write_messages(warm, chats[:warm_up])
    write_messages(load, chats[warm_up:], FIRST_UPDATE + warm_up)
    with stub() as telegram, BotProcess.of("tests.benchmarks.echo_bot", telegram) as bot:
        telegram.ask("load", file=str(warm), methods=["sendMessage"], count=warm_up)
        return _measured(telegram, bot, load, updates, updates)


def _ours(base: Path, mix: Mix, warm_up: int) -> dict[str, Any]:
    database = base / "run.db"
    shutil.copyfile(mix.database, database)
    shutil.copyfile(mix.database.with_suffix(".key"), database.with_suffix(".key"))
    before = _answers(database)
    warm, load = base / "warm", base / "load"
    write_presses(warm, mix.presses[:warm_up])
    write_presses(load, mix.presses[warm_up:], FIRST_UPDATE + warm_up)
    with stub() as telegram, BotProcess.of("tests.benchmarks.our_bot", telegram, database) as bot:
        telegram.ask("load", file=str(warm), methods=_REPLIES, count=_replies(mix.firsts[:warm_up]))
        replies = _replies(mix.firsts[warm_up:])
        measured = _measured(telegram, bot, load, len(mix.presses) - warm_up, replies)
    stored = _answers(database) - before
    if stored != len(mix.presses):
        raise AssertionError(f"{len(mix.presses)} answers were given, {stored} are stored")
    for file in base.glob("run.db*"):
        file.unlink()
    return measured


def _replies(firsts: list[bool]) -> int:
    """Calls that presses bring: the press answered, the bubble edited, at times the next question."""
    return 2 * len(firsts) + sum(firsts)


def _measured(
    telegram: StubProcess, bot: BotProcess, load: Path, updates: int, replies: int
) -> dict[str, Any]:
    methods = ["sendMessage"] if replies == updates else _REPLIES
    before = bot.seconds_of_cpu()
    came = telegram.ask("load", file=str(load), methods=methods, count=replies)
    return {
        "rate": updates / came["seconds"],
        "seconds": came["seconds"],
        "stub_busy": came["busy"],
        "cpu_ms": (bot.seconds_of_cpu() - before) / updates * 1000,
        "calls_per_second": sum(came["calls"].values()) / came["seconds"],
        "calls": came["calls"],
    }


def _answers(database: Path) -> int:
    connection = sqlite3.connect(database)
    try:
        return int(connection.execute("SELECT count(*) FROM answers").fetchone()[0])
    finally:
        connection.close()


def _figures(runs: dict[str, list[dict[str, Any]]]) -> list[Figure]:
    def middle(name: str, what: str = "rate") -> float:
        return float(median(one[what] for one in runs[name]))

    def ratio(name: str) -> float:
        pairs = zip(runs[name], runs["echo"], strict=True)
        return float(median(ours["rate"] / echo["rate"] for ours, echo in pairs))

    def cpu(name: str) -> float:
        pairs = zip(runs[name], runs["echo"], strict=True)
        return float(median(echo["cpu_ms"] / ours["cpu_ms"] for ours, echo in pairs))

    most = max(one["calls_per_second"] for done in runs.values() for one in done)
    busiest = max(one["stub_busy"] for done in runs.values() for one in done)
    return [
        Figure("a", "stock bot that echoes", middle("echo"), "updates/s"),
        Figure("a", "an answer by button, stored", middle("last"), "updates/s"),
        Figure("a", "against the stock echo", ratio("last"), "of its rate", at_least=0.5),
        *(Figure("a", what, ratio(name), "of its rate") for name, what in _BESIDES.items()),
        Figure("a", "CPU of an echo", middle("echo", "cpu_ms"), "ms"),
        Figure("a", "CPU of an answer", middle("last", "cpu_ms"), "ms"),
        Figure("a", "the same ratio by CPU time", cpu("last"), "of its rate"),
        Figure("a", "calls a second that the bots made, at most", most, "calls/s"),
        Figure("a", "load stub busy, at most", busiest * 100, "% of its core", at_most=60),
    ]
