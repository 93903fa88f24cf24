"""What a bot that has nothing to do holds in memory, without the sandbox."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Any

from tests.benchmarks.figures import Figure, say
from tests.benchmarks.prepare import Practice
from tests.benchmarks.processes import BotProcess, stub
from tests.benchmarks.updates import write_presses

_SECONDS = 30
_ANSWERS = 400


def run(size: float = 1.0) -> tuple[list[Figure], dict[str, Any]]:
    """After its start and half a minute of rest; then once more after work, as a bot that lives is."""
    practice = Practice()
    people = [practice.person() for _ in range(100)]
    many = max(10, int(_ANSWERS * size))
    presses = [practice.first_open(people[number % len(people)]) for number in range(many)]
    with tempfile.TemporaryDirectory() as name:
        database, load = Path(name) / "afterhour.db", Path(name) / "load"
        practice.write(database)
        write_presses(load, presses)
        with stub() as telegram, BotProcess.of("bot", telegram, database) as bot:
            telegram.ask("polled")
            time.sleep(_SECONDS * min(size, 1))
            resident, proportional = bot.resident()
            methods = ["answerCallbackQuery", "editMessageText", "sendMessage"]
            telegram.ask("load", file=str(load), methods=methods, count=3 * many)
            time.sleep(_SECONDS * min(size, 1))
            worked, _ = bot.resident()
    say(f"memory: {resident:.0f} MiB idle, {worked:.0f} MiB after {many} answers")
    figures = [
        Figure("e", "resident memory of an idle bot", resident, "MiB", at_most=120),
        Figure("e", "… with shared pages split", proportional, "MiB"),
        Figure("e", f"… idle again after {many} answers", worked, "MiB", at_most=120),
    ]
    return figures, {"resident": resident, "proportional": proportional, "worked": worked}
