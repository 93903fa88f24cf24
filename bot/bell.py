"""Rings the tick: through the job queue, and by a watchdog when the wall clock was set back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import structlog

from bot.tries import App

log = structlog.get_logger(__name__)


class Bell:
    """Calls `tick` every so many seconds, never two at once. A tick that fails is logged, the bell goes on.

    The job queue counts by the wall clock and falls silent when that is set back; the watchdog counts by the
    monotonic one and steps in when nothing has rung for `silence` seconds (three intervals unless given).
    """

    def __init__(
        self,
        application: App | None,
        tick: Callable[[], Awaitable[None]],
        *,
        every: float,
        silence: float | None = None,
    ) -> None:
        self._job_queue = application.job_queue if application is not None else None
        self._tick = tick
        self._every = every
        self._silence = silence if silence is not None else 3 * every
        self._one_at_a_time = asyncio.Lock()
        self._last = 0.0
        self._job: Any = None
        self._watchdog: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin; the first tick comes at once."""
        self._last = asyncio.get_running_loop().time()
        self._hang_up()
        self._watchdog = asyncio.create_task(self._watch(), name="tick-watchdog")

    def _hang_up(self) -> None:
        """Give the job queue its one job, counted from now."""
        if self._job is not None:
            self._job.schedule_removal()
        if self._job_queue is not None:
            self._job = self._job_queue.run_repeating(
                self._rung,
                interval=self._every,
                name="tick",
                job_kwargs={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
            )

    async def stop(self) -> None:
        """No more ticks; one that runs is waited for."""
        if self._job is not None:
            self._job.schedule_removal()
            self._job = None
        if self._watchdog is not None:
            self._watchdog.cancel()
            await asyncio.gather(self._watchdog, return_exceptions=True)
            self._watchdog = None
        async with self._one_at_a_time:
            pass

    async def ring(self) -> None:
        """One tick now, after the one that may be running. The sandbox's walk through time calls this."""
        async with self._one_at_a_time:
            await self._run()

    async def _rung(self, _: object) -> None:
        if not self._one_at_a_time.locked():  # the tick that runs sees what is due as well
            await self.ring()

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        self._last = loop.time()
        try:
            await self._tick()
        except Exception as error:
            log.error("tick failed", cause=type(error).__name__, exc_info=error)
        finally:
            self._last = loop.time()

    async def _watch(self) -> None:
        loop = asyncio.get_running_loop()
        await self._rung(None)  # the job queue's first one comes an interval later
        while True:
            await asyncio.sleep(max(self._silence - (loop.time() - self._last), self._every / 2))
            if loop.time() - self._last >= self._silence and not self._one_at_a_time.locked():
                log.warning("the job queue fell silent; was the clock set back?")
                self._hang_up()
                await self.ring()
