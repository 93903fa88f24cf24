"""Fetches updates and acknowledges each only once its effects are committed."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from functools import partial

import structlog
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.request import BaseRequest, RequestData
from telegram.request._requestparameter import RequestParameter  # the public RequestData is made of these

from bot.desk import Desk
from bot.ledger import Ledger
from bot.tries import App, RawUpdate, Rules

log = structlog.get_logger(__name__)

ALLOWED = ["message", "edited_message", "callback_query", "my_chat_member"]
WRONG_TOKEN = "Telegram does not know this bot token: set BOT_TOKEN to the one that @BotFather shows now."  # noqa: S105 - a sentence, no token


class Unauthorised(Exception):
    """Telegram refuses the token; the message is one line for whoever starts the bot."""


class AnotherCopy(Exception):
    """Another copy of the bot fetches the updates; the message is one line for whoever starts the bot."""


class Intake:
    """Polls for one bot. `run` ends after `stop`, or raises Unauthorised or AnotherCopy.

    While an update is unresolved it is polled without waiting, every `short_pause` seconds, from the lowest
    unresolved update on: Telegram keeps that one, and nobody stands behind a slow neighbour. More than half a
    second apart, since Telegram answers the same offset sooner than that with a single update.
    """

    def __init__(
        self,
        application: App,
        request: BaseRequest,
        rules: Rules,
        *,
        long_poll: int = 30,
        short_pause: float = 0.6,
        first_backoff: float = 1.0,
        longest_backoff: float = 30.0,
        conflict_patience: float = 30.0,
    ) -> None:
        self._bot = application.bot
        self._request = request
        self._desk = Desk(application, rules)
        self._ledger = Ledger()
        self._long_poll = long_poll
        self._short_pause = short_pause
        self._first_backoff = first_backoff
        self._longest_backoff = longest_backoff
        self._conflict_patience = conflict_patience
        self._stopping = False
        self._running = False
        self._ended = asyncio.Event()
        self._wake = asyncio.Event()  # cuts a pause short
        self._poll: asyncio.Future[list[RawUpdate]] | None = None  # the one under way
        self._poll_is_long = False
        self._polls = 0
        self._reached = False  # a poll succeeded
        self._failures = 0
        self._conflict_since: float | None = None
        self._settling: list[tuple[int, asyncio.Future[None]]] = []  # wants a poll newer than that number

    @property
    def idle(self) -> bool:
        """Nothing is in hand: every accepted update is resolved and its replies are out."""
        return not self._desk.tasks and not self._ledger.unresolved

    async def run(self) -> None:
        """Fetch and handle until `stop`."""
        self._running = True
        try:
            while not self._stopping:
                self._wake.clear()
                await self._round()
        finally:
            self._running = False
            self._ended.set()
            for _, waiter in self._settling:
                if not waiter.done():
                    waiter.set_result(None)
            self._settling.clear()

    async def stop(self, drain: float = 8.0) -> None:
        """Stop fetching, let the handlers finish for `drain` seconds, acknowledge what is resolved."""
        self._stopping = True
        self._nudge()
        if self._running:
            await self._ended.wait()
        await self._desk.drain(drain)
        if self._ledger.offset is not None:
            with suppress(TelegramError, TimeoutError):
                async with asyncio.timeout(2):
                    await self._ask(self._ledger.offset, 0, limit=1)

    async def settled(self) -> None:
        """Wait until every update that Telegram has now is fetched and handled, and nothing is in hand.

        May be called before `run` has begun; returns when it ends.
        """
        if not self._ended.is_set():
            waiter = asyncio.get_running_loop().create_future()
            self._settling.append((self._polls, waiter))
            self._nudge()
            await waiter

    async def _round(self) -> None:
        busy = bool(self._ledger.unresolved or self._settling)
        self._polls += 1
        poll = self._polls
        try:
            raws = await self._fetch(0 if busy else self._long_poll)
        except InvalidToken:
            raise Unauthorised(WRONG_TOKEN) from None
        except Conflict as error:
            await self._conflict(error)
        except RetryAfter as error:
            await self._pause(_seconds(error))
        except TelegramError as error:
            await self._back_off(error)
        else:
            if raws is not None:
                self._worked()
                await self._taken(poll, raws)

    async def _taken(self, poll: int, raws: list[RawUpdate]) -> None:
        by_number = {raw["update_id"]: raw for raw in raws}
        new = self._ledger.fresh(list(by_number))
        for number in new:
            task = self._desk.accept(number, by_number[number], partial(self._resolve, number))
            task.add_done_callback(lambda _: self._rest())
        if not new and self.idle:
            for since, waiter in [entry for entry in self._settling if entry[0] < poll]:
                self._settling.remove((since, waiter))
                if not waiter.done():
                    waiter.set_result(None)
        elif self._ledger.unresolved or self._settling:
            await self._pause(self._short_pause)

    def _resolve(self, number: int) -> None:
        self._ledger.resolve(number)
        self._rest()

    def _rest(self) -> None:
        """Poll on at once when there is nothing left to wait for."""
        if not (self._desk.tasks if self._settling else self._ledger.unresolved):
            self._wake.set()

    async def _fetch(self, seconds: int) -> list[RawUpdate] | None:
        """The raw updates, waiting for some so long; None if the poll was cut short."""
        poll = asyncio.ensure_future(self._ask(self._ledger.ask(), seconds))
        self._poll = poll
        self._poll_is_long = seconds > 0
        try:
            await asyncio.wait({poll})
        finally:
            self._poll = None
            poll.cancel()  # in case `run` itself was cancelled
        return None if poll.cancelled() else poll.result()

    async def _ask(self, offset: int | None, seconds: int, limit: int = 100) -> list[RawUpdate]:
        """One getUpdates, unparsed: the library's own parses all, and one bad update stops them all."""
        given = {"limit": limit, "timeout": seconds, "allowed_updates": ALLOWED}
        if offset is not None:
            given["offset"] = offset
        data = RequestData([RequestParameter(name, value, None) for name, value in given.items()])
        answer = await self._request.post(f"{self._bot.base_url}/getUpdates", data, read_timeout=seconds + 10)
        raws = answer if isinstance(answer, list) else []
        return [raw for raw in raws if isinstance(raw, dict) and _is_number(raw.get("update_id"))]

    def _nudge(self) -> None:
        """End a pause or a long poll now; any poll when stopping."""
        self._wake.set()
        if self._poll is not None and (self._poll_is_long or self._stopping):
            self._poll.cancel()

    async def _pause(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._wake.wait()

    def _worked(self) -> None:
        if self._failures:
            log.info("polling works again", failures=self._failures)
        self._reached, self._failures, self._conflict_since = True, 0, None

    async def _back_off(self, error: TelegramError) -> None:
        seconds = min(self._longest_backoff, self._first_backoff * 2.0 ** min(self._failures, 16))
        if not self._failures:
            log.warning("polling failed, trying again", cause=type(error).__name__)
        self._failures += 1
        await self._pause(seconds)

    async def _conflict(self, error: Conflict) -> None:
        """A webhook is taken away; another copy is waited for, at the start not for long."""
        if "webhook" in error.message.lower():
            with suppress(TelegramError):
                await self._bot.delete_webhook()
        now = asyncio.get_running_loop().time()
        self._conflict_since = now if self._conflict_since is None else self._conflict_since
        if not self._reached and now - self._conflict_since >= self._conflict_patience:
            raise AnotherCopy(
                "Another copy of this bot runs with the same token: stop that one, or use another token."
            )
        await self._back_off(error)


def _is_number(given: object) -> bool:
    """What can be acknowledged: a negative offset would forget what nobody has seen."""
    return isinstance(given, int) and not isinstance(given, bool) and given > 0


def _seconds(refused: RetryAfter) -> float:
    after = refused.retry_after
    return float(after) if isinstance(after, int | float) else after.total_seconds()
