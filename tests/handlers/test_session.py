"""Telling of sessions by buttons: just now, earlier, starts at; whose; how long; undone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from db.models import Appointment, AskedQuestion, CheckIn
from tests.handlers.look import SQLITE, codes, counts, rows
from tests.handlers.test_edits import bring_again
from tests.make import just_finished, planned, settled_in
from tests.stage import Chat, Stage, buttons, staged

sqlite_alone = pytest.mark.parametrize("database_url", SQLITE, indirect=True)


async def only(stage: Stage) -> Appointment:
    (made,) = await rows(stage, Appointment)
    return made


def local_minute(hour: int, minute: int = 0, *, day: int = 23) -> datetime:
    """An instant of that Monday in London."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


async def test_just_finished_is_a_held_session_of_fifty_minutes(mara: Chat, stage: Stage) -> None:
    await just_finished(mara)
    made = await only(stage)
    assert (made.status, made.ends_at) == ("held", stage.now)
    assert made.ends_at - made.starts_at == timedelta(minutes=50)
    assert mara.text == "Oak, just finished. I will ask at 9:05."
    assert mara.labels() == [["Now", "50 min", "Undo"]]
    assert await codes(stage) == ["Oak"]


async def test_session_just_now_is_the_same(mara: Chat, stage: Stage) -> None:
    await mara.say("/session")
    assert mara.labels() == [["Just now"], ["Ended earlier", "Starts at …"]]
    await mara.tap("Just now")
    await mara.tap("Oak")
    assert (await only(stage)).ends_at == stage.now


async def test_pressing_twice_records_once(mara: Chat, stage: Stage) -> None:
    await mara.say("Just finished")
    picker = mara.last
    for button in buttons(picker)[:2]:
        await mara.press(picker["id"], button["data"])
        await mara.press(picker["id"], button["data"])
    assert len(await rows(stage, Appointment)) == 1
    assert len([one for one in await rows(stage, CheckIn) if one.slot != "first"]) == 1


@sqlite_alone
async def test_two_dialogs_about_the_same_hour_of_a_client_record_once(mara: Chat, stage: Stage) -> None:
    await just_finished(mara)
    await stage.wait(minutes=1)
    await just_finished(mara)
    await mara.say("now Oak")
    assert len(await rows(stage, Appointment)) == 1


@sqlite_alone
async def test_clients_back_to_back_are_sessions_of_their_own(mara: Chat, stage: Stage) -> None:
    await just_finished(mara)
    await stage.wait(minutes=50)
    await just_finished(mara)
    await just_finished(mara, "River")
    assert len(await rows(stage, Appointment)) == 3


async def test_the_code_is_optional(mara: Chat, stage: Stage) -> None:
    await mara.say("Just finished")
    await mara.tap("No code")
    made = await only(stage)
    assert made.client_id is None
    assert mara.text.startswith("Session, just finished.")


@sqlite_alone
async def test_neutral_words_are_offered_never_one_already_used(mara: Chat) -> None:
    await just_finished(mara, "oak")
    await mara.say("Just finished")
    assert mara.labels() == [["oak"], ["Somebody new", "No code"]]
    await mara.tap("Somebody new")
    offered = [button["text"] for button in buttons(mara.last)]
    assert offered[0] == "River"
    assert "Oak" not in offered


@sqlite_alone
async def test_recent_codes_come_first_newest_first(mara: Chat, stage: Stage) -> None:
    for code in ("Oak", "River", "Fern", "Oak"):
        await just_finished(mara, code)
        await stage.wait(hours=1)
    await mara.say("Just finished")
    assert mara.labels()[0] == ["Oak", "Fern", "River"]


@sqlite_alone
async def test_a_code_may_be_typed_whatever_is_offered(mara: Chat, stage: Stage) -> None:
    await just_finished(mara)
    await mara.say("Just finished")
    await mara.say("river")
    assert await codes(stage) == ["Oak", "river"]
    assert mara.text.startswith("river, just finished.")
    assert not any(mara.labels(bubble) == [["Somebody new", "No code"]] for bubble in mara.bubbles())


@sqlite_alone
async def test_codes_of_any_script_work_on_every_button(mara: Chat, stage: Stage) -> None:
    scripts = ["Дуб", "橡树", "سنديان", "Ähre2", "राम"]
    for code in scripts:
        await just_finished(mara, code)
    await mara.say("A line of my own.")
    await mara.tap("Дуб")
    assert mara.text.endswith("→ Дуб")
    await stage.wait(hours=2)
    await just_finished(mara, "राम")
    assert mara.text.startswith("राम, just finished.")
    assert await codes(stage) == scripts


