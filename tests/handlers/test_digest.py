"""The weekly digest: what is in it, and that it stays the therapist's own."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.handlers.digest_make import (
    FRIDAY,
    WEEK,
    answer,
    data_of,
    digests_of,
    leap,
    look_back,
    set_newest_client,
    to_friday,
    write_line,
)
from tests.handlers.settings_make import row_of, set_row
from tests.make import just_finished, settled_in
from tests.stage import JONAS, Chat, Stage

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
NOTHING_YET = "Nothing to hand back yet. After a session, tap Just finished and look back for a moment; "


async def test_the_week_comes_on_friday_at_five_closed_and_opens_in_place(stage: Stage, mara: Chat) -> None:
    await look_back(mara, "Oak")
    await write_line(mara, "Rushed the end <b>&_*[ again.")
    await leap(stage, FRIDAY - timedelta(minutes=1))
    before = len(mara.bubbles())
    await leap(stage, FRIDAY)
    assert (mara.text, mara.labels()) == ("Your week is ready.", [["Open"]])
    await mara.tap("Open")
    assert len(mara.bubbles()) == before + 1
    assert mara.text.startswith("23–27 November\n1 session, looked back on.\n")
    assert "“Rushed the end <b>&_*[ again.” Mon, Oak" in mara.text
    assert mara.labels() == [["Make it my focus", "Another"], ["Why this", "My words"]]


async def test_digests_cover_the_time_from_one_to_the_next(stage: Stage, mara: Chat) -> None:
    for friday in (FRIDAY, FRIDAY + WEEK):
        await leap(stage, friday - timedelta(days=2))
        await look_back(mara)
        await leap(stage, friday)
    first, second = await digests_of(stage, mara)
    assert (first.starts_at, first.ends_at) == ((await row_of(stage, mara)).consented_at, FRIDAY)
    assert (second.starts_at, second.ends_at) == (FRIDAY, FRIDAY + WEEK)


async def test_asking_for_it_does_not_shorten_the_weekly_one(stage: Stage, mara: Chat) -> None:
    await look_back(mara)
    await leap(stage, FRIDAY - timedelta(days=2))
    await mara.say("/digest")
    assert mara.text.startswith("23–25 November\n1 session")
    assert mara.has("Make it my focus")
    await to_friday(stage, mara)
    assert "1 session, looked back on." in mara.text
    asked, weekly = await digests_of(stage, mara)
    assert asked.starts_at == weekly.starts_at


@on_sqlite
async def test_asked_before_any_session_it_says_how_a_week_begins(mara: Chat) -> None:
    await mara.say("/digest")
    assert mara.text == NOTHING_YET + "your first week grows from there."
    assert mara.labels() == []


@on_sqlite
async def test_asked_with_nothing_new_it_hands_back_the_last_week(stage: Stage, mara: Chat) -> None:
    await look_back(mara)
    opened = await to_friday(stage, mara)
    await leap(stage, FRIDAY + timedelta(days=1))
    await mara.say("/digest")
    assert mara.text == f"Nothing new since; here it is once more.\n\n{opened['text']}"
    await mara.tap("Another")
    assert mara.text != opened["text"]
    await leap(stage, FRIDAY + timedelta(days=1, hours=1))
    assert len(await digests_of(stage, mara)) == 1


@on_sqlite
async def test_the_first_digest_alone_says_whose_impressions_these_are(stage: Stage, mara: Chat) -> None:
    said = "These are your impressions; only clients can give theirs."
    for friday, first in ((FRIDAY, True), (FRIDAY + WEEK, False)):
        await leap(stage, friday - timedelta(days=2))
        await look_back(mara)
        assert (said in (await to_friday(stage, mara, friday))["text"]) == first


@on_sqlite
@pytest.mark.parametrize("status", ["on_hold", "died"])
async def test_a_client_at_rest_never_appears(stage: Stage, mara: Chat, status: str) -> None:
    await look_back(mara, "Oak")
    await look_back(mara, "River", line="She will not be coming again, she said.")
    await write_line(mara, "Something about her.", "River")
    await set_newest_client(stage, status)
    digest = await to_friday(stage, mara)
    assert "1 session, looked back on." in digest["text"]
    assert "2 clients" not in digest["text"]
    shown = digest["text"]
    if mara.has("My words"):
        await mara.tap("My words")
        shown += mara.text
    for hidden in ("River", "coming again", "about her"):
        assert hidden not in shown


async def test_a_changed_answer_shows_in_a_digest_that_is_out(stage: Stage, mara: Chat) -> None:
    await look_back(mara, rating="2")
    rated = next(b for b in mara.bubbles() if "2 of 5" in b["text"])
    line = await write_line(mara, "Rushed the end again.")
    digest = await to_friday(stage, mara)
    assert "lately: 2 (" in digest["text"]
    await mara.tap("Change", on=rated["id"])
    await mara.tap("5", on=rated["id"])
    await mara.edit(line, "Rushed the end, and said so.")
    await mara.tap("Why this", on=digest["id"])
    await mara.tap("Back", on=digest["id"])
    text = mara.bubble(digest["id"])["text"]
    assert "lately: 5 (" in text
    assert "“Rushed the end, and said so.”" in text


async def test_a_late_answer_belongs_to_the_week_in_which_it_was_given(stage: Stage, mara: Chat) -> None:
    await just_finished(mara, "Oak")
    await mara.tap("Now")
    question = mara.last["id"]
    await stage.wait(hours=25)
    await mara.tap("Answer anyway", on=question)
    await mara.tap("4", on=question)
    digest = await to_friday(stage, mara)
    assert "1 session, looked back on." in digest["text"]
    assert "lately: 4 (1 client)" in digest["text"]


async def test_lines_that_were_closed_go_with_the_digest(stage: Stage, mara: Chat) -> None:
    await look_back(mara, "Oak")
    await leap(stage, FRIDAY - timedelta(hours=30))
    await just_finished(mara, "Oak")
    await mara.tap("Now")
    question = mara.last["id"]
    await leap(stage, FRIDAY - timedelta(hours=5))
    assert "Answer anyway" in str(mara.bubble(question)["keyboard"])
    await leap(stage, FRIDAY)
    assert question not in [b["id"] for b in mara.bubbles()]


@on_sqlite
async def test_my_words_holds_every_line_and_leads_back(stage: Stage, mara: Chat) -> None:
    await look_back(mara, "Oak")
    for number in range(5):
        await write_line(mara, f"The line with the number {number}.")
    digest = await to_friday(stage, mara)
    await mara.tap("My words")
    assert all(f"The line with the number {number}." in mara.text for number in range(5))
    await mara.tap("Back")
    assert (mara.text, mara.labels()) == (digest["text"], mara.labels(digest))


@on_sqlite
async def test_why_this_gives_the_reason_and_no_cause(stage: Stage, mara: Chat) -> None:
    await look_back(mara)
    await to_friday(stage, mara)
    await mara.tap("Why this")
    assert "A low rating is never the reason." in mara.text
    assert "says nothing about cause." in mara.text
    assert mara.labels() == [["Back"]]


async def test_somebody_elses_digest_stays_shut(stage: Stage, mara: Chat) -> None:
    await look_back(mara, "Oak")
    await leap(stage, FRIDAY)
    shut = data_of(mara.last, "Open")
    jonas = await settled_in(stage.chat(JONAS))
    his = list(jonas.bubbles())
    number = shut.split(":")[1]
    for data in (shut, *(f"{verb}:{number}:0" for verb in ("focus", "no_focus", "another", "week_why"))):
        await jonas.press(jonas.last["id"], data)
        assert jonas.toast()["text"] == "That one is not open any more."
    await jonas.press(jonas.last["id"], f"words:{number}:0")
    await jonas.press(jonas.last["id"], f"pace:{number}:monthly")
    assert jonas.bubbles() == his
    assert (await digests_of(stage, mara))[0].opened_at is None


@on_sqlite
async def test_it_opens_weeks_later_too(stage: Stage, mara: Chat) -> None:
    await look_back(mara)
    await leap(stage, FRIDAY)
    first = mara.last["id"]
    for weeks in (1, 2, 3, 4, 5, 6):
        await leap(stage, FRIDAY + weeks * WEEK)
    await leap(stage, FRIDAY + 7 * WEEK + timedelta(days=2))
    await mara.tap("Open", on=first)
    assert mara.bubble(first)["text"].startswith("23–27 November\n1 session, looked back on.")
    await mara.tap("Make it my focus", on=first)
    assert "Your focus for the coming week: " in mara.bubble(first)["text"]


@on_sqlite
async def test_answers_about_the_day_alone_make_a_digest(stage: Stage, mara: Chat) -> None:
    await set_row(stage, mara, numbers="never", questions=1)
    await mara.say("/checkin")
    assert await answer(mara) is not None
    digest = await to_friday(stage, mara)
    assert "No sessions noted." in digest["text"]
