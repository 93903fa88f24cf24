"""A thousand check-ins due at once under strict limits, and how long a tap takes meanwhile."""

from __future__ import annotations

import math
import tempfile
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

from tests.benchmarks import prepare
from tests.benchmarks.figures import Figure, say
from tests.benchmarks.prepare import Practice
from tests.benchmarks.processes import BotProcess, StubProcess, stub
from tests.benchmarks.stub import FIRST_UPDATE, PER_SECOND
from tests.benchmarks.updates import Press, write_presses

TAPS_A_SECOND = 10
_WARM_UP = 50


class _Taps:
    """Hands out taps by therapists of whom nothing else is due."""

    def __init__(self, telegram: StubProcess, folder: Path, presses: list[Press]) -> None:
        self._telegram, self._folder, self._presses = telegram, folder, presses
        self._done = 0

    def begin(self, many: int, *, flooded: bool = False) -> int:
        """The order's number at the stub."""
        these = self._presses[self._done : self._done + many]
        file = self._folder / f"taps-{self._done}"
        write_presses(file, these, FIRST_UPDATE + self._done)
        self._done += many
        chats = [press.chat for press in these]
        return self._telegram.order(
            "taps", file=str(file), chats=chats, every=1 / TAPS_A_SECOND, flooded=flooded
        )


def run(size: float = 1.0) -> tuple[list[Figure], dict[str, Any]]:
    """First an idle bot's taps, then a flood alone, then a flood with taps; one bot, with its own pace."""
    many, taps = max(10, int(1000 * size)), max(5, int(300 * size))
    warm_up = max(5, int(_WARM_UP * size))
    settings = {} if size == 1 else {"TICK_SECONDS": "0.5"}  # a try does not wait for the bell
    practice = Practice()
    far = practice.now + timedelta(days=2)
    due = [practice.due(practice.person(), far) for _ in range(2 * many)]
    presses = [practice.last_open(practice.person()) for _ in range(warm_up + 2 * taps)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database = folder / "afterhour.db"
        practice.write(database)
        with stub() as telegram, BotProcess.of("bot", telegram, database, **settings):
            telegram.ask("strict")
            telegram.ask("polled")
            tapping = _Taps(telegram, folder, presses)
            telegram.result(tapping.begin(warm_up))
            idle = telegram.result(tapping.begin(taps))
            say(f"flood: taps of an idle bot, p99 {_p99(idle['edited']) * 1000:.1f} ms")
            alone = _flood(telegram, database, due[:many])
            say(f"flood: {many} check-ins at {_rate(alone):.2f} a second, {alone['refused']} refused")
            sends = telegram.order("sends", count=many)
            tapped = tapping.begin(taps, flooded=True)
            prepare.now_due(database, due[many:])
            meanwhile, both = telegram.result(tapped), telegram.result(sends)
            say(f"flood: taps meanwhile, p99 {_p99(meanwhile['edited']) * 1000:.1f} ms")
    runs = {"idle": idle, "alone": alone, "meanwhile": meanwhile, "both": both}
    return _figures(many, runs), runs


def _flood(telegram: StubProcess, database: Path, due: list[int]) -> dict[str, Any]:
    sends = telegram.order("sends", count=len(due))
    prepare.now_due(database, due)
    return telegram.result(sends)


def _rate(flood: dict[str, Any]) -> float:
    """Messages a second, from the first to the last."""
    sent = flood["sent"]
    return float((len(sent) - 1) / (sent[-1] - sent[0]))


def _p99(seconds: list[float]) -> float:
    return sorted(seconds)[math.ceil(len(seconds) * 0.99) - 1]


def _figures(many: int, runs: dict[str, Any]) -> list[Figure]:
    idle, meanwhile = runs["idle"], runs["meanwhile"]
    share = _rate(runs["alone"]) / PER_SECOND * 100
    shared = _rate(runs["both"]) / PER_SECOND * 100
    refused = runs["alone"]["refused"] + runs["both"]["refused"]
    found = [
        Figure("b", f"{many:,} check-ins due at once", share, "% of 30/s", at_least=97),
        Figure("b", "the same while people tap", shared, "% of 30/s"),
        Figure("b", "refused for going too fast (429)", float(refused), "messages", at_most=0),
    ]
    for what, key in (("the bubble shows it", "edited"), ("the press is answered", "answered")):
        before, during = _p99(idle[key]) * 1000, _p99(meanwhile[key]) * 1000
        found += [
            Figure("c", f"a tap until {what}: p99 of an idle bot", before, "ms"),
            Figure("c", "… and during a flood", during, "ms"),
            Figure("c", "… so it takes", during / before, "times as long", at_most=2),
            Figure("c", "… medians: idle", median(idle[key]) * 1000, "ms"),
            Figure("c", "… medians: during a flood", median(meanwhile[key]) * 1000, "ms"),
        ]
    return found