NO_CODES = {
    "Mr Oak": "One word, please",
    "Grandmothersclock": "a little long",
    "🌳": "Letters and digits only",
    "<b>&_*[": "Letters and digits only",
    "\u202e\u200f": "A word of 1 to 12 letters",
    "x" * 4000: "a little long",
}


@sqlite_alone
async def test_a_code_that_cannot_be_one_gets_one_line_and_the_question_stays_open(
    mara: Chat, stage: Stage
) -> None:
    await mara.say("Just finished")
    for typed, said in NO_CODES.items():
        before = len(mara.bubbles())
        await mara.say(typed)
        assert len(mara.bubbles()) == before + 1
        assert said in mara.text
        assert "Oak" in mara.text
    await mara.say("Fern")
    assert await codes(stage) == ["Fern"]


@sqlite_alone
async def test_the_length_is_as_last_time_with_this_client(mara: Chat, stage: Stage) -> None:
    await just_finished(mara)
    await mara.tap("50 min")
    await mara.tap("80 min")
    await stage.wait(hours=3)
    await just_finished(mara)
    oak = (await rows(stage, Appointment))[-1]
    assert oak.ends_at - oak.starts_at == timedelta(minutes=80)
    await just_finished(mara, "River")
    river = (await rows(stage, Appointment))[-1]
    assert river.ends_at - river.starts_at == timedelta(minutes=50)


async def test_undo_leaves_nothing_behind_not_even_the_code(mara: Chat, stage: Stage) -> None:
    before = await counts(stage)
    await just_finished(mara)
    await mara.tap("Undo")
    after = await counts(stage)
    assert mara.text == "Undone. Nothing was kept."
    assert {**after, "messages": 0} == {**before, "messages": 0}


@sqlite_alone
async def test_undo_keeps_a_code_that_is_in_use(mara: Chat, stage: Stage) -> None:
    await just_finished(mara)
    await stage.wait(hours=2)
    await just_finished(mara)
    await mara.tap("Undo")
    assert len(await rows(stage, Appointment)) == 1
    assert await codes(stage) == ["Oak"]


@sqlite_alone
async def test_once_a_question_was_put_undo_is_over(mara: Chat, stage: Stage) -> None:
    await just_finished(mara)
    undo = buttons(mara.last)[-1]["data"]
    told = mara.last["id"]
    await mara.tap("Now")
    await mara.press(told, undo)
    assert mara.toast()["text"] == "That one is not open any more."
    assert len(await rows(stage, Appointment)) == 1


async def test_now_asks_at_once_and_only_once(mara: Chat, stage: Stage) -> None:
    await just_finished(mara)
    told, now = mara.last["id"], buttons(mara.last)[0]["data"]
    await mara.press(told, now)
    await mara.press(told, now)
    asked = await rows(stage, AskedQuestion, appointment_id=(await only(stage)).id)
    assert len(asked) == 1
    assert "Oak, 8:10 · 1 of 2" in mara.text


async def test_ended_earlier_by_a_tap_asks_at_once_when_that_is_due(mara: Chat, stage: Stage) -> None:
    await mara.say("/session")
    await mara.tap("Ended earlier")
    await mara.tap("8:40")
    await mara.tap("Oak")
    told, question = mara.bubbles()[-2:]
    assert (await only(stage)).ends_at == local_minute(8, 40)
    assert told["text"] == "Oak, 7:50, ended 8:40. I ask right away."
    assert question["text"].startswith("Oak, 7:50 · 1 of 2")


@sqlite_alone
async def test_ended_earlier_typed_is_read_and_what_cannot_be_read_leaves_it_open(
    mara: Chat, stage: Stage
) -> None:
    await mara.say("/session")
    await mara.tap("Ended earlier")
    for nonsense in ("25:99", "a while ago", "🕐"):
        await mara.say(nonsense)
        assert "14:30, 2.30 pm or half past two would do" in mara.text
    await mara.say("11:00")
    assert mara.text.startswith("11:00 is still to come today.")
    await mara.say("half past eight")
    await mara.tap("Oak")
    assert (await only(stage)).ends_at == local_minute(8, 30)


