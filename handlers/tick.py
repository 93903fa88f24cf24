"""One pass over what is due: a slot from the pacer, a claim in one transaction, then the send."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext

from telegram.error import TelegramError
from telegram.ext import ExtBot

from db import checkins, digests, strayed, therapists
from db.checkins import Due
from db.engine import is_database_fault
from handlers import ahead, away, discreet, due, weekly
from handlers.context import Services, Turn
from handlers.delivery import Delivery
from handlers.owed import Address

log = logging.getLogger(__name__)

AT_ONCE = 16  # sends under way side by side
CLAIMS = 2  # transactions side by side: whoever taps meanwhile stands behind these at most
LOOK_AGAIN = 1.0  # seconds; while sends are under way, what falls due meanwhile does not wait for their end
Lane = Callable[[int], AbstractAsyncContextManager[None]]


class Ticker:
    """Passes over what is due. Rows that this process is sending are passed over."""

    def __init__(self, bot: ExtBot[str], services: Services, lane: Lane | None = None) -> None:
        self._services = services
        self._delivery = Delivery(bot, services)
        self._lane: Lane = lane or (lambda _chat: nullcontext())
        self._in_flight: set[Due] = set()
        self._under_way: set[asyncio.Task[None]] = set()
        self._unclaimed: set[asyncio.Task[None]] = set()  # of those the ones that wait for their slot
        self._gate = asyncio.Semaphore(AT_ONCE)
        self._claims = asyncio.Semaphore(CLAIMS)
        self._stopping = False
        self._begun = False  # the first look of this process was taken
        self._away = False  # the database, in this pass: the others need not find that out as well

    async def tick(self) -> None:
        """Everything that is due; and what was opened in discreet chats is closed meanwhile."""
        await self._look()
        await ahead.look(self._services)
        await asyncio.gather(self._send_due(), discreet.close_opened(self._services, self._delivery))

    async def _look(self) -> None:
        """Whether the bot was away; if that cannot be made up for, what is due goes out all the same."""
        try:
            await away.look(self._services, starts=not self._begun)
            self._begun = True
        except Exception as error:
            if is_database_fault(error):
                raise
            log.error("not caught up: %s", type(error).__name__, exc_info=error)

    async def _send_due(self) -> None:
        """Everything that is due, and what falls due until that is out. A row that stays due is seen once."""
        seen: set[Due] = set()
        self._away = False
        try:
            while not self._stopping and not self._away:
                await self._delivery.settle()
                found = await self._due()
                seen &= set(found)  # what was dealt with may fall due again while others are under way
                todo = [row for row in found if row not in seen | self._in_flight]
                seen |= set(todo)
                for row in todo:
                    await self._gate.acquire()
                    self._begin(row)
                if not todo and not self._under_way:
                    return
                if not todo:
                    first = asyncio.FIRST_COMPLETED
                    await asyncio.wait(self._under_way, timeout=LOOK_AGAIN, return_when=first)
        finally:
            await self._finish()

    def stop(self) -> None:
        """Nothing more is claimed; what is claimed already goes out."""
        self._stopping = True
        for task in self._unclaimed:
            task.cancel()

    async def _finish(self) -> None:
        """Wait for what is under way; if the tick itself is cancelled, so is that."""
        try:
            while self._under_way:
                await asyncio.wait(self._under_way)
        except asyncio.CancelledError:
            for task in self._under_way:
                task.cancel()
            raise

    async def _due(self) -> list[Due]:
        now, bot_id = self._services.clock.now(), self._services.bot_id
        async with self._services.database.read() as session:
            if not await strayed.any_strayed(session, now):
                return [*await checkins.due(session, bot_id, now), *await digests.due(session, bot_id, now)]
        log.warning("leases lie far ahead; was the clock set back?")
        async with self._services.database.write() as session:
            await strayed.call_back(session, now)
        return await self._due()

    def _begin(self, row: Due) -> None:
        if self._stopping or self._away:
            self._gate.release()
            return
        self._in_flight.add(row)
        task = asyncio.create_task(self._one(row), name=f"due-{row.checkin_id or row.therapist_id}")
        self._under_way.add(task)
        self._unclaimed.add(task)
        task.add_done_callback(lambda done: self._done(done, row))

    def _done(self, task: asyncio.Task[None], row: Due) -> None:
        self._under_way.discard(task)
        self._unclaimed.discard(task)
        self._in_flight.discard(row)
        self._gate.release()

    async def _one(self, row: Due) -> None:
        """One due row must never stop the others: what fails is looked at again later."""
        try:
            async with self._lane(row.chat_id):
                self._unclaimed -= {asyncio.current_task()}
                if not self._away:
                    await self._claim_and_send(row)
        except TelegramError as error:  # the pacer's word: this chat has to wait for long
            log.warning("due row %s put off: %s", row.checkin_id or row.therapist_id, type(error).__name__)
            await self._postpone(row)
        except Exception as error:
            which, cause = row.checkin_id or row.therapist_id, type(error).__name__
            if is_database_fault(error):  # the next tick finds the row as it was
                self._away = True
                return log.warning("due row %s waits for the database: %s", which, cause)
            log.error("due row %s: %s", which, cause, exc_info=error)
            await self._postpone(row)

    async def _postpone(self, row: Due) -> None:
        """Out of the way of the others: only so many rows are looked at in one go, the longest due first."""
        now = self._services.clock.now()
        try:
            async with self._services.database.write() as session:
                if row.checkin_id is None:
                    await digests.postpone(session, row.therapist_id, now)
                else:
                    await checkins.postpone(session, row.checkin_id, now)
        except Exception as error:  # the database itself: the next tick finds the row as it was
            which = row.checkin_id or row.therapist_id
            log.warning("due row %s not postponed: %s", which, type(error).__name__)

    async def _claim_and_send(self, row: Due) -> None:
        async with self._claims, self._services.database.write() as session:
            owner = await therapists.get(session, row.therapist_id)
            if owner is None or owner.blocked_at is not None:
                return
            turn = Turn(
                services=self._services, session=session, now=self._services.clock.now(),
                telegram_id=owner.telegram_id, chat_id=owner.chat_id, known=owner,
            )  # fmt: skip
            effects = await (due.checkin(turn, row.checkin_id) if row.checkin_id else weekly.due(turn))
            effects = await discreet.by_itself(turn, effects)
            to = Address(owner.telegram_id, owner.chat_id, owner.id, owner.locale)
        await self._delivery.perform(to, effects)
