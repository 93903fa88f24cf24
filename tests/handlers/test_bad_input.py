"""What is no answer: a kind line, nothing kept; buttons that nobody wrote; people who are no therapists."""

from __future__ import annotations

from typing import Any

import pytest

from tests.handlers.look import SQLITE, counts
from tests.stage import MARA, Chat, Stage

sqlite_alone = pytest.mark.parametrize("database_url", SQLITE, indirect=True)
GONE = "That one is not open any more."


async def arrives(stage: Stage, **content: Any) -> None:
    """Any other message from Mara, as Telegram shapes it."""
    world = stage.sandbox.world
    world.updates.add(
        "message",
        {
            "message_id": 900_000,
            "date": world.unix(),
            "from": world.chats.people[MARA].user(),
            "chat": world.chats.people[MARA].chat(),
            **content,
        },
    )
    await stage.settle()


KIND_LINES = {
    "sticker": "I only understand words and buttons",
    "photo": "I keep no pictures",
    "voice": "I keep no recordings. Your keyboard's microphone can turn speech into a line.",
    "forward": "I keep nothing forwarded",
}


@sqlite_alone
async def test_what_is_no_text_gets_a_kind_line_and_is_not_kept(mara: Chat, stage: Stage) -> None:
    before = {**await counts(stage), "messages": 0}
    for kind, said in KIND_LINES.items():
        await mara.send(kind)
        assert said in mara.text
    assert {**await counts(stage), "messages": 0} == before


ODD: tuple[dict[str, Any], ...] = (
    {"photo": [{"file_id": "x", "file_unique_id": "x", "width": 1, "height": 1}], "caption": "Oak 14:30"},
    {"location": {"latitude": 51.5, "longitude": 0.1}},
    {"contact": {"phone_number": "123", "first_name": "Robin"}},
    {"dice": {"emoji": "🎲", "value": 4}},
    {"video_note": {"file_id": "x", "file_unique_id": "x", "length": 1, "duration": 1}},
)


@sqlite_alone
async def test_captions_places_and_the_rest_are_answered_and_not_kept(mara: Chat, stage: Stage) -> None:
    before = {**await counts(stage), "messages": 0}
    said = len(mara.bubbles())
    for content in ODD:
        await arrives(stage, **content)
    assert len(mara.bubbles()) == said + len(ODD)
    assert {**await counts(stage), "messages": 0} == before


@sqlite_alone
async def test_an_unknown_command_gets_a_kind_line(mara: Chat, stage: Stage) -> None:
    for text in ("/nonsense", "/nonsense with words", "/today@another_bot"):
        await mara.say(text)
        assert mara.text == "I do not know that one. /help shows what I can do."
    assert "notes" not in await counts(stage)


@sqlite_alone
async def test_commands_with_a_name_or_words_behind_them_work(mara: Chat) -> None:
    for text in ("/today@afterhour_sandbox_bot", "/today and more words", "/TODAY"):
        await mara.say("/cancel")
        await mara.say(text)
        assert mara.text.startswith("No sessions noted today.")


@sqlite_alone
async def test_a_forwarded_command_commands_nothing(mara: Chat, stage: Stage) -> None:
    origin = {"type": "hidden_user", "sender_user_name": "Robin", "date": 1}
    entities = [{"type": "bot_command", "offset": 0, "length": 6}]
    await arrives(stage, text="/erase", entities=entities, forward_origin=origin)
    assert mara.text.startswith("I keep nothing forwarded")


NOBODYS = (
    "answer", "answer:", "answer:zzzzzzzzzzzzzzzzzzzzzzzz:1", "answer:-1:1", "answer:1", "nonsense:1",
    "whom:now", "whom:now:1:1:1", "word:now:zzzzzz:1:999", "at:never:1:1", "to:n", "to:x:1:1", "zone:US",
    "rhythm:whenever", "length_as:1:zzz", "day_as:1", "day_as:1:eaten", "set:", "set_to:zone", "\x00",
    "<b>", "🌊", "offer:1:only", "snooze:1:never", "pause_for:x", "agree", "more", "focus:x", "open:",
)  # fmt: skip


@sqlite_alone
async def test_buttons_that_nobody_wrote_change_and_break_nothing(mara: Chat, stage: Stage) -> None:
    before = {**await counts(stage), "messages": 0}
    said = len(mara.bubbles())
    for data in NOBODYS:
        await mara.press(mara.last["id"], data)
    assert {**await counts(stage), "messages": 0} == before
    assert len(mara.bubbles()) == said


async def test_data_that_cannot_be_read_is_answered_with_a_toast(mara: Chat, stage: Stage) -> None:
    await mara.press(mara.last["id"], "answer:zzzzzzzzzzzzzzzzzzzzzzzz:1")
    assert mara.toast()["text"] == GONE
    assert "set_aside" not in await counts(stage)


@sqlite_alone
async def test_other_bots_and_updates_without_a_person_are_passed_over(stage: Stage) -> None:
    bot = {"id": 77, "is_bot": True, "first_name": "Other"}
    chat = stage.sandbox.world.chats.people[MARA].chat()
    await arrives(stage, text="/start", **{"from": bot})
    body = {"message_id": 900_001, "date": 1, "chat": chat, "text": "hello"}
    stage.sandbox.world.updates.add("message", body)
    await stage.settle()
    assert stage.chat().everything() == []
    assert await counts(stage) == {}


@sqlite_alone
async def test_cancel_works_at_any_time(mara: Chat) -> None:
    await mara.say("/cancel")
    nothing = mara.text
    await mara.say("Just finished")
    await mara.say("/cancel")
    assert mara.text != nothing
