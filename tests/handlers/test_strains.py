"""[Strain]: one tap, marks and a line if one likes; open in the digest and on the card until told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from db.models import Note, Strain
from tests.handlers.asked import Ask, in_numbers
from tests.handlers.checkin_make import data, go, labels
from tests.handlers.clients_make import card, tell
from tests.handlers.digest_make import FRIDAY, WEEK, leap, to_friday, write_line
from tests.handlers.discreet_make import CLOSED, discreet, hidden
from tests.handlers.look import SQLITE, counts, kept, rows
from tests.make import settled_in
from tests.stage import JONAS, Chat, Stage, buttons

__all__ = ["in_numbers"]  # a fixture
sqlite = pytest.mark.parametrize("database_url", SQLITE, indirect=True)
HEAD = "Strain with Oak, since Mon."
OPEN = "Open: a strain with Oak, since Mon."
OUTCOMES = [["We spoke of it", "I noticed a change"], ["My hunch", "Let it go"]]
LINE = "We both went quiet."
BECAME = {
    "We spoke of it": "Fri: you spoke of it.",
    "I noticed a change": "Fri: you noticed a change.",
    "My hunch": "Fri: your hunch is that it has eased.",
    "Let it go": "Fri: let go.",
}


async def strained(chat: Chat, in_numbers: Ask) -> int:
    """A check-in about Oak, answered, and a strain marked at its end: the strain's message."""
    await in_numbers(chat)
    await chat.tap("4")
    await chat.tap("4")
    await chat.tap("Strain")
    return int(next(one["id"] for one in reversed(chat.bubbles()) if "Strain with Oak" in one["text"]))


async def the(stage: Stage) -> Strain:
    (row,) = await rows(stage, Strain)
    return row


async def test_from_the_tap_to_the_digest_and_closed_with_a_restart_in_between(
    mara: Chat, stage: Stage, in_numbers: Ask
) -> None:
    shown = await strained(mara, in_numbers)
    assert mara.bubble(shown)["text"] == HEAD
    await mara.tap("Withdrawal", on=shown)
    await mara.tap("My part", on=shown)
    assert mara.bubble(shown)["text"].splitlines() == [HEAD, "Withdrawal · My part"]
    assert "✓ Withdrawal" in labels(mara.bubble(shown))
    await stage.app.stop()
    await stage.app.start()
    digest = await to_friday(stage, mara)
    paragraphs = str(digest["text"]).split("\n\n")
    assert OPEN in paragraphs
    assert paragraphs[-1].startswith("For next week: ")
    await mara.tap("The strain", on=digest["id"])
    assert mara.labels()[:2] == OUTCOMES
    await mara.tap("We spoke of it")
    assert mara.text.splitlines() == [HEAD, "Withdrawal · My part", "Fri: you spoke of it."]
    row = await the(stage)
    assert (row.outcome, row.outcome_at, row.my_part) == ("spoke", stage.now, True)
    await mara.say("/digest")
    assert "strain" not in mara.text


@sqlite
@pytest.mark.parametrize("label", BECAME)
async def test_what_became_of_it_is_kept_with_its_date_and_can_be_changed(
    mara: Chat, stage: Stage, in_numbers: Ask, label: str
) -> None:
    await strained(mara, in_numbers)
    await go(stage, days=4)
    await card(mara)
    assert "Open: a strain, since Mon." in mara.text
    await mara.tap("The strain", on=mara.last["id"])
    await mara.tap(label)
    assert mara.text.splitlines()[-1] == BECAME[label]
    assert (await the(stage)).outcome_at == stage.now
    shown = mara.last["id"]
    await mara.tap("Change", on=shown)
    assert mara.labels(mara.bubble(shown))[:2] == OUTCOMES
    assert (await the(stage)).outcome is None


async def test_a_line_goes_with_it_and_follows_its_edit(mara: Chat, stage: Stage, in_numbers: Ask) -> None:
    shown = await strained(mara, in_numbers)
    await mara.tap("Add a line", on=shown)
    typed = await mara.say("We")
    await go(stage, minutes=1)
    await mara.edit(typed, LINE)
    await mara.tap("For supervision", on=shown)
    assert mara.bubble(shown)["text"].splitlines() == [HEAD, "For supervision", f"“{LINE}”"]
    assert "Add a line" not in labels(mara.bubble(shown))
    (note,) = await rows(stage, Note)
    assert ((await the(stage)).note_id, await kept(stage)) == (note.id, [LINE])
    await mara.tap("Delete")
    await mara.tap("My part", on=shown)
    assert LINE not in mara.bubble(shown)["text"]
    assert (await the(stage)).note_id is None