async def test_a_session_that_starts_later_is_planned_and_counts_once_it_is_confirmed(
    mara: Chat, stage: Stage
) -> None:
    await mara.say("/session")
    await mara.tap("Starts at …")
    await mara.tap("9:30")
    await mara.tap("Oak")
    assert mara.text == "Oak, 9:30–10:20. I will ask at 10:25."
    assert not mara.has("Now")
    await stage.until(local_minute(10, 26))
    assert (await only(stage)).status == "planned"
    await mara.press(mara.last["id"], answer_of(mara))
    assert (await only(stage)).status == "held"


def answer_of(chat: Chat) -> str:
    """The callback data of the first answer under the newest question."""
    return next(b["data"] for b in buttons(chat.last) if b["data"].startswith(("answer:", "skip:")))


@sqlite_alone
async def test_just_finished_confirms_the_planned_session_instead_of_a_second_one(
    mara: Chat, stage: Stage
) -> None:
    await planned(mara, "Oak 9:30")
    await stage.until(local_minute(10, 15))
    await just_finished(mara)
    made = await only(stage)
    assert (made.status, made.starts_at, made.ends_at) == ("held", local_minute(9, 30), local_minute(10, 15))
    await stage.until(local_minute(11, 30))
    assert len(await rows(stage, AskedQuestion, appointment_id=made.id)) == 1


@sqlite_alone
async def test_starts_at_typed_in_the_past_gets_a_line(mara: Chat, stage: Stage) -> None:
    await mara.say("/session")
    await mara.tap("Starts at …")
    await mara.say("07:00")
    assert mara.text.startswith("7:00 has passed today.")
    await mara.say("8:45")  # it is under way
    await mara.tap("Oak")
    assert (await only(stage)).starts_at == local_minute(8, 45)


@sqlite_alone
async def test_after_midnight_the_evening_before_is_meant(mara: Chat, stage: Stage) -> None:
    await stage.until(local_minute(0, 20, day=24))
    await mara.say("/session")
    await mara.tap("Ended earlier")
    assert "23:30" in {button["text"] for button in buttons(mara.last)}
    await mara.say("23:40")
    await mara.tap("Oak")
    assert (await only(stage)).ends_at == local_minute(23, 40)
    await mara.say("/today")
    assert (
        mara.text == "No sessions noted today. Tap Just finished after one, or type a line such as Oak 14:30."
    )


@sqlite_alone
async def test_before_midnight_the_small_hours_of_tomorrow_are_meant(mara: Chat, stage: Stage) -> None:
    await stage.until(local_minute(23, 30))
    await mara.say("/session")
    await mara.tap("Starts at …")
    await mara.say("0:30")
    await mara.tap("Oak")
    assert (await only(stage)).starts_at == local_minute(0, 30, day=24)
    assert mara.text.startswith("Oak, tomorrow 0:30–1:20.")


@sqlite_alone
@pytest.mark.parametrize(
    ("city", "label", "ended"),
    [
        ("Kathmandu", "14:20", datetime(2026, 11, 23, 8, 35, tzinfo=UTC)),
        ("New York", "3:40", datetime(2026, 11, 23, 8, 40, tzinfo=UTC)),
        ("Sydney", "19:40", datetime(2026, 11, 23, 8, 40, tzinfo=UTC)),
    ],
)
async def test_times_are_offered_on_the_clock_of_the_place(
    stage: Stage, city: str, label: str, ended: datetime
) -> None:
    chat = await settled_in(stage.chat(), city=city)
    await chat.say("/session")
    await chat.tap("Ended earlier")
    await chat.tap(label)
    await chat.tap("Oak")
    assert (await only(stage)).ends_at == ended


@sqlite_alone
@pytest.mark.parametrize(
    ("now", "typed", "ended"),
    [
        # Clocks go back at 2:00 summer time: it is 1:20 for the second time, 0:50 was 90 minutes ago.
        (datetime(2026, 10, 25, 1, 20, tzinfo=UTC), "0:50", datetime(2026, 10, 24, 23, 50, tzinfo=UTC)),
        # Clocks go forward at 1:00: 0:50 was twenty minutes before 2:10.
        (datetime(2027, 3, 28, 1, 10, tzinfo=UTC), "0:50", datetime(2027, 3, 28, 0, 50, tzinfo=UTC)),
    ],
)
async def test_around_a_clock_change_the_session_lasts_as_long_as_it_did(
    database: object, now: datetime, typed: str, ended: datetime
) -> None:
    async with staged(database, at=now) as stage:  # type: ignore[arg-type]
        chat = await settled_in(stage.chat())
        await chat.say("/session")
        await chat.tap("Ended earlier")
        await chat.say(typed)
        await chat.tap("Oak")
        made = await only(stage)
    assert (made.starts_at, made.ends_at) == (ended - timedelta(minutes=50), ended)


