"""My contacts: typed by the therapist, shown to them alone, sealed, and gone with everything else."""

from __future__ import annotations

import json

import pytest

from db.blobs import key_id_in
from db.models import Expects
from handlers.contacts import MOST
from prompts.texts import load_texts
from tests.handlers.look import SQLITE, kept, rows
from tests.handlers.settings_make import flat, row_of
from tests.handlers.test_alarm import LINE, SAVED
from tests.handlers.test_edits import bring_again
from tests.handlers.test_export import export
from tests.make import settled_in
from tests.overheard import SHORT
from tests.stage import JONAS, Chat, Stage

sqlite_alone = pytest.mark.parametrize("database_url", SQLITE, indirect=True)
MINE = "Ada <b>& Co</b>, supervision\n020 7946 0018\nBen, at any hour: 07700 900123"
CARD = f"My contacts\n{MINE}"


async def with_contacts(chat: Chat) -> int:
    """Contacts typed from /settings. Returns the typed message's id."""
    await chat.say("/settings")
    await chat.tap("My contacts")
    return await chat.say(MINE)


async def test_from_settings_they_are_typed_and_stand_in_the_chat(mara: Chat, stage: Stage) -> None:
    await mara.say("/settings")
    assert mara.labels()[-1] == ["My contacts"]
    await mara.tap("My contacts")
    assert mara.text.startswith("Whom would you call? Nobody is noted yet.")
    assert not any(character.isdigit() for character in mara.text)
    before = len(mara.bubbles())
    await mara.say(MINE)
    assert (mara.text, mara.labels()) == (CARD, [["Change", "Delete"], ["Close"]])
    assert len(mara.bubbles()) == before  # the card takes the place of the question
    assert await kept(stage) == []


async def test_they_are_reached_under_words_about_danger(mara: Chat) -> None:
    await with_contacts(mara)
    await mara.say(LINE)
    await mara.tap("My contacts")
    assert mara.text == CARD
    assert [bubble["text"] for bubble in mara.bubbles()].count(CARD) == 1


async def test_closed_shows_nobody_and_opens_again(mara: Chat) -> None:
    await with_contacts(mara)
    await mara.tap("Close")
    assert (mara.text, flat(mara)) == ("Your contacts, closed.", ["Open"])
    await mara.tap("Open")
    assert mara.text == CARD


async def test_they_are_changed_by_typing_or_by_an_edit(mara: Chat, stage: Stage) -> None:
    typed = await with_contacts(mara)
    await mara.tap("Change")
    await mara.tap("Back")
    assert mara.text == CARD
    await mara.tap("Change")
    newer = await mara.say("Ben alone")
    assert mara.text == "My contacts\nBen alone"
    await mara.edit(newer, "Ben and Ada")
    assert mara.text == "My contacts\nBen and Ada"
    assert await rows(stage, Expects) == []
    assert typed != newer


async def test_deleted_they_are_gone_at_once(mara: Chat, stage: Stage) -> None:
    typed = await with_contacts(mara)
    message, data = mara.last["id"], mara.last["keyboard"][0][1]["data"]
    for _ in range(2):
        await mara.press(message, data)
        assert mara.text.startswith("Deleted. What you typed above stays in this chat")
    assert (await row_of(stage, mara)).contacts_sealed is None
    await mara.edit(typed, "Not these")
    assert (await row_of(stage, mara)).contacts_sealed is None
    await mara.tap("My contacts")
    await mara.say("Ben")
    assert mara.text == "My contacts\nBen"


@sqlite_alone
@pytest.mark.parametrize("text", ["x" * (MOST + 1), "a\n" * 6 + "b"], ids=["long", "many lines"])
async def test_too_much_changes_nothing_and_may_be_typed_again(mara: Chat, stage: Stage, text: str) -> None:
    await with_contacts(mara)
    await mara.tap("Change")
    before = (await row_of(stage, mara)).contacts_sealed
    await mara.say(text)
    assert mara.text.startswith("That is a little long")
    assert (await row_of(stage, mara)).contacts_sealed == before
    await mara.say("Ben")
    assert mara.text == "My contacts\nBen"


@sqlite_alone
async def test_the_longest_fit_into_a_short_message(mara: Chat) -> None:
    await mara.say("/settings")
    await mara.tap("My contacts")
    await mara.say("x" * MOST)
    assert len(mara.text) <= SHORT


@sqlite_alone
async def test_after_closing_the_next_message_is_a_line_again(mara: Chat, stage: Stage) -> None:
    await mara.say("/settings")
    await mara.tap("My contacts")
    await mara.tap("Close")
    await mara.say("Rushed the end again.")
    assert await kept(stage) == ["Rushed the end again."]


async def test_words_about_danger_typed_as_contacts_are_told_so_first(mara: Chat) -> None:
    await mara.say("/settings")
    await mara.tap("My contacts")
    typed = await mara.say(LINE)
    assert [bubble["text"] for bubble in mara.bubbles()[-2:]] == [SAVED, f"My contacts\n{LINE}"]
    assert mara.bubble(typed)["reaction"] is None


async def test_sealed_under_the_therapists_own_key_and_in_the_export(mara: Chat, stage: Stage) -> None:
    await with_contacts(mara)
    sealed = (await row_of(stage, mara)).contacts_sealed or b""
    assert b"Ada" not in sealed
    assert key_id_in(sealed)
    document, _ = await export(mara, stage)
    assert document["therapist"]["contacts"] == MINE


@sqlite_alone
async def test_an_operators_emergency_line_stands_below(mara: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(load_texts("en")._entries, "contacts.emergency", "In this house: reception.")
    await mara.say("/settings")
    await mara.tap("My contacts")
    assert mara.text.endswith("\nIn this house: reception.")


@sqlite_alone
async def test_brought_twice_they_are_kept_and_shown_once(mara: Chat, stage: Stage) -> None:
    typed = await with_contacts(mara)
    before = len(mara.bubbles())
    await bring_again(stage, typed)
    assert (len(mara.bubbles()), mara.text) == (before, CARD)


async def test_nobody_else_sees_them(mara: Chat, stage: Stage) -> None:
    await with_contacts(mara)
    stranger = stage.chat(JONAS)
    await stranger.say("hello")
    for data in ("contacts", "contacts_see", "contacts_new", "contacts_del", "contacts_end"):
        await stranger.press(stranger.last["id"], data)
        assert stranger.toast()["text"] == "That one is not open any more."
    await settled_in(stranger)
    for data in ("contacts", "contacts_see"):
        await stranger.press(stranger.last["id"], data)
    assert "7946" not in json.dumps(stranger.everything())
    await mara.press(mara.last["id"], "contacts_see")
    assert mara.text == CARD


@sqlite_alone
async def test_erased_with_everything_else(mara: Chat) -> None:
    await with_contacts(mara)
    await mara.say("/erase")
    await mara.tap("Go on")
    await mara.tap("Yes, delete for good")
    await settled_in(mara)
    await mara.press(mara.last["id"], "contacts")
    assert mara.text.startswith("Whom would you call?")
