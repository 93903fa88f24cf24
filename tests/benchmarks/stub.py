"""A Bot API server that costs next to nothing: answers are built ahead, and little is read.

It hands out the updates it was given, honours offsets, answers every other call with the least that is
correct, and counts.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections import Counter, deque

FIRST_UPDATE = 500_000_001
MOST_UPDATES = 100  # in one answer, as at Telegram
PER_SECOND = 30  # of the strict switch: so many new messages in any window of a second
SECOND = 1.0

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_FIELD = {
    # in a form, as the stock transport sends it, or in JSON, as ours does
    name: re.compile(rb"(?:(?:^|&)" + name.encode() + rb'=|"' + name.encode() + rb'": *"?)(-?\d+)')
    for name in ("offset", "timeout", "chat_id", "message_id", "callback_query_id")
}
_HEAD = b"HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
_ME = (
    b'{"ok":true,"result":{"id":8095,"is_bot":true,"first_name":"Afterhour","username":"afterhour_bot",'
    b'"can_join_groups":false,"can_read_all_group_messages":false,"supports_inline_queries":false}}'
)
_TRUE = b'{"ok":true,"result":true}'
_MESSAGE = (
    b'{"ok":true,"result":{"message_id":%d,"from":{"id":8095,"is_bot":true,"first_name":"Afterhour",'
    b'"username":"afterhour_bot"},"chat":{"id":%d,"first_name":"Mara","type":"private"},"date":%d,%s"text":"-"}}'
)
_EDITED = b'"edit_date":1700000000,'  # Telegram says of an edited message that it was
_TOO_MANY = (
    b'{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 1",'
    b'"parameters":{"retry_after":1}}'
)
_FINE = b"200 OK"


class Stub:
    """What this end of the wire knows. Times are seconds on the machine's monotonic clock."""

    def __init__(self) -> None:
        self.updates: list[bytes] = []
        self.released = 0  # so many of them may be handed out
        self.acknowledged = FIRST_UPDATE
        self.handed: dict[int, float] = {}  # by update: when it first went out
        self.pressed: dict[int, float] = {}  # by update: when its press was answered
        self.edited: dict[int, float] = {}  # by chat: when its first edit came
        self.sent: list[float] = []  # when each new message came
        self.calls: Counter[str] = Counter()
        self.refused = 0
        self.strict = False
        self.keep_times = False
        self.polled = asyncio.Event()
        self.first_poll = 0.0
        self.complete = asyncio.Event()
        self._missing = 0
        self._wanted: frozenset[str] = frozenset()
        self._last_message = 1_000_000
        self._waiting: tuple[Connection, int, asyncio.TimerHandle] | None = None
        self._window: deque[float] = deque()
        self._chats: dict[int, float] = {}

    def expect(self, methods: list[str], count: int) -> None:
        """`complete` is set once so many calls of these methods came and all updates are acknowledged."""
        self._wanted, self._missing = frozenset(methods), count
        self.complete.clear()

    def answer(self, method: str, body: bytes, connection: Connection) -> None:
        """One call."""
        self.calls[method] += 1
        if method == "getUpdates":
            self._poll(body, connection)
        elif method.startswith(("send", "edit")):
            self._message(method, body, connection)
        else:
            if self.keep_times and method == "answerCallbackQuery":
                self.pressed[_number("callback_query_id", body)] = time.monotonic()
            connection.reply(_FINE, _ME if method == "getMe" else _TRUE)
        if method in self._wanted:
            self._missing -= 1
        if self._missing <= 0:
            self._look_whether_complete()

    def release(self, count: int) -> None:
        """Let so many more updates out, to whoever polls already too."""
        self.released += count
        if self._waiting is not None:
            connection, start, timer = self._waiting
            self._waiting = None
            timer.cancel()
            self._hand_out(connection, start)

    def gone(self, connection: Connection) -> None:
        if self._waiting is not None and self._waiting[0] is connection:
            self._waiting[2].cancel()
            self._waiting = None

    def _poll(self, body: bytes, connection: Connection) -> None:
        if not self.first_poll:
            self.first_poll = time.monotonic()
            self.polled.set()
        self.acknowledged = max(self.acknowledged, _number("offset", body))
        start = self.acknowledged - FIRST_UPDATE
        seconds = _number("timeout", body)
        if start < self.released or not seconds:
            return self._hand_out(connection, start)
        timer = asyncio.get_running_loop().call_later(seconds, self._nothing_came)
        self._waiting = (connection, start, timer)
        return None

    def _nothing_came(self) -> None:
        if self._waiting is not None:
            connection, _, _ = self._waiting
            self._waiting = None
            connection.reply(_FINE, b'{"ok":true,"result":[]}')

    def _hand_out(self, connection: Connection, start: int) -> None:
        end = min(start + MOST_UPDATES, self.released)
        connection.reply(_FINE, b'{"ok":true,"result":[' + b",".join(self.updates[start:end]) + b"]}")
        now = time.monotonic()
        for place in range(start, end):
            self.handed.setdefault(FIRST_UPDATE + place, now)

    def _message(self, method: str, body: bytes, connection: Connection) -> None:
        now, chat = time.monotonic(), _number("chat_id", body)
        if self.strict and method.startswith("send") and not self.lets_through(now, chat):
            self.refused += 1
            return connection.reply(b"429 Too Many Requests", _TOO_MANY)
        edited = b""
        if method.startswith("send"):
            self._last_message += 1
            which = self._last_message
            if self.keep_times:
                self.sent.append(now)
        else:
            which, edited = _number("message_id", body), _EDITED
            if self.keep_times:
                self.edited.setdefault(chat, now)
        return connection.reply(_FINE, _MESSAGE % (which, chat, int(time.time()), edited))

    def lets_through(self, now: float, chat: int) -> bool:
        """Strict: at most 30 new messages in any second over all, and one in a chat. Edits are free."""
        while self._window and self._window[0] < now - SECOND:
            self._window.popleft()
        if len(self._window) >= PER_SECOND or now - self._chats.get(chat, 0.0) <= SECOND:
            return False
        self._window.append(now)
        self._chats[chat] = now
        return True

    def _look_whether_complete(self) -> None:
        if self._wanted and self.acknowledged >= FIRST_UPDATE + len(self.updates):
            self.complete.set()


def _number(name: str, body: bytes) -> int:
    found = _FIELD[name].search(body)
    return int(found[1]) if found else 0


class Connection(asyncio.Protocol):
    """HTTP/1.1 with keep-alive, as much of it as python-telegram-bot's transports speak."""

    def __init__(self, stub: Stub) -> None:
        self._stub = stub
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, _: Exception | None) -> None:
        self._stub.gone(self)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            length = _LENGTH.search(self._buffer, 0, end)
            whole = end + 4 + (int(length[1]) if length else 0)
            if len(self._buffer) < whole:
                return
            path = self._buffer[: self._buffer.index(b" HTTP/")]
            body, self._buffer = self._buffer[end + 4 : whole], self._buffer[whole:]
            self._stub.answer(path[path.rindex(b"/") + 1 :].decode(), body, self)

    def reply(self, status: bytes, body: bytes) -> None:
        self._transport.write(_HEAD % (status, len(body)) + body)
