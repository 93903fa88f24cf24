"""The first minute: one warm message, consent, the time, the rhythm, a first question."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from db.models import AskedQuestion, Therapist
from tests.handlers.look import SQLITE, counts, rows
from tests.stage import Chat, Stage, buttons

sqlite_alone = pytest.mark.parametrize("database_url", SQLITE, indirect=True)


async def agreed(stage: Stage) -> Chat:
    """Past the consent; the time is asked for."""
    chat = stage.chat()
    await chat.say("/start")
    await chat.tap("I agree")
    return chat


async def zone_of(stage: Stage) -> str | None:
    (me,) = await rows(stage, Therapist)
    return me.zone


async def test_one_message_says_all_that_must_be_known_before_consent(stage: Stage) -> None:
    chat = stage.chat()
    await chat.say("/start")
    (welcome,) = chat.bubbles()
    said = welcome["text"].casefold()
    for words in (
        "welcome", "kept sealed", "not end-to-end encrypted", "runs this bot's machine could read it",
        "not the clinical record", "clients or courts may ask for it", "leave out names",
        "does your workplace allow this?",
    ):  # fmt: skip
        assert words in said
    assert chat.labels() == [["I agree", "More"]]


async def test_before_consent_nothing_is_stored(stage: Stage) -> None:
    chat = stage.chat()
    for text in ("/start", "Oak 14:30", "/help", "/session", "/nonsense", "Just finished"):
        await chat.say(text)
    for kind in ("sticker", "photo", "voice", "forward"):
        await chat.send(kind)
    await chat.tap("More")
    assert await counts(stage) == {}


async def test_more_tells_more_in_the_same_message(stage: Stage) -> None:
    chat = stage.chat()
    await chat.say("/start")
    await chat.tap("More")
    assert len(chat.bubbles()) == 1
    assert "Sealed:" in chat.text
    assert "Plain, for counting:" in chat.text
    assert chat.labels() == [["I agree"]]


async def test_a_consent_is_kept_with_its_version(stage: Stage) -> None:
    await agreed(stage)
    (me,) = await rows(stage, Therapist)
    assert (me.consent_version, me.consented_at) == (1, stage.now)


async def test_the_first_question_is_at_most_six_taps_away_and_needs_no_number(stage: Stage) -> None:
    chat, taps = stage.chat(), 1
    await chat.say("/start")
    for label in ("I agree", "9:00 London", "After each session"):
        await chat.tap(label)
        taps += 1
    (asked,) = await rows(stage, AskedQuestion)
    assert taps <= 6
    assert asked.kind == "choose_one"
    assert asked.message_id == chat.last["id"]
    assert not {"1", "5"} & {button["text"] for button in buttons(chat.last)}


async def test_after_the_first_question_the_persistent_keyboard_comes(mara: Chat, stage: Stage) -> None:
    keyboard = stage.sandbox.chat(mara.person)["reply_keyboard"]
    assert keyboard["rows"] == [[{"text": "Just finished"}, {"text": "Today"}]]
    assert keyboard["persistent"]
    assert "Just finished" in mara.text


async def test_likely_zones_are_buttons_that_show_the_time_there(stage: Stage) -> None:
    chat = await agreed(stage)
    labels = [label for row in chat.labels() for label in row]
    assert 6 <= len(labels) <= 8
    assert {"9:00 London", "10:00 Berlin", "4:00 New York"} <= set(labels)


@sqlite_alone
@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("London", "Europe/London"),
        ("  new york ", "America/New_York"),
        ("MÜNCHEN", "Europe/Berlin"),
        ("Portland, Oregon", "America/Los_Angeles"),
    ],
)
async def test_a_city_or_zone_is_read_in_any_usual_spelling(stage: Stage, typed: str, zone: str) -> None:
    chat = await agreed(stage)
    await chat.say(typed)
    assert await zone_of(stage) == zone
    assert chat.text == "When shall I ask?"


@sqlite_alone
async def test_of_several_cities_one_is_chosen(stage: Stage) -> None:
    chat = await agreed(stage)
    await chat.say("Portland")
    assert chat.text == "There are several. Which one?"
    assert await zone_of(stage) is None
    label = next(button["text"] for button in buttons(chat.last) if "OR" in button["text"])
    await chat.tap(label)
    assert await zone_of(stage) == "America/Los_Angeles"


@sqlite_alone
async def test_a_misspelt_city_is_answered_with_suggestions(stage: Stage) -> None:
    chat = await agreed(stage)
    await chat.say("Edinburg Scotlnd")
    await chat.say("Melborne")
    assert chat.text == "I do not know that one. Did you mean one of these?"
    await chat.tap(next(button["text"] for button in buttons(chat.last) if "Melbourne" in button["text"]))
    assert await zone_of(stage) == "Australia/Melbourne"


@sqlite_alone
async def test_what_is_no_place_gets_one_line_with_an_example_and_the_question_stays_open(
    stage: Stage,
) -> None:
    chat = await agreed(stage)
    for typed in ("xqzvkj", "🌊🌊", "?", "<b>&_*[", "\0", "שלום עולם רב", "a" * 4000):
        before = len(chat.bubbles())
        await chat.say(typed)
        assert len(chat.bubbles()) == before + 1
        assert "such as" in chat.text or "Did you mean" in chat.text
    await chat.say("London")
    assert await zone_of(stage) == "Europe/London"


@sqlite_alone
async def test_the_time_on_the_clock_will_do(stage: Stage) -> None:
    chat = await agreed(stage)
    await chat.say("14:45")  # nine in London: only Nepal's clock shows a quarter to three
    if await zone_of(stage) is None:
        await chat.tap(next(b["text"] for b in buttons(chat.last) if "Kathmandu" in b["text"]))
    assert await zone_of(stage) == "Asia/Kathmandu"


@sqlite_alone
async def test_start_again_resumes_at_the_step_that_is_open(stage: Stage) -> None:
    chat = stage.chat()
    await chat.say("/start")
    await chat.say("/start")
    assert chat.has("I agree")
    await chat.tap("I agree")
    await chat.say("/start")
    assert chat.text.startswith("What time is it for you now?")
    await chat.say("London")
    await chat.say("/start")
    assert chat.text == "When shall I ask?"
    await chat.tap("Once, in the evening")
    question = chat.text.splitlines()[-1]
    await chat.say("/start")
    assert chat.text.splitlines()[-1] == question
    assert len(await rows(stage, AskedQuestion)) == 1
    await chat.press(chat.last["id"], chat.last["keyboard"][0][0]["data"])
    await chat.say("/start")
    assert chat.text.startswith("I am here.")


@sqlite_alone
async def test_a_command_before_the_time_is_known_leads_back_to_it(stage: Stage) -> None:
    chat = await agreed(stage)
    await chat.say("/session")
    assert chat.text.startswith("What time is it for you now?")
    assert set(await counts(stage)) == {"therapists", "data_keys", "messages"}


@sqlite_alone
async def test_the_rhythm_may_be_typed_and_anything_else_asks_again(stage: Stage) -> None:
    chat = await agreed(stage)
    await chat.say("London")
    await chat.say("whenever you like")
    assert chat.text == "When shall I ask?"
    await chat.say("once, in the evening")
    (me,) = await rows(stage, Therapist)
    assert me.rhythm == "evening"


@sqlite_alone
async def test_agreeing_or_choosing_twice_changes_nothing(stage: Stage) -> None:
    chat = stage.chat()
    await chat.say("/start")
    welcome = chat.last
    agree = welcome["keyboard"][0][0]["data"]
    await chat.press(welcome["id"], agree)
    await chat.press(welcome["id"], agree)
    await chat.tap("9:00 London")
    rhythms = chat.last
    for button in buttons(rhythms):
        await chat.press(rhythms["id"], button["data"])
    (me,) = await rows(stage, Therapist)
    assert me.rhythm == "after"
    assert len(await rows(stage, AskedQuestion)) == 1


@sqlite_alone
async def test_an_old_zone_button_moves_nobody_later(stage: Stage) -> None:
    chat = await agreed(stage)
    times = chat.last
    await chat.say("London")
    await chat.tap("After each session")
    await chat.press(times["id"], times["keyboard"][1][0]["data"])
    assert chat.toast()["text"] == "That one is not open any more."
    assert await zone_of(stage) == "Europe/London"


@sqlite_alone
async def test_after_a_week_away_there_is_nothing_to_catch_up_on(mara: Chat, stage: Stage) -> None:
    stage.sandbox.freeze(datetime(2026, 12, 2, 10, 0, tzinfo=UTC))
    await mara.say("/today")
    await mara.say("/today")
    said = [bubble["text"] for bubble in mara.bubbles()]
    assert sum("Nothing to catch up on." in text for text in said) == 1


async def test_a_step_that_is_past_leaves_no_buttons_behind(stage: Stage) -> None:
    chat = stage.chat()
    await chat.say("/start")
    await chat.tap("I agree")
    for typed in ("Springfield", "London", "hello", "hello again"):
        await chat.say(typed)
    assert [chat.labels(one) for one in chat.bubbles() if one["keyboard"]] == [
        [["After each session"], ["Once, in the evening"]]
    ]
    assert any(one["text"].startswith("Thank you. 9:00 in London") for one in chat.bubbles())
    await chat.say("After each session")
    assert chat.bubbles()[-2]["text"].startswith("I will ask: After each session.")
    assert "Your last session · 1 of 1" in chat.text
    assert [one["id"] for one in chat.bubbles() if one["keyboard"]] == [chat.last["id"]]
