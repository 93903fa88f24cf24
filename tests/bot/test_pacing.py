"""The pace of sends: a strict sliding window at the server is never broken, and people come first."""

from __future__ import annotations

import asyncio
import random
from itertools import pairwise
from typing import Any

import pytest
from telegram.error import RetryAfter

from bot.lanes import REPLY, SCHEDULED, Lanes, Send
from bot.pacing import Pacer


class Server:
    """Plays sends on virtual time; a request arrives somewhere between its start and its reply."""

    def __init__(self, lanes: Lanes, *, seed: int = 1, slowest: float = 0.06) -> None:
        self.lanes, self.random, self.slowest = lanes, random.Random(seed), slowest
        self.arrived: list[tuple[float, Send]] = []
        self.now = 0.0
        self._replies: list[tuple[float, Send]] = []

    def run(self, until: float = 1e9) -> None:
        while self.now < until:
            for at, answered in [r for r in self._replies if r[0] <= self.now]:
                self._replies.remove((at, answered))
                self.lanes.replied(answered, at)
            while (send := self.lanes.take(self.now)) is not None:
                trip = self.random.uniform(0.001, self.slowest)
                self.arrived.append((self.now + self.random.uniform(0, trip), send))
                self._replies.append((self.now + trip, send))
            times = [at for at, _ in self._replies]
            if (wake := self.lanes.next_at()) is not None:
                times.append(wake)
            if not times:
                return
            self.now = max(self.now, min(times))


def most_in_a_second(times: list[float]) -> int:
    times = sorted(times)
    return max(sum(start <= t <= start + 1 for t in times[i : i + 60]) for i, start in enumerate(times))


def lanes(per_second: int | None = 30, per_chat_gap: float = 1.0) -> Lanes:
    return Lanes(per_second=per_second, per_chat_gap=per_chat_gap)


def test_no_second_holds_more_than_thirty_and_nearly_thirty_are_used() -> None:
    pace = lanes()
    server = Server(pace, slowest=0.02)
    for chat in range(600):
        pace.add(Send(chat, SCHEDULED))
    server.run()
    times = [at for at, _ in server.arrived]
    assert len(times) == 600
    assert most_in_a_second(times) <= 30
    assert max(times) < 600 / 30 * 1.04


def test_one_chat_gets_one_new_message_a_second_and_keeps_its_order() -> None:
    pace = lanes()
    server = Server(pace)
    sends = [Send(7, SCHEDULED) for _ in range(20)]
    for send in sends:
        pace.add(send)
    server.run()
    times = [at for at, _ in server.arrived]
    assert all(later - earlier > 1 for earlier, later in pairwise(times))
    assert [send for _, send in server.arrived] == sends


def test_an_edit_before_a_message_costs_no_second() -> None:
    pace = lanes()
    pace.add(Send(7))
    first = pace.take(0.0)
    assert first is not None
    pace.replied(first, 0.01)
    pace.add(Send(7, gap=False))
    edit = pace.take(0.05)
    assert edit is not None
    pace.replied(edit, 0.06)
    pace.add(Send(7))
    assert pace.take(0.5) is None
    assert pace.take(1.02) is not None


def test_replies_overtake_a_long_queue_of_scheduled_sends() -> None:
    pace = lanes()
    server = Server(pace)
    for chat in range(300):
        pace.add(Send(chat, SCHEDULED))
    server.run(until=2.0)
    person = Send(250, REPLY)  # has a scheduled one waiting as well
    pace.add(person)
    server.run()
    at = next(at for at, send in server.arrived if send is person)
    assert at < 2.2


def test_a_chat_told_to_wait_holds_nobody_else() -> None:
    pace = lanes()
    server = Server(pace)
    pace.add(Send(7))
    refused = pace.take(0.0)
    assert refused is not None
    pace.refused(refused, 0.0, 10)
    pace.replied(refused, 0.0)
    pace.add(refused)
    for chat in range(20, 30):
        pace.add(Send(chat, SCHEDULED))
    server.run()
    assert max(at for at, send in server.arrived if send.chat != 7) < 1
    assert [at > 10 for at, send in server.arrived if send.chat == 7] == [True]


