"""The pace of sends: a strict sliding window at the server is never broken, and people come first."""

from __future__ import annotations

import asyncio
import random
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram.error import RetryAfter

from bot.lanes import Lanes
from bot.pacing import Pacer
from bot.waiting import REPLY, SCHEDULED, STRANGER, Send


class Server:
    """Plays sends on virtual time; a request arrives somewhere between its start and its reply."""

    def __init__(self, lanes: Lanes, *, seed: int = 1, slowest: float = 0.06) -> None:
        self.lanes, self.random, self.slowest = lanes, random.Random(seed), slowest
        self.arrived: list[tuple[float, Send]] = []
        self.now = 0.0
        self._replies: list[tuple[float, Send]] = []
        self._handed_out: list[tuple[float, Send]] = []  # early, and not started yet

    def run(self, until: float = 1e9) -> None:
        while self.now < until:
            for at, answered in [r for r in self._replies if r[0] <= self.now]:
                self._replies.remove((at, answered))
                self.lanes.replied(answered, at)
            while (send := self.lanes.take(self.now)) is not None:
                trip = self.random.uniform(0.001, self.slowest)
                self._handed_out.append((trip, send))
            for trip, send in [h for h in self._handed_out if h[1].start_at <= self.now]:
                self._handed_out.remove((trip, send))
                self.arrived.append((self.now + self.random.uniform(0, trip), send))
                self._replies.append((self.now + trip, send))
            times = [at for at, _ in self._replies] + [send.start_at for _, send in self._handed_out]
            if (wake := self.lanes.next_at()) is not None:
                times.append(wake)
            if not times:
                return
            self.now = max(self.now, min(times))

    def started(self, send: Send) -> bool:
        return any(one is send for _, one in [*self.arrived, *self._replies])

    def drop(self, send: Send) -> None:
        """Its caller gave up before it started."""
        self._handed_out = [entry for entry in self._handed_out if entry[1] is not send]


LATER = st.tuples(
    st.sampled_from([0.0, 0.001, 0.01, 0.05, 0.3, 1.0]),
    st.integers(0, 25),
    st.sampled_from([REPLY, STRANGER, SCHEDULED]),
    st.booleans(),
)


def most_in_a_second(times: list[float], look: int = 60) -> int:
    times = sorted(times)
    return max(sum(start <= t <= start + 1 for t in times[i : i + look]) for i, start in enumerate(times))


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


def test_what_is_prepared_early_keeps_the_full_pace_however_long_that_takes() -> None:
    """The slot is known ahead: the row is claimed meanwhile, and nearly all of the second is used."""
    pace = lanes()
    server = Server(pace, slowest=0.02)
    for chat in range(1000):
        pace.add(Send(chat, SCHEDULED, early=0.05))
    server.run()
    times = sorted(at for at, _ in server.arrived)
    assert most_in_a_second(times) <= 30
    assert len(times) == 1000
    assert 999 / (times[-1] - times[0]) > 0.97 * 30


def test_a_reply_takes_the_place_of_what_has_not_started_yet() -> None:
    pace = lanes()
    server = Server(pace, slowest=0.02)
    for chat in range(300):
        pace.add(Send(chat, SCHEDULED, early=0.05))
    server.run(until=3.0)
    person = Send(1000, REPLY, early=0.05)
    asked_at = server.now
    pace.add(person)
    server.run()
    at = next(at for at, send in server.arrived if send is person)
    assert at - asked_at < 2 / 30 + 0.02  # a place comes free every thirtieth of a second
    assert most_in_a_second([at for at, _ in server.arrived]) <= 30


@given(st.integers(0, 10_000), st.integers(2, 12), st.floats(0.005, 0.4), st.lists(LATER, max_size=60))
def test_whatever_comes_when_no_second_and_no_chat_gets_too_much(
    seed: int, limit: int, slowest: float, later: list[tuple[float, int, int, bool]]
) -> None:
    """Replies, strangers and scheduled sends at any times, some given up after they were handed out."""
    pace = lanes(per_second=limit)
    server = Server(pace, seed=seed, slowest=slowest)
    for chat in range(20):
        pace.add(Send(chat, SCHEDULED, early=0.05))
    given_up = set()
    for gap, chat, lane, gives_up in later:
        server.run(until=server.now + gap)
        send = Send(chat, lane, early=0.05)
        pace.add(send)
        if gives_up:
            server.run(until=server.now + 0.01)
            if server.started(send):
                continue
            pace.forget(send)
            server.drop(send)
            given_up.add(send)
    server.run()
    arrived = [send for _, send in server.arrived]
    assert len(arrived) == 20 + len(later) - len(given_up)
    assert not given_up & set(arrived)
    assert most_in_a_second([at for at, _ in server.arrived], limit * 3) <= limit
    for chat in {send.chat for send in arrived}:
        times = sorted(at for at, send in server.arrived if send.chat == chat)
        assert all(after - before > 1 for before, after in pairwise(times))


