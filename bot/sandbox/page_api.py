"""The page and its JSON API: chats, what people do in them, the clock, events, faults."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

from bot.sandbox.acts import Acts
from bot.sandbox.clock import iso
from bot.sandbox.faults import Faults
from bot.sandbox.page_files import PAGE_ROUTES, stream
from bot.sandbox.page_view import chat_view, state_view
from bot.sandbox.phrases import check, read_moment
from bot.sandbox.refused import Json, NotPossible
from bot.sandbox.world import World

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def explain(request: web.Request, handler: Handler) -> web.StreamResponse:
    """What a person cannot do is answered with {"error": one line}."""
    try:
        return await handler(request)
    except NotPossible as reason:
        return web.json_response({"error": str(reason)}, status=400)


async def body_of(request: web.Request) -> Json:
    """The request's JSON object."""
    try:
        body = json.loads(await request.text() or "{}")
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise NotPossible("The body must be a JSON object.")
    return body


def _field(body: Json, name: str, kind: type) -> Any:
    value = body.get(name)
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise NotPossible(f"“{name}” is missing or of the wrong kind.")
    return value


class PageApi:
    """Handlers by duty. `jump` and `start_over` come from the composition of the sandbox."""

    def __init__(
        self,
        world: World,
        acts: Acts,
        faults: Faults,
        jump: Callable[[datetime], Awaitable[None]],
        start_over: Callable[[], Awaitable[None]],
    ) -> None:
        self._world, self._acts, self._faults = world, acts, faults
        self._jump, self._start_over = jump, start_over

    def routes(self, *, page: bool) -> list[web.RouteDef]:
        """All routes; without the page's own files if there is to be no page."""
        return [
            *(PAGE_ROUTES if page else ()),
            web.get("/healthz", self.health),
            web.get("/api/state", self.state),
            web.get("/api/events", self.events),
            web.get(r"/api/chat/{person:\d+}", self.chat),
            web.post(r"/api/chat/{person:\d+}/{act:say|press|edit|delete|send|block}", self.act),
            web.post("/api/group", self.group),
            web.post("/api/clock", self.clock),
            web.post("/api/start-over", self.start_over),
            web.get(r"/api/files/{number:\d+}/{name}", self.file),
            web.get("/faults", self.faults),
            web.post("/faults", self.faults),
            web.delete("/faults", self.faults),
            web.get("/faults/flood", self.flood),
            web.post("/faults/flood", self.flood),
        ]

    async def health(self, _request: web.Request) -> web.Response:
        """ok"""
        return web.Response(text="ok")

    async def state(self, _request: web.Request) -> web.Response:
        """Everything the page needs to begin with."""
        return web.json_response(state_view(self._world))

    async def chat(self, request: web.Request) -> web.Response:
        """One chat."""
        return web.json_response(chat_view(self._acts.chat(int(request.match_info["person"]))))

    async def act(self, request: web.Request) -> web.Response:
        """What a person does in their chat."""
        person, body, acts = int(request.match_info["person"]), await body_of(request), self._acts
        answer: Json = {}
        match request.match_info["act"]:
            case "say":
                reply = body.get("reply_to")
                reply_to = None if reply is None else _field(body, "reply_to", int)
                answer["message_id"] = acts.say(person, _field(body, "text", str), reply_to=reply_to)
            case "press":
                message, data = _field(body, "message_id", int), _field(body, "data", str)
                answer["callback_id"] = acts.press(person, message, data)
            case "edit":
                acts.edit(person, _field(body, "message_id", int), _field(body, "text", str))
            case "delete":
                acts.delete(person, _field(body, "message_id", int))
            case "send":
                answer["message_id"] = acts.send(person, _field(body, "kind", str))
            case "block":
                acts.block(person, _field(body, "blocked", bool))
        return web.json_response(answer)

    async def group(self, request: web.Request) -> web.Response:
        """A person brings the bot into a new group, or writes into the one whose "chat_id" is given."""
        body = await body_of(request)
        first = next(iter(self._world.chats.people))
        person, text = _field({"person_id": first} | body, "person_id", int), _field(body, "text", str)
        if body.get("chat_id") is None:
            group = self._acts.group(person, text, title=str(body.get("title", "A group")))
        else:
            group = _field(body, "chat_id", int)
            self._acts.say_in_group(person, group, text)
        return web.json_response({"chat_id": group, **chat_view(self._world.chats.all[group])})

    async def clock(self, request: web.Request) -> web.Response:
        """Walk the clock; answered once it has arrived."""
        body, now = await body_of(request), self._world.clock.now()
        self._acts.check()
        if self._world.clock.walking:
            error = "The clock is on its way already; wait until it has arrived."
            return web.json_response({"error": error}, status=409)
        if "minutes" in body:
            goal = check(now + timedelta(minutes=min(_field(body, "minutes", int), 10**6)), now)
        else:
            goal = read_moment(_field(body, "to", str), now, str(body.get("zone") or "UTC"))
        await self._jump(goal)
        return web.json_response({"now": iso(self._world.clock.now())})

    async def start_over(self, _request: web.Request) -> web.Response:
        """Empty chats, real time."""
        await self._start_over()
        return web.json_response({})

    async def file(self, request: web.Request) -> web.Response:
        """A document the bot sent, always as a download."""
        content = self._world.store.file(request.match_info["number"])
        if content is None:
            raise web.HTTPNotFound
        headers = {"Content-Disposition": "attachment"}
        return web.Response(body=content, content_type="application/octet-stream", headers=headers)

    async def faults(self, request: web.Request) -> web.Response:
        """List, order or clear faults."""
        if request.method == "POST":
            self._faults.from_json(await body_of(request))
        elif request.method == "DELETE":
            self._faults.clear()
        return web.json_response({"faults": self._faults.listed()})

    async def flood(self, request: web.Request) -> web.Response:
        """The strict flood limits: look, or switch."""
        if request.method == "POST":
            self._faults.flood.from_json(await body_of(request))
        return web.json_response(self._faults.flood.as_json())

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Server-Sent Events until the page leaves or the sandbox stops."""
        return await stream(request, self._world.events)
