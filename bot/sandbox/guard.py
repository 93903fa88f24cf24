"""Keeps other web pages out: foreign Host (DNS rebinding) and foreign Origin (cross-site requests)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web
from aiohttp.typedefs import Middleware

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def guard(listen: str) -> Middleware:
    """Lets requests through that name this machine or the address listened on, from no other page."""
    hosts = LOOPBACK | {f"[{listen}]" if ":" in listen else listen}

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        host = request.headers.get("Host", "").lower()
        origin = request.headers.get("Origin")
        foreign_page = request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site")
        if _name(host) not in hosts:
            raise web.HTTPForbidden(
                text="This address is not the sandbox's: open it by the address it printed."
            )
        if (origin is not None and origin.lower() != f"http://{host}") or (
            foreign_page and request.path != "/"
        ):
            raise web.HTTPForbidden(text="Requests from other pages are refused.")
        return await handler(request)

    return check


def _name(host: str) -> str:
    """A Host header without its port."""
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdigit() else host


async def add_headers(_request: web.Request, response: web.StreamResponse) -> None:
    """Signal handler: the safety headers, on every response before it leaves."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
