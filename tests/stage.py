"""The whole bot on a stage: the real Application over real HTTP, a sandbox for Telegram, a frozen clock."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.app import Afterhour
from bot.calendars import CalendarReader
from bot.pacing import Pacer
from bot.sandbox import DEFAULT_PEOPLE, Person, Sandbox
from db import heartbeat
from db.engine import Database
from db.vault import Vault, new_data_key

TOKEN = "8095:a-token-of-no-value-to-anybody-0000000"
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MARA, JONAS = 1001, 1002
HOUR, QUARTERS = timedelta(hours=1), timedelta(hours=3)

Bubble = dict[str, Any]


@dataclass
class Stage:
    """A running bot and its sandbox. Nothing moves until the test says so."""

    sandbox: Sandbox
    app: Afterhour
    database: Database
    address: str
    chats: dict[int, Chat] = field(default_factory=dict)

    def chat(self, person: int = MARA) -> Chat:
        """This person's side of the chat."""
        return self.chats.setdefault(person, Chat(self, person))

    @property
    def now(self) -> datetime:
        return self.sandbox.now()

    async def settle(self) -> None:
        await self.app.rest()

    async def wait(self, **span: float) -> None:
        """Let time pass: `await stage.wait(hours=3)`."""
        await self.until(self.now + timedelta(**span))

    async def until(self, moment: datetime) -> None:
        """A long way goes by in hours, the end of it in quarters; the bot comes to rest at each."""
        while moment - self.now > QUARTERS:
            self.sandbox.freeze(self.now.replace(minute=0, second=0, microsecond=0) + HOUR)
            await self.sandbox.settle()
        await self.sandbox.jump(moment)

    async def walk(self, moment: datetime) -> None:
        """The same in quarters all the way: for who looks at when things come."""
        await self.sandbox.jump(moment)

    async def leap(self, moment: datetime) -> None:
        """Be there at once, the bot at work all the while; what fell due is looked at on arrival."""
        self.sandbox.freeze(moment)
        async with self.database.write() as session:
            await heartbeat.beat(session, self.app.services.bot_id, moment)
        await self.settle()


class Chat:
    """What one person does and sees."""

    def __init__(self, stage: Stage, person: int) -> None:
        self._stage, self.person = stage, person

    @property
    def _sandbox(self) -> Sandbox:
        return self._stage.sandbox

    async def say(self, text: str, *, reply_to: int | None = None) -> int:
        """Write a message; returns its id once the bot has come to rest."""
        message_id = self._sandbox.say(self.person, text, reply_to=reply_to)
        await self._stage.settle()
        return message_id

    async def send(self, kind: str) -> None:
        self._sandbox.send(self.person, kind)
        await self._stage.settle()

    async def send_file(
        self, name: str, content: bytes, *, caption: str = "", mime: str = "text/calendar"
    ) -> int:
        """Send a document; returns the message id once the bot has come to rest."""
        message_id = self._sandbox.send_file(self.person, name, content, mime=mime, caption=caption)
        await self._stage.settle()
        return message_id

    async def send_location(self, latitude: float, longitude: float) -> int:
        """Send a place; returns the message id once the bot has come to rest."""
        message_id = self._sandbox.send_location(self.person, latitude, longitude)
        await self._stage.settle()
        return message_id

    async def edit(self, message_id: int, text: str) -> None:
        self._sandbox.edit(self.person, message_id, text)
        await self._stage.settle()

    async def tap(self, label: str, *, on: int | None = None) -> None:
        """Press the newest button with this label, or the one under message `on`."""
        for bubble in reversed(self.bubbles()):
            if on in (None, bubble["id"]):
                for button in buttons(bubble):
                    if button["text"] == label:
                        return await self.press(bubble["id"], button["data"])
        raise AssertionError(f"no button {label!r} in {[self.labels(b) for b in self.bubbles()[-4:]]}")

    async def press(self, message_id: int, data: str) -> None:
        self._sandbox.press(self.person, message_id, data)
        await self._stage.settle()

    def everything(self) -> list[Bubble]:
        return self._sandbox.history(self.person)

    def bubbles(self) -> list[Bubble]:
        """The bot's messages, oldest first."""
        return [message for message in self.everything() if message["from"] == "bot"]

    @property
    def last(self) -> Bubble:
        return self.bubbles()[-1]

    @property
    def text(self) -> str:
        """What the newest bubble says."""
        return str(self.last["text"])

    def labels(self, bubble: Bubble | None = None) -> list[list[str]]:
        """The buttons under a bubble, row by row; of the newest unless given."""
        rows = (bubble or self.last)["keyboard"] or []
        return [[button["text"] for button in row] for row in rows]

    def has(self, label: str) -> bool:
        """Whether the newest bubble has this button."""
        return any(label in row for row in self.labels())

    def bubble(self, message_id: int) -> Bubble:
        return next(message for message in self.everything() if message["id"] == message_id)

    def toast(self) -> dict[str, Any]:
        """The newest answer to a press."""
        return next(data for method, data in reversed(self._sandbox.calls) if method == "answerCallbackQuery")


def buttons(bubble: Bubble) -> list[dict[str, str]]:
    return [button for row in bubble["keyboard"] or [] for button in row]


@asynccontextmanager
async def staged(
    database: Database,
    *,
    invite_only: bool = False,
    at: datetime = MONDAY,
    vault: Vault | None = None,
    page: bool = False,
    people: Sequence[Person] = DEFAULT_PEOPLE,
    pacer: Pacer | None = None,
    tick_seconds: float = 60,
    sandbox: Sandbox | None = None,
) -> AsyncIterator[Stage]:
    """Put the bot on a stage over an open, migrated database; without a pacer given it sends at any pace."""
    sandbox = sandbox or Sandbox(token=TOKEN, start=at, page=page, people=people)
    sandbox.freeze(at)
    address = await sandbox.start("127.0.0.1", 0)
    app = Afterhour(
        token=TOKEN, api_url=address, database=database, vault=vault or Vault([new_data_key()]),
        clock=sandbox,
        invite_only=invite_only, tick_seconds=tick_seconds, local=True,
        pacer=pacer or Pacer(per_second=None, per_chat_gap=0),
        reader=CalendarReader(seconds=60),  # the machine may be busy; its bound on work stays
    )  # fmt: skip
    stage = Stage(sandbox, app, database, address)
    try:
        await app.start()
        sandbox.settle = app.rest
        yield stage
    finally:
        await stage.app.stop()  # a test may have put another one in its place
        await sandbox.stop()
        del sandbox.settle  # aiohttp remembers the last thousand handlers; the bot need not stay for that
