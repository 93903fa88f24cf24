"""What a digest says, part by part."""

from __future__ import annotations

import pytest

from prompts.digest import LookBack, Week, render_closed
from tests.prompts.digest_make import (
    ALL,
    TEXTS,
    digest,
    line,
    parts_of,
    plain,
    quiet_week,
    rated,
    read,
    week,
)


def test_a_whole_digest_reads_like_this() -> None:
    given = week(
        ratings=rated(7, "3334323344445454", clients="abcde") + rated(10, "4435", clients="abc"),
        asked=ALL - {2},
        lines=[
            line("Rushed the end again.", days_ago=1, low=True),
            line(days_ago=3, client="River"),
            line("We both laughed.", days_ago=2, client="Fern"),
        ],
        focus=LookBack(7, asked=6, answered=5),
        wish=8,
        tips_shown=["08-tip-1", "08-tip-2"],
    )
    assert read(given) == (
        "14–20 November\n"
        "14 sessions, 11 looked back on.\n"
        "Your focus was Heard: you looked at it 5 times.\n"
        "\n"
        "Heard: 4.3 lately, 3.0 before (8 and 8 ratings, 5 clients)\n"
        "Warmth and compassion, lately: 4 4 3 5 (3 clients)\n"
        "Not asked this week: Time to grow.\n"
        "\n"
        "In your words\n"
        "“I let the silence run, and it came.” Tue, River\n"
        "“Rushed the end again.” Thu, Oak\n"
        "“We both laughed.” Wed, Fern\n"
        "\n"
        "For next week: The client's aims\n"
        "Try goals, way 3."
    )


@pytest.mark.parametrize(
    ("held", "reflected", "said"),
    [
        (14, 11, "14 sessions, 11 looked back on."),
        (14, 0, "14 sessions."),
        (14, 14, "14 sessions, each looked back on."),
        (1, 0, "1 session."),
        (1, 1, "1 session, looked back on."),
        (2, 1, "2 sessions, 1 looked back on."),
        (2, 3, "2 sessions, each looked back on."),
        (0, 0, "No sessions noted."),
    ],
)
def test_sessions_are_counted_and_nothing_is_missed(held: int, reflected: int, said: str) -> None:
    given = week(held=held, reflected=reflected, ratings=rated(7, "4"))
    assert read(given).splitlines()[1] == said


@pytest.mark.parametrize(
    ("asked", "answered", "said"),
    [
        (6, 5, "Your focus was Heard: you looked at it 5 times."),
        (1, 1, "Your focus was Heard: you looked at it once."),
        (3, 0, "Your focus was Heard: asked 3 times."),
        (1, 0, "Your focus was Heard: asked once."),
        (0, 0, "Your focus was Heard; I did not get to ask about it."),
    ],
)
def test_the_focus_is_looked_back_on_without_praise_or_blame(asked: int, answered: int, said: str) -> None:
    assert said in read(week(focus=LookBack(7, asked, answered))).splitlines()


@pytest.mark.parametrize(
    ("not_asked", "muted", "said"),
    [
        ({2}, (), "Not asked this week: Time to grow."),
        ({2, 7, 8}, (), "Not asked this week: Time to grow, Heard, The client's aims."),
        ({1, 2, 7, 8}, (), "Not asked this week: 4 of 10; their turn comes."),
        ({1, 2, 7, 8, 9, 10}, (9, 10), "Not asked this week: 4 of 8; their turn comes."),
        ({2, 7}, (7,), "Not asked this week: Time to grow."),
    ],
)
def test_what_was_not_asked_is_named_or_if_much_counted(
    not_asked: set[int], muted: tuple[int, ...], said: str
) -> None:
    assert said in read(week(asked=ALL - not_asked, muted=muted)).splitlines()


@pytest.mark.parametrize("asked", [ALL, frozenset()])
def test_with_all_or_none_asked_there_is_no_such_line(asked: frozenset[int]) -> None:
    assert "ot asked" not in read(week(asked=asked))


def test_the_first_digest_says_whose_impressions_these_are() -> None:
    said = "These are your impressions; only clients can give theirs."
    assert said in read(week(first=True))
    assert said not in read(week())


def test_words_alone_make_a_digest() -> None:
    text = read(week(lines=[line(), line("We both waited.", days_ago=2, client="River")]))
    assert "lately" not in text
    assert "“We both waited.” Wed, River" in text


def test_no_words_leave_no_heading_behind() -> None:
    assert "words" not in read(week(ratings=rated(7, "4")))


def test_answers_without_a_session_make_a_digest_too() -> None:
    text = read(week(held=0, reflected=0, ratings=rated(7, "34", clients="-")))
    assert "Heard, lately: 3 4 (without a client code)" in text


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (7, "A quiet week here. I am around when you want me."),
        (0.2, "Nothing new since your last digest. I am around when you want me."),
        (30, "A quiet time here. I am around when you want me."),
    ],
)
def test_a_quiet_week_gets_a_kind_line(days: float, said: str) -> None:
    assert (read(quiet_week(days=days)), parts_of(quiet_week()).kind) == (said, "quiet")


@pytest.mark.parametrize(
    ("quiet_weeks", "kind"), [(1, "quiet"), (2, "quiet"), (3, "ask_quieter"), (9, "ask_quieter")]
)
def test_after_three_quiet_weeks_it_asks_to_be_quieter(quiet_weeks: int, kind: str) -> None:
    given = quiet_week(quiet_weeks=quiet_weeks)
    assert parts_of(given).kind == kind
    assert ("Shall I be quieter?" in read(given)) == (kind == "ask_quieter")


def test_sessions_that_nobody_looked_back_on_are_a_quiet_week_too() -> None:
    assert parts_of(week(held=9, reflected=0, asked=ALL)).kind == "quiet"


@pytest.mark.parametrize(
    "given", [week(), week(held=0, reflected=0, lines=[line()]), week(reflected=0, ratings=rated(7, "4"))]
)
def test_anything_that_came_back_makes_it_a_full_one(given: Week) -> None:
    assert parts_of(given).kind == "full"


def test_a_closed_digest_shows_no_answer() -> None:
    assert plain(render_closed(TEXTS)) == "Your week is ready."


def test_a_long_time_is_not_called_a_week() -> None:
    text = read(week(days=28, asked=ALL - {2}, ratings=rated(7, "4")))
    assert "Not asked in this time: Time to grow." in text
    assert "For the coming weeks: " in text
    assert "week:" not in text


@pytest.mark.parametrize(
    ("days", "first", "weekend", "said"),
    [
        (7, False, False, "16–20 November"),
        (7, False, True, "15–20 November"),
        (2, True, False, "18–20 November"),
        (0.1, False, False, "20 November"),
        (21, False, False, "2–20 November"),
    ],
)
def test_the_span_is_named_as_people_would(days: float, first: bool, weekend: bool, said: str) -> None:
    sunday = [line(days_ago=5)] if weekend else []
    assert read(week(days=days, first=first, lines=[line(), *sunday])).splitlines()[0] == said


def test_typed_text_and_codes_are_escaped() -> None:
    html = digest(week(lines=[line("<b>&_*[", client="<A>"), line("Fine & well, all of it.", days_ago=2)]))
    assert "“&lt;b&gt;&amp;_*[” Thu, &lt;A&gt;" in html


def test_a_quiet_first_week_leaves_the_impressions_for_a_week_that_has_some() -> None:
    assert read(quiet_week(first=True)) == "A quiet week here. I am around when you want me."
