"""Back after a while: one message for all that fell due meanwhile, whatever it was."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.app import Afterhour
from db import appointments, planning, therapists
from db.codes import Codes
from db.models import Heartbeat
from db.sealed import Sealed
from tests.handlers.checkin_make import answer, checkins_of, data, everything, fail, go, labels, on, waiting
from tests.handlers.digest_make import closed_ones, look_back, set_newest_client
from tests.handlers.discreet_make import discreet, is_closed, is_silent, sent
from tests.handlers.look import SQLITE, rows
from tests.handlers.settings_make import row_of, set_row
from tests.make import settled_in
from tests.stage import JONAS, MARA, TOKEN, Chat, Stage

sqlite = pytest.mark.parametrize("database_url", SQLITE, indirect=True)
REPEAT = "Once more, to be sure it reached you."
GONE = "That one is not open any more."
DAYS = {"Oak": "23 15:00", "River": "24 10:00", "Fern": "25 15:00", "Stone": "26 8:00"}


async def restart(stage: Stage, at: datetime) -> list[dict[str, Any]]:
    """The bot stops, begins again on the same database at that time, and looks. What it sent by itself."""
    old = stage.app
    await old.stop()
    stage.sandbox.freeze(at)
    stage.sandbox.calls.clear()
    stage.app = Afterhour(
        token=TOKEN, api_url=stage.address, database=stage.database, vault=old.services.vault,
        clock=stage.sandbox, invite_only=False, tick_seconds=60, local=True, pacer=old._pacer,
    )  # fmt: skip
    await stage.app.start()
    stage.sandbox.settle = stage.app.rest
    await stage.settle()
    return sent(stage)


async def session_with(stage: Stage, chat: Chat, code: str, starts_at: datetime) -> None:
    """A session that lies ahead, with its check-in planned."""
    services, now = stage.app.services, stage.now
    async with stage.database.write() as session:
        me = await therapists.find(session, services.bot_id, chat.person)
        assert me is not None
        client = await Codes(session, Sealed(session, services.vault, me.id, now), me.id).find_or_make(
            code, now
        )
        told, _ = await appointments.record(
            session, me.id, origin=f"test:{code}", client_id=client.id, starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=50), zone="Europe/London", status="planned", now=now,
        )  # fmt: skip
        await planning.plan_after(session, me, told, now, told_now=False)


async def planned(stage: Stage, chat: Chat, *codes: str) -> None:
    """Sessions that begin on the days and at the hours above."""
    for code in codes or DAYS:
        day, clock = DAYS[code].split()
        await session_with(stage, chat, code, on(int(day), clock))


async def test_after_three_days_each_of_them_gets_one_message(stage: Stage, mara: Chat) -> None:
    jonas = await settled_in(stage.chat(JONAS), city="Berlin", rhythm="Once, in the evening")
    for chat in (mara, jonas):
        await look_back(chat, "Maple")
        await planned(stage, chat)
        await set_row(stage, chat, digest_wake_at=on(25, "17:00"))
    assert sorted(int(one["chat_id"]) for one in await restart(stage, on(26, "9:30"))) == [MARA, JONAS]
    assert mara.text == (
        "I was away from Mon 9:00 until today 9:30. Nothing is lost.\n"
        "Four to look back on, if you like: Oak, River, Fern, Stone. One question each?"
    )
    assert labels(mara.last) == ["Yes", "Only Oak", "Only River", "Only Fern", "Only Stone", "Not today"]
    for _ in range(6):
        await go(stage, minutes=10)
    assert len(sent(stage)) == 2
    await go(stage, on(26, "17:00"))
    assert [len(closed_ones(chat)) for chat in (mara, jonas)] == [1, 1]  # the week, at its own hour


async def test_what_it_offers_is_asked_and_answered_like_an_evening(stage: Stage, mara: Chat) -> None:
    await planned(stage, mara)
    await restart(stage, on(26, "9:30"))
    await mara.tap("Only Fern")
    assert "Fern, yesterday 15:00 · 1 of 1 · " in mara.text
    await answer(mara)
    assert waiting(mara) == []


@sqlite
async def test_only_the_newest_six_of_three_days(stage: Stage, mara: Chat) -> None:
    for hour in range(9, 17):
        await session_with(stage, mara, f"Word{hour}", on(25, f"{hour}:00"))
    await planned(stage, mara, "Oak")
    await restart(stage, on(27, "12:00"))
    assert labels(mara.last)[1:-1] == [f"Only Word{hour}" for hour in range(11, 17)]


@sqlite
async def test_what_is_longer_ago_than_three_days_is_let_go(stage: Stage, mara: Chat) -> None:
    await planned(stage, mara)
    await set_row(stage, mara, digest_wake_at=None)
    assert await restart(stage, on(30, "12:00")) == []


@sqlite
async def test_one_missed_comes_as_itself(stage: Stage, mara: Chat) -> None:
    await planned(stage, mara, "Oak")
    assert len(await restart(stage, on(25, "9:30"))) == 1
    assert mara.text.startswith("I was away until now.\nOak, Mon 15:00 · 1 of 2 · ")
    await answer(mara)
    assert "Oak, Mon 15:00 · 2 of 2 · " in mara.text
    await answer(mara)
    assert waiting(mara) == []


@sqlite
async def test_twenty_minutes_away_are_nothing_special(stage: Stage, mara: Chat) -> None:
    await planned(stage, mara, "Oak")
    await go(stage, on(23, "15:50"))
    await restart(stage, on(23, "16:10"))
    assert mara.text.startswith("A moment to look back?\nOak, ")


async def test_back_at_night_it_waits_for_the_morning(stage: Stage, mara: Chat) -> None:
    await planned(stage, mara)
    await set_row(stage, mara, digest_wake_at=on(25, "17:00"))
    assert await restart(stage, on(26, "2:00")) == []
    await go(stage, on(26, "7:00"))
    assert mara.text.startswith("I was away from Mon 9:00 until today 2:00. Nothing is lost.\nThree to look")
    await go(stage, on(26, "8:00"))
    assert len(sent(stage)) == 1


@sqlite
@pytest.mark.parametrize("rest", ["paused_until", "hushed_until"])
async def test_nothing_comes_while_nothing_is_asked(stage: Stage, mara: Chat, rest: str) -> None:
    await planned(stage, mara)
    await set_row(stage, mara, **{rest: on(27, "7:00")})
    assert await restart(stage, on(26, "9:30")) == []
    await go(stage, on(27, "9:00"))
    assert sent(stage) == []


@sqlite
async def test_nothing_comes_to_whoever_blocked_the_bot(stage: Stage, mara: Chat) -> None:
    await planned(stage, mara)
    await set_row(stage, mara, blocked_at=on(23, "9:00"))
    assert await restart(stage, on(26, "9:30")) == []


@sqlite
async def test_out_of_working_hours_it_makes_no_sound_and_discreet_it_arrives_closed(
    stage: Stage, mara: Chat
) -> None:
    await discreet(mara)
    await planned(stage, mara)
    (said,) = await restart(stage, on(26, "20:00"))
    assert is_silent(said)
    assert is_closed(mara.last)
    await mara.tap("Open")
    assert mara.text.startswith("I was away from Mon 9:00 until today 20:00. Nothing is lost.\nThree to look")
    assert labels(mara.last)[1] == "Only Tue 10:00"


@sqlite
async def test_a_client_at_rest_is_not_in_it(stage: Stage, mara: Chat) -> None:
    await planned(stage, mara)
    await set_newest_client(stage, "died")
    await restart(stage, on(26, "9:30"))
    assert mara.text.endswith("Three to look back on, if you like: Oak, River, Fern. One question each?")


async def test_killed_before_word_of_it_came_back_it_comes_once_more_and_marked(
    stage: Stage, mara: Chat
) -> None:
    await planned(stage, mara)
    fail(stage, drop="after")
    await restart(stage, on(26, "9:30"))
    first = mara.last
    await restart(stage, on(26, "9:33"))
    assert mara.last["text"] == f"{REPEAT}\n{first['text']}"
    await mara.press(first["id"], data(first, "Only Fern"))
    assert "Fern, yesterday 15:00 · 1 of 1" in mara.text


async def test_killed_before_it_noted_that_it_looked_it_finds_the_same_absence_again(
    stage: Stage, mara: Chat
) -> None:
    await planned(stage, mara)
    fail(stage, drop="before", times=10)
    await restart(stage, on(26, "9:30"))
    stage.sandbox.faults.clear()
    async with stage.database.write() as session:
        (await session.get_one(Heartbeat, stage.app.services.bot_id)).at = on(23, "9:00")
    before = await checkins_of(stage, mara)
    await restart(stage, on(26, "9:34"))
    assert len(await checkins_of(stage, mara)) == len(before)
    assert mara.text.startswith(
        f"{REPEAT}\nI was away from Mon 9:00 until today 9:30. Nothing is lost.\nFour"
    )


async def test_a_clock_that_jumps_a_day_ahead_brings_one_message_and_none_when_it_comes_back(
    stage: Stage, mara: Chat
) -> None:
    await planned(stage, mara, "Oak", "River")
    await session_with(stage, mara, "Fern", on(23, "11:00"))
    stage.sandbox.calls.clear()
    for day in (24, 23):
        stage.sandbox.freeze(on(day, "11:00"))
        await stage.settle()
    assert len(sent(stage)) == 1
    assert "look back on, if you like:" in mara.text
    (pulse,) = await rows(stage, Heartbeat)
    assert pulse.at == on(23, "11:00")


@sqlite
async def test_an_open_question_keeps_its_window_and_what_was_put_off_follows(
    stage: Stage, mara: Chat
) -> None:
    for code in ("Oak", "River"):
        await session_with(stage, mara, code, on(23, "9:00"))
    await go(stage, on(23, "9:55"))
    await mara.tap("Later")
    await mara.tap("1 hour")
    await planned(stage, mara, "Fern", "Stone")
    still_open = waiting(mara)[-1]
    assert len(await restart(stage, on(26, "9:30"))) == 1
    assert "Closed for now" not in mara.bubble(still_open["id"])["text"]
    await go(stage, on(26, "10:29"))
    assert len(sent(stage)) == 1
    await go(stage, on(26, "10:30"))
    assert mara.text.startswith("Here it is again.")
    await answer(mara, mara.bubble(still_open["id"]))
    assert "Answered later" not in mara.bubble(still_open["id"])["text"]


@sqlite
async def test_days_without_the_bot_are_no_days_without_the_therapist(stage: Stage, mara: Chat) -> None:
    await go(stage, on(28, "9:00"))
    await session_with(stage, mara, "Oak", on(28, "15:00"))
    await session_with(stage, mara, "River", on(30, "15:00"))
    assert len(await restart(stage, on(30, "18:00"))) == 1  # a week since the therapist's last word
    assert "Oak" in mara.text
    assert (await row_of(stage, mara)).last_seen_at > on(24, "0:00")


async def test_a_strangers_press_on_it_shows_nothing(stage: Stage, mara: Chat) -> None:
    jonas = await settled_in(stage.chat(JONAS), city="Berlin")
    await planned(stage, mara)
    await restart(stage, on(26, "9:30"))
    stored, hers, his = await everything(stage), mara.everything(), jonas.everything()
    for label in labels(mara.last):
        await jonas.press(jonas.last["id"], data(mara.last, label))
        assert jonas.toast()["text"] == GONE
    assert (mara.everything(), jonas.everything()) == (hers, his)
    assert await everything(stage) == stored


@sqlite
async def test_the_pulse_is_written_once_a_minute_and_tells_when_this_life_began(stage: Stage) -> None:
    await stage.settle()
    found = []
    for seconds in (20, 30, 15):
        stage.sandbox.freeze(stage.now + timedelta(seconds=seconds))
        await stage.settle()
        found.append((await rows(stage, Heartbeat))[0].at - on(23, "9:00"))
    assert [int(at.total_seconds()) for at in found] == [0, 0, 65]
    await restart(stage, on(23, "9:05"))
    assert [(one.started_at, one.at) for one in await rows(stage, Heartbeat)] == [(on(23, "9:05"),) * 2]
