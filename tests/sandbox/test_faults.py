"""Faults ordered over HTTP hit the calls they name, and no others."""

from __future__ import annotations

import time

import aiohttp
import pytest

from bot.sandbox import Fault, Sandbox
from tests.sandbox.make import Caller


async def test_a_code_for_the_next_calls_of_one_method(api: Caller) -> None:
    await api.post("/faults", {"method": "sendMessage", "times": 2, "code": 500})
    await api.result("getMe")
    for _ in range(2):
        assert await api.refusal("sendMessage", chat_id=1001, text="x") == (500, "Internal Server Error")
    await api.sent()
    assert (await api.get("/api/chat/1001"))[1]["messages"][1]["text"] == "Hello"


async def test_429_says_how_long_to_wait(api: Caller) -> None:
    await api.post("/faults", {"method": "*", "code": 429, "retry_after": 7})
    answer = await api("getMe")
    assert answer["description"] == "Too Many Requests: retry after 7"
    assert answer["parameters"] == {"retry_after": 7}


@pytest.mark.parametrize(("when", "arrived"), [("before", 0), ("after", 1)])
async def test_a_connection_dropped_before_or_after_the_effect(
    when: str, arrived: int, sandbox: Sandbox, api: Caller
) -> None:
    await api.post("/faults", {"method": "sendMessage", "drop": when})
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await api("sendMessage", chat_id=1001, text="x")
    assert len(sandbox.history(1001)) == 1 + arrived


async def test_a_delay_holds_the_call_back(api: Caller) -> None:
    await api.post("/faults", {"method": "getMe", "delay": 0.2})
    began = time.monotonic()
    await api.result("getMe")
    assert time.monotonic() - began >= 0.2


async def test_a_page_in_place_of_an_answer(api: Caller) -> None:
    await api.post("/faults", {"method": "getMe", "code": 502, "html": True})
    async with api.session.get(f"{api.url}/bot{api.token}/getMe") as response:
        assert (response.status, response.content_type) == (502, "text/html")
        assert "<h1>502" in await response.text()
    await api.result("getMe")


async def test_a_fault_for_one_chat_hits_no_other(api: Caller) -> None:
    await api.post("/faults", {"method": "*", "code": 500, "chat": 1001})
    assert (await api.refusal("sendMessage", chat_id=1002, text="x"))[0] == 403  # he has not begun
    assert (await api.refusal("sendMessage", chat_id=1001, text="x"))[0] == 500


async def test_faults_are_listed_and_cleared(sandbox: Sandbox, api: Caller) -> None:
    sandbox.faults.order(Fault("getMe", times=3, code=502))
    listed = [{"method": "getMe", "times": 3, "code": 502}]
    assert await api.get("/faults") == (200, {"faults": listed})
    assert await api.delete("/faults") == (200, {"faults": []})
    await api.result("getMe")


@pytest.mark.parametrize(
    "body", [{}, {"method": 1, "code": 5}, {"speed": 1}, {"drop": "now"}, {"times": 0, "code": 5}]
)
async def test_an_order_that_makes_no_sense_is_answered_with_an_example(body: object, api: Caller) -> None:
    status, answer = await api.post("/faults", body)
    assert status == 400
    assert "for example" in answer["error"]


async def test_calls_are_remembered_with_their_parameters(sandbox: Sandbox, api: Caller) -> None:
    await api.sent("Hi")
    assert sandbox.calls[-1] == ("sendMessage", {"chat_id": 1001, "text": "Hi"})
