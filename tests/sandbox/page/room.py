"""A room to test the page in: a real sandbox, a tiny bot that answers over HTTP, one open page."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import JSHandle, Locator, Page

from bot.sandbox import Sandbox
from tests.sandbox.make import Caller

MARA, JONAS = 1001, 1002


@dataclass
class EchoBot:
    """Repeats what it hears; a button says by its data how: "toast:x", "alert:x", "edit:x", "hold:x"."""

    api: Caller
    heard: list[dict[str, Any]] = field(default_factory=list)
    released: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """Poll for ever."""
        offset = 0
        while True:
            for update in await self.api.result("getUpdates", offset=offset, timeout=20):
                offset = update["update_id"] + 1
                self.heard.append(update)
                await self._answer(update)

    async def _answer(self, update: dict[str, Any]) -> None:
        if query := update.get("callback_query"):
            await self._press(query)
        elif message := update.get("message"):
            text = message.get("text")
            await self.say(f"Echo: {text}" if text else "No words in it", message["chat"]["id"])

    async def _press(self, query: dict[str, Any]) -> None:
        verb, _, text = query["data"].partition(":")
        if verb == "hold":
            await self.released.wait()
        if verb == "edit":
            message, chat = query["message"], query["message"]["chat"]["id"]
            await self.api.result(
                "editMessageText",
                chat_id=chat,
                message_id=message["message_id"],
                text=text,
                reply_markup=message["reply_markup"],
            )
        answer = {"text": text} if verb in ("toast", "alert", "hold") else {}
        await self.api.result(
            "answerCallbackQuery", callback_query_id=query["id"], show_alert=verb == "alert", **answer
        )

    async def say(self, text: str, chat: int = MARA, **params: Any) -> int:
        """Send a message; returns its id."""
        sent = await self.api.result("sendMessage", chat_id=chat, text=text, **params)
        return int(sent["message_id"])

    async def ask(self, text: str, *rows: str, chat: int = MARA) -> int:
        """Send a message with rows of buttons written "Label=data Label=data"."""
        keyboard = [
            [dict(zip(("text", "callback_data"), key.split("="), strict=True)) for key in row.split()]
            for row in rows
        ]
        return await self.say(text, chat, reply_markup={"inline_keyboard": keyboard})

    async def offer(self, text: str, *labels: str, chat: int = MARA) -> int:
        """Send a message with a reply keyboard of one row."""
        row = [{"text": label} for label in labels]
        return await self.say(text, chat, reply_markup={"keyboard": [row], "is_persistent": True})


@dataclass
class Room:
    """What a test needs. `page` shows Mara's chat, which she began with /start."""

    sandbox: Sandbox
    url: str
    bot: EchoBot
    page: Page

    @property
    def field(self) -> Locator:
        """Where one writes."""
        return self.page.get_by_role("combobox", name="Message")

    @property
    def log(self) -> Locator:
        """The messages."""
        return self.page.get_by_role("log")

    def bubble(self, text: str) -> Locator:
        """The newest message holding the text."""
        return self.page.locator(".message", has=self.page.locator(".text", has_text=text)).last

    async def write(self, text: str) -> None:
        """Type a message and send it with Enter."""
        await self.field.fill(text)
        await self.field.press("Enter")

    async def act(self, text: str, action: str) -> None:
        """Open a message's menu and choose."""
        await self.bubble(text).click(button="right", position={"x": 5, "y": 5})
        await self.page.get_by_role("menuitem", name=action).click()

    def last(self, person: int = MARA) -> dict[str, Any]:
        """The newest message of a chat as the server has it."""
        return self.sandbox.history(person)[-1]


async def drag(room: Room, name: str, *, size: int = 2000) -> JSHandle:
    """A file dragged over the messages; what a drop of it would carry."""
    carried = await room.page.evaluate_handle(
        """([name, size]) => {
          const carried = new DataTransfer();
          carried.items.add(new File([new Uint8Array(size).fill(120)], name, { type: "text/calendar" }));
          return carried;
        }""",
        [name, size],
    )
    await room.log.dispatch_event("dragover", {"dataTransfer": carried})
    return carried


async def drop(room: Room, name: str, *, size: int = 2000) -> None:
    """Drop a file on the messages."""
    await room.log.dispatch_event("drop", {"dataTransfer": await drag(room, name, size=size)})