def test_many_chats_told_to_wait_hold_everybody() -> None:
    pace = lanes(per_second=None)
    for chat in range(3):
        pace.add(Send(chat))
        send = pace.take(0.0)
        assert send is not None
        pace.refused(send, 0.0, 5)
        pace.replied(send, 0.0)
    pace.add(Send(99))
    assert pace.take(4.9) is None
    assert pace.take(5.1) is not None


def test_one_hanging_request_costs_one_place_only() -> None:
    pace = lanes()
    pace.add(Send(1))
    hanging = pace.take(0.0)
    server = Server(pace)
    for chat in range(100, 300):
        pace.add(Send(chat, SCHEDULED))
    server.run()
    assert hanging is not None
    assert max(at for at, _ in server.arrived) < 200 / 29 * 1.1


def test_idle_chats_leave_nothing_behind() -> None:
    pace = lanes()
    for chat in range(50):
        pace.add(Send(chat))
    server = Server(pace)
    server.run()
    pace.take(server.now + 60)
    assert not pace._chats


# The limiter itself, on the real loop with limits made small.


class Api:
    """Stands for the Bot API: notes what was asked and refuses what the test wants refused."""

    def __init__(self, *refusals: int) -> None:
        self.calls: list[tuple[str, int]] = []
        self.refusals = list(refusals)

    async def __call__(self, endpoint: str, data: dict[str, Any]) -> bool:
        self.calls.append((endpoint, data.get("chat_id", 0)))
        if self.refusals and (seconds := self.refusals.pop(0)):
            raise RetryAfter(seconds)
        return True

    async def send(
        self, pacer: Pacer, endpoint: str = "sendMessage", chat: int = 7, args: str | None = None
    ) -> None:
        data = {"chat_id": chat}
        await pacer.process_request(self, (endpoint, data), {}, endpoint, data, args)


async def test_only_sends_and_edits_are_paced() -> None:
    api, pacer = Api(), Pacer(per_second=1)
    await api.send(pacer)
    async with asyncio.timeout(0.5):
        for endpoint in ("answerCallbackQuery", "deleteMessage", "sendChatAction", "setMyCommands"):
            await api.send(pacer, endpoint)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await api.send(pacer, "editMessageText", chat=8)


async def test_a_refused_send_is_tried_again_after_the_wait() -> None:
    api, pacer = Api(1), Pacer(per_chat_gap=0)
    started = asyncio.get_running_loop().time()
    await api.send(pacer)
    assert len(api.calls) == 2
    assert asyncio.get_running_loop().time() - started >= 1


async def test_retries_are_bounded_and_a_long_wait_is_the_callers() -> None:
    api = Api(600)
    pacer = Pacer(per_chat_gap=0)
    with pytest.raises(RetryAfter):
        await api.send(pacer)
    with pytest.raises(RetryAfter):  # and for the same chat without asking Telegram once more
        await api.send(pacer)
    await api.send(pacer, chat=8)
    assert api.calls == [("sendMessage", 7), ("sendMessage", 8)]


async def test_a_send_inside_its_turn_does_not_wait_again() -> None:
    api, pacer = Api(), Pacer(per_second=5)
    async with pacer.turn(7):
        async with asyncio.timeout(0.1):
            await api.send(pacer, args="scheduled")
    assert api.calls == [("sendMessage", 7)]


async def test_an_unused_turn_gives_its_place_back() -> None:
    api, pacer = Api(), Pacer(per_second=None, per_chat_gap=30)
    async with pacer.turn(7):
        pass
    async with asyncio.timeout(0.2):
        await api.send(pacer)


async def test_a_caller_that_gives_up_leaves_no_hole() -> None:
    api, pacer = Api(), Pacer(per_second=None, per_chat_gap=0.1)
    await api.send(pacer)
    waiting = [asyncio.ensure_future(api.send(pacer)) for _ in range(3)]
    await asyncio.sleep(0)
    waiting[0].cancel()
    await asyncio.wait(waiting, timeout=2)
    assert [task.cancelled() for task in waiting] == [True, False, False]
    assert len(api.calls) == 3


async def test_shutting_down_turns_the_waiting_away() -> None:
    api, pacer = Api(), Pacer(per_chat_gap=30)
    await api.send(pacer)
    waiting = asyncio.ensure_future(api.send(pacer))
    await asyncio.sleep(0)
    await pacer.shutdown()
    with pytest.raises(asyncio.CancelledError):
        await waiting
