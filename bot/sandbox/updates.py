"""The queue of updates with getUpdates' rules, and the callback queries that wait for an answer."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta

from bot.sandbox.clock import Clock, micros
from bot.sandbox.refused import Json, Refused, bad_request
from bot.sandbox.store import Store

FIRST_ID = 800_000_001
KEPT = timedelta(hours=24)  # Telegram forgets an update that nobody fetched after a day
ANSWERABLE = timedelta(minutes=15)
LIMIT, LONGEST = 100, 50
AGAIN_SECONDS = 0.5
NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}
CONFLICT = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


class Updates:
    """Unconfirmed updates in order. One poller at a time: a new one ends the waiting one with 409."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock
        self._queue: dict[int, Json] = {}
        for key, kept in sorted(store.load("update").items(), key=lambda item: int(item[0])):
            self._queue[int(key)] = kept
        meta = store.load("updates")
        self._next: int = meta.get("next", FIRST_ID)
        self.allowed: list[str] | None = meta.get("allowed")
        self._waiting: asyncio.Future[None] | None = None
        self._closed = False
        self._last_poll = (0, 0.0)
        self.throttle = False  # whether to be as slow as Telegram with hasty pollers

    @property
    def pending(self) -> int:
        """How many wait to be confirmed."""
        return len(self._queue)

    def wanted(self, kind: str) -> bool:
        """Whether the bot asked for this kind of update."""
        return kind in self.allowed if self.allowed else kind not in NOT_BY_DEFAULT

    def add(self, kind: str, payload: Json) -> None:
        """Queue an update and wake the poller."""
        if not self.wanted(kind):
            return
        number = self._next
        self._next += 1
        self._queue[number] = {
            "at": micros(self._clock.now()),
            "update": {"update_id": number, kind: payload},
        }
        self._store.put("updates", "next", self._next)
        self._store.put("update", number, self._queue[number])
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    def allow(self, kinds: list[str]) -> None:
        """Which kinds to queue from now on; an empty list is the default again."""
        if self.allowed != (kinds or None):
            self.allowed = kinds or None
            self._store.put("updates", "allowed", self.allowed)

    async def poll(self, offset: int, limit: int, seconds: int) -> list[Json]:
        """What getUpdates returns. Raises Refused 409 when another poller takes over meanwhile."""
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(Refused(409, CONFLICT))
        self._confirm(offset)
        updates = self._take(offset, self._limited(offset, limit))
        if updates or seconds <= 0 or self._closed:
            return updates
        self._waiting = waiting = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(min(seconds, LONGEST)):
                await waiting
        except TimeoutError:
            return []
        return self._take(offset, limit)

    def _limited(self, offset: int, limit: int) -> int:
        """Telegram gives one update only to who asks for the same offset again within half a second."""
        last, self._last_poll = self._last_poll, (offset, time.monotonic())
        again = last[0] == offset and self._last_poll[1] - last[1] < AGAIN_SECONDS
        return 1 if self.throttle and again else limit

    def _take(self, offset: int, limit: int) -> list[Json]:
        oldest = micros(self._clock.now() - KEPT)
        for number in [number for number, kept in self._queue.items() if kept["at"] < oldest]:
            self._forget(number)
        limit = limit if 1 <= limit <= LIMIT else LIMIT
        return [kept["update"] for number, kept in self._queue.items() if number >= offset][:limit]

    def _confirm(self, offset: int) -> None:
        numbers = list(self._queue)
        for number in numbers[:offset] if offset < 0 else [n for n in numbers if n < offset]:
            self._forget(number)

    def _forget(self, number: int) -> None:
        del self._queue[number]
        self._store.drop("update", number)

    def clear(self) -> None:
        """Drop what is pending; numbers go on where they were."""
        self._queue.clear()
        self._store.drop("update")

    def close(self) -> None:
        """Let a waiting poller go, empty-handed."""
        self._closed = True
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)


class Callbacks:
    """Pressed buttons whose query the bot may still answer, once."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock
        self._open: dict[str, Json] = store.load("callback")
        self._last: int = max([micros(clock.now()), *map(int, self._open)])
        self.answerable = ANSWERABLE

    def open(self, chat: int) -> str:
        """A new query id for a press in a chat."""
        self._last = max(self._last + 1, micros(self._clock.now()))
        query = str(self._last)
        self._open[query] = {"chat": chat, "at": micros(self._clock.now())}
        self._store.put("callback", query, self._open[query])
        return query

    def answer(self, query: str) -> int:
        """The chat to show the answer in. Raises Refused for an unknown, answered or old query."""
        pressed = self._open.pop(query, None)
        self._store.drop("callback", query)
        if pressed is None or pressed["at"] < micros(self._clock.now() - self.answerable):
            raise bad_request("query is too old and response timeout expired or query ID is invalid")
        return int(pressed["chat"])

    def clear(self) -> None:
        """None can be answered any more."""
        self._open.clear()
        self._store.drop("callback")