async def test_undone_nothing_is_marked_and_the_tap_marks_anew(
    mara: Chat, stage: Stage, in_numbers: Ask
) -> None:
    shown = await strained(mara, in_numbers)
    question = next(one for one in reversed(mara.bubbles()) if "Strain" in labels(one))
    press, tip = data(question, "Strain"), data(mara.bubble(shown), "A thought on this")
    await mara.press(question["id"], press)
    assert len(await rows(stage, Strain)) == 1
    await mara.tap("Undo", on=shown)
    assert (mara.bubble(shown)["text"], await rows(stage, Strain)) == ("Undone. Nothing is marked.", [])
    await mara.press(shown, tip)
    assert mara.toast()["text"] == "That one is not open any more."
    await mara.press(question["id"], press)
    assert len(await rows(stage, Strain)) == 1


@sqlite
async def test_a_thought_comes_with_its_source_and_claims_nothing(mara: Chat, in_numbers: Ask) -> None:
    shown = await strained(mara, in_numbers)
    await mara.tap("Confrontation", on=shown)
    await mara.tap("A thought on this", on=shown)
    said = str(mara.bubble(shown)["text"])
    assert said.startswith("Who confronts is still in contact.")
    assert "Eubanks et al. 2018" in said
    assert said.endswith("A correlation says nothing about cause.")
    await mara.tap("Back", on=shown)
    assert mara.labels(mara.bubble(shown))[:2] == OUTCOMES


@sqlite
async def test_its_line_is_the_low_one_and_two_strains_make_one_line(
    mara: Chat, stage: Stage, in_numbers: Ask
) -> None:
    await write_line(mara, "A calm hour, and then the door.", "General")
    for _ in range(2):
        shown = await strained(mara, in_numbers)
        await mara.tap("Add a line", on=shown)
        await mara.say(LINE)
        await go(stage, hours=24)
    text = str((await to_friday(stage, mara))["text"])
    assert (text.count("Open: "), OPEN in text, LINE in text) == (1, True, False)


@sqlite
@pytest.mark.parametrize("how", ["On hold", "Died", "Hard one", "off"])
async def test_of_somebody_at_rest_of_a_hard_one_and_switched_off_no_digest_names_it(
    mara: Chat, stage: Stage, in_numbers: Ask, how: str
) -> None:
    shown = await strained(mara, in_numbers)
    await write_line(mara, "A calm hour, and then the door.", "General")
    if how == "Hard one":
        await mara.tap(how)
    elif how == "off":
        await mara.say("/settings")
        await mara.tap("Strain between us: on")
        await mara.tap("Off")
    else:
        await tell(mara, how)
        await mara.tap("Withdrawal", on=shown)
        assert mara.toast()["text"] == "That one is not open any more."
    await leap(stage, FRIDAY)
    await mara.tap("Open")
    assert "strain" not in mara.text
    assert "A calm hour" in mara.text


@sqlite
async def test_a_hard_one_marked_for_supervision_is_named(mara: Chat, stage: Stage, in_numbers: Ask) -> None:
    shown = await strained(mara, in_numbers)
    await mara.tap("For supervision", on=shown)
    await write_line(mara, "A calm hour, and then the door.", "General")
    await mara.tap("Hard one")
    assert OPEN in (await to_friday(stage, mara))["text"]


@sqlite
async def test_it_stays_open_over_weeks(mara: Chat, stage: Stage, in_numbers: Ask) -> None:
    await strained(mara, in_numbers)
    await leap(stage, FRIDAY)
    await go(stage, hours=1)
    await in_numbers(mara)
    await mara.tap("4")
    text = str((await to_friday(stage, mara, FRIDAY + WEEK))["text"])
    assert "Open: a strain with Oak, since Mon 23 Nov." in text


@sqlite
async def test_in_a_discreet_chat_it_closes_and_opens_again(
    mara: Chat, stage: Stage, in_numbers: Ask
) -> None:
    await discreet(mara)
    await in_numbers(mara)
    await mara.tap("4")
    await mara.tap("4")
    await mara.tap("Strain")
    shown = next(one["id"] for one in reversed(mara.bubbles()) if "Strain with" in one["text"])
    assert hidden(mara.bubble(shown)) == ["Oak"]
    await stage.wait(minutes=11)
    assert mara.bubble(shown)["text"] == CLOSED
    await mara.tap("Open", on=shown)
    assert HEAD in mara.bubble(shown)["text"]


@sqlite
async def test_another_therapist_marks_and_sees_nothing(mara: Chat, stage: Stage, in_numbers: Ask) -> None:
    shown = await strained(mara, in_numbers)
    question = next(one for one in reversed(mara.bubbles()) if "Strain" in labels(one))
    pressed = [data(question, "Strain"), *(one["data"] for one in buttons(mara.bubble(shown)))]
    pressed.append(pressed[1].replace("strain_tick", "strain_show"))
    jonas = await settled_in(stage.chat(JONAS))
    before = await counts(stage)
    for press in pressed:
        await jonas.press(jonas.last["id"], press)
        assert jonas.toast()["text"] == "That one is not open any more."
    assert (await counts(stage), HEAD in str(jonas.everything())) == (before, False)
    assert (await the(stage)).marked_at > stage.now - timedelta(minutes=1)
