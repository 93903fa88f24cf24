"""/settings: the list, a screen for each setting, taps and typed values, good and bad."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from handlers.preferences_list import SETTINGS
from prompts.schedule.times import local
from prompts.texts import load_texts
from tests.handlers.look import SQLITE
from tests.handlers.settings_make import flat, marked, row_of, set_row
from tests.make import just_finished, settled_in
from tests.stage import JONAS, MARA, Chat, Stage

sqlite = pytest.mark.parametrize("database_url", SQLITE, indirect=True)  # the taps store each setting on both

# setting, the list's button before, what is tapped, the list's button after
TAPS = [
    ("zone", "Time zone: London", "10:00 Berlin", "Time zone: Berlin"),
    ("rhythm", "Rhythm: after each session", "Once, in the evening", "Rhythm: once, in the evening"),
    ("evening", "Evening: 18:30", "19:30", "Evening: 19:30"),
    ("prepare", "Before a session: nothing", "30 minutes before", "Before a session: 30 minutes before"),
    ("delay", "After a session: 5 minutes", "15 minutes", "After a session: 15 minutes"),
    ("questions", "Questions each time: 2", "1", "Questions each time: 1"),
    ("numbers", "Numbers: always", "Words only", "Numbers: words only"),
    ("cap", "At most in a day: 3", "5", "At most in a day: 5"),
    ("quiet", "Quiet hours: 21:00–7:00", "22:00–6:00", "Quiet hours: 22:00–6:00"),
    ("work", "Working hours: Mon–Fri 8:00–19:00", "Mon–Thu 9:00–17:00", "Working hours: Mon–Thu 9:00–17:00"),
    ("digest", "Digest: Friday 17:00", "Thu", "Digest: Thursday 17:00"),
    ("pace", "Digest comes: every week", "Once a month", "Digest comes: once a month"),
    ("discreet", "Discreet: off", "On", "Discreet: on"),
]

# setting, what is typed, the value shown
TYPED = [
    ("zone", "Zurich", "Time zone: Zurich"),
    ("zone", "Leeds", "Time zone: London"),
    ("evening", "7", "Evening: 19:00"),
    ("evening", "half past six", "Evening: 18:30"),
    ("delay", "1 h", "After a session: 60 minutes"),
    ("quiet", "21:30-6", "Quiet hours: 21:30–6:00"),
    ("quiet", "10pm to 7", "Quiet hours: 22:00–7:00"),
    ("quiet", "None.", "Quiet hours: none"),
    ("work", "Mon-Thu 9-17", "Working hours: Mon–Thu 9:00–17:00"),
    ("work", "Tue, Sat", "Working hours: Tue, Sat 8:00–19:00"),
    ("work", "7:30 to 15", "Working hours: Mon–Fri 7:30–15:00"),
    ("digest", "Thursday 16:30", "Digest: Thursday 16:30"),
    ("digest", "on Sundays", "Digest: Sunday 17:00"),
    ("digest", "18.15", "Digest: Friday 18:15"),
]

# setting, what cannot be read
UNREAD = [
    ("zone", "asdfghjkl"),
    ("evening", "when I am done"),
    ("delay", "five hours and more"),
    ("delay", "300"),
    ("quiet", "at night"),
    ("quiet", "<b>&_*[\x00"),
    ("work", "mornings"),
    ("work", "Mon-Thu 9-17, Fri 9-13"),
    ("digest", "some day"),
    ("digest", "Thursday at teatime"),
]

FORGED = [
    "set:nothing", "set_to:nothing:1", "set_to:questions:4", "set_to:questions:x", "set_to:quiet:2500-0700",
    "set_to:zone:Atlantis", "set_to:digest:7-1700", "set_to:rhythm:never", "set_to:delay:-5",
    "set_to:evening:18", "set_to:work:07-0800-1900", "set_to:work:01-0800", "set_to:work:x-0800-1900",
    "set_to:discreet:maybe",
]  # fmt: skip


async def open_screen(chat: Chat, name: str) -> None:
    """/settings, and a tap on this setting."""
    await chat.say("/settings")
    label = load_texts().plain(f"settings.{name}.name")
    await chat.tap(next(line for line in flat(chat) if line.startswith(f"{label}: ")))


@sqlite
async def test_every_declared_setting_stands_on_the_list_with_its_value(mara: Chat) -> None:
    await mara.say("/settings")
    names = [load_texts().plain(f"settings.{setting.name}.name") for setting in SETTINGS]
    *lines, contacts = flat(mara)
    assert [line.partition(": ")[0] for line in lines] == names
    assert lines == [before for _, before, _, _ in TAPS]
    assert contacts == "My contacts"


@sqlite
async def test_each_setting_opens_in_the_same_message_and_back_leads_to_the_list(mara: Chat) -> None:
    await mara.say("/settings")
    the_list, message = mara.text, mara.last["id"]
    for line in flat(mara)[:-1]:
        await mara.tap(line)
        assert mara.last["id"] == message
        assert mara.text.splitlines()[0] == line
        assert len(mara.text) < 300
        await mara.tap("Back")
        assert (mara.text, mara.last["id"]) == (the_list, message)


@pytest.mark.parametrize(("name", "before", "choice", "after"), TAPS, ids=[case[0] for case in TAPS])
async def test_a_tap_changes_the_value_and_marks_it(
    mara: Chat, name: str, before: str, choice: str, after: str
) -> None:
    await open_screen(mara, name)
    assert mara.text.splitlines()[0] == before
    assert choice not in marked(mara)
    await mara.tap(choice)
    assert mara.text.splitlines()[0] == after
    assert choice in marked(mara)
    await mara.tap("Back")
    assert mara.has(after)


@sqlite
@pytest.mark.parametrize(("name", "before", "choice", "after"), TAPS, ids=[case[0] for case in TAPS])
async def test_a_second_press_changes_nothing_more(
    stage: Stage, mara: Chat, name: str, before: str, choice: str, after: str
) -> None:
    await open_screen(mara, name)
    message, data = mara.last["id"], pressable(mara, choice)
    await mara.press(message, data)
    once, digest_at = mara.last, (await row_of(stage, mara)).digest_wake_at
    await mara.press(message, data)
    assert mara.last["text"] == once["text"] != before
    assert mara.last["keyboard"] == once["keyboard"]
    assert (await row_of(stage, mara)).digest_wake_at == digest_at
    assert after in mara.text


@sqlite
@pytest.mark.parametrize(("name", "line", "after"), TYPED)
async def test_a_typed_value_is_taken_and_shown(mara: Chat, name: str, line: str, after: str) -> None:
    await open_screen(mara, name)
    screen = mara.last["id"]
    await mara.say(line)
    assert mara.text.splitlines()[0] == after
    assert screen not in [bubble["id"] for bubble in mara.bubbles()]
    await mara.tap("Back")
    assert mara.has(after)


@sqlite
@pytest.mark.parametrize(("name", "line"), UNREAD)
async def test_what_cannot_be_read_gets_one_line_and_the_screen_stays_open(
    mara: Chat, name: str, line: str
) -> None:
    await open_screen(mara, name)
    screen, count = mara.last, len(mara.bubbles())
    await mara.say(line)
    assert mara.text == load_texts().plain(f"settings.{name}.unread")
    assert len(mara.bubbles()) == count + 1
    assert mara.bubble(screen["id"])["text"] == screen["text"]
    good, after = next((typed, shown) for setting, typed, shown in TYPED if setting == name)
    await mara.say(good)
    assert mara.text.splitlines()[0] == after


@sqlite
async def test_a_city_that_there_is_twice_is_asked_about(mara: Chat) -> None:
    await open_screen(mara, "zone")
    await mara.say("Portland")
    assert mara.text == "There are several. Which one?"
    await mara.press(mara.last["id"], "set_to:zone:America/Los_Angeles")
    assert mara.text.startswith("Time zone: Los Angeles")


@sqlite
async def test_after_a_tap_the_screen_waits_for_no_text(mara: Chat) -> None:
    await open_screen(mara, "quiet")
    assert "type yours" in mara.text
    await mara.tap("22:00–6:00")
    assert "type" not in mara.text
    await mara.say("A calm hour.")
    assert mara.text.startswith("Kept.")


@sqlite
async def test_back_on_the_list_a_line_is_a_line_again(mara: Chat) -> None:
    await open_screen(mara, "evening")
    await mara.tap("Back")
    await mara.say("A calm hour.")
    assert mara.text.startswith("Kept.")


async def test_a_new_zone_moves_the_digest_and_the_evening_still_to_come(stage: Stage, mara: Chat) -> None:
    await open_screen(mara, "rhythm")
    await mara.tap("Once, in the evening")
    await just_finished(mara, "Oak")
    await open_screen(mara, "zone")
    await mara.say("New York")
    wake = (await row_of(stage, mara)).digest_wake_at
    assert wake is not None
    there = local(wake, "America/New_York")
    assert (there.weekday(), there.time()) == (4, time(17))
    await stage.until(datetime(2026, 11, 23, 23, 25, tzinfo=UTC))
    assert not mara.has("Skip")
    await stage.until(datetime(2026, 11, 23, 23, 35, tzinfo=UTC))
    assert mara.has("Skip")


@sqlite
async def test_a_new_evening_time_moves_the_evening_still_to_come(stage: Stage, mara: Chat) -> None:
    await open_screen(mara, "rhythm")
    await mara.tap("Once, in the evening")
    await just_finished(mara, "Oak")
    await open_screen(mara, "evening")
    await mara.say("14:00")
    await stage.until(datetime(2026, 11, 23, 14, 5, tzinfo=UTC))
    assert mara.has("Skip")


@sqlite
async def test_an_evening_in_quiet_hours_says_when_i_would_come(mara: Chat) -> None:
    await open_screen(mara, "evening")
    await mara.say("22:00")
    assert "lies in your quiet hours, so I would come at 7:00." in mara.text
    await mara.tap("19:00")
    assert "quiet hours" not in mara.text


@sqlite
async def test_a_new_digest_hour_plans_the_next_digest(stage: Stage, mara: Chat) -> None:
    await open_screen(mara, "digest")
    await mara.say("Tuesday 8:00")
    assert (await row_of(stage, mara)).digest_wake_at == datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


@sqlite
async def test_the_present_digest_hour_plans_nothing_anew(stage: Stage, mara: Chat) -> None:
    soon = stage.now + timedelta(minutes=1)  # planning anew would lose a digest that is just due
    await open_screen(mara, "digest")
    await set_row(stage, mara, digest_wake_at=soon)
    await mara.tap("✓ 17:00")
    assert (await row_of(stage, mara)).digest_wake_at == soon


@sqlite
async def test_what_is_not_chosen_yet_says_so(stage: Stage) -> None:
    newcomer = stage.chat(JONAS)
    await newcomer.say("/start")
    await newcomer.tap("I agree")
    await newcomer.tap("10:00 Berlin")
    await newcomer.say("/settings")
    assert flat(newcomer)[:2] == ["Time zone: Berlin", "Rhythm: not chosen yet"]
    await newcomer.tap("Rhythm: not chosen yet")
    assert marked(newcomer) == []
    await newcomer.tap("Once, in the evening")
    assert marked(newcomer) == ["Once, in the evening"]


@sqlite
async def test_any_rhythm_ends_the_evenings_that_took_over(stage: Stage, mara: Chat) -> None:
    await set_row(stage, mara, eased_at=stage.now)
    await open_screen(mara, "rhythm")
    assert marked(mara) == ["Once, in the evening"]
    assert "For now I come in the evening only" in mara.text
    await mara.tap("After each session")
    row = await row_of(stage, mara)
    assert (row.rhythm, row.eased_at) == ("after", None)
    assert marked(mara) == ["After each session"]


@sqlite
async def test_a_new_delay_counts_for_the_next_session(stage: Stage, mara: Chat) -> None:
    await open_screen(mara, "delay")
    await mara.tap("30 minutes")
    await just_finished(mara, "Oak")
    await stage.wait(minutes=29)
    assert not mara.has("Skip")
    await stage.wait(minutes=2)
    assert mara.has("Skip")


@sqlite
async def test_keeping_the_digest_hour_closes_the_offer(stage: Stage, mara: Chat) -> None:
    await mara.say("/settings")
    message = mara.last["id"]
    for _ in range(2):
        await mara.press(message, "week_keep")
        assert (mara.text, flat(mara)) == ("Friday 17:00 it is. /settings changes it.", [])
    assert (await row_of(stage, mara)).digest_weekday == 4


@sqlite
@pytest.mark.parametrize("data", FORGED)
async def test_a_button_nobody_made_changes_nothing(stage: Stage, mara: Chat, data: str) -> None:
    await mara.say("/settings")
    shown, before = mara.last, values(await row_of(stage, mara))
    await mara.press(shown["id"], data)
    assert values(await row_of(stage, mara)) == before
    assert (mara.last["id"], mara.text) == (shown["id"], shown["text"])
    assert mara.toast()["text"] == "That one is not open any more."


async def test_what_one_changes_the_other_does_not_see(stage: Stage, mara: Chat) -> None:
    jonas = await settled_in(stage.chat(JONAS), city="Berlin")
    before, shown = values(await row_of(stage, jonas)), jonas.everything()
    await open_screen(mara, "numbers")
    await mara.tap("Words only")
    await open_screen(mara, "quiet")
    await mara.say("22-6")
    assert values(await row_of(stage, jonas)) == before
    assert jonas.everything() == shown


@sqlite
async def test_before_consent_settings_open_nothing(stage: Stage) -> None:
    stranger = stage.chat(MARA)
    await stranger.say("/settings")
    assert stranger.text == load_texts().plain("start.first")
    await stranger.press(stranger.last["id"], "set_to:questions:3")
    assert stranger.text == load_texts().plain("start.first")
    assert stranger.toast()["text"] == "That one is not open any more."


def pressable(chat: Chat, label: str) -> str:
    """The callback data behind a label of the newest bubble."""
    return next(str(b["data"]) for row in chat.last["keyboard"] for b in row if b["text"] == label)


def values(row: object) -> dict[str, object]:
    """Every column but the one that any update may move."""
    return {
        key: value for key, value in vars(row).items() if key not in ("_sa_instance_state", "last_seen_at")
    }
