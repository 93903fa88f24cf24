"""Calendar files read where that can be stopped: in a child process with bounds, its answer plain data."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from prompts.schedule.calendar.plain import heard
from prompts.schedule.calendar.values import MOST_BYTES, Reading, Refused, Window

SECONDS = 2.5  # the child has two of CPU; half a second is for what else this machine does
AT_ONCE = 2
_ROOT = Path(__file__).parent.parent
# Nothing of this process's environment: it may hold the token, the key, the database's password.
_ENVIRONMENT = {"PYTHONPATH": str(_ROOT), "PYTHONUTF8": "1"}


class CalendarReader:
    """Reads files for whoever asks, so many at once; the others wait."""

    def __init__(self, at_once: int = AT_ONCE, seconds: float = SECONDS) -> None:
        self._places = asyncio.Semaphore(at_once)
        self._seconds = seconds

    async def read(self, data: bytes, window: Window) -> Reading:
        """What a file brings. Raises Refused, within three seconds of its turn; then nothing was taken."""
        if len(data) > MOST_BYTES:
            raise Refused("too_big")
        async with self._places:
            return heard(await self._asked(data, window))

    async def _asked(self, data: bytes, window: Window) -> bytes:
        latest = asyncio.get_running_loop().time() + self._seconds
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-P", "-s", "-m", "bot.calendar_reader",
            window.first.isoformat(), str(window.weeks), window.zone, str(window.usual.total_seconds()),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
            env=_ENVIRONMENT,
        )  # fmt: skip
        try:
            async with asyncio.timeout_at(latest):
                answer, _ = await child.communicate(data)
        except TimeoutError:
            raise Refused("slow") from None
        finally:
            if child.returncode is None:
                child.kill()
                await child.wait()
        if child.returncode:
            # Below zero the system has ended it, at one of its bounds.
            raise Refused("slow" if child.returncode < 0 else "unread")
        return answer
