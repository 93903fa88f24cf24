"""Digests and what comes by itself leave out a client on hold or died, also what was before, until told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from db.models import Answer, AskedQuestion, Message
from prompts.suggestions import SUGGESTIONS
from tests.handlers.checkin_make import answer, go, labels, on, waiting
from tests.handlers.clients_make import tell
from tests.handlers.digest_make import FRIDAY, WEEK, leap, look_back, to_friday, write_line
from tests.handlers.look import SQLITE, rows
from tests.handlers.settings_make import set_row
from tests.make import planned
from tests.stage import Chat, Stage, buttons

sqlite = pytest.mark.parametrize("database_url", SQLITE, indirect=True)
OF_OAK = "What Oak said stays with me."


async def week_of_two(mara: Chat) -> None:
    """Oak and River were looked back on, and there is a line of each."""
    await look_back(mara, "Oak")
    await write_line(mara, OF_OAK, "Oak")
    await look_back(mara, "River")
    await write_line(mara, "I let River lead.", "River")


@pytest.mark.parametrize("what", ["On hold", "Died"])
async def test_a_digest_made_before_and_opened_after_shows_nothing_of_theirs(
    stage: Stage, mara: Chat, what: str
) -> None:
    await week_of_two(mara)
    await leap(stage, FRIDAY)
    closed = mara.last["id"]
    assert mara.text == "Your week is ready."
    await tell(mara, what)
    await mara.tap("Open", on=closed)
    text = str(mara.bubble(closed)["text"])
    assert "Oak" not in text
    assert "1 session, looked back on." in text
    assert "I let River lead." in text
    await mara.tap("My words", on=closed)
    assert "Oak" not in str(mara.bubble(closed)["text"])
    assert "I let River lead." in str(mara.bubble(closed)["text"])


@sqlite
async def test_with_nobody_else_it_opens_as_a_quiet_week(stage: Stage, mara: Chat) -> None:
    await look_back(mara, "Oak")
    await leap(stage, FRIDAY)
    closed = mara.last["id"]
    await tell(mara, "Died")
    await mara.tap("Open", on=closed)
    shown = mara.bubble(closed)
    assert (shown["text"], labels(shown)) == ("A quiet week here. I am around when you want me.", [])


async def test_active_again_brings_back_what_was_said_of_them(stage: Stage, mara: Chat) -> None:
    await week_of_two(mara)
    await tell(mara, "Died")
    digest = await to_friday(stage, mara)
    assert "Oak" not in digest["text"]
    await tell(mara, "Undo")
    await mara.tap("My words", on=digest["id"])
    assert OF_OAK in str(mara.bubble(digest["id"])["text"])
    await mara.tap("Back", on=digest["id"])
    assert "2 sessions, each looked back on." in str(mara.bubble(digest["id"])["text"])


@sqlite
async def test_what_was_asked_about_them_counts_as_not_asked(stage: Stage, mara: Chat) -> None:
    """One question about River, one about Oak: after the telling, only River's suggestion was asked about."""
    await set_row(stage, mara, questions=1)
    await look_back(mara, "Oak")
    await look_back(mara, "River")
    await leap(stage, stage.now + timedelta(days=1))
    await mara.say("/digest")
    first = mara.text
    await tell(mara, "Died")
    await mara.say("/digest")
    many = f"of {len(SUGGESTIONS)}; their turn comes."
    asked = {one.suggestion for one in await rows(stage, AskedQuestion)}
    assert f"Not asked this week: {10 - len(asked)} {many}" in first
    assert f"Not asked this week: {10 - len(asked) + 1} {many}" in mara.text


@sqlite
async def test_the_look_back_on_a_focus_leaves_them_out(stage: Stage, mara: Chat) -> None:
    await look_back(mara, "River")
    await to_friday(stage, mara)
    await mara.tap("Make it my focus")
    await leap(stage, FRIDAY + timedelta(days=3))
    for _ in range(6):
        await look_back(mara, "Oak")
        await leap(stage, stage.now + timedelta(hours=2))
    await look_back(mara, "River")
    await mara.say("/digest")
    assert "Your focus is " in mara.text
    assert ": you looked at it" in mara.text
    before = mara.text
    await tell(mara, "On hold")
    await mara.say("/digest")
    assert "1 session, looked back on." in mara.text
    assert mara.text != before
    times = before.partition("you looked at it ")[2].split(".")[0]
    assert f"you looked at it {times}." not in mara.text


@sqlite
async def test_the_lapsed_line_of_one_who_died_is_not_tidied_away(stage: Stage, mara: Chat) -> None:
    """Of two lines with [Answer anyway], the digest takes the other one's along."""
    await go(stage, on(26, "9:00"))
    await planned(mara, "Oak 9:00")
    await planned(mara, "River 9:01")
    await go(stage, on(26, "9:56"))
    oak, river = (bubble["id"] for bubble in waiting(mara)[-2:])
    await go(stage, on(27, "10:00"))
    lapsed = mara.bubble(oak)
    assert labels(lapsed) == ["Answer anyway"]
    await tell(mara, "Died")
    await leap(stage, FRIDAY)
    there = {bubble["id"]: bubble for bubble in mara.bubbles()}
    assert there[oak] == lapsed
    assert river not in there
    assert [one.gone_at for one in await rows(stage, Message, message_id=oak)] == [None]


async def test_a_fortnight_without_a_word_of_them(stage: Stage, mara: Chat) -> None:
    """Sessions were planned, questions open, an evening waiting, a digest to come: then Oak dies."""
    await week_of_two(mara)
    await planned(mara, "Oak 9:05")
    await go(stage, on(23, "10:00"))
    assert len(waiting(mara)) == 1
    for plan in ("Oak 15:00", "River 15:30", "Oak 16:30", "Oak 17:20", "Fern 17:40"):
        await planned(mara, plan)
    answers = len(await rows(stage, Answer))
    await tell(mara, "Died")
    seen, until = mara.last["id"], FRIDAY + WEEK + timedelta(days=1)
    shown = {bubble["id"]: bubble for bubble in mara.bubbles() if "Oak" in str(bubble)}
    stage.sandbox.calls.clear()
    while stage.now < until:
        await go(stage, hours=6)
        for bubble in [b for b in mara.bubbles() if b["id"] > seen and "Open" in labels(b)]:
            await mara.tap("Open", on=bubble["id"])
        if waiting(mara) and stage.now.hour < 20:
            await answer(mara)
    said = [
        (method, str(sent)) for method, sent in stage.sandbox.calls if method.startswith(("send", "edit"))
    ]
    assert len(said) > 8, "others were asked about, and two digests opened"
    assert not [one for one in said if "Oak" in one[1] or OF_OAK in one[1]]
    assert {b["id"]: b for b in mara.bubbles() if "Oak" in str(b)} == shown
    assert not [b for bubble in shown.values() for b in buttons(bubble) if b["data"].startswith("answer:")]
    assert len(await rows(stage, Answer)) > answers
