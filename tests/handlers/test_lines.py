"""Lines of one's own: whose they are, moved, deleted; and what is said once."""

from __future__ import annotations

import pytest

from db.blobs import data_key_id, key_id_in
from db.keys import data_key
from db.models import Answer, AskedQuestion, Client, Note
from tests.handlers.asked import Ask, in_numbers, in_words
from tests.handlers.look import SQLITE, kept, rows
from tests.make import just_finished
from tests.stage import Chat, Stage

__all__ = ["in_numbers", "in_words"]  # fixtures
sqlite_alone = pytest.mark.parametrize("database_url", SQLITE, indirect=True)


async def key_of(stage: Stage, client_id: int | None) -> bytes:
    """Which key a client's text is sealed under; without a client, the therapist's."""
    (client, *_) = await rows(stage, Client)
    async with stage.database.write() as session:
        vault, owner = stage.app.services.vault, client.therapist_id
        return data_key_id(await data_key(session, vault, owner, client_id, stage.now))


async def note_of(stage: Stage) -> Note:
    (note,) = await rows(stage, Note)
    return note


async def two_clients(chat: Chat) -> None:
    await just_finished(chat)
    await just_finished(chat, "River")


async def test_a_line_is_sealed_under_the_key_of_whom_it_is_about(mara: Chat, stage: Stage) -> None:
    await two_clients(mara)
    oak, river = await rows(stage, Client)
    await mara.say("Rushed the end again.")
    assert key_id_in((await note_of(stage)).text_sealed) == await key_of(stage, None)
    for label, client in (("Oak", oak), ("River", river)):
        if mara.has("Move"):
            await mara.tap("Move")
        await mara.tap(label)
        note = await note_of(stage)
        assert (note.client_id, key_id_in(note.text_sealed)) == (client.id, await key_of(stage, client.id))
    await mara.tap("Move")
    await mara.tap("General")
    assert (await note_of(stage)).client_id is None
    assert await kept(stage) == ["Rushed the end again."]


async def test_an_answer_that_moves_leaves_its_question_open_again(
    mara: Chat, stage: Stage, in_words: Ask
) -> None:
    await just_finished(mara, "River")
    question = await in_words(mara)
    await mara.say("That was about River.")
    await mara.tap("Move", on=question)
    await mara.tap("River", on=question)
    river = (await rows(stage, Client))[0]
    note = await note_of(stage)
    assert (note.client_id, key_id_in(note.text_sealed)) == (river.id, await key_of(stage, river.id))
    assert [one for one in await rows(stage, Answer) if one.text_sealed] == []
    (asked,) = await rows(stage, AskedQuestion, message_id=question)
    assert asked.state == "open"
    assert mara.text == "Your line → River"


@sqlite_alone
async def test_an_answer_moved_to_where_it_is_stays(mara: Chat, stage: Stage, in_words: Ask) -> None:
    question = await in_words(mara)
    await mara.say("At the door.")
    await mara.tap("Move", on=question)
    await mara.tap("Oak", on=question)
    assert await rows(stage, Note) == []
    assert "Your line → Oak" in mara.bubble(question)["text"]


@sqlite_alone
async def test_a_line_moved_to_another_client_leaves_its_question(
    mara: Chat, stage: Stage, in_numbers: Ask
) -> None:
    await just_finished(mara, "River")
    question = await in_numbers(mara)
    await mara.say("At the door.", reply_to=question)
    await mara.tap("Move")
    await mara.tap("River")
    assert (await note_of(stage)).asked_id is None
    assert "line of yours" not in mara.bubble(question)["text"]


async def test_deleting_takes_the_kept_line_and_the_message(mara: Chat, stage: Stage) -> None:
    await just_finished(mara)
    typed = await mara.say("Rushed the end again.")
    await mara.tap("Oak")
    await mara.tap("Delete")
    assert await rows(stage, Note) == []
    assert mara.text == "Deleted."
    assert typed not in {message["id"] for message in mara.everything()}


@sqlite_alone
async def test_deleting_an_answer_leaves_the_question_skipped(
    mara: Chat, stage: Stage, in_words: Ask
) -> None:
    question = await in_words(mara)
    await mara.say("At the door.")
    await mara.tap("Delete", on=question)
    assert await kept(stage) == []
    assert "Skipped" in mara.bubble(question)["text"]


@sqlite_alone
async def test_that_telegram_deletes_no_copy_is_said_once(mara: Chat) -> None:
    for _ in range(3):
        await mara.say("A line of my own.")
    said = [bubble for bubble in mara.bubbles() if "does not delete my copy" in bubble["text"]]
    assert len(said) == 1
    assert any("Delete" in row for row in mara.labels(said[0]))


@sqlite_alone
async def test_a_stranger_who_presses_a_lines_buttons_changes_and_sees_nothing(
    mara: Chat, stage: Stage
) -> None:
    await just_finished(mara, "River")
    await mara.say("Rushed the end again.")
    jonas = stage.chat(1002)
    await jonas.say("/start")
    await jonas.tap("I agree")
    for row in mara.last["keyboard"]:
        for button in row:
            await jonas.press(jonas.last["id"], button["data"])
            assert jonas.toast()["text"] == "That one is not open any more."
    assert not (await note_of(stage)).placed
    assert "River" not in str(jonas.everything())
