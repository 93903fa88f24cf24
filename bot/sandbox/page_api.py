"""The page and its JSON API: chats, the clock, events, faults; what people do is in `page_acts.py`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from aiohttp import web

from bot.sandbox.acts import Acts
from bot.sandbox.clock import iso
from bot.sandbox.faults import Faults
from bot.sandbox.page_acts import body_of, field_of
from bot.sandbox.page_files import PAGE_ROUTES, stream
from bot.sandbox.page_view import chat_view, state_view
from bot.sandbox.phrases import check, read_moment
from bot.sandbox.refused import NotPossible
from bot.sandbox.world import World

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def explain(request: web.Request, handler: Handler) -> web.StreamResponse:
    """What a person cannot do is answered with {"error": one line}."""
    try:
        return await handler(request)
    except NotPossible as reason:
        return web.json_response({"error": str(reason)}, status=400)


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

    async def clock(self, request: web.Request) -> web.Response:
        """Walk the clock; answered once it has arrived."""
        body, now = await body_of(request), self._world.clock.now()
        self._acts.check()
        if self._world.clock.walking:
            error = "The clock is on its way already; wait until it has arrived."
            return web.json_response({"error": error}, status=409)
        if "minutes" in body:
            goal = check(now + timedelta(minutes=min(field_of(body, "minutes", int), 10**6)), now)
        else:
            goal = read_moment(field_of(body, "to", str), now, str(body.get("zone") or "UTC"))
        await self._jump(goal)
        return web.json_response({"now": iso(self._world.clock.now())})

    async def start_over(self, _request: web.Request) -> web.Response:
        """Empty chats, real time."""
        await self._start_over()
        return web.json_response({})

    async def file(self, request: web.Request) -> web.Response:
        """A document that was sent, always as a download."""
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
