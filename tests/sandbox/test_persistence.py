"""Everything is there again after the process was stopped or killed; nothing is after starting over."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.sandbox import Sandbox
from bot.sandbox.store import Store
from tests.sandbox.make import START, TOKEN, Caller, button, make_sandbox


async def _lived(directory: Path) -> None:
    """A sandbox in which something of every kind happened, stopped again."""
    sandbox = make_sandbox(store=directory)
    url = await sandbox.start("127.0.0.1", 0)
    sandbox.say(1001, "/start \0 🌊")
    async with Caller(url, TOKEN) as api:
        await api.sent("Hello", reply_markup=button())
        await api.sent("Keys", reply_markup={"keyboard": [[{"text": "Today"}]]})
        await api.result(
            "setMessageReaction", chat_id=1001, message_id=1, reaction=[{"type": "emoji", "emoji": "✍"}]
        )
        await api.result("setMyCommands", commands=[{"command": "start", "description": "Begin"}])
        await api.result("setMyDescription", description="What it does")
    await sandbox.jump(START + timedelta(days=2))
    sandbox.press(1001, 2, "yes")
    sandbox.group(1002, "hello")
    sandbox.block(1002)
    await sandbox.stop()


async def test_chats_updates_profile_and_clock_survive_a_restart(tmp_path: Path) -> None:
    await _lived(tmp_path)
    sandbox = make_sandbox(store=tmp_path)
    async with Caller(await sandbox.start("127.0.0.1", 0), TOKEN) as api:
        _, state = await api.get("/api/state")
        chat = state["chats"]["1001"]
        updates = await api.result("getUpdates")
        query = next(update["callback_query"]["id"] for update in updates if "callback_query" in update)
        await api.result("answerCallbackQuery", callback_query_id=query)
        assert await api.sent() == 4
    await sandbox.stop()
    assert [message["text"] for message in chat["messages"]] == ["/start \0 🌊", "Hello", "Keys"]
    assert chat["messages"][0]["reaction"] == "✍"
    assert chat["reply_keyboard"]["rows"] == [[{"text": "Today"}]]
    assert state["commands"] == [{"command": "start", "description": "Begin"}]
    assert state["bot"]["description"] == "What it does"
    assert state["chats"]["1002"]["blocked"] is True
    assert sandbox.now() - (START + timedelta(days=2)) < timedelta(minutes=1)


KILLED = """
import os, sys
from pathlib import Path
from bot.sandbox import Sandbox
sandbox = Sandbox(token="x", store=Path(sys.argv[1]))
for number in range(20):
    sandbox.say(1001, str(number))
os._exit(9)
"""


def test_nothing_is_lost_when_the_process_is_killed(tmp_path: Path) -> None:
    root = Path(__file__).resolve().parents[2]
    subprocess.run([sys.executable, "-c", KILLED, tmp_path], cwd=root, check=False)
    sandbox = make_sandbox(store=tmp_path)
    assert [message["text"] for message in sandbox.history(1001)] == [str(number) for number in range(20)]
    assert sandbox.world.updates.pending == 20
    sandbox.world.store.close()


async def test_a_document_survives_a_restart(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.put_file("1", b"x\0y")
    store.close()
    store = Store(tmp_path)
    assert (store.file("1"), store.file("2")) == (b"x\0y", None)
    store.close()


async def test_what_belongs_to_somebody_no_longer_there_is_passed_over(tmp_path: Path) -> None:
    await _lived(tmp_path)
    sandbox = Sandbox(token=TOKEN, people=[], store=tmp_path)
    assert all(not chat.private for chat in sandbox.world.chats.all.values())
    await sandbox.stop()


async def test_half_an_act_is_never_kept(tmp_path: Path) -> None:
    store = Store(tmp_path)
    try:
        with store.together():
            store.put("kind", "key", 1)
            raise ZeroDivisionError
    except ZeroDivisionError:
        pass
    assert store.load("kind") == {}
    store.close()


async def test_start_over_empties_chats_and_keeps_people_and_profile(tmp_path: Path) -> None:
    await _lived(tmp_path)
    sandbox = Sandbox(token=TOKEN, store=tmp_path)
    hooked: list[datetime] = []

    async def start_over() -> None:
        hooked.append(sandbox.now())

    sandbox.start_over = start_over
    async with Caller(await sandbox.start("127.0.0.1", 0), TOKEN) as api:
        assert await api.post("/api/start-over", {}) == (200, {})
        _, state = await api.get("/api/state")
        assert await api.result("getUpdates") == []
    await sandbox.stop()
    assert hooked
    assert [chat["messages"] for chat in state["chats"].values()] == [[], []]
    assert [person["first_name"] for person in state["people"]] == ["Mara", "Jonas"]
    assert state["commands"]


async def test_nobody_can_do_anything_until_the_bot_has_forgotten(sandbox: Sandbox, api: Caller) -> None:
    forgotten = asyncio.Event()

    async def forget() -> None:
        await forgotten.wait()

    sandbox.start_over = forget
    over = asyncio.create_task(api.post("/api/start-over", {}))
    while (early := await api.post("/api/chat/1001/say", {"text": "/start"}))[0] == 200:
        pass
    tries = [
        await api.post(path, body)
        for path, body in {
            "/api/chat/1001/press": {"message_id": 1, "data": "x"},
            "/api/chat/1001/delete": {"message_id": 1},
            "/api/chat/1001/block": {"blocked": True},
            "/api/group": {"text": "Hello"},
            "/api/clock": {"minutes": 5},
            "/api/start-over": {},
        }.items()
    ]
    assert [*tries, early] == [(400, {"error": "The sandbox is starting over; wait until it has."})] * 7
    assert sandbox.history(1001)
    forgotten.set()
    assert await over == (200, {})
    assert sandbox.history(1001) == []
    assert (await api.post("/api/chat/1001/say", {"text": "/start"}))[0] == 200


async def test_start_over_that_failed_leaves_everything_as_it_was(sandbox: Sandbox, api: Caller) -> None:
    async def fail() -> None:
        raise OSError

    sandbox.start_over = fail
    assert (await api.post("/api/start-over", {}))[0] == 500
    assert [message["text"] for message in sandbox.history(1001)] == ["/start"]
    assert (await api.post("/api/chat/1001/say", {"text": "Still here"}))[0] == 200


async def test_start_over_brings_real_time_back() -> None:
    sandbox = Sandbox(token=TOKEN)
    await sandbox.jump(sandbox.now() + timedelta(days=1))
    await sandbox.begin_again()
    assert abs(sandbox.now() - datetime.now(UTC)) < timedelta(seconds=5)
