"""Rings the tick: through the job queue, and by a watchdog when the wall clock was set back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
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
        self._ringing: asyncio.Task[None] | None = None
        self._ticking: asyncio.Future[None] | None = None
        self._stopped = False

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

    async def stop(self, drain: float = 8.0) -> None:
        """No more ticks; one that runs is waited for so many seconds, then cut off."""
        self._stopped = True
        if self._job is not None:
            self._job.schedule_removal()
            self._job = None
        if self._ticking is not None:
            await asyncio.wait({self._ticking}, timeout=drain)
            self._ticking.cancel()
            await asyncio.wait({self._ticking}, timeout=1.0)
        for task in (self._watchdog, self._ringing):
            if task is not None:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)

    async def ring(self) -> None:
        """One tick now, after the one that may be running. The sandbox's walk through time calls this."""
        async with self.silent():
            await self._run()

    @asynccontextmanager
    async def silent(self) -> AsyncIterator[None]:
        """It does not ring inside; a tick that runs is waited for."""
        async with self._one_at_a_time:
            if self._ticking is not None and not self._ticking.done():
                await asyncio.wait({self._ticking})  # its ringer was cancelled
            yield

    async def _rung(self, _: object = None) -> None:
        """Returns at once: a long tick must not hold the job queue up, nor have it complain."""
        if not self._one_at_a_time.locked():  # the tick that runs sees what is due as well
            self._ringing = asyncio.create_task(self.ring(), name="tick-ring")

    async def _run(self) -> None:
        """In a task of its own: whoever rang may be cancelled, the tick may not be torn by that."""
        if self._stopped:
            return
        loop = asyncio.get_running_loop()
        self._last = loop.time()
        self._ticking = asyncio.ensure_future(self._tick())
        try:
            await asyncio.wait({self._ticking})
        finally:
            self._last = loop.time()
        if not self._ticking.cancelled() and (error := self._ticking.exception()) is not None:
            log.error("tick failed", cause=type(error).__name__, exc_info=error)

    async def _watch(self) -> None:
        loop = asyncio.get_running_loop()
        await self._rung()  # the job queue's first one comes an interval later
        while True:
            await asyncio.sleep(max(self._silence - (loop.time() - self._last), self._every / 2))
            if loop.time() - self._last >= self._silence and not self._one_at_a_time.locked():
                log.warning("the job queue fell silent; was the clock set back?")
                self._hang_up()
                await self.ring()