def test_places_that_are_given_back_hold_nobody_up() -> None:
    """A thousand check-ins that are let go without a word take no time from the next one that speaks."""
    pace = lanes()
    for chat in range(1000):
        pace.add(Send(chat, SCHEDULED))
        silent = pace.take(0.0)
        assert silent is not None
        pace.forget(silent)
    pace.add(Send(2000, SCHEDULED))
    assert pace.take(0.05) is not None


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
    async with asyncio.timeout(0.9):
        for endpoint in ("answerCallbackQuery", "deleteMessage", "sendChatAction", "setMyCommands"):
            await api.send(pacer, endpoint)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await api.send(pacer, chat=8)


async def test_edits_do_not_stand_behind_messages_but_have_a_pace_of_their_own() -> None:
    api, pacer = Api(), Pacer(per_second=2)
    waiting = [asyncio.ensure_future(api.send(pacer, chat=chat, args="scheduled")) for chat in range(10)]
    await asyncio.sleep(0)
    async with asyncio.timeout(0.6):
        for chat in (20, 21):
            await api.send(pacer, "editMessageText", chat=chat)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await api.send(pacer, "editMessageText", chat=22)
    await pacer.shutdown()
    await asyncio.gather(*waiting, return_exceptions=True)


async def test_a_chat_told_to_wait_after_an_edit_gets_no_message_either() -> None:
    api, pacer = Api(600), Pacer()
    with pytest.raises(RetryAfter):
        await api.send(pacer, "editMessageText")
    with pytest.raises(RetryAfter):
        await api.send(pacer)
    await api.send(pacer, chat=8)
    assert [endpoint for endpoint, _ in api.calls] == ["editMessageText", "sendMessage"]


async def test_strangers_stand_behind_therapists_and_take_turns_with_what_is_due() -> None:
    api, pacer = Api(), Pacer(per_second=40, per_chat_gap=0)
    crowd = [asyncio.ensure_future(api.send(pacer, chat=n, args="stranger")) for n in range(100, 140)]
    due = [asyncio.ensure_future(api.send(pacer, chat=n, args="scheduled")) for n in range(200, 205)]
    await asyncio.sleep(0.05)
    await api.send(pacer, chat=1)
    before = len(api.calls)
    await asyncio.gather(*crowd, *due)
    chats = [chat for _, chat in api.calls]
    assert before < 20  # it does not stand behind all forty-five
    assert chats.index(204) < 16  # not behind all forty


async def test_strangers_who_would_wait_for_minutes_are_turned_away() -> None:
    """Many accounts at once cost neither memory nor anybody else's time."""
    api, pacer = Api(), Pacer(per_second=2, per_chat_gap=0, patience=5)
    crowd = [asyncio.ensure_future(api.send(pacer, chat=n, args="stranger")) for n in range(100)]
    await asyncio.sleep(0.01)
    assert sum(task.done() and isinstance(task.exception(), RetryAfter) for task in crowd) > 80
    async with asyncio.timeout(3):
        await api.send(pacer, chat=1000)
    await pacer.shutdown()
    await asyncio.gather(*crowd, return_exceptions=True)


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
    api, pacer = Api(), Pacer(per_second=1)
    async with pacer.turn(7):
        async with asyncio.timeout(0.7):
            await api.send(pacer, args="scheduled")
    assert api.calls == [("sendMessage", 7)]


async def test_an_unused_turn_gives_its_place_back() -> None:
    api, pacer = Api(), Pacer(per_second=None, per_chat_gap=30)
    async with pacer.turn(7):
        pass
    async with asyncio.timeout(5):
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
