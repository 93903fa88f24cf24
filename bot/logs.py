"""Logging: ids, kinds and durations; never text, names, tokens, whatever the level and whoever logs."""

from __future__ import annotations

import logging
import re
import sys
import threading
import traceback
from collections.abc import Iterable, MutableMapping
from types import TracebackType
from typing import IO, Any, Literal

import structlog
from pydantic import SecretStr
from telegram.error import TelegramError

Event = MutableMapping[str, Any]

# Only these may speak in full. Others put whole updates, requests, URLs and SQL parameters into their lines.
_OURS = ("bot", "handlers", "db", "prompts")
_QUIET = (
    "telegram",
    "httpx",
    "httpcore",
    "aiohttp",
    "aiosqlite",
    "sqlalchemy",
    "apscheduler",
    "asyncio",
    "psycopg",
)

_TOKEN = re.compile(r"\d{3,}(:|%3A)[A-Za-z0-9_-]{30,}")
_API_PATH = re.compile(r"(/(?:file/)?bot)[^/\s'\"]+(?=/|$)")
_QUOTES = re.compile(r"[\"(<{\[`“]|(?<!\w)'")  # from here on Telegram quotes what it was sent


class Redactor:
    """Takes tokens, given secrets and Bot API addresses out of a text."""

    def __init__(self, secrets: Iterable[SecretStr | None] = ()) -> None:
        known = {secret.get_secret_value() for secret in secrets if secret is not None}
        self._known = sorted((text for text in known if text), key=len, reverse=True)

    def __call__(self, text: str) -> str:
        for secret in self._known:
            text = text.replace(secret, "<secret>")
        return _API_PATH.sub(r"\1<token>", _TOKEN.sub("<token>", text))


def describe(error: BaseException) -> str:
    """An exception without its message, which may hold what somebody wrote: its class, and safe codes."""
    parts = [type(error).__name__]
    for name in ("errno", "sqlstate", "sqlite_errorname"):
        code = getattr(error, name, None) or getattr(getattr(error, "orig", None), name, None)
        if isinstance(code, int | str):
            parts.append(f"{name}={code}")
    if isinstance(error, ImportError) and error.name is not None:
        parts.append(f"name={error.name}")
    if isinstance(error, TelegramError):
        said = _QUOTES.split(error.message, maxsplit=1)[0]
        parts.append("".join(said.partition(":")[:2]) + said.partition(":")[2].partition(":")[0])
    return " ".join(part.strip() for part in parts if part.strip())


def outline(error: BaseException) -> str:
    """A traceback of places and classes, with causes; no messages and no source."""
    lines: list[str] = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        lines.append(describe(current))
        frames = traceback.extract_tb(current.__traceback__)
        lines += [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return "\n".join(lines)


def set_up_logs(
    form: Literal["text", "json"] = "text",
    level: str = "INFO",
    secrets: Iterable[SecretStr | None] = (),
    stream: IO[str] | None = None,
) -> None:
    """Route everything, structlog's and the standard library's, through one handler on the root logger.

    Call it again once more secrets are known. `stream` is standard error unless given.
    """
    redact = Redactor(secrets)
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(_Formatter(form, redact))
    handler.addFilter(_only_what_may)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("apscheduler").setLevel(
        logging.ERROR
    )  # warns of each bell that found a tick still running
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_processors(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    _set_up_hooks(redact)


class _Formatter(structlog.stdlib.ProcessorFormatter):
    """The last station: whatever comes out is redacted once more, as a whole."""

    def __init__(self, form: str, redact: Redactor) -> None:
        renderer: Any = structlog.processors.JSONRenderer(ensure_ascii=False) if form == "json" else _text
        super().__init__(
            foreign_pre_chain=_processors(),
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        return self._redact(super().format(_muted(record)))


def _processors() -> list[Any]:
    return [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _without_messages,
    ]


def _without_messages(_: Any, __: str, event: Event) -> Event:
    """Exceptions become outlines, wherever they stand in the event."""
    info = event.pop("exc_info", None)
    error = _error_of(info)
    for name, value in list(event.items()):
        if isinstance(value, BaseException):
            event[name] = describe(value)
    if error is not None:
        event["exception"] = outline(error)
    return event


def _error_of(info: Any) -> BaseException | None:
    if isinstance(info, BaseException):
        return info
    if isinstance(info, tuple):
        error = info[1]
        return error if isinstance(error, BaseException) else None
    return sys.exc_info()[1] if info else None


def _is_ours(name: str) -> bool:
    return name.startswith(tuple(f"{house}." for house in _OURS)) or name in (*_OURS, "__main__")


def _only_what_may(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.WARNING or _is_ours(record.name)


def _muted(record: logging.LogRecord) -> logging.LogRecord:
    """Of a library's line only the template's first line is kept: what is filled in may be anybody's text."""
    if _is_ours(record.name):
        return record
    muted = logging.makeLogRecord(record.__dict__)
    for structured in ("_logger", "_name"):
        muted.__dict__.pop(structured, None)
    said = record.msg.get("event", "") if isinstance(record.msg, dict) else record.msg
    muted.msg = said.split("\n", 1)[0] if isinstance(said, str) else type(said).__name__
    muted.args = ()
    muted.exc_text = muted.stack_info = None
    return muted


def _text(_: Any, __: str, event: Event) -> str:
    """`2026-11-23T09:00:00Z info bot.intake: polling works again failures=3`"""
    head = f"{event.pop('timestamp')} {event.pop('level')} {event.pop('logger')}: {event.pop('event')}"
    outlined = event.pop("exception", None)
    line = " ".join([head, *(f"{name}={value}" for name, value in event.items())])
    return f"{line}\n{outlined}" if outlined else line


def _set_up_hooks(redact: Redactor) -> None:
    """What nobody caught is printed without its message as well."""

    def tell(error: BaseException | None) -> None:
        if error is not None:
            sys.stderr.write(redact(outline(error)) + "\n")

    def hook(_: type[BaseException], error: BaseException, __: TracebackType | None) -> None:
        tell(error)

    sys.excepthook = hook
    threading.excepthook = lambda args: tell(args.exc_value)
    sys.unraisablehook = lambda args: tell(args.exc_value)
