"""One pass over what is due: a slot from the pacer, a claim in one transaction, then the send."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext

from telegram.ext import ExtBot

from db import checkins, digests, therapists
from db.checkins import Due
from handlers import due, weekly
from handlers.context import Services, Turn
from handlers.delivery import Address, Delivery

log = logging.getLogger(__name__)

AT_ONCE = 16  # sends under way side by side
Lane = Callable[[int], AbstractAsyncContextManager[None]]


class Ticker:
    """Passes over what is due. Rows that this process is sending are passed over."""

    def __init__(self, bot: ExtBot[str], services: Services, lane: Lane | None = None) -> None:
        self._services = services
        self._delivery = Delivery(bot, services)
        self._lane: Lane = lane or (lambda _chat: nullcontext())
        self._in_flight: set[Due] = set()
        self._gate = asyncio.Semaphore(AT_ONCE)

    async def tick(self) -> None:
        """Everything that is due now; what falls due meanwhile too, but no row twice."""
        seen: set[Due] = set()
        while todo := [row for row in await self._due() if row not in seen | self._in_flight]:
            seen |= set(todo)
            await asyncio.gather(*(self._one(row) for row in todo))

    async def _due(self) -> list[Due]:
        now, bot_id = self._services.clock.now(), self._services.bot_id
        async with self._services.database.read() as session:
            return [*await checkins.due(session, bot_id, now), *await digests.due(session, bot_id, now)]

    async def _one(self, row: Due) -> None:
        """One due row must never stop the others: what fails is looked at again at the next tick."""
        self._in_flight.add(row)
        try:
            async with self._gate, self._lane(row.chat_id):
                await self._claim_and_send(row)
        except Exception as error:
            log.error(
                "due row %s: %s", row.checkin_id or row.therapist_id, type(error).__name__, exc_info=error
            )
            await self._postpone(row)
        finally:
            self._in_flight.discard(row)

    async def _postpone(self, row: Due) -> None:
        """Out of the way of the others: only so many rows are looked at in one go, the longest due first."""
        if row.checkin_id is None:
            return
        try:
            async with self._services.database.write() as session:
                await checkins.postpone(session, row.checkin_id, self._services.clock.now())
        except Exception as error:  # the database itself: the next tick finds the row as it was
            log.warning("check-in %s not postponed: %s", row.checkin_id, type(error).__name__)

    async def _claim_and_send(self, row: Due) -> None:
        async with self._services.database.write() as session:
            owner = await therapists.get(session, row.therapist_id)
            if owner is None or owner.blocked_at is not None:
                return
            turn = Turn(
                services=self._services, session=session, now=self._services.clock.now(),
                telegram_id=owner.telegram_id, chat_id=owner.chat_id, known=owner,
            )  # fmt: skip
            effects = await (due.checkin(turn, row.checkin_id) if row.checkin_id else weekly.due(turn))
            to = Address(owner.telegram_id, owner.chat_id, owner.id, owner.locale)
        await self._delivery.perform(to, effects)
