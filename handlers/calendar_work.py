"""Calendars that are to be read: claimed in one transaction, fetched and parsed outside of any, then stored.

Whatever happens in between, the lease brings the calendar again, and what is stored has keys of its own.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from telegram.ext import ExtBot

from db import calendars, therapists
from db.models import Calendar
from handlers import calendar_notes, calendar_taken, discreet
from handlers.calendar_notes import Change
from handlers.calendar_screens import MOST_SESSIONS
from handlers.context import Services, Turn
from handlers.delivery import Delivery
from handlers.effects import Effects
from handlers.fetching import Fetched, NotFetched, Stamp
from handlers.owed import Address
from prompts.schedule.calendar.pending import Pending
from prompts.schedule.calendar.values import Refused, Window

log = logging.getLogger(__name__)

AT_ONCE = 3
A_SLICE = 20  # sessions in one transaction: nobody waits long behind an import
MOST_ATTEMPTS = 5  # what is never reported back ends the bot, perhaps

_Result = TypeVar("_Result")
Act = Callable[[Turn, Calendar], Awaitable[tuple[Effects, _Result | None]]]


@dataclass(frozen=True, slots=True)
class Job:
    """A calendar that was claimed: what to fetch, and how to read it. `noting`: it was read and answered."""

    calendar_id: int
    noting: bool
    window: Window
    file_id: str | None = field(repr=False)
    address: str | None = field(repr=False)
    stamp: Stamp = field(repr=False)


class Keeper:
    """Reads what is due. It never holds up who rings: what is under way goes on by itself."""

    def __init__(self, bot: ExtBot[str], services: Services) -> None:
        self._services = services
        self._delivery = Delivery(bot, services)
        self._under_way: dict[int, asyncio.Task[None]] = {}
        self._listening: asyncio.Task[None] | None = None
        self._begun = False  # leases of a process that died were called back

    def start(self) -> None:
        """Look also when somebody waits for their calendar."""
        self._listening = asyncio.create_task(self._listen(), name="calendars")

    async def stop(self) -> None:
        """What is under way is cut off; its leases bring it again."""
        tasks = [*self._under_way.values(), *([self._listening] if self._listening else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def tick(self) -> None:
        """Begin with all that is due, so many at a time."""
        services, now = self._services, self._services.clock.now()
        if not self._begun:
            async with services.database.write() as session:
                await calendars.call_back(session, services.bot_id, now)
            self._begun = True
        async with services.database.read() as session:
            due = await calendars.due(session, services.bot_id, now)
        for calendar_id in due:
            if len(self._under_way) < AT_ONCE and calendar_id not in self._under_way:
                task = asyncio.create_task(self._one(calendar_id), name=f"calendar-{calendar_id}")
                self._under_way[calendar_id] = task
                task.add_done_callback(partial(self._done, calendar_id))

    async def settled(self) -> None:
        """Until nothing is under way and nothing more is due."""
        while self._under_way:
            await asyncio.wait(self._under_way.values())
            await asyncio.sleep(0)
            await self.tick()

    def _done(self, calendar_id: int, _: asyncio.Task[None]) -> None:
        del self._under_way[calendar_id]
        self._services.calendars.bell.set()  # others may wait for the place

    async def _listen(self) -> None:
        bell = self._services.calendars.bell
        while True:
            await bell.wait()
            bell.clear()
            try:
                await self.tick()
            except Exception as error:  # the next ring looks again
                log.warning("calendars not looked at: %s", type(error).__name__)

    async def _one(self, calendar_id: int) -> None:
        """One calendar must never stop the others: what fails is looked at again when its lease is over."""
        try:
            await self._claimed(calendar_id)
        except Refused as refused:
            await self._failed(calendar_id, refused)
        except NotFetched as fault:
            await self._failed(calendar_id, fault.cause)
        except Exception as error:  # by its name alone: what it says may hold an address or a title
            log.warning("calendar %s waits: %s", calendar_id, type(error).__name__)

    async def _claimed(self, calendar_id: int) -> None:
        job = await self._in_turn(calendar_id, _claim)
        if job is None:
            return
        pending = await self._in_turn(calendar_id, _left_to_note) if job.noting else await self._read(job)
        if pending is not None:
            await self._note(calendar_id, pending)

    async def _read(self, job: Job) -> Pending | None:
        """Over the network and in a process of its own; no transaction is open meanwhile."""
        source = self._services.calendars
        if job.file_id is not None:
            fetched = Fetched(await source.fetcher.file(job.file_id))
        else:
            fetched = await source.fetcher.feed(job.address or "", job.stamp)
        if fetched.data is None:
            return await self._in_turn(job.calendar_id, _as_it_was)
        reading = await source.reader.read(fetched.data, job.window)

        async def store(turn: Turn, calendar: Calendar) -> tuple[Effects, Pending | None]:
            return await calendar_taken.read(turn, calendar, reading, fetched.stamp)

        return await self._in_turn(job.calendar_id, store)

    async def _note(self, calendar_id: int, pending: Pending) -> None:
        """A slice in each transaction: whoever taps meanwhile waits for one. Cut off, it begins anew, and
        finds what is noted."""

        async def differences(turn: Turn, calendar: Calendar) -> tuple[Effects, list[Change] | None]:
            await calendar_taken.take_over(turn, calendar, pending)
            return [], await calendar_notes.differences(turn, calendar, pending)

        changes = await self._in_turn(calendar_id, differences) or []
        if len(changes) > MOST_SESSIONS:
            raise Refused("crowded")
        for start in range(0, len(changes), A_SLICE):
            some = changes[start : start + A_SLICE]

            async def carry(
                turn: Turn, calendar: Calendar, some: list[Change] = some
            ) -> tuple[Effects, None]:
                return await calendar_notes.carry_over(turn, calendar, some), None

            await self._in_turn(calendar_id, carry)

        async def finish(turn: Turn, calendar: Calendar) -> tuple[Effects, None]:
            return await calendar_taken.finished(turn, calendar, pending), None

        await self._in_turn(calendar_id, finish)

    async def _failed(self, calendar_id: int, fault: Refused | str) -> None:
        log.info(
            "calendar %s not read: %s", calendar_id, fault.reason if isinstance(fault, Refused) else fault
        )

        async def tell(turn: Turn, calendar: Calendar) -> tuple[Effects, None]:
            return await calendar_taken.failed(turn, calendar, fault), None

        await self._in_turn(calendar_id, tell)

    async def _in_turn(self, calendar_id: int, act: Act[_Result]) -> _Result | None:
        """One transaction, then what it wants said; None if calendar or therapist are gone."""
        services = self._services
        async with services.database.write() as session:
            found = await session.get(Calendar, calendar_id)
            owner = await therapists.get(session, found.therapist_id) if found is not None else None
            if found is None or owner is None or owner.blocked_at is not None:
                return None
            turn = Turn(
                services=services, session=session, now=services.clock.now(),
                telegram_id=owner.telegram_id, chat_id=owner.chat_id, known=owner,
            )  # fmt: skip
            awaited = found.state == "waiting"
            effects, result = await act(turn, found)
            effects = await (discreet.watch if awaited else discreet.by_itself)(turn, effects)
            to = Address(owner.telegram_id, owner.chat_id, owner.id, owner.locale)
        await self._delivery.perform(to, effects)
        return result


async def _claim(turn: Turn, calendar: Calendar) -> tuple[Effects, Job | None]:
    """Ours for the lease, if it is still due."""
    if calendar.wake_at is None or calendar.wake_at > turn.now:
        return [], None
    over = calendar.state == "mapping" or (calendar.state, calendar.kind) == ("kept", "file")
    if over:
        return await calendar_taken.expired(turn, calendar), None
    if calendar.attempts >= MOST_ATTEMPTS:
        log.error("calendar %s given up after %s attempts", calendar.id, calendar.attempts)
        return await calendar_taken.failed(turn, calendar, Refused("unread")), None
    calendars.claim(calendar, turn.now)
    return [], Job(
        calendar.id, calendar.state == "noting", calendar_taken.window_of(turn), calendar.file_id,
        await calendars.address(turn.sealed, calendar) if calendar.kind == "feed" else None,
        calendar_taken.stamp_of(turn, calendar),
    )  # fmt: skip


async def _left_to_note(turn: Turn, calendar: Calendar) -> tuple[Effects, Pending | None]:
    found = await calendars.pending(turn.sealed, calendar)
    return [], found[0] if found is not None else None


async def _as_it_was(turn: Turn, calendar: Calendar) -> tuple[Effects, Pending | None]:
    return await calendar_taken.as_it_was(turn, calendar), None
