"""Groups and channels are left, once said why; nothing of them is kept."""

from __future__ import annotations

import pytest

from tests.handlers.look import SQLITE, counts
from tests.stage import MARA, Stage

sqlite_alone = pytest.mark.parametrize("database_url", SQLITE, indirect=True)


async def test_in_a_group_it_says_once_that_it_works_in_private_and_leaves(stage: Stage) -> None:
    group = stage.sandbox.group(MARA, "/start")
    await stage.settle()
    chat = stage.sandbox.chat(group)
    said = [message["text"] for message in chat["messages"] if message["from"] == "bot"]
    assert len(said) == 1
    assert said[0].startswith("I work in private chats only")
    assert chat["bot_left"]
    assert await counts(stage) == {}


@sqlite_alone
@pytest.mark.usefixtures("mara")
async def test_what_a_therapist_says_in_a_group_is_not_kept(stage: Stage) -> None:
    before = await counts(stage)
    stage.sandbox.group(MARA, "Rushed the end again.")
    await stage.settle()
    assert await counts(stage) == before


@sqlite_alone
async def test_a_channel_is_left_without_a_word(stage: Stage) -> None:
    world = stage.sandbox.world
    bot, mara = dict(world.bot), world.chats.people[MARA].user()
    world.updates.add(
        "my_chat_member",
        {
            "chat": {"id": -100123, "type": "channel", "title": "News"},
            "from": mara,
            "date": world.unix(),
            "old_chat_member": {"status": "left", "user": bot},
            "new_chat_member": {"status": "left", "user": bot} | {"status": "member"},
        },
    )
    await stage.settle()
    methods = [method for method, _ in stage.sandbox.calls]
    assert "leaveChat" in methods
    assert "sendMessage" not in methods
