"""The sandbox as one object: a Bot API server and its page on one port, with a clock to move."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from pathlib import Path

from aiohttp import web

from bot.sandbox.acts import Acts
from bot.sandbox.attachments import Attachments
from bot.sandbox.bot_api import BotApi
from bot.sandbox.faults import Faults
from bot.sandbox.guard import add_headers, guard
from bot.sandbox.messages import FILE_BYTES
from bot.sandbox.page_acts import PageActs
from bot.sandbox.page_api import PageApi, explain
from bot.sandbox.page_view import chat_view
from bot.sandbox.params import Upload
from bot.sandbox.people import DEFAULT_BOT, DEFAULT_PEOPLE, Person
from bot.sandbox.refused import Json
from bot.sandbox.world import World

OCTETS = "application/octet-stream"
BODY_BYTES = FILE_BYTES + 1024 * 1024
Hook = Callable[[], Awaitable[None]]


async def _nothing() -> None:
    """A hook that was not set."""


class Sandbox:
    """Serves one bot and its made-up people.

    `settle` is awaited at each step of a jump, until the bot has come to rest; `start_over` until the bot has
    forgotten everything, before the chats are emptied. Both may be set later. `faults` (with `faults.flood`)
    and `world` are there for tests.
    """

    def __init__(
        self,
        *,
        token: str,
        bot_user: Json = DEFAULT_BOT,
        people: Sequence[Person] = DEFAULT_PEOPLE,
        start: datetime | None = None,
        store: Path | None = None,
        page: bool = True,
        settle: Hook | None = None,
        start_over: Hook | None = None,
    ) -> None:
        self.world = World(bot_user, people, start, store)
        self.acts = Acts(self.world)
        self.attachments = Attachments(self.acts)
        self.faults = Faults()
        self.settle = settle or _nothing
        self.start_over = start_over or _nothing
        self._bot_api = BotApi(self.world, token, self.faults)
        self._page = page
        self._runner: web.AppRunner | None = None

    @property
    def calls(self) -> deque[tuple[str, Json]]:
        """The newest Bot API calls, oldest first: (method, parameters as they came)."""
        return self._bot_api.calls

    def now(self) -> datetime:
        """The sandbox's present, aware UTC."""
        return self.world.clock.now()

    def freeze(self, at: datetime | None = None) -> None:
        """For tests: real time stops flowing in, now or at an instant; jumps still move the clock."""
        self.world.clock.freeze(at)

    async def start(self, host: str, port: int) -> str:
        """Listen; port 0 takes a free one. Returns the base url. Raises OSError when the port is taken."""
        app = web.Application(middlewares=[guard(host), explain], client_max_size=BODY_BYTES)
        app.on_response_prepare.append(add_headers)
        app.on_shutdown.append(self._let_go)
        page = PageApi(self.world, self.acts, self.faults, self.jump, self.begin_again)
        app.add_routes(page.routes(page=self._page))
        app.add_routes(PageActs(self.acts, self.attachments).routes())
        app.add_routes([
            web.route("*", "/bot{token}/{method}", self._bot_api.handle),
            web.get("/file/bot{token}/{path:.+}", self._bot_api.download),
        ])  # fmt: skip
        # The access log would hold the token in every line.
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        try:
            await site.start()
        except OSError:
            await self.stop()
            raise
        reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - a name for "everywhere"
        name = f"[{reachable}]" if ":" in reachable else reachable
        return f"http://{name}:{self._runner.addresses[0][1]}"

    async def _let_go(self, _app: web.Application) -> None:
        """End what waits, so that stopping does not wait for it."""
        self.world.updates.close()
        self.world.events.close()

    async def stop(self) -> None:
        """Close every connection and the store; the sandbox is not started again after this."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None
        self.world.store.close()

    async def jump(self, to: datetime) -> None:
        """Walk the clock to an instant, quarter by quarter, awaiting `settle` at each; never backwards."""
        await self.world.clock.walk(to, self._settle)

    async def _settle(self) -> None:
        await self.settle()

    async def begin_again(self) -> None:
        """Start over: the bot forgets, then chats are empty and time is real; a walk under way ends first.

        Until all is done nobody can act and every page shows what was: whoever saw an empty chat and pressed
        Start was answered by a bot that knew them still. Raises NotPossible while it is under way.
        """
        with self.acts.closed():
            await self.world.clock.end_walk()
            await self.start_over()
            self.world.clear()  # at once after the hook: nothing of the bot's runs in between

    def say(self, person_id: int, text: str, *, reply_to: int | None = None) -> int:
        """A person writes; returns the message id."""
        return self.acts.say(person_id, text, reply_to=reply_to)

    def send(self, person_id: int, kind: str) -> int:
        """A person sends a sticker, photo, voice or forward; returns the message id."""
        return self.attachments.send(person_id, kind)

    def send_file(
        self, person_id: int, name: str, content: bytes, *, mime: str = OCTETS, caption: str = ""
    ) -> int:
        """A person sends a document; returns the message id."""
        return self.attachments.send_file(person_id, Upload(name, mime, content), caption=caption)

    def send_location(self, person_id: int, latitude: float, longitude: float) -> int:
        """A person sends a place; returns the message id."""
        return self.attachments.send_location(person_id, latitude, longitude)

    def press(self, person_id: int, message_id: int, data: str) -> str:
        """A person presses a button; returns the callback query id."""
        return self.acts.press(person_id, message_id, data)

    def edit(self, person_id: int, message_id: int, text: str) -> None:
        """A person edits their own message."""
        self.acts.edit(person_id, message_id, text)

    def delete(self, person_id: int, message_id: int) -> None:
        """A person deletes a message from their own view."""
        self.acts.delete(person_id, message_id)

    def block(self, person_id: int, blocked: bool = True) -> None:
        """A person blocks or unblocks the bot."""
        self.acts.block(person_id, blocked)

    def group(self, person_id: int, text: str | None = None) -> int:
        """A person brings the bot into a new group and writes there; returns the group's id."""
        return self.acts.group(person_id, text)

    def chat(self, chat_id: int) -> Json:
        """A chat (also a group) as the page shows it."""
        return chat_view(self.world.chats.all[chat_id])

    def history(self, chat_id: int) -> list[Json]:
        """The messages of a chat as the page shows them, oldest first."""
        messages: list[Json] = self.chat(chat_id)["messages"]
        return messages
