"""Who may come in when the bot is by invitation."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.app import _print_owner_link
from db import invites
from db.engine import Database
from db.models import Invite, Therapist
from tests.handlers.look import SQLITE, rows
from tests.stage import JONAS, Chat, Stage, staged

sqlite_alone = pytest.mark.parametrize("database_url", SQLITE, indirect=True)
CLOSED = "This bot is by invitation. Ask whoever runs it for a link; it opens once."


@pytest.fixture
async def closed(database: Database) -> AsyncIterator[Stage]:
    """A bot that lets nobody in without a link."""
    async with staged(database, invite_only=True) as stage:
        yield stage


async def link(stage: Stage) -> str:
    """The token of a new link."""
    async with stage.database.write() as session:
        return await invites.make(session, stage.app.services.bot_id, stage.now)


async def used(stage: Stage) -> bool:
    (invite,) = await rows(stage, Invite)
    return invite.used_at is not None


@sqlite_alone
async def test_without_a_link_or_with_a_wrong_one_nobody_comes_in(closed: Stage) -> None:
    chat = closed.chat()
    await link(closed)
    for text in ("/start", "/start wrong-token-of-no-value", "/start ../../etc", "/start " + "x" * 400):
        await chat.say(text)
        assert chat.text == CLOSED
        assert chat.labels() == []
    assert await rows(closed, Therapist) == []


async def test_a_link_is_used_up_at_consent_and_not_before(closed: Stage) -> None:
    chat, token = closed.chat(), await link(closed)
    await chat.say(f"/start {token}")
    await chat.tap("More")
    assert not await used(closed)
    await chat.tap("I agree")
    assert await used(closed)
    assert len(await rows(closed, Therapist)) == 1


async def test_a_link_opens_once(closed: Stage) -> None:
    mara, jonas, token = closed.chat(), closed.chat(JONAS), await link(closed)
    await mara.say(f"/start {token}")
    await jonas.say(f"/start {token}")
    await mara.tap("I agree")
    await jonas.tap("I agree")
    assert jonas.text == CLOSED
    await jonas.say(f"/start {token}")
    assert jonas.text == CLOSED
    assert len(await rows(closed, Therapist)) == 1


async def test_a_link_is_good_for_two_weeks(closed: Stage) -> None:
    chat, token = closed.chat(), await link(closed)
    await chat.say(f"/start {token}")
    closed.sandbox.freeze(closed.now + timedelta(days=14))
    await chat.tap("I agree")
    assert chat.text == CLOSED
    assert await rows(closed, Therapist) == []


@sqlite_alone
async def test_a_forged_consent_lets_nobody_in(closed: Stage) -> None:
    chat: Chat = closed.chat()
    await chat.say("/start")
    for data in ("agree", "agree:", "agree:wrong-token-of-no-value"):
        await chat.press(chat.last["id"], data)
    assert await rows(closed, Therapist) == []


@sqlite_alone
async def test_who_is_in_needs_no_link_again(closed: Stage) -> None:
    chat, token = closed.chat(), await link(closed)
    await chat.say(f"/start {token}")
    await chat.tap("I agree")
    await chat.say("/start")
    assert chat.text.startswith("What time is it for you now?")


@sqlite_alone
async def test_the_first_start_prints_a_way_in_and_later_ones_do_not(
    closed: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    await _print_owner_link(closed.app)
    printed = capsys.readouterr().out
    token = printed.split("start=")[1].split()[0]
    chat = closed.chat()
    await chat.say(f"/start {token}")
    await chat.tap("I agree")
    assert len(await rows(closed, Therapist)) == 1
    await _print_owner_link(closed.app)
    assert capsys.readouterr().out == ""


@sqlite_alone
async def test_a_newer_owner_link_voids_the_one_before(
    closed: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    await _print_owner_link(closed.app)
    await _print_owner_link(closed.app)
    first, second = (part.split()[0] for part in capsys.readouterr().out.split("start=")[1:])
    chat = closed.chat()
    await chat.say(f"/start {first}")
    assert chat.text == CLOSED
    await chat.say(f"/start {second}")
    assert chat.has("I agree")
    assert (await rows(closed, Invite))[0].expires_at - closed.now < timedelta(minutes=1)
