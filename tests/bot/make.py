"""A Bot API server of a few lines, and an application that talks to it over real HTTP."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from telegram import Update
from telegram.ext import Application, ApplicationBuilder, ContextTypes, TypeHandler

from bot.intake import Intake
from bot.transport import AiohttpRequest
from bot.tries import App, RawUpdate, Rules
from handlers import inhand

TOKEN = "123456789:" + "Canary-Token_" + "x" * 30
Handle = Callable[[Update], Awaitable[None]]


class DatabaseAway(Exception):
    """Stands for a fault of the database."""


@dataclass
class StubTelegram:
    """Keeps updates until they are acknowledged, as Telegram does; `answers` come first, once each."""

    updates: list[RawUpdate] = field(default_factory=list)
    answers: dict[str, list[Callable[[], web.StreamResponse]]] = field(default_factory=dict)
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    base_url: str = ""
    newest: int = 100
    slowness: float = 0.0  # how long the found updates are under way
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    def say(self, chat: int, text: str) -> int:
        number = self.newest = self.newest + 1
        user = {"id": chat, "is_bot": False, "first_name": "Mara"}
        message = {
            "message_id": number,
            "date": 1,
            "chat": {"id": chat, "type": "private"},
            "from": user,
            "text": text,
        }
        self.put({"update_id": number, "message": message})
        return number

    def put(self, raw: RawUpdate) -> None:
        self.updates.append(raw)
        self.arrived.set()

    @property
    def numbers(self) -> list[int]:
        return [raw["update_id"] for raw in self.updates]

    def count(self, method: str) -> int:
        return sum(called == method for called, _ in self.calls)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        form = request.content_type == "multipart/form-data"
        given = dict(await request.post()) if form else await request.json() if request.can_read_body else {}
        self.calls.append((method, given))
        if self.answers.get(method):
            return self.answers[method].pop(0)()
        if method == "getMe":
            me = {"id": 123456789, "is_bot": True, "first_name": "Afterhour", "username": "afterhour_bot"}
            return web.json_response({"ok": True, "result": me})
        if method == "getUpdates":
            return web.json_response({"ok": True, "result": await self._updates(given)})
        return web.json_response({"ok": True, "result": True})

    async def _updates(self, given: dict[str, Any]) -> list[RawUpdate]:
        assert json.loads(given["allowed_updates"])
        offset = int(given.get("offset", 0))
        self.updates = [raw for raw in self.updates if raw["update_id"] >= offset]
        self.arrived.clear()
        if not self.updates and int(given["timeout"]):
            try:
                await asyncio.wait_for(self.arrived.wait(), int(given["timeout"]))
            except TimeoutError:
                return []
        found = self.updates[: int(given["limit"])]
        await asyncio.sleep(self.slowness)
        return found


def refusal(code: int, description: str, **parameters: int) -> Callable[[], web.Response]:
    body: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
    if parameters:
        body["parameters"] = parameters
    return lambda: web.json_response(body, status=code)


@asynccontextmanager
async def stub_telegram(stub: StubTelegram | None = None) -> AsyncIterator[StubTelegram]:
    """A stub, or the test's own, at an address of its own."""
    stub = stub or StubTelegram()
    app = web.Application()
    app.router.add_route("*", f"/bot{TOKEN}/{{method}}", stub.answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    stub.base_url = f"http://127.0.0.1:{port}/bot"
    try:
        yield stub
    finally:
        await runner.cleanup()


@dataclass
class Bench:
    """An application whose one handler is the test's, with its intake running."""

    intake: Intake
    running: asyncio.Task[None]
    aside: list[tuple[int, str]]
    sorry: list[int]
    held: list[int]  # updates whose chat is told at this moment that they are not saved yet

    async def stop(self, drain: float = 1.0) -> None:
        await self.intake.stop(drain)
        await self.running

    async def kill(self) -> None:
        """As a kill would: nothing is drained, nothing is acknowledged."""
        for task in [self.running, *self.intake._desk.tasks]:
            task.cancel()
        await asyncio.gather(self.running, *self.intake._desk.tasks, return_exceptions=True)


async def _application(stub: StubTelegram, handle: Handle) -> App:
    async def handler(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        await handle(update)

    async def on_error(_: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        assert context.error is not None
        inhand.current().failed(context.error)

    builder = ApplicationBuilder().token(TOKEN).base_url(stub.base_url).updater(None).job_queue(None)
    application: Application[Any, Any, Any, Any, Any, Any] = builder.request(AiohttpRequest()).build()
    application.add_handler(TypeHandler(Update, handler))
    application.add_error_handler(on_error)
    await application.initialize()
    return application


@asynccontextmanager
async def bench(
    stub: StubTelegram, handle: Handle, *, rules: dict[str, Any] | None = None, **options: Any
) -> AsyncIterator[Bench]:
    """`rules` and `options` overrule the short times that tests use."""
    application = await _application(stub, handle)
    aside: list[tuple[int, str]] = []
    sorry: list[int] = []
    held: list[int] = []

    async def set_aside(raw: RawUpdate, cause: str) -> None:
        aside.append((raw["update_id"], cause))

    async def apologise(update: Update) -> None:
        sorry.append(update.update_id)

    async def not_saved(update: Update) -> int:
        held.append(update.update_id)
        return update.update_id

    async def take_back(_: Update, line: int) -> None:
        held.remove(line)

    given: dict[str, Any] = {"set_aside": set_aside, "apologise": apologise, "between_tries": 0.01}
    given |= {"not_saved": not_saved, "take_back": take_back}
    given |= {"is_database_fault": lambda error: isinstance(error, DatabaseAway), "first_hold": 0.02}
    polls = AiohttpRequest()
    await polls.initialize()
    times: dict[str, Any] = {"short_pause": 0.02, "first_backoff": 0.02, "long_poll": 5} | options
    intake = Intake(application, polls, Rules(**(given | (rules or {}))), **times)
    made = Bench(intake, asyncio.create_task(intake.run()), aside, sorry, held)
    try:
        yield made
    finally:
        if not made.running.done():
            await made.stop(0.1)
        await polls.shutdown()
        await application.shutdown()


async def until(true: Callable[[], bool], seconds: float = 15.0) -> None:
    """Wait for something that the other side does."""
    end = asyncio.get_running_loop().time() + seconds
    while not true():
        assert asyncio.get_running_loop().time() < end, "it never happened"
        await asyncio.sleep(0.005)
