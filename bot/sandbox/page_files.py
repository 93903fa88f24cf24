"""Sends the page's own files, and the stream of events that keeps it up to date."""

from __future__ import annotations

import asyncio
from pathlib import Path

from aiohttp import web

from bot.sandbox.events import Events

PAGE = Path(__file__).parent / "page"
HEARTBEAT = 15.0  # seconds; a page that went away is noticed then


async def index(_request: web.Request) -> web.StreamResponse:
    """The page."""
    return _page_file("index.html")


async def static(request: web.Request) -> web.StreamResponse:
    """A file beside the page."""
    return _page_file(request.match_info["name"])


def _page_file(name: str) -> web.StreamResponse:
    """One of the files there are, by its bare name: a path to anywhere else is not among them."""
    names = {path.name for path in PAGE.iterdir() if path.is_file()} if PAGE.is_dir() else set()
    if name not in names:
        raise web.HTTPNotFound
    return web.FileResponse(PAGE / name)


async def stream(request: web.Request, events: Events) -> web.StreamResponse:
    """Events until the page leaves or the sandbox stops."""
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    queue = events.join()
    try:
        await response.prepare(request)
        await response.write(b"retry: 1000\n\n")
        while (text := await _next(queue)) is not None:
            await response.write(text.encode())
    except ConnectionError:
        pass  # the page left
    finally:
        events.part(queue)
    return response


async def _next(queue: asyncio.Queue[str | None]) -> str | None:
    """The next event, or a sign of life when there is none for a while; None at the end."""
    try:
        async with asyncio.timeout(HEARTBEAT):
            return await queue.get()
    except TimeoutError:
        return ": still here\n\n"


PAGE_ROUTES = (web.get("/", index), web.get("/static/{name}", static))
