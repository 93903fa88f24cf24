"""Telegram's end: a sandbox that writes down what is said, kills on sight, goes away, repeats itself."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from aiohttp import web

from bot.sandbox import Sandbox
from bot.sandbox.clock import micros
from bot.sandbox.params import Params
from bot.sandbox.people import Person
from tests.faults.book import Book, Said

When = Literal["before", "after"]
SHOWS = ("sendMessage", "editMessageText")
AGAIN = 4  # so many of the newest updates come once more to a bot that was killed


@dataclass(slots=True)
class Trap:
    """Springs before or after the effect of the n-th call of a method ("*": any but getUpdates)."""

    method: str
    when: When
    nth: int
    spring: Callable[[], None]

    def passed(self, method: str, when: When) -> None:
        wanted = method == self.method or (self.method == "*" and method != "getUpdates")
        if when == self.when and wanted:
            self.nth -= 1
            if self.nth == 0:
                self.spring()


@dataclass
class Telegram:
    """The sandbox of one story."""

    sandbox: Sandbox
    book: Book = field(default_factory=Book)
    diary: list[str] = field(default_factory=list)  # what happened, for whoever looks into a failure
    trap: Trap | None = None
    slow: float = 0.0  # seconds that each answer takes, once the effect is there
    _updates: dict[int, dict[str, Any]] = field(default_factory=dict)
    _port: int = 0

    @classmethod
    async def open(cls, token: str, people: Iterable[Person], at: datetime) -> Telegram:
        sandbox = Sandbox(token=token, people=tuple(people), start=at, page=False)
        sandbox.freeze(at)
        telegram = cls(sandbox)
        telegram._listen()
        telegram._port = int((await sandbox.start("127.0.0.1", 0)).rpartition(":")[2])
        return telegram

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def _listen(self) -> None:
        """Between the Bot API's door and the world behind it."""
        api = self.sandbox._bot_api
        call = api._call

        async def heard(name: str, params: Params) -> Any:
            self._pass(name, "before")
            result = await call(name, params)
            self._note(name, params.values, result)
            self._pass(name, "after")
            if self.slow and name != "getUpdates":
                await asyncio.sleep(self.slow)
            return result

        api._call = heard  # type: ignore[method-assign]  # an ear at the door

    def _pass(self, method: str, when: When) -> None:
        if self.trap is not None:
            self.trap.passed(method, when)

    def _note(self, method: str, given: dict[str, Any], result: Any) -> None:
        if method == "getUpdates":
            self._updates |= {update["update_id"]: update for update in result}
            self.book.fetched(result)
        if method == "answerCallbackQuery" and given.get("text"):
            self.diary.append(f"{self.sandbox.now():%a %H:%M:%S} toast {given['text']!r}")
        if method == "setMessageReaction":
            self.book.reacted.add((int(given["chat_id"]), int(given["message_id"])))
        if method not in SHOWS or not isinstance(result, dict):
            return
        markup = given.get("reply_markup") or "{}"
        rows = (json.loads(markup) if isinstance(markup, str) else markup).get("inline_keyboard", [])
        buttons = tuple((b["text"], b["callback_data"]) for row in rows for b in row)
        chat, message = int(given["chat_id"]), int(result["message_id"])
        self.book.said.append(Said(self.sandbox.now(), method, chat, message, str(result["text"]), buttons))

    def say_again(self) -> None:
        """The newest updates that were fetched are not known to have been: they come once more, in order."""
        updates = self.sandbox.world.updates
        for number in sorted(self._updates)[-AGAIN:]:
            kept = {"at": micros(self.sandbox.now()), "update": self._updates[number]}
            updates._queue.setdefault(number, kept)
        updates._queue = dict(sorted(updates._queue.items()))

    def on_its_way(self, data: str) -> bool:
        """Whether a press of this button is kept for the bot, which will handle it, perhaps once more."""
        kept = (one["update"].get("callback_query", {}) for one in self.sandbox.world.updates._queue.values())
        return any(query.get("data") == data for query in kept)

    async def vanish(self) -> None:
        """Nobody listens at the address any more."""
        runner = self._runner()
        for site in list(runner.sites):
            await site.stop()
        for connection in list(runner.server.connections if runner.server else ()):
            if connection.transport is not None:
                connection.transport.abort()

    async def come_back(self) -> None:
        await web.TCPSite(self._runner(), "127.0.0.1", self._port).start()

    def _runner(self) -> web.AppRunner:
        runner = self.sandbox._runner
        assert runner is not None
        return runner

    async def close(self) -> None:
        await self.sandbox.stop()
