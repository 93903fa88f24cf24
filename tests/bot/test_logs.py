"""Logs: planted words and tokens never come out, at no level, from nobody."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import sys
import threading
from collections.abc import Iterator

import pytest
import structlog
from pydantic import SecretStr
from telegram.error import BadRequest

from bot.logs import describe, outline, set_up_logs
from tests.bot.make import TOKEN, bench, refusal, stub_telegram

WORDS = "canary-she-wept"
KEY = "canary-key-in-base64=="


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What is logged at DEBUG; the world's logging is put back afterwards."""
    root, hooks = logging.getLogger(), (sys.excepthook, threading.excepthook, sys.unraisablehook)
    before = (root.handlers[:], root.level)
    stream = io.StringIO()
    set_up_logs("text", "DEBUG", [SecretStr(TOKEN), SecretStr(KEY), None], stream)
    yield stream
    root.handlers[:], (sys.excepthook, threading.excepthook, sys.unraisablehook) = before[0], hooks
    root.setLevel(before[1])
    structlog.reset_defaults()


def clean(written: io.StringIO) -> str:
    text = written.getvalue()
    for secret in (WORDS, KEY, TOKEN, TOKEN.partition(":")[2]):
        assert secret not in text
    return text


def fail() -> None:
    try:
        raise KeyError(WORDS)
    except KeyError:
        raise ValueError(f"{WORDS} {TOKEN}")  # noqa: B904 - the context is what is tested


def test_our_lines_carry_their_ids(written: io.StringIO) -> None:
    structlog.get_logger("bot.intake").info("update resolved", update=17, ms=3)
    assert "info bot.intake: update resolved update=17 ms=3" in clean(written)


def test_tokens_keys_and_addresses_are_taken_out_of_any_line(written: io.StringIO) -> None:
    log = structlog.get_logger("bot.app")
    log.warning("asking", url=f"https://api.telegram.org/bot{TOKEN}/getMe", key=KEY)
    log.warning("asking", url=f"https://api.telegram.org/file/bot{TOKEN}/photo.jpg")
    logging.getLogger("bot.app").error("token %s and 987654321:%s", TOKEN, "Z" * 35)
    text = clean(written)
    assert "https://api.telegram.org/bot<secret>/getMe" in text or "/bot<token>/getMe" in text
    assert "ZZZ" not in text


@pytest.mark.parametrize("name", ["bot.app", "telegram.ext.Application", "asyncio", "somebody.elses"])
def test_tracebacks_show_places_and_classes_but_no_message(name: str, written: io.StringIO) -> None:
    try:
        fail()
    except ValueError:
        logging.getLogger(name).exception("it failed")
        structlog.get_logger(name).exception("it failed")
    text = clean(written)
    assert text.count("ValueError\n") == 2
    assert "in fail" in text
    assert "KeyError" in text


@pytest.mark.parametrize(
    "name", ["telegram.ext.ExtBot", "httpx", "aiohttp.access", "aiosqlite", "sqlalchemy.engine.Engine", "x"]
)
def test_what_libraries_fill_into_their_lines_stays_out(name: str, written: io.StringIO) -> None:
    logger = logging.getLogger(name)
    for level in (logging.DEBUG, logging.INFO, logging.WARNING, logging.CRITICAL):
        logger.log(level, "received %s", {"text": WORDS, "url": f"/bot{TOKEN}/getUpdates"})
    assert clean(written).count("received") == 2


def test_an_exception_given_as_a_value_shows_its_class_only(written: io.StringIO) -> None:
    structlog.get_logger("handlers.x").warning("failed", cause=ValueError(WORDS))
    assert "cause=ValueError" in clean(written)


async def test_a_task_that_nobody_awaited_tells_nothing(written: io.StringIO) -> None:
    async def work() -> None:
        raise ValueError(WORDS)

    asyncio.get_running_loop().call_exception_handler(
        {"message": f"Task exception\nfuture: {WORDS}", "exception": ValueError(WORDS), "future": work}
    )
    assert "Task exception" in clean(written)


def test_what_nobody_caught_is_printed_without_its_message(
    written: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        fail()
    except ValueError as error:
        sys.excepthook(type(error), error, error.__traceback__)
        thread = threading.Thread(target=fail)
        thread.start()
        thread.join()
    printed = capsys.readouterr().err
    assert printed.count("ValueError\n") == 2
    assert WORDS not in printed
    clean(written)


def test_json_lines_are_json(written: io.StringIO) -> None:
    set_up_logs("json", "INFO", [SecretStr(TOKEN)], written)
    structlog.get_logger("bot.x").info("hello", chat=7, token=TOKEN)
    line = json.loads(written.getvalue())
    assert (line["event"], line["chat"], line["level"], line["logger"]) == ("hello", 7, "info", "bot.x")
    clean(written)


def test_telegrams_reason_is_told_up_to_what_it_quotes() -> None:
    error = BadRequest(f'Can\'t parse entities: unsupported start tag "{WORDS}" at byte offset 3')
    assert describe(error) == "BadRequest Can't parse entities: unsupported start tag"
    assert WORDS not in outline(error)
    assert describe(OSError(28, WORDS)) == "OSError errno=28"


async def test_a_whole_conversation_at_debug_leaks_nothing(written: io.StringIO) -> None:
    async def handle(update: object) -> None:
        raise ValueError(str(update))

    async with stub_telegram() as telegram:
        telegram.answers["getUpdates"] = [refusal(502, f"Bad Gateway {WORDS}")]
        async with bench(telegram, handle) as bot:
            telegram.say(7, WORDS)
            telegram.put({"update_id": 500, "message": {"text": WORDS}})
            await bot.intake.settled()
    text = clean(written)
    assert "update set aside update=101 cause=ValueError" in text
    assert "update set aside update=500" in text
