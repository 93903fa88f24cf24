"""The pace of everything we send: 30 a second in all, one new message a second per chat, people first."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from bot.lanes import Lanes
from bot.waiting import REPLY, SCHEDULED, STRANGER, Send

Result = bool | dict[str, Any] | list[dict[str, Any]]
Callback = Callable[..., Coroutine[Any, Any, Result]]

EARLY = 0.05  # seconds; so long before its place a scheduled send is looked up and claimed in the database
LANES = {"scheduled": SCHEDULED, "stranger": STRANGER}


@dataclass(slots=True, eq=False)
class _Turn:
    """A slot taken ahead of the send it is for, so that nothing is claimed while it waits in the queue."""

    chat: int
    send: Send | None = field(repr=False)  # None once the first send used it


_turn: ContextVar[_Turn | None] = ContextVar("pacer_turn", default=None)


class Pacer(BaseRateLimiter[str]):
    """Paces sends on the monotonic clock; everything else passes at once.

    `rate_limit_args="scheduled"` puts a send behind the replies to therapists, and so does "stranger"; these
    two take turns. Edits have a pace of their own beside the new messages: what a tap changes does not stand
    behind what is sent to many. After a 429 the chat waits as long as Telegram says while others go on;
    `retries` bounds how often one request is tried again, and a wait of more than `patience` seconds, behind
    Telegram's word, the chat's own queue or the strangers', is the caller's to arrange: RetryAfter is raised.
    `per_second=None` and `per_chat_gap=0` switch the limits off.
    """

    def __init__(
        self,
        *,
        per_second: int | None = 30,
        per_chat_gap: float = 1.0,
        retries: int = 3,
        patience: float = 60.0,
        monotonic: Callable[[], float] | None = None,
    ) -> None:
        self._messages = Lanes(per_second=per_second, per_chat_gap=per_chat_gap)
        self._edits = Lanes(per_second=per_second, per_chat_gap=0.0, evenly=False)
        self._per_second = per_second
        self._gap = per_chat_gap
        self._retries = retries
        self._patience = patience
        self._monotonic = monotonic
        self._granted: dict[Send, asyncio.Future[None]] = {}
        self._queued: Counter[int] = Counter()  # new messages that wait, by chat
        self._timer: asyncio.TimerHandle | None = None

    async def initialize(self) -> None:
        """Nothing to set up."""

    async def shutdown(self) -> None:
        """Whoever still waits is turned away."""
        if self._timer is not None:
            self._timer.cancel()
        for waiting in self._granted.values():
            waiting.cancel()

    @asynccontextmanager
    async def turn(self, chat: int) -> AsyncIterator[None]:
        """Wait as a scheduled send to this chat; the first send in the block then goes at once."""
        turn = _Turn(chat, await self._wait(Send(chat=chat, lane=SCHEDULED, early=EARLY)))
        token = _turn.set(turn)
        try:
            yield
        finally:
            _turn.reset(token)
            if turn.send is not None:  # nothing was sent: the slot goes back unused
                self._messages.forget(turn.send)
                self._pump()

    async def process_request(
        self,
        callback: Callback,
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: str | None,
    ) -> Result:
        """Send when it is this request's turn; see `telegram.ext.BaseRateLimiter.process_request`."""
        chat = data.get("chat_id")
        if not isinstance(chat, int) or not _counts(endpoint):
            return await self._unpaced(callback, args, kwargs)
        lane = LANES.get(rate_limit_args or "", REPLY)
        send = self._own_turn(chat)
        for attempt in range(self._retries + 1):
            if send is None or attempt:
                send = await self._wait(
                    send or Send(chat=chat, lane=lane, gap=_is_new(endpoint), early=EARLY)
                )
            await self._its_time(send)
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as refused:
                wait = _seconds(refused)
                for lanes in (self._messages, self._edits):
                    lanes.refused(send, self._now(), wait)
                if attempt == self._retries or wait > self._patience:
                    raise
            finally:
                self._lanes_of(send).replied(send, self._now())
                self._pump()
        raise AssertionError("the last attempt returns or raises")

    async def _unpaced(self, callback: Callback, args: Any, kwargs: dict[str, Any]) -> Result:
        """What costs no place in the pace still heeds a "retry after"."""
        for _ in range(self._retries):
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as refused:
                if (wait := _seconds(refused)) > self._patience:
                    raise
            await asyncio.sleep(wait)
        return await callback(*args, **kwargs)

    def _own_turn(self, chat: int) -> Send | None:
        turn = _turn.get()
        if turn is None or turn.chat != chat:
            return None
        send, turn.send = turn.send, None
        return send

    async def _its_time(self, send: Send) -> None:
        """It may have been handed out early; until it starts, one that overtakes it may take its place."""
        try:
            while (wait := send.start_at - self._now()) > 0:  # noqa: ASYNC110 - a time, not an event; it may move
                await asyncio.sleep(wait)
        except asyncio.CancelledError:
            self._lanes_of(send).forget(send)
            self._pump()
            raise

    def _lanes_of(self, send: Send) -> Lanes:
        return self._messages if send.gap else self._edits

    def _long_wait(self, send: Send) -> float:
        """How long it would have to wait at least, in seconds."""
        lanes = self._lanes_of(send)
        wait = lanes.held_until(send.chat) - self._now()
        if send.gap:
            wait = max(wait, self._queued[send.chat] * self._gap)
        if send.lane == STRANGER and self._per_second:
            wait = max(wait, lanes.length(STRANGER) / self._per_second)
        return wait

    async def _wait(self, send: Send) -> Send:
        if (wait := self._long_wait(send)) > self._patience:
            raise RetryAfter(int(wait) + 1)
        granted = self._granted[send] = asyncio.get_running_loop().create_future()
        self._lanes_of(send).add(send)
        self._queued[send.chat] += send.gap
        self._pump()
        try:
            await granted
        except asyncio.CancelledError:
            self._lanes_of(send).forget(send)  # it may have been granted in this very moment
            self._pump()
            raise
        finally:
            del self._granted[send]
            self._queued[send.chat] -= send.gap
            if not self._queued[send.chat]:
                del self._queued[send.chat]
        return send

    def _pump(self) -> None:
        """Let go whoever may; come back when the next one may."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        now = self._now()
        for lanes in (self._messages, self._edits):
            while (send := lanes.take(now)) is not None:
                granted = self._granted[send]
                if granted.cancelled():  # its caller gave up a moment ago
                    lanes.forget(send)
                else:
                    granted.set_result(None)
        wakes = [wake for lanes in (self._messages, self._edits) if (wake := lanes.next_at()) is not None]
        if wakes:
            self._timer = asyncio.get_running_loop().call_later(max(0.0, min(wakes) - now), self._pump)

    def _now(self) -> float:
        return self._monotonic() if self._monotonic is not None else asyncio.get_running_loop().time()


def _is_new(endpoint: str) -> bool:
    """Methods that put a new message into a chat."""
    return endpoint.startswith(("send", "copy", "forward")) and endpoint != "sendChatAction"


def _counts(endpoint: str) -> bool:
    return _is_new(endpoint) or endpoint.startswith("editMessage")


def _seconds(refused: RetryAfter) -> float:
    after = refused.retry_after
    return float(after) if isinstance(after, int | float) else after.total_seconds()
