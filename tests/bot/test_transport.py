"""HTTP to the Bot API: what may have arrived is told apart from what never left; no token is told at all."""

from __future__ import annotations

import asyncio
import logging
import socket
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from io import BytesIO

import pytest
from aiohttp import encode_basic_auth, web
from telegram import Bot, InputFile
from telegram.error import BadRequest, NetworkError, RetryAfter

from bot.settings import proxy_for
from bot.transport import AiohttpRequest, MayHaveArrived, NeverSent
from tests.bot.make import TOKEN, refusal

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def bot_with(answer: Answer, **timeouts: float) -> AsyncIterator[Bot]:
    """A bot whose Bot API server answers every call so."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    request = AiohttpRequest(**timeouts)  # type: ignore[arg-type] # only timeouts are given here
    await request.initialize()
    try:
        yield Bot(TOKEN, base_url=f"http://127.0.0.1:{runner.addresses[0][1]}/bot", request=request)
    finally:
        await request.shutdown()
        await runner.cleanup()


def closed_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def everything_said(error: BaseException) -> str:
    """The error as any log could show it, with all that hangs on it."""
    parts, current = [], error
    seen: list[BaseException] = []
    while current is not None and current not in seen:
        seen.append(current)
        parts += [str(current), repr(current), repr(vars(current)), *map(repr, current.args)]
        current = current.__cause__ or current.__context__  # type: ignore[assignment] # ends with None
    return "".join([*parts, *traceback.format_exception(error)])


def ok(result: object = True) -> web.Response:
    return web.json_response({"ok": True, "result": result})


async def fails(bot: Bot) -> NetworkError:
    with pytest.raises(NetworkError) as caught:
        await bot.delete_message(7, 1)
    assert TOKEN not in everything_said(caught.value)
    return caught.value


async def test_parameters_arrive_as_telegram_expects_them() -> None:
    sent: list[dict[str, object]] = []

    async def answer(request: web.Request) -> web.StreamResponse:
        sent.append(await request.json())
        return ok()

    async with bot_with(answer) as bot:
        await bot.delete_messages(7, [1, 2])
    assert sent == [{"chat_id": "7", "message_ids": "[1, 2]"}]


async def test_a_document_travels_with_its_name_and_content() -> None:
    received: list[tuple[object, ...]] = []

    async def answer(request: web.Request) -> web.StreamResponse:
        form = await request.post()
        file = form["document"]
        assert isinstance(file, web.FileField)
        received.append((form["caption"], file.filename, file.content_type, file.file.read()))
        return ok({"message_id": 5, "date": 1, "chat": {"id": 7, "type": "private"}})

    async with bot_with(answer) as bot:
        for content in (b"{}", BytesIO(b"{}")):
            file = InputFile(content, filename="Wörter & more.json")
            sent = await bot.send_document(7, file, caption="<all> & ü")
            assert sent.message_id == 5
    assert received == [("<all> & ü", "Wörter & more.json", "application/json", b"{}")] * 2


async def test_no_connection_means_never_sent() -> None:
    request = AiohttpRequest()
    async with request:
        error = await fails(Bot(TOKEN, base_url=f"http://127.0.0.1:{closed_port()}/bot", request=request))
    assert isinstance(error, NeverSent)
    assert error.never_sent


async def test_a_name_that_is_not_found_means_never_sent() -> None:
    async with AiohttpRequest() as request:
        assert isinstance(
            await fails(Bot(TOKEN, base_url="http://x.invalid/bot", request=request)), NeverSent
        )


async def test_a_full_pool_means_never_sent() -> None:
    async def answer(_: web.Request) -> web.StreamResponse:
        await asyncio.sleep(1)
        return ok()

    async with bot_with(answer, connections=1, pool_timeout=0.3, connect_timeout=0.3) as bot:
        first = asyncio.create_task(bot.delete_message(7, 1))
        await asyncio.sleep(0.05)
        assert isinstance(await fails(bot), NeverSent)
        await first


async def test_a_closed_transport_means_never_sent() -> None:
    error = await fails(Bot(TOKEN, base_url="http://127.0.0.1:1/bot", request=AiohttpRequest()))
    assert isinstance(error, NeverSent)


async def test_an_answer_that_comes_too_late_may_have_arrived() -> None:
    async def answer(_: web.Request) -> web.StreamResponse:
        await asyncio.sleep(1)
        return ok()

    async with bot_with(answer, read_timeout=0.05) as bot:
        error = await fails(bot)
    assert isinstance(error, MayHaveArrived)
    assert not error.never_sent


async def test_a_connection_dropped_after_the_effect_may_have_arrived() -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.close()
        return ok()

    async with bot_with(answer) as bot:
        assert isinstance(await fails(bot), MayHaveArrived)


@pytest.mark.parametrize("status", [200, 502])
@pytest.mark.parametrize("body", ["<html>canary-page</html>", '{"ok": tr', "[]", ""])
async def test_what_is_no_answer_of_telegrams_is_neither_quoted_nor_logged(
    body: str, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(text=body, status=status)

    caplog.set_level(logging.DEBUG)
    async with bot_with(answer) as bot:
        error = await fails(bot)
    assert isinstance(error, MayHaveArrived)
    assert "canary" not in everything_said(error) + caplog.text


async def test_telegrams_own_refusals_keep_their_kind() -> None:
    refusals = [refusal(400, "Bad Request: nope"), refusal(429, "Too Many Requests", retry_after=3)]

    async def answer(_: web.Request) -> web.StreamResponse:
        return refusals.pop(0)()

    async with bot_with(answer) as bot:
        with pytest.raises(BadRequest, match="ope"):
            await bot.delete_message(7, 1)
        with pytest.raises(RetryAfter):
            await bot.delete_message(7, 1)


async def test_a_hundred_calls_share_a_few_connections() -> None:
    async def answer(_: web.Request) -> web.StreamResponse:
        return ok()

    async with bot_with(answer, connections=4) as bot:
        assert all(await asyncio.gather(*(bot.delete_message(7, number) for number in range(100))))


async def test_a_proxy_of_the_environment_carries_the_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, str | None]] = []

    async def proxy(request: web.Request) -> web.Response:
        asked.append((str(request.url), request.headers.get("Proxy-Authorization")))
        return web.json_response({"ok": True, "result": True})

    async with bot_with(proxy) as bot:
        at = bot.base_url.removeprefix("http://").partition("/")[0]
        monkeypatch.setenv("http_proxy", f"http://mara:a%20word@{at}")
        monkeypatch.setenv("no_proxy", "localhost")
        request = AiohttpRequest(proxy=proxy_for("http://telegram.example"))
        await request.initialize()
        await request.post("http://telegram.example/bot1:x/close")
        await request.shutdown()
    assert asked == [("http://telegram.example/bot1:x/close", encode_basic_auth("mara", "a word"))]
    assert proxy_for("http://localhost:8081") is None
    assert proxy_for("https://telegram.example") is None
