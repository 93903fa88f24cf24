"""/erase: asked twice, then all is gone, here and in the chat; nobody else's, and not by an old button."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from db import set_aside
from db.models import Base
from handlers import delivery
from tests.handlers.look import SQLITE
from tests.handlers.test_export import file
from tests.handlers.test_privacy import rows
from tests.make import just_finished, settled_in
from tests.stage import JONAS, MARA, Chat, Stage, buttons

SECRET = "the heron stood very still"


async def erase(chat: Chat) -> None:
    await chat.say("/erase")
    await chat.tap("Go on")
    await chat.tap("Yes, delete for good")


async def with_words(chat: Chat) -> Chat:
    """A session with a client, and a line of the therapist's own."""
    await just_finished(chat, "Heron")
    await chat.say(SECRET)
    await chat.tap("Heron")
    return chat


def data_of(chat: Chat, label: str) -> str:
    """The data behind the newest button with this label."""
    found = [b["data"] for bubble in chat.bubbles() for b in buttons(bubble) if b["text"] == label]
    return found[-1]


def stored(folder: Path) -> bytes:
    """The database file and everything SQLite keeps beside it."""
    return b"".join(path.read_bytes() for path in folder.glob("afterhour.db*"))


async def test_it_warns_suggests_an_export_and_asks_twice(mara: Chat, stage: Stage) -> None:
    await mara.say("/erase")
    assert "inquest" in mara.text
    assert mara.labels() == [["Export first"], ["Go on", "Keep everything"]]
    await mara.tap("Go on")
    assert mara.labels() == [["Keep everything"], ["Yes, delete for good"]]
    assert await rows(stage) > 0


async def test_keeping_everything_keeps_everything(mara: Chat, stage: Stage) -> None:
    before = await rows(stage)
    await mara.say("/erase")
    await mara.tap("Go on")
    await mara.tap("Keep everything")
    assert "Everything stays" in mara.text
    assert await rows(stage) == before + 2  # the ids of two messages


async def test_after_the_second_yes_no_row_is_left_and_one_line_in_the_chat(mara: Chat, stage: Stage) -> None:
    await with_words(mara)
    await erase(mara)
    assert await rows(stage) == 0
    assert [message["text"] for message in mara.everything()][-1].startswith("Everything is gone here.")
    assert stage.sandbox.chat(MARA)["reply_keyboard"] is None
    assert SECRET not in str(mara.everything())
    assert "Heron" not in str(mara.everything())


@pytest.mark.parametrize("database_url", SQLITE, indirect=True)
async def test_no_word_and_no_key_is_left_in_the_files(mara: Chat, stage: Stage) -> None:
    await with_words(mara)
    folder = Path(str(stage.database.url.database)).parent
    keys = Base.metadata.tables["data_keys"]
    async with stage.database.read() as session:
        canaries = [SECRET.encode(), b"Heron", *(await session.scalars(select(keys.c.wrapped)))]
    assert len(canaries) == 4
    assert [canary in stored(folder) for canary in canaries] == [False, False, True, True]
    await erase(mara)
    assert not any(canary in stored(folder) for canary in canaries)


async def test_another_s_things_stay(mara: Chat, stage: Stage) -> None:
    jonas = await with_words(await settled_in(stage.chat(JONAS), city="Berlin"))
    mine = len(jonas.everything())
    await with_words(mara)
    await erase(mara)
    assert len(jonas.everything()) == mine
    await jonas.say("/export")
    assert SECRET.encode() in file(stage, jonas.bubbles()[-2])


async def test_an_update_set_aside_goes_as_well_and_another_s_stays(mara: Chat, stage: Stage) -> None:
    services = stage.app.services
    async with stage.database.write() as session:
        for number, person in ((1, MARA), (2, JONAS)):
            raw = {"update_id": number, "message": {"text": SECRET, "from": {"id": person}}}
            await set_aside.keep(session, services.vault, services.bot_id, raw, "ValueError", stage.now)
    await erase(mara)
    assert await rows(stage) == 1
    async with stage.database.read() as session:
        kept = await set_aside.of_person(session, services.vault, services.bot_id, JONAS)
    assert len(kept) == 1


@pytest.mark.parametrize("agreed", [True, False])
async def test_somebody_else_s_button_does_nothing(mara: Chat, stage: Stage, agreed: bool) -> None:
    jonas = stage.chat(JONAS)
    await (settled_in(jonas) if agreed else jonas.say("/start"))
    await mara.say("/erase")
    offered = [button["data"] for button in buttons(mara.last)]
    await mara.tap("Go on")
    offered += [button["data"] for button in buttons(mara.last)]
    before, seen = await rows(stage), jonas.everything()
    for data in offered:
        await jonas.press(jonas.last["id"], data)
        assert "not open any more" in jonas.toast()["text"]
    assert await rows(stage) == before
    assert jonas.everything() == seen


async def test_the_erased_start_again_as_strangers_and_the_old_button_does_nothing(
    mara: Chat, stage: Stage
) -> None:
    await mara.say("/erase")
    await mara.tap("Go on")
    button, data = mara.last["id"], data_of(mara, "Yes, delete for good")
    await mara.press(button, data)
    await mara.press(button, data)
    assert await rows(stage) == 0
    await settled_in(mara)
    await mara.press(button, data)
    assert await rows(stage) > 0


async def test_a_last_question_left_lying_asks_both_questions_again(mara: Chat, stage: Stage) -> None:
    await mara.say("/erase")
    await mara.tap("Go on")
    await stage.wait(hours=1)
    await mara.tap("Yes, delete for good")
    assert "Go on" in str(mara.everything())
    assert await rows(stage) > 0


async def test_export_first_brings_the_files_and_asks_again_below_them(mara: Chat, stage: Stage) -> None:
    await mara.say("/erase")
    await mara.tap("Export first")
    json_file, markdown, question = mara.bubbles()[-3:]
    assert json_file["document"]["name"].endswith(".json")
    assert markdown["document"]["name"].endswith(".md")
    assert "Save them" in question["text"]
    await mara.tap("Go on")
    await mara.tap("Yes, delete for good")
    assert await rows(stage) == 0


async def test_what_is_too_old_to_delete_is_crossed_out_and_said(mara: Chat, stage: Stage) -> None:
    await with_words(mara)
    await stage.wait(hours=72)
    await erase(mara)
    assert "older than 48 hours" in mara.text
    assert "Heron" not in str(mara.bubbles())
    assert any(bubble["text"] == "—" for bubble in mara.bubbles())


async def test_a_scrub_that_readers_keep_out_does_not_keep_the_messages(
    mara: Chat, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def busy() -> bool:
        return False

    monkeypatch.setattr(stage.database, "scrub", busy)
    monkeypatch.setattr(delivery, "SCRUB_PAUSES", (0.0, 0.0))
    await with_words(mara)
    await erase(mara)
    assert SECRET not in str(mara.everything())
