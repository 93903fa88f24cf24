"""Calendar feeds for tests: a small local HTTP server whose addresses behave as a test says, also badly."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from itertools import chain, repeat

from aiohttp import web
from aiohttp.test_utils import TestServer

BLOCK = bytes(1 << 16)


@dataclass
class Feed:
    """One address. What a builder sets stays until it is set anew; `requests` holds each call's headers."""

    url: str
    requests: list[Mapping[str, str]] = field(default_factory=list)
    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0  # seconds before the answer
    pause: float = 0.0  # seconds between two pieces of the body
    piece: int = 1 << 16  # bytes
    times: int = 1  # how often the body comes, one after the other
    cut: int | None = None  # hang up after so many bytes

    @property
    def count(self) -> int:
        """How often it was asked."""
        return len(self.requests)

    def gives(
        self, body: bytes | str, *, status: int = 200, kind: str = "text/calendar", etag: str | None = None,
        modified: datetime | None = None, **headers: str,
    ) -> Feed:  # fmt: skip
        """A body; with an `etag` or `modified` 304 to who has it. `Retry_After="5"` is a header."""
        self.status, self.times = status, 1
        self.body = body.encode() if isinstance(body, str) else body
        self.headers = {"Content-Type": kind, **{name.replace("_", "-"): v for name, v in headers.items()}}
        if etag is not None:
            self.headers["ETag"] = etag
        if modified is not None:
            self.headers["Last-Modified"] = format_datetime(modified, usegmt=True)
        return self

    def redirects(self, to: str, status: int = 302) -> Feed:
        """Sends on: to an address or to a path of this server, also its own."""
        self.gives(b"", status=status, Location=to)
        return self

    def huge(self, size: int, block: bytes = BLOCK) -> Feed:
        """At least so many bytes, of which the server never says how many; they are made as they go out."""
        self.gives(block)
        self.times = -(-size // len(block))
        return self

    def bomb(self, size: int) -> Feed:
        """A small body which unpacks to so many zeros."""
        packer = zlib.compressobj(9, wbits=31)
        packed = [packer.compress(BLOCK) for _ in range(-(-size // len(BLOCK)))]
        return self.gives(b"".join([*packed, packer.flush()]), Content_Encoding="gzip")

    def slow(self, delay: float = 0.0, *, pause: float = 0.0, piece: int = 1) -> Feed:
        """Waits before the answer, or between small pieces of the body."""
        self.delay, self.pause, self.piece = delay, pause, piece
        return self

    def breaks_off(self, after: int) -> Feed:
        """Hangs up in the midst of the body."""
        self.cut = after
        return self

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """One request."""
        self.requests.append(dict(request.headers))
        await asyncio.sleep(self.delay)
        has = request.headers.get
        tag, modified = self.headers.get("ETag"), self.headers.get("Last-Modified")
        # A tag counts for more than a date, where both are asked for.
        if has("If-None-Match") == tag if has("If-None-Match") else has("If-Modified-Since", "") == modified:
            return web.Response(status=304)
        response = web.StreamResponse(status=self.status, headers=self.headers)
        if self.times == 1:
            response.content_length = len(self.body)
        await response.prepare(request)
        await self._write(request, response)
        return response

    async def _write(self, request: web.Request, response: web.StreamResponse) -> None:
        sent = 0
        pieces = [self.body[start : start + self.piece] for start in range(0, len(self.body), self.piece)]
        for piece in chain.from_iterable(repeat(pieces, self.times)):
            if self.cut is not None and sent + len(piece) > self.cut:
                await response.write(piece[: self.cut - sent])
                if request.transport is not None:
                    request.transport.close()
                return
            await response.write(piece)
            sent += len(piece)
            await asyncio.sleep(self.pause)


class Feeds:
    """The server: `feeds.at("/week.ics").gives(text, etag='"1"')`; an address nobody set is not there."""

    def __init__(self, server: TestServer) -> None:
        self._server = server
        self._feeds: dict[str, Feed] = {}

    def at(self, path: str) -> Feed:
        """The feed at a path, made at the first call."""
        return self._feeds.setdefault(path, Feed(str(self._server.make_url(path))))

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """One request, to whichever feed it is for."""
        feed = self._feeds.get(request.path)
        if feed is None:
            raise web.HTTPNotFound
        try:
            return await feed.answer(request)
        except ConnectionError:  # it was left in the midst, as a huge one should be
            return web.Response()


@asynccontextmanager
async def serving() -> AsyncIterator[Feeds]:
    """A server on a free port of the loopback; whoever still waits for an answer at the end gets none."""
    app = web.Application()
    server = TestServer(app)
    feeds = Feeds(server)
    app.router.add_get("/{path:.*}", feeds.answer)
    await server.start_server(access_log=None, shutdown_timeout=0.1)
    try:
        yield feeds
    finally:
        await server.close()
