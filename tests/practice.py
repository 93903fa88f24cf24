"""Calendars for tests: what a file holds, and a server of feeds on this machine that may be unpleasant."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

FAMOUS = ("Anna Zeitgeist", "Bert Quillfeather")  # titles that nobody may find anywhere


def event(uid: str, title: str, start: str, *more: str, end: str | None = None) -> str:
    """An event in UTC; `start` as 20261124T140000Z."""
    ends = [f"DTEND:{end}"] if end else []
    return "\r\n".join(
        ["BEGIN:VEVENT", f"UID:{uid}", f"SUMMARY:{title}", f"DTSTART:{start}", *ends, *more, "END:VEVENT"]
    )


def calendar(*events: str, name: str = "Practice", method: str = "") -> bytes:
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Made up//EN"]
    head += [f"X-WR-CALNAME:{name}"] if name else []
    head += [f"METHOD:{method}"] if method else []
    return "\r\n".join([*head, *events, "END:VCALENDAR", ""]).encode()


def practice(*, shift: int = 0) -> bytes:
    """Two clients: one each Tuesday, one once; and a staff meeting."""
    return calendar(
        event("anna@practice", FAMOUS[0], f"20261124T{14 + shift}0000Z", "RRULE:FREQ=WEEKLY;COUNT=4"),
        event("bert@practice", FAMOUS[1], "20261125T100000Z"),
        event("staff@practice", "Staff meeting", "20261126T090000Z", "RRULE:FREQ=WEEKLY;COUNT=2"),
    )


@dataclass
class Feeds:
    """A server with one feed: `body`, or something unpleasant. `seen`: the headers of each request."""

    address: str = ""
    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    dribbles: bool = False
    seen: list[dict[str, str]] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.seen.append(dict(request.headers))
        if self.headers.get("ETag") and request.headers.get("If-None-Match") == self.headers["ETag"]:
            return web.Response(status=304)
        if not self.dribbles:
            return web.Response(status=self.status, body=self.body, headers=self.headers)
        response = web.StreamResponse()
        await response.prepare(request)
        while request.transport is not None:
            await response.write(b"BEGIN:")
            await asyncio.sleep(0.2)
        return response


@asynccontextmanager
async def serving(body: bytes = b"", **more: object) -> AsyncIterator[Feeds]:
    feeds = Feeds(body=body, **more)  # type: ignore[arg-type]  # the fields by name
    application = web.Application()
    application.router.add_get("/{path:.*}", feeds.answer)
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    feeds.address = f"http://127.0.0.1:{port}/secret-path.ics"
    try:
        yield feeds
    finally:
        await runner.cleanup()
