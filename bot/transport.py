"""HTTP to the Bot API over aiohttp: one pool, timeouts told apart by whether the request can have arrived."""

from __future__ import annotations

import json
from functools import cache
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData


class NeverSent(NetworkError):
    """The request did not leave this machine (no connection, no free slot): safe to send again."""

    never_sent = True


class MayHaveArrived(TimedOut):
    """The request left and no proper answer came back: what it asked for may have been done."""

    never_sent = False


_KNOWN_TO_US = ("text", "entities", "reply_markup", "reply_to_message")
_BEFORE_SENDING = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL)


class AiohttpRequest(BaseRequest):
    """python-telegram-bot's HTTP, over aiohttp. Timeouts are in seconds; None waits for ever.

    What it raises names the kind of failure only: aiohttp's own exceptions hold the URL and with it the
    token, so they are neither chained nor quoted. `proxy` is an address, perhaps with user and password.
    """

    def __init__(
        self,
        *,
        connections: int = 256,
        connect_timeout: float | None = 5.0,
        pool_timeout: float | None = 5.0,
        write_timeout: float | None = 10.0,
        media_write_timeout: float | None = 30.0,
        read_timeout: float | None = 10.0,
        proxy: str | None = None,
    ) -> None:
        self._connections = connections
        self._defaults = {
            "connect": connect_timeout,
            "pool": pool_timeout,
            "write": write_timeout,
            "media": media_write_timeout,
            "read": read_timeout,
        }
        # aiohttp would read the environment itself, at each request and in a thread.
        self._proxy, self._login = _apart(proxy)
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        return self._defaults["read"]

    async def initialize(self) -> None:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, ttl_dns_cache=300),
                headers={"User-Agent": self.USER_AGENT},
                cookie_jar=aiohttp.DummyCookieJar(),
            )

    async def shutdown(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """One request; the status and the body. Raises NeverSent or MayHaveArrived."""
        if self._session is None:
            raise NeverSent("the connection to the Bot API is not open")
        files = request_data is not None and request_data.contains_files
        timeout = self._timeout(
            self._given(connect_timeout, "connect"),
            self._given(pool_timeout, "pool"),
            self._given(write_timeout, "media" if files else "write"),
            self._given(read_timeout, "read"),
        )
        failure: NetworkError
        body = _body(request_data)
        try:
            async with self._session.request(
                method,
                url,
                data=body,
                timeout=timeout,
                allow_redirects=False,
                proxy=self._proxy,
                proxy_headers=self._login,  # for the tunnel; without one they go along with the request
                headers=self._headers(url, body),
            ) as response:
                status, payload = response.status, await response.read()
        except _BEFORE_SENDING as error:
            failure = NeverSent(f"no connection to the Bot API ({type(error).__name__})")
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            failure = MayHaveArrived(f"no answer from the Bot API ({type(error).__name__})")
        else:
            if status == HTTPStatus.OK or url.partition("/file/bot")[1] or _is_answer(payload):
                return status, payload
            failure = MayHaveArrived(f"the Bot API's address answered no JSON (status {status})")
        raise failure  # outside the except block: aiohttp's exception, which holds the URL, stays behind

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer to a call that worked. Raises MayHaveArrived for what is none, without quoting it."""
        answer = _parsed(payload)
        if answer is None:
            raise MayHaveArrived("the Bot API's address answered no JSON")
        if isinstance(message := answer.get("result"), dict):  # of a message that we sent we need the id
            for part in _KNOWN_TO_US:
                message.pop(part, None)
            if "edit_date" in message:  # of one that we edited, nothing
                answer["result"] = True
        return answer

    def _headers(self, url: str, body: aiohttp.FormData | bytes | None) -> dict[str, str]:
        """A form says its type itself."""
        login = {} if self._login is None or url.startswith("https:") else self._login
        return {**login, "Content-Type": "application/json"} if isinstance(body, bytes) else login

    def _given(self, value: Any, name: str) -> float | None:
        """What the caller asked for, else our default; None was asked for and means no limit."""
        if isinstance(value, type(BaseRequest.DEFAULT_NONE)):
            return self._defaults[name]
        return None if value is None else float(value)

    @staticmethod
    @cache
    def _timeout(
        connect: float | None, pool: float | None, write: float | None, read: float | None
    ) -> aiohttp.ClientTimeout:
        """aiohttp has no limit for writing: the sum of all bounds it."""
        waiting = None if connect is None or pool is None else connect + pool
        total = None if waiting is None or write is None or read is None else waiting + write + read
        return aiohttp.ClientTimeout(total=total, connect=waiting, sock_connect=connect, sock_read=read)


def _apart(proxy: str | None) -> tuple[str | None, dict[str, str] | None]:
    """A proxy's address, and the header with the user and password that stood in it."""
    if proxy is None:
        return None, None
    parts = urlsplit(proxy)
    bare = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
    if parts.username is None:
        return bare, None
    login = aiohttp.encode_basic_auth(unquote(parts.username), unquote(parts.password or ""))
    return bare, {"Proxy-Authorization": login}


def _body(data: RequestData | None) -> aiohttp.FormData | bytes | None:
    """JSON, a fifth of the work of a form; files need one."""
    if data is None or not data.parameters:
        return None
    if not data.contains_files:
        return data.json_payload
    form = aiohttp.FormData(quote_fields=False)  # or a name would arrive percent-encoded
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=mime)
    return form


def _is_answer(payload: bytes) -> bool:
    """Proxies answer in HTML; python-telegram-bot would log such a page, or a torn answer, in full."""
    return _parsed(payload) is not None


def _parsed(payload: bytes) -> dict[str, Any] | None:
    try:
        answer = json.loads(payload)
    except ValueError:
        return None
    return answer if isinstance(answer, dict) else None
