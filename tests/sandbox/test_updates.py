"""getUpdates: offsets, kinds, long polling, one poller at a time."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

from bot.sandbox import Sandbox
from tests.sandbox.make import Caller

CONFLICT = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


def texts(updates: list[dict[str, Any]]) -> list[str]:
    """What was said in them."""
    return [update["message"]["text"] for update in updates]


def talk(sandbox: Sandbox, *words: str) -> None:
    """Mara says each."""
    for word in words:
        sandbox.say(1001, word)


async def test_an_update_comes_again_until_the_offset_passes_it(sandbox: Sandbox, api: Caller) -> None:
    talk(sandbox, "a", "b", "c")
    first = await api.result("getUpdates", limit=2)
    assert texts(first) == ["a", "b"]
    assert texts(await api.result("getUpdates")) == ["a", "b", "c"]
    offset = first[0]["update_id"] + 1
    assert texts(await api.result("getUpdates", offset=offset)) == ["b", "c"]
    assert (await api.result("getWebhookInfo"))["pending_update_count"] == 2


async def test_a_negative_offset_keeps_the_newest_and_forgets_the_rest(sandbox: Sandbox, api: Caller) -> None:
    talk(sandbox, "a", "b", "c")
    assert texts(await api.result("getUpdates", offset=-1)) == ["c"]
    assert texts(await api.result("getUpdates")) == ["c"]


async def test_update_ids_go_up_by_one_and_message_ids_too(sandbox: Sandbox, api: Caller) -> None:
    talk(sandbox, "a", "b")
    one, two = await api.result("getUpdates")
    assert two["update_id"] == one["update_id"] + 1
    assert two["message"]["message_id"] == one["message"]["message_id"] + 1


async def test_only_the_kinds_asked_for_are_queued_and_the_choice_stays(
    sandbox: Sandbox, api: Caller
) -> None:
    await api.result("getUpdates", allowed_updates=["edited_message"])
    talk(sandbox, "a")
    sandbox.edit(1001, 1, "b")
    assert [list(update)[1] for update in await api.result("getUpdates")] == ["edited_message"]
    await api.result("getUpdates", allowed_updates=[])
    talk(sandbox, "c")
    assert len(await api.result("getUpdates")) == 2


async def test_a_long_poll_is_answered_when_something_comes(sandbox: Sandbox, api: Caller) -> None:
    poll = asyncio.create_task(api.result("getUpdates", timeout=20))
    await asyncio.sleep(0.05)
    talk(sandbox, "a")
    assert texts(await asyncio.wait_for(poll, 10)) == ["a"]


async def test_a_long_poll_without_news_ends_empty(api: Caller) -> None:
    assert await api.result("getUpdates", timeout=1) == []


async def test_a_second_poller_ends_the_first_with_409(sandbox: Sandbox, api: Caller) -> None:
    first = asyncio.create_task(api.refusal("getUpdates", timeout=20))
    await asyncio.sleep(0.05)
    second = asyncio.create_task(api.result("getUpdates", timeout=20))
    assert await asyncio.wait_for(first, 10) == (409, CONFLICT)
    talk(sandbox, "a")
    assert texts(await asyncio.wait_for(second, 10)) == ["a"]


async def test_an_update_nobody_fetched_is_forgotten_after_a_day(sandbox: Sandbox, api: Caller) -> None:
    talk(sandbox, "a")
    await sandbox.jump(sandbox.now() + timedelta(hours=25))
    assert await api.result("getUpdates") == []


async def test_a_hasty_poller_gets_one_update_when_the_server_throttles(
    sandbox: Sandbox, api: Caller
) -> None:
    sandbox.world.updates.throttle = True
    talk(sandbox, "a", "b")
    assert texts(await api.result("getUpdates", offset=1)) == ["a", "b"]
    assert texts(await api.result("getUpdates", offset=1)) == ["a"]


async def test_stopping_lets_a_waiting_poller_go(sandbox: Sandbox, api: Caller) -> None:
    poll = asyncio.create_task(api.result("getUpdates", timeout=20))
    await asyncio.sleep(0.05)
    await asyncio.wait_for(sandbox.stop(), 10)
    assert await poll == []


async def test_form_and_query_parameters_count_like_json(sandbox: Sandbox, api: Caller) -> None:
    url = f"{api.url}/bot{api.token}/SENDMESSAGE?chat_id=1001"
    markup = '{"inline_keyboard": [[{"text": "a", "callback_data": "b"}]]}'
    async with api.session.post(url, data={"text": "x", "reply_markup": markup}) as response:
        assert (await response.json())["result"]["reply_markup"]["inline_keyboard"][0][0]["text"] == "a"
    async with api.session.get(f"{url}&text=y&disable_notification=true") as response:
        assert response.status == 200
    assert sandbox.history(1001)[-1]["silent"] is True