@sqlite_alone
async def test_with_evenings_the_echo_says_the_evening(stage: Stage) -> None:
    chat = await settled_in(stage.chat(), rhythm="Once, in the evening")
    await just_finished(chat)
    assert chat.text == "Oak, just finished. I will ask in the evening, 18:30."


@sqlite_alone
async def test_an_old_dialog_tells_of_nothing_any_more(mara: Chat, stage: Stage) -> None:
    await mara.say("Just finished")
    picker = mara.last
    await stage.wait(hours=25)
    await mara.press(picker["id"], picker["keyboard"][0][0]["data"])
    assert mara.toast()["text"] == "That one is not open any more."
    assert await rows(stage, Appointment) == []


@sqlite_alone
async def test_cancel_ends_the_wait_for_a_code(mara: Chat, stage: Stage) -> None:
    await mara.say("Just finished")
    await mara.say("/cancel")
    await mara.say("Fern")
    assert await codes(stage) == []
    assert mara.text.startswith("Kept. Whose line is it?")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_asked_for_a_time_a_whole_line_is_understood(mara: Chat) -> None:
    await mara.say("/session")
    await mara.tap("Starts at …")
    await planned(mara, "River 12:00-13:20")
    assert mara.text.startswith("River, ")
    assert "12:00–13:20" in mara.text


async def test_told_of_again_before_long_it_is_noted_already(mara: Chat, stage: Stage) -> None:
    await just_finished(mara)
    echo = mara.last
    await stage.wait(minutes=4)
    await just_finished(mara)
    assert (mara.text, mara.labels()) == ("Oak, until 9:00, is noted already.", [["Another one"]])
    assert mara.labels(mara.bubble(echo["id"])) == [["Now", "50 min", "Undo"]]
    again, data = mara.last["id"], buttons(mara.last)[0]["data"]
    assert len(await rows(stage, Appointment)) == 1
    for _ in range(2):
        await mara.press(again, data)
    assert mara.text == "Oak, just finished. I will ask at 9:09."
    assert [one.ends_at for one in await rows(stage, Appointment)] == [local_minute(9), local_minute(9, 4)]


@sqlite_alone
@pytest.mark.parametrize("label", ["Oak", "No code"])
async def test_within_half_an_hour_it_is_the_same_later_it_is_another(
    mara: Chat, stage: Stage, label: str
) -> None:
    await just_finished(mara)
    await mara.say("Just finished")
    await mara.tap("No code")
    for minutes, sessions in ((29, 2), (1, 3)):
        await stage.wait(minutes=minutes)
        await mara.say("Just finished")
        await mara.tap(label)
        assert len(await rows(stage, Appointment)) == sessions


@sqlite_alone
async def test_a_slip_is_one_however_it_was_said(mara: Chat, stage: Stage) -> None:
    await planned(mara, "Oak 8:00")
    for line in ("oak 8:00", "Oak 8:05-8:55", "now Oak"):
        await mara.say(line)
        assert mara.text == "Oak, until 8:50, is noted already."
    await mara.say("/session")
    await mara.tap("Ended earlier")
    await mara.say("8:40")
    await mara.tap("Oak")
    assert mara.text == "Oak, until 8:50, is noted already."
    assert len(await rows(stage, Appointment)) == 1


@sqlite_alone
async def test_short_sessions_with_their_hours_are_no_slip(mara: Chat, stage: Stage) -> None:
    for hours in ("8:00-8:20", "8:20-8:40", "8:40-9:00"):
        await planned(mara, f"Oak {hours}")
    assert len(await rows(stage, Appointment)) == 3


@sqlite_alone
async def test_a_slip_that_telegram_brings_again_is_shown_what_is_noted(mara: Chat, stage: Stage) -> None:
    await just_finished(mara)
    typed = await mara.say("now Oak")
    await bring_again(stage, typed)
    assert mara.text == "Oak, just finished. I will ask at 9:05."
    assert len(await rows(stage, Appointment)) == 1
