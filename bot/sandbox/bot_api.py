"""The Bot API over HTTP: /bot<token>/<method> and /file/bot<token>/<path>, faults included."""

from __future__ import annotations

import asyncio
import hmac
import inspect
import time
from collections import deque
from typing import Any

from aiohttp import web

from bot.sandbox.downloads import fetched
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.methods import BY_LOWER_NAME, METHODS
from bot.sandbox.params import Params, read_params
from bot.sandbox.refused import Json, Refused
from bot.sandbox.world import World

REMEMBERED = 10_000


class BotApi:
    """Serves one bot. `calls` holds the newest calls as (method, parameters), for tests."""

    def __init__(self, world: World, token: str, faults: Faults) -> None:
        self._world, self._token, self._faults = world, token, faults
        self.calls: deque[tuple[str, Json]] = deque(maxlen=REMEMBERED)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One call."""
        fault: Fault | None = None
        arrived = time.monotonic()
        try:
            if not self._is_ours(request):
                raise Refused(401, "Unauthorized")
            method = request.match_info["method"]
            name = BY_LOWER_NAME.get(method.lower())
            params = await read_params(request)
            self.calls.append((name or method, params.values))
            chat = Params(params.values).integer("chat_id")  # the server's own look is not the method's
            self._faults.flood.count(name or method, chat, arrived)
            fault = self._faults.take(name or method, chat)
            if (page := await self._suffer(request, fault)) is not None:
                return page
            if name is None:
                raise Refused(404, "Not Found: method not found")
            answer = _ok(await self._call(name, params))
        except Refused as refused:
            answer = _refusal(refused)
        if fault is not None and fault.drop == "after":
            _hang_up(request)
        return answer

    async def download(self, request: web.Request) -> web.StreamResponse:
        """The bytes at a path that getFile named; whatever else is asked for is not there."""
        fault = self._faults.take("file")
        try:
            if (page := await self._suffer(request, fault)) is not None:
                return page
            content = fetched(self._world, request.match_info["path"]) if self._is_ours(request) else None
            if content is None:
                raise Refused(404, "Not Found")
            answer = web.Response(body=content, content_type="application/octet-stream")
        except Refused as refused:
            answer = _refusal(refused)
        if fault is not None and fault.drop == "after":
            _hang_up(request)
        return answer

    def _is_ours(self, request: web.Request) -> bool:
        return hmac.compare_digest(request.match_info["token"].encode(), self._token.encode())

    async def _call(self, name: str, params: Params) -> Any:
        result = METHODS[name](self._world, params)
        return await result if inspect.isawaitable(result) else result

    async def _suffer(self, request: web.Request, fault: Fault | None) -> web.Response | None:
        """What a fault does before the effect; a page, if it is to be given in place of an answer."""
        if fault is None:
            return None
        if fault.delay:
            await asyncio.sleep(fault.delay)
        if fault.drop == "before":
            _hang_up(request)
            raise Refused(500, "Internal Server Error")  # nobody reads it any more
        if refusal := fault.refusal():
            if fault.html:
                return _page(refusal)
            raise refusal
        return None


def _hang_up(request: web.Request) -> None:
    """Cut the connection, as a broken network does: the caller sees no answer."""
    if request.transport is not None:
        request.transport.abort()


def _ok(result: Any) -> web.Response:
    return web.json_response({"ok": True, "result": result})


def _page(refused: Refused) -> web.Response:
    """What a proxy in between answers when it does not reach the server."""
    text = f"<html><body><h1>{refused.code} {refused.description}</h1></body></html>"
    return web.Response(text=text, status=refused.code, content_type="text/html")


def _refusal(refused: Refused) -> web.Response:
    body: Json = {"ok": False, "error_code": refused.code, "description": refused.description}
    if refused.parameters:
        body["parameters"] = refused.parameters
    return web.json_response(body, status=refused.code)
