"""The sandbox's clock: real time plus an offset, walked forward step by step."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from bot.sandbox.events import Events
from bot.sandbox.store import Store

SECOND = 1_000_000  # all arithmetic is in whole microseconds, so that steps land exactly
STEP = 15 * 60 * SECOND  # every zone's hour begins on such a quarter
EXACT = SECOND  # a start closer to real time than this is real time
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def micros(instant: datetime) -> int:
    """Microseconds since 1970."""
    return (instant - EPOCH) // timedelta(microseconds=1)


def iso(instant: datetime) -> str:
    """How the page reads an instant: "2026-11-23T09:00:00Z"."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Clock:
    """Aware UTC. `base` is where the sandbox began, apart from real time; `walked` what was jumped since."""

    def __init__(self, store: Store, events: Events, start: datetime | None, real: Callable[[], int]) -> None:
        self._store, self._events, self._wall = store, events, real
        self._frozen: int | None = None
        self._walk = asyncio.Lock()
        self._generation = 0
        kept = store.load("clock").get("offset")
        if kept is None:
            base = 0 if start is None else micros(start) - real()
            kept = {"base": base if abs(base) > EXACT else 0, "walked": 0}
        self._base: int = kept["base"]
        self._walked: int = kept["walked"]

    def _micros(self) -> int:
        real = self._wall() if self._frozen is None else self._frozen
        return real + self._base + self._walked

    def now(self) -> datetime:
        """The sandbox's present, aware UTC."""
        return EPOCH + timedelta(microseconds=self._micros())

    @property
    def walking(self) -> bool:
        """Whether a jump is under way."""
        return self._walk.locked()

    def freeze(self, at: datetime | None = None) -> None:
        """Stop real time from flowing in, now or at an instant (for tests); jumps still move the clock."""
        self._frozen = self._wall() if at is None else micros(at) - self._base - self._walked

    async def walk(self, to: datetime, settle: Callable[[], Awaitable[None]]) -> None:
        """Go to the instant, resting at each quarter of an hour on the way and at the end; never backwards.

        One walk at a time: a second one waits for the first. `end_walk` ends both.
        """
        generation, goal = self._generation, micros(to)
        async with self._walk:
            try:
                while self._generation == generation and self._micros() < goal:
                    quarter = (self._micros() // STEP + 1) * STEP
                    self._move(min(quarter, goal))
                    self._tell(walking=True)
                    await settle()
            finally:
                self._tell(walking=False)

    async def end_walk(self) -> None:
        """Let a walk under way end where it is, and those that wait behind it; return once they have."""
        self._generation += 1
        async with self._walk:
            pass

    def reset(self) -> None:
        """Back to the time without any jumps."""
        self._walked = 0
        self._keep()
        self._tell(walking=False)

    def _move(self, to: int) -> None:
        self._walked += to - self._micros()
        self._keep()

    def _keep(self) -> None:
        self._store.put("clock", "offset", {"base": self._base, "walked": self._walked})

    def _tell(self, *, walking: bool) -> None:
        self._events.publish("clock", {"now": iso(self.now()), "walking": walking})


def wall() -> int:
    """Real time in microseconds; the one place where the sandbox reads it."""
    return time.time_ns() // 1000
