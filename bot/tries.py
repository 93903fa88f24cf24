"""One update's way: handled, tried again, held while the database is away, or set aside."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import structlog
from telegram import Update
from telegram.ext import Application

from bot.spell import Spell
from handlers.inhand import UpdateInHand, handling

log = structlog.get_logger(__name__)

RawUpdate = dict[str, Any]
App = Application[Any, Any, Any, Any, Any, Any]
_Result = TypeVar("_Result")


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
    # Say that it is not saved yet; the id of the line that says so, if one does. And take that line back.
    not_saved: Callable[[Update], Awaitable[int | None]]
    take_back: Callable[[Update, int], Awaitable[None]]
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
    spell: Spell
    stuck: Callable[[], None] = field(repr=False)  # it waits for the database, those behind it may look
    chat: int | None = None
    held: int = 0
    line: int | None = None  # the message that says it is not saved yet
    looked: bool = False

    async def run(self, update: Update | None, cause: str) -> None:
        """`update` is None if it could not be parsed, for the reason that `cause` names."""
        try:
            if update is not None and self.spell.on and await self.look(update):
                return
            await self._run(update, cause)
        finally:
            self.spell.waiting.discard(self.number)
        if update is not None and self.line is not None:
            await self._quietly(self.rules.take_back(update, self.line))

    async def look(self, update: Update) -> bool:
        """Answer it from what is stored, while the database takes nothing in. False if that is not enough."""
        if self.looked:
            return False
        self.looked = True
        clock = asyncio.timeout(self.rules.patience)
        hand = UpdateInHand(self.number, lambda: self._resolve(clock), reading=True)
        if await self._handle(update, hand, clock) is not None:
            return False
        self.resolved()
        return True

    async def _run(self, update: Update | None, cause: str) -> None:
        while update is not None:
            failed = await self._try(update)
            if failed is None:
                self.resolved()
                return
            if await self._put_aside(failed):
                self.spell.taken(self.chat)
                await self._quietly(self.rules.apologise(update))
                return
        while not await self._put_aside(cause):
            pass

    async def _try(self, update: Update) -> str | None:
        """None once it is handled; the cause once it is hopeless."""
        spent, tries = 0.0, 0
        while True:
            began = asyncio.get_running_loop().time()
            error = await self._attempt(update, self.rules.patience - spent)
            if error is None:
                self.spell.taken(self.chat)
                return None
            if self.rules.is_database_fault(error):
                if await self.look(update):
                    return None
                await self._tell(update)
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
            self._resolve(clock)
            self.committed()

        return await self._handle(update, UpdateInHand(self.number, on_commit), clock)

    def _resolve(self, clock: asyncio.Timeout) -> None:
        """Its replies may take as long as their pace needs."""
        self.resolved()
        if not clock.expired():
            clock.reschedule(None)

    async def _handle(
        self, update: Update, hand: UpdateInHand, clock: asyncio.Timeout
    ) -> BaseException | None:
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

    async def _tell(self, update: Update) -> None:
        """Once for each chat and spell."""
        if self.spell.tells(self.chat):
            self.line = await self._quietly(self.rules.not_saved(update))

    async def _quietly(self, call: Awaitable[_Result]) -> _Result | None:
        """What is said beside the answer may fail."""
        try:
            return await call
        except Exception as error:
            log.warning("not said to the chat", update=self.number, cause=type(error).__name__)
            return None

    async def _hold(self, error: BaseException) -> None:
        """Wait for the database, longer each time."""
        self.spell.waiting.add(self.number)
        self.stuck()
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
