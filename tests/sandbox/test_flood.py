"""The strict flood limits: off by default; new messages count, in sliding windows, and nothing else does."""

from __future__ import annotations

import asyncio
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox import Fault, Sandbox
from bot.sandbox.flood import Flood
from bot.sandbox.refused import Refused
from tests.sandbox.make import Caller, button

CHATS = st.integers(1, 5)
GAPS = st.sampled_from([0.0, 0.01, 0.1, 0.499, 0.5, 0.999, 1.0, 1.001, 1.5])


async def test_nothing_is_counted_until_it_is_switched_on(api: Caller) -> None:
    for _ in range(40):
        await api.sent()
    assert (await api.get("/faults/flood"))[1] == {
        "strict": False, "per_second": 30, "per_chat": 1, "refused": 0,
    }  # fmt: skip


async def test_a_second_message_to_the_same_chat_is_refused_as_telegram_does(api: Caller) -> None:
    await api.post("/faults/flood", {"strict": True})
    await api.sent()
    answer = await api("sendMessage", chat_id=1001, text="too soon")
    assert (answer["error_code"], answer["description"]) == (429, "Too Many Requests: retry after 1")
    assert answer["parameters"] == {"retry_after": 1}
    assert (await api.get("/faults/flood"))[1]["refused"] == 1
    assert len((await api.get("/api/chat/1001"))[1]["messages"]) == 2  # her own, and the first


async def test_after_a_second_it_passes_again_and_another_chat_did_all_along(
    sandbox: Sandbox, api: Caller
) -> None:
    sandbox.say(1002, "/start")
    sandbox.faults.flood.switch()
    await api.sent()
    began = time.monotonic()
    await api.result("sendMessage", chat_id=1002, text="x")
    await asyncio.sleep(1.01 - (time.monotonic() - began))
    await api.sent()
    assert sandbox.faults.flood.refused == 0


async def test_edits_answers_and_the_like_do_not_count(sandbox: Sandbox, api: Caller) -> None:
    message = await api.sent("0", reply_markup=button())
    sandbox.faults.flood.switch(per_second=1)
    for number in range(1, 20):
        await api.result("editMessageText", chat_id=1001, message_id=message, text=str(number))
        await api.result("sendChatAction", chat_id=1001, action="typing")
    await api.sent("the one that counts")
    assert sandbox.faults.flood.refused == 0


async def test_the_count_is_of_arrivals_not_of_answers(sandbox: Sandbox, api: Caller) -> None:
    """A slow answer does not make room later, nor does a message that Telegram would not take make none."""
    sandbox.faults.flood.switch(per_second=1)
    sandbox.faults.order(Fault("sendMessage", delay=1.1))
    await api.sent("slow")
    assert await api.refusal("sendMessage", chat_id=4242, text="x") == (400, "Bad Request: chat not found")
    assert (await api.refusal("sendMessage", chat_id=1001, text="y"))[0] == 429


async def test_a_switch_that_makes_no_sense_is_answered_with_an_example(api: Caller) -> None:
    for body in ({}, {"strict": 1}, {"strict": True, "per_second": 0}, {"strict": True, "speed": 3}):
        status, answer = await api.post("/faults/flood", body)
        assert status == 400
        assert "for example" in answer["error"]


@given(st.lists(st.tuples(CHATS, GAPS), max_size=60), st.integers(1, 4), st.integers(1, 2))
def test_what_passes_never_breaks_a_sliding_second_and_nothing_is_refused_without_need(
    calls: list[tuple[int, float]], per_second: int, per_chat: int
) -> None:
    flood, passed, at = Flood(), list[tuple[float, int]](), 100.0
    flood.switch(per_second=per_second, per_chat=per_chat)
    for chat, gap in calls:
        at += gap
        lately = [entry for entry in passed if entry[0] >= at - 1.0]
        full = len(lately) >= per_second or sum(where == chat for _, where in lately) >= per_chat
        try:
            flood.count("sendMessage", chat, at)
        except Refused:
            assert full
        else:
            assert not full
            passed.append((at, chat))


def test_a_refusal_says_when_there_will_be_room() -> None:
    flood = Flood()
    flood.switch()
    flood.count("sendMessage", 7, 10.0)
    with pytest.raises(Refused, match="retry after 1"):
        flood.count("copyMessage", 7, 10.9)
    flood.count("forwardMessage", 7, 11.001)
