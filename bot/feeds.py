"""Feeds and files fetched: bounded in bytes, time and turns, and from public addresses alone.

An address is a secret: nothing that is raised here holds one, nor does anything that is logged.
"""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urljoin, urlsplit

import aiohttp
from telegram.error import BadRequest
from telegram.ext import ExtBot

from bot.reachable import NotPublic, guarded, is_usual_port
from handlers.fetching import Cause, Fetched, NotFetched, Stamp
from prompts.schedule.calendar.address import read_address
from prompts.schedule.calendar.values import MOST_BYTES

SECONDS = 10.0  # all in all
MOST_TURNS = 3  # redirects
PACE, AFTER = 20_000, 2.0  # bytes that must be there so many seconds after the body began, if it is not over
AT_ONCE = 4
_CHUNK = 1 << 15
_HEADERS = {
    "User-Agent": "Afterhour",
    "Accept": "text/calendar, */*;q=0.5",
    "Accept-Encoding": "gzip",
}
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_CAUSES: dict[int, Cause] = {410: "gone", 404: "missing", 401: "denied", 403: "denied"}


class CalendarFetcher:
    """`loopback`: feeds on this machine, at any port, as in the sandbox."""

    def __init__(self, bot: ExtBot[str], *, loopback: bool = False) -> None:
        self._bot = bot
        self._loopback = loopback
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def file(self, file_id: str) -> bytes:
        """A file that was sent to the bot. Raises NotFetched, or TelegramError where it may come later."""
        try:
            async with asyncio.timeout(SECONDS):
                found = await self._bot.get_file(file_id)
                if (found.file_size or 0) > MOST_BYTES:
                    raise NotFetched("too_big")
                return bytes(await found.download_as_bytearray())
        except (BadRequest, TimeoutError):
            raise NotFetched("telegram") from None

    async def feed(self, address: str, stamp: Stamp) -> Fetched:
        """A feed, if it is another than the one with this stamp. Raises NotFetched."""
        try:
            async with asyncio.timeout(SECONDS):
                return await self._turns(address, stamp)
        except TimeoutError:
            cause: Cause = "slow"
        except NotPublic:
            cause = "private"
        except aiohttp.ClientConnectorError as error:
            cause = "private" if isinstance(error.os_error, NotPublic) else "unreached"
        except (aiohttp.ClientError, OSError, ValueError):
            cause = "unreached"
        raise NotFetched(cause)  # outside of the except blocks: what aiohttp says holds the address

    async def _turns(self, address: str, stamp: Stamp) -> Fetched:
        for _ in range(MOST_TURNS + 1):
            self._check(address)
            async with self._opened().get(address, headers=_asking(stamp), allow_redirects=False) as response:
                if response.status in _REDIRECTS and "Location" in response.headers:
                    address = _next(address, response.headers["Location"])
                    continue
                return await _taken(response)
        raise NotFetched("moved")

    def _check(self, address: str) -> None:
        parts = urlsplit(address)
        if not self._loopback and not is_usual_port(parts.scheme, parts.port):
            raise NotFetched("port")

    def _opened(self) -> aiohttp.ClientSession:
        """No cookies, no proxy and no login from the environment."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=AT_ONCE, force_close=True, use_dns_cache=False,
                    socket_factory=guarded(loopback=self._loopback),
                ),
                auto_decompress=False, trust_env=False, cookie_jar=aiohttp.DummyCookieJar(),
                headers=_HEADERS, timeout=aiohttp.ClientTimeout(total=SECONDS),
            )  # fmt: skip
        return self._session


def _asking(stamp: Stamp) -> dict[str, str]:
    said = {"If-None-Match": stamp.etag, "If-Modified-Since": stamp.changed}
    return {name: value for name, value in said.items() if value}


def _next(address: str, location: str) -> str:
    """Where a redirect leads; it must be an address that could have been given in the first place."""
    found = read_address(urljoin(address, location))
    if found is None:
        raise NotFetched("moved")
    return found


async def _taken(response: aiohttp.ClientResponse) -> Fetched:
    if response.status == HTTPStatus.NOT_MODIFIED:
        return Fetched(None)
    if response.status != HTTPStatus.OK:
        raise NotFetched(_CAUSES.get(response.status, "unreached"))
    said = response.headers
    stamp = Stamp(_short(said.get("ETag"), 255), _short(said.get("Last-Modified"), 64))
    return Fetched(await _body(response), stamp)


def _short(value: str | None, most: int) -> str | None:
    return value if value and len(value) <= most else None


async def _body(response: aiohttp.ClientResponse) -> bytes:
    """Its bytes, unpacked; no more of them than a calendar may have, however they were packed."""
    unpack = _unpacker(response.headers.get("Content-Encoding", ""))
    body, raw = bytearray(), 0
    began = asyncio.get_running_loop().time()
    async with asyncio.timeout(None) as patience:
        patience.reschedule(began + AFTER)
        async for chunk in response.content.iter_chunked(_CHUNK):
            raw += len(chunk)
            body += unpack(chunk, MOST_BYTES + 1 - len(body))
            if max(raw, len(body)) > MOST_BYTES:
                raise NotFetched("too_big")
            if raw >= PACE:
                patience.reschedule(None)
    return bytes(body)


def _unpacker(encoding: str) -> Callable[[bytes, int], bytes]:
    """What makes plain bytes of a chunk, so many at most."""
    if encoding.strip().lower() in ("", "identity"):
        return lambda chunk, _most: chunk
    if encoding.strip().lower() not in ("gzip", "x-gzip", "deflate"):
        raise NotFetched("packing")
    unpacking = zlib.decompressobj(zlib.MAX_WBITS | 32)  # gzip or zlib, as it says itself

    def unpack(chunk: bytes, most: int) -> bytes:
        try:
            return unpacking.decompress(unpacking.unconsumed_tail + chunk, most)
        except zlib.error:
            raise NotFetched("packing") from None

    return unpack
