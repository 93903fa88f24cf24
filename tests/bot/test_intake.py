"""The intake over real HTTP: nothing is acknowledged before it is committed, nobody waits for a neighbour."""

from __future__ import annotations

import asyncio
import gc
from typing import Any

import pytest
from telegram import Update

from bot.intake import AnotherCopy, Unauthorised
from bot.tries import Journey, RawUpdate
from db.looking import NeedsToKeep
from handlers import inhand
from tests.bot.make import DatabaseAway, bench, refusal, stub_telegram, until


def text_of(update: Update) -> str:
    assert update.message is not None
    return update.message.text or ""


class Handler:
    """Notes what it handled; behaves as the text says."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.done: list[str] = []
        self.go = asyncio.Event()
        self.failures: list[Exception] = []

    async def __call__(self, update: Update) -> None:
        text = text_of(update)
        if inhand.current().reading and not text.startswith("look"):
            raise NeedsToKeep
        self.begun.append(text)
        if text.startswith("slow"):
            await self.go.wait()
        if text.startswith("bad") or (text.startswith("once") and self.failures):
            raise self.failures.pop(0) if self.failures else ValueError(text)
        inhand.current().committed()
        if text.startswith("reply"):
            await self.go.wait()
        if text.startswith("late"):
            raise ValueError(text)
        self.done.append(text)


async def test_updates_of_one_chat_keep_their_order() -> None:
    handler = Handler()
    async with stub_telegram() as telegram, bench(telegram, handler) as bot:
        for text in ("slow 1", "2", "3"):
            telegram.say(7, text)
        await until(lambda: handler.begun == ["slow 1"])
        await asyncio.sleep(0.1)
        assert handler.begun == ["slow 1"]
        handler.go.set()
        await bot.intake.settled()
        assert handler.done == ["slow 1", "2", "3"]


async def test_nobody_stands_behind_a_slow_neighbour() -> None:
    handler = Handler()
    async with stub_telegram() as telegram, bench(telegram, handler):
        slow = telegram.say(7, "slow")
        await until(lambda: handler.begun == ["slow"])
        telegram.say(8, "quick")
        await until(lambda: handler.done == ["quick"])
        assert telegram.numbers[0] == slow  # and Telegram still keeps the slow one


async def test_of_an_update_that_was_handled_nothing_stays_in_memory() -> None:
    handler = Handler()
    async with stub_telegram() as telegram, bench(telegram, handler) as bot:
        for text in ("1", "2", "3"):
            telegram.say(7, text)
        await bot.intake.settled()
        gc.collect()
        assert not [one for one in gc.get_objects() if isinstance(one, Journey)]


async def test_what_was_not_committed_when_the_bot_was_killed_comes_again() -> None:
    first, second = Handler(), Handler()
    async with stub_telegram() as telegram:
        async with bench(telegram, first) as bot:
            for chat, text in ((7, "slow"), (8, "quick")):
                telegram.say(chat, text)
            await until(lambda: first.done == ["quick"])
            await bot.kill()
        second.go.set()
        async with bench(telegram, second) as bot:
            await bot.intake.settled()
        assert "slow" in second.done


async def test_a_commit_resolves_before_the_replies_are_out() -> None:
    handler = Handler()
    async with stub_telegram() as telegram, bench(telegram, handler) as bot:
        telegram.say(7, "reply")
        await until(lambda: not bot.intake._ledger.unresolved and bool(handler.begun))
        assert not bot.intake.idle
        await until(lambda: telegram.numbers == [])
        handler.go.set()
        await until(lambda: handler.done == ["reply"])


async def test_each_update_is_handled_once_though_it_is_fetched_often() -> None:
    handler = Handler()
    async with stub_telegram() as telegram, bench(telegram, handler) as bot:
        telegram.say(1, "slow")
        for chat in range(2, 60):
            telegram.say(chat, f"hello {chat}")
        await until(lambda: len(handler.done) == 58)
        handler.go.set()
        await bot.intake.settled()
        assert len(handler.begun) == 59


async def test_an_update_that_cannot_be_parsed_is_set_aside_and_the_others_pass() -> None:
    handler = Handler()
    async with stub_telegram() as telegram, bench(telegram, handler) as bot:
        telegram.put({"update_id": 100, "message": {"message_id": "no date, no chat"}})
        telegram.say(7, "after it")
        await bot.intake.settled()
        assert handler.done == ["after it"]
        assert [number for number, _ in bot.aside] == [100]
        assert bot.sorry == []


async def test_three_failures_set_an_update_aside_and_the_person_is_told() -> None:
    handler = Handler()
    async with stub_telegram() as telegram, bench(telegram, handler) as bot:
        number = telegram.say(7, "bad")
        telegram.say(7, "after it")
        await bot.intake.settled()
        assert handler.begun == ["bad"] * 3 + ["after it"]
        assert (bot.aside, bot.sorry) == ([(number, "ValueError")], [number])
        await until(lambda: telegram.numbers == [])


async def test_a_failure_that_passes_is_tried_again() -> None:
    handler = Handler()
    handler.failures = [ValueError(), ValueError()]
    async with stub_telegram() as telegram, bench(telegram, handler) as bot:
        telegram.say(7, "once")
        await bot.intake.settled()
        assert (handler.done, bot.aside) == (["once"], [])


async def test_an_update_that_hangs_is_set_aside_when_patience_ends() -> None:
    handler = Handler()
    async with stub_telegram() as telegram, bench(telegram, handler, rules={"patience": 0.1}) as bot:
        number = telegram.say(7, "slow")
        await bot.intake.settled()
        assert bot.aside == [(number, "TimeoutError")]


async def test_a_failure_after_the_commit_is_not_tried_again() -> None:
    handler = Handler()
    async with stub_telegram() as telegram, bench(telegram, handler) as bot:
        telegram.say(7, "late")
        await bot.intake.settled()
        assert (handler.begun, bot.aside) == (["late"], [])


async def test_replies_that_take_long_are_not_cut_off() -> None:
    handler = Handler()
    async with stub_telegram() as telegram, bench(telegram, handler, rules={"patience": 0.1}) as bot:
        telegram.say(7, "reply 1")
        telegram.say(7, "2")
        await until(
            lambda: handler.done == ["2"]
        )  # it waits for the first one's replies so long and no longer
        handler.go.set()
        await bot.intake.settled()
        assert handler.done == ["2", "reply 1"]


async def test_a_database_fault_holds_the_update_and_others_go_on() -> None:
    handler = Handler()
    handler.failures = [DatabaseAway() for _ in range(6)]
    async with stub_telegram() as telegram, bench(telegram, handler, rules={"longest_hold": 0.05}) as bot:
        held = telegram.say(7, "once")
        await until(lambda: len(handler.begun) > 3)
        telegram.say(8, "quick")
        await until(lambda: handler.done == ["quick"])
        assert held in telegram.numbers
        await bot.intake.settled()
        assert (handler.done, bot.aside) == (["quick", "once"], [])


async def test_setting_aside_waits_for_the_database_and_then_handling_is_tried_anew() -> None:
    handler = Handler()
    handler.failures = [ValueError() for _ in range(3)]
    faults = [DatabaseAway()]

    async def set_aside(_: RawUpdate, __: str) -> None:
        if faults:
            raise faults.pop()

    async with stub_telegram() as telegram, bench(telegram, handler, rules={"set_aside": set_aside}) as bot:
        telegram.say(7, "once")
        await bot.intake.settled()
        assert handler.done == ["once"]


async def test_an_update_held_for_the_database_is_left_at_a_stop_with_those_behind_it() -> None:
    handler = Handler()
    handler.failures = [DatabaseAway()]
    async with stub_telegram() as telegram, bench(telegram, handler, rules={"first_hold": 60}) as bot:
        numbers = [telegram.say(7, "once"), telegram.say(7, "after it")]
        telegram.say(8, "quick")
        await until(lambda: handler.done == ["quick"])
        async with asyncio.timeout(5):
            await bot.stop(drain=8)
        assert telegram.numbers[:2] == numbers
        assert handler.done == ["quick"]


async def test_while_updates_are_held_their_chat_is_told_once_and_the_line_goes_when_they_are_taken() -> None:
    handler = Handler()
    handler.failures = [DatabaseAway() for _ in range(4)]
    async with stub_telegram() as telegram, bench(telegram, handler, rules={"first_hold": 0.1}) as bot:
        first = telegram.say(7, "once")
        telegram.say(7, "twice")
        await until(lambda: handler.begun == ["once"] * 3)
        assert bot.held == [first]
        await bot.intake.settled()
        assert handler.done == ["once", "twice"]
        assert bot.held == []


async def test_what_keeps_nothing_is_answered_while_an_earlier_update_is_held() -> None:
    handler = Handler()
    handler.failures = [DatabaseAway()] * 1
    async with stub_telegram() as telegram, bench(telegram, handler, rules={"first_hold": 60}) as bot:
        held = telegram.say(7, "once")
        behind = telegram.say(7, "behind")
        telegram.say(7, "look")
        telegram.say(8, "look, somebody else")
        await until(lambda: sorted(handler.done) == ["look", "look, somebody else"])
        await asyncio.sleep(0.1)
        assert "behind" not in handler.begun
        await bot.stop()
        assert telegram.numbers[:2] == [held, behind]


async def test_order_is_kept_for_what_waits_also_behind_one_that_was_answered_out_of_its_turn() -> None:
    handler = Handler()
    handler.failures = [DatabaseAway()] * 3
    async with stub_telegram() as telegram, bench(telegram, handler, rules={"first_hold": 0.1}) as bot:
        for text in ("once", "look", "last"):
            telegram.say(7, text)
        await bot.intake.settled()
        assert handler.done == ["look", "once", "last"]


async def test_a_stop_lets_handlers_finish_and_acknowledges_what_is_resolved() -> None:
    handler = Handler()
    async with stub_telegram() as telegram, bench(telegram, handler) as bot:
        telegram.say(7, "slow")
        await until(lambda: handler.begun == ["slow"])
        stopping = asyncio.create_task(bot.stop())
        await asyncio.sleep(0.05)
        handler.go.set()
        await stopping
        assert handler.done == ["slow"]
        assert telegram.numbers == []


async def test_a_stop_does_not_wait_for_a_long_poll() -> None:
    async with stub_telegram() as telegram, bench(telegram, Handler()) as bot:
        await until(lambda: telegram.count("getUpdates") == 1)
        async with asyncio.timeout(4):  # a long poll takes five
            await bot.stop()


async def test_settled_means_that_what_was_there_is_handled() -> None:
    handler = Handler()
    async with stub_telegram() as telegram, bench(telegram, handler) as bot:
        await until(lambda: telegram.count("getUpdates") == 1)
        for round_ in range(20):
            telegram.say(7, f"line {round_}")
            await bot.intake.settled()
            assert len(handler.done) == round_ + 1


async def test_settled_does_not_trust_an_answer_that_is_older_than_the_question() -> None:
    handler = Handler()
    async with stub_telegram() as telegram, bench(telegram, handler) as bot:
        telegram.slowness = 0.1
        first = asyncio.create_task(bot.intake.settled())
        await until(lambda: telegram.calls[-1:] != [] and telegram.calls[-1][1].get("timeout") == "0")
        telegram.say(7, "meanwhile")
        await bot.intake.settled()
        await first
        assert handler.done == ["meanwhile"]


async def test_a_refused_token_ends_with_a_clear_line() -> None:
    async with stub_telegram() as telegram:
        telegram.answers["getUpdates"] = [refusal(401, "Unauthorized")]
        async with bench(telegram, Handler()) as bot:
            with pytest.raises(Unauthorised, match="BOT_TOKEN"):
                await bot.running


async def test_another_copy_is_waited_for_at_the_start_but_not_for_ever() -> None:
    async with stub_telegram() as telegram:
        telegram.answers["getUpdates"] = [
            refusal(409, "Conflict: terminated by other getUpdates request")
        ] * 50
        async with bench(telegram, Handler(), conflict_patience=0.1, longest_backoff=0.02) as bot:
            with pytest.raises(AnotherCopy, match="same token"):
                await bot.running
        assert telegram.count("getUpdates") > 2


async def test_another_copy_that_goes_away_does_no_harm() -> None:
    handler = Handler()
    async with stub_telegram() as telegram:
        telegram.answers["getUpdates"] = [refusal(409, "Conflict: terminated by other getUpdates request")]
        async with bench(telegram, handler, longest_backoff=0.05) as bot:
            telegram.say(7, "hello")
            await bot.intake.settled()
            telegram.answers["getUpdates"] = [
                refusal(409, "Conflict: terminated by other getUpdates request")
            ] * 9
            telegram.say(7, "again")
            await bot.intake.settled()
            assert handler.done == ["hello", "again"]


async def test_the_copy_that_runs_stays_however_long_another_one_tries() -> None:
    handler = Handler()
    times: dict[str, Any] = {"conflict_patience": 0.1, "longest_backoff": 0.05}
    async with stub_telegram() as telegram, bench(telegram, handler, **times) as bot:
        telegram.say(7, "hello")
        await bot.intake.settled()
        before = telegram.count("getUpdates")
        telegram.answers["getUpdates"] = [refusal(409, "Conflict: terminated by other getUpdates")] * 20
        telegram.say(7, "again")
        await until(lambda: handler.done == ["hello", "again"], 5)
        assert telegram.count("getUpdates") - before > 20
        assert not bot.running.done()


async def test_a_webhook_that_is_in_the_way_is_taken_away() -> None:
    async with stub_telegram() as telegram:
        telegram.answers["getUpdates"] = [
            refusal(
                409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook first"
            )
        ]
        async with bench(telegram, Handler()) as bot:
            await bot.intake.settled()
        assert telegram.count("deleteWebhook") == 1


async def test_polling_survives_errors_of_the_network_and_waits_as_told() -> None:
    handler = Handler()
    async with stub_telegram() as telegram:
        telegram.answers["getUpdates"] = [
            refusal(502, "Bad Gateway"),
            refusal(429, "Too Many Requests: retry after 1", retry_after=1),
        ]
        async with bench(telegram, handler) as bot:
            telegram.say(7, "hello")
            await bot.intake.settled()
            assert handler.done == ["hello"]


async def test_numbers_that_begin_anew_are_taken() -> None:
    handler = Handler()
    async with stub_telegram() as telegram, bench(telegram, handler) as bot:
        telegram.say(7, "before")
        await bot.intake.settled()
        await until(lambda: telegram.numbers == [])
        assert bot.intake._ledger.fresh([5, 6]) == [5, 6]
        assert bot.intake._ledger.offset == 5
