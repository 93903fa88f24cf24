"""One update's way: handled, tried again, held while the database is away, or set aside."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import structlog
from telegram import Update
from telegram.ext import Application

from handlers.inhand import UpdateInHand, handling

log = structlog.get_logger(__name__)

RawUpdate = dict[str, Any]
App = Application[Any, Any, Any, Any, Any, Any]


class LeftForLater(Exception):
    """The bot stops: the update stays unresolved, and Telegram keeps it for the next start."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What happens when handling fails. Times in seconds."""

    is_database_fault: Callable[[BaseException], bool]
    set_aside: Callable[
        [RawUpdate, str], Awaitable[None]
    ]  # the raw update and the cause, an exception's name
    apologise: Callable[[Update], Awaitable[None]]
    tries: int = 3
    patience: float = 15.0  # for all tries together, without the time that the database was away
    between_tries: float = 0.5
    first_hold: float = 1.0  # while the database is away; doubled up to the longest
    longest_hold: float = 30.0


@dataclass(eq=False)
class Journey:
    """Takes one update to where it is resolved; `run` raises LeftForLater if it does not get there."""

    application: App
    rules: Rules
    stopping: asyncio.Event
    number: int
    raw: RawUpdate = field(repr=False)
    resolved: Callable[[], None] = field(repr=False)
    committed: Callable[[], None] = field(repr=False)
    held: int = 0

    async def run(self, update: Update | None, cause: str) -> None:
        """`update` is None if it could not be parsed, for the reason that `cause` names."""
        while update is not None:
            failed = await self._try(update)
            if failed is None:
                return self.resolved()
            if await self._put_aside(failed):
                return await self._apologise(update)
        while not await self._put_aside(cause):
            pass
        return None

    async def _try(self, update: Update) -> str | None:
        """None once it is handled; the cause once it is hopeless."""
        spent, tries = 0.0, 0
        while True:
            began = asyncio.get_running_loop().time()
            error = await self._attempt(update, self.rules.patience - spent)
            if error is None:
                return None
            if self.rules.is_database_fault(error):
                await self._hold(error)
                continue
            spent += asyncio.get_running_loop().time() - began
            tries += 1
            if tries >= self.rules.tries or spent >= self.rules.patience:
                return type(error).__name__
            log.warning("update failed, trying again", update=self.number, cause=type(error).__name__)
            await self._wait(self.rules.between_tries)

    async def _attempt(self, update: Update, limit: float) -> BaseException | None:
        """The failure, unless the effects were committed: what fails afterwards is not tried again."""
        clock = asyncio.timeout(limit)

        def on_commit() -> None:
            self.resolved()
            self.committed()
            if not clock.expired():
                clock.reschedule(None)  # its replies may take as long as their pace needs

        hand = UpdateInHand(self.number, on_commit)
        failure: BaseException | None = None
        try:
            async with clock:
                with handling(hand):
                    await self.application.process_update(update)
        except Exception as error:
            failure = error
        failure = failure or hand.error
        if failure is not None and hand.is_committed:
            log.warning("failed after the commit", update=self.number, cause=type(failure).__name__)
            return None
        return failure

    async def _put_aside(self, cause: str) -> bool:
        """True once it is set aside; False if the database was away meanwhile: it may have been the cause."""
        for _ in range(self.rules.tries):
            try:
                async with asyncio.timeout(self.rules.patience):
                    await self.rules.set_aside(self.raw, cause)
            except Exception as error:
                if isinstance(error, TimeoutError) or self.rules.is_database_fault(error):
                    await self._hold(error)
                    return False
                log.error("setting aside failed", update=self.number, cause=type(error).__name__)
                await self._wait(self.rules.between_tries)
            else:
                log.error("update set aside", update=self.number, cause=cause)
                self.resolved()
                return True
        # Two things are broken at once. One update is let go, so that it does not stop everybody for ever.
        log.critical(
            "update lost, it could be neither handled nor set aside", update=self.number, cause=cause
        )
        self.resolved()
        return True

    async def _apologise(self, update: Update) -> None:
        try:
            await self.rules.apologise(update)
        except Exception as error:
            log.warning("apology not sent", update=self.number, cause=type(error).__name__)

    async def _hold(self, error: BaseException) -> None:
        """Wait for the database, longer each time."""
        seconds = min(self.rules.longest_hold, self.rules.first_hold * 2.0**self.held)
        self.held = min(self.held + 1, 16)
        log.warning(
            "database away, update held", update=self.number, cause=type(error).__name__, seconds=seconds
        )
        await self._wait(seconds)

    async def _wait(self, seconds: float) -> None:
        """Raises LeftForLater when the bot stops meanwhile."""
        try:
            async with asyncio.timeout(seconds):
                await self.stopping.wait()
        except TimeoutError:
            return
        raise LeftForLater
