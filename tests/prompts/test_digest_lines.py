"""The therapist's own words in a digest."""

from __future__ import annotations

import pytest

from prompts.digest import Line, render_words
from prompts.digest.behind import LIMIT, units
from prompts.digest.lines import choose_lines, clean, cut, fold, isolate
from tests.prompts.digest_make import TEXTS, line, plain, read, week


def chosen(*lines: Line, seed: int = 1) -> list[str]:
    return [each.text for each in choose_lines(lines, "Europe/London", seed=seed)]


def low(text: str = "Rushed the end again.", *, days_ago: float = 1, starred: bool = False) -> Line:
    return line(text, days_ago=days_ago, starred=starred, low=True)


def test_at_most_one_low_line_and_never_the_last() -> None:
    found = chosen(
        low("Lost the thread."), low("Talked too much.", days_ago=2), line("We both waited.", days_ago=3)
    )
    assert len(found) == 2
    assert found[-1] == "We both waited."


def test_low_lines_alone_are_not_shown() -> None:
    assert chosen(low("Lost the thread."), low("Talked too much.", days_ago=2, starred=True)) == []


def test_starred_lines_come_before_others() -> None:
    others = [line(f"Another moment, {n}.", days_ago=n, client=f"C{n}") for n in range(1, 6)]
    for seed in range(20):
        assert "To be kept." in chosen(
            *others, line("To be kept.", days_ago=1, client="C1", starred=True), seed=seed
        )


def test_lines_come_from_varied_clients() -> None:
    oak = [line(f"Something with Oak, {n}.", days_ago=n) for n in range(1, 6)]
    found = chosen(*oak, line("Something with River.", client="River", days_ago=1))
    assert "Something with River." in found


def test_lines_come_from_varied_days() -> None:
    today = [line(f"Something today, {n}.", client=f"C{n}") for n in range(1, 6)]
    assert "Something on Monday." in chosen(
        *today, line("Something on Monday.", days_ago=4, client="C1"), line("And more.", client="C2")
    )


def test_a_third_line_comes_only_if_it_is_short_enough() -> None:
    long = [line("word " * 22 + str(n), days_ago=n, client=f"C{n}") for n in range(1, 5)]
    assert len(chosen(*long)) == 2
    assert len(chosen(*long, line("A short one, this.", days_ago=1, client="C9"))) == 3


def test_the_same_words_are_shown_once() -> None:
    assert chosen(line("We both waited."), line(" we both  waited. ", days_ago=2)) == ["We both waited."]


def test_slight_lines_give_way() -> None:
    others = [line(f"Another moment, {n}.", days_ago=n, client=f"C{n}") for n in range(1, 4)]
    assert all(
        "ok" not in chosen(*others, line("ok", client="C9", days_ago=4), seed=seed) for seed in range(20)
    )


def test_a_line_of_a_week_ago_has_its_date() -> None:
    assert "“We both waited.” Fri 13 Nov, Oak" in read(week(lines=[line("We both waited.", days_ago=6.9)]))


def test_a_line_without_a_client_has_its_day() -> None:
    assert "“We both waited.” Thu\n" in read(week(lines=[line("We both waited.", client=None)]))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("short", "short"),
        ("one two three four", "one two…"),
        ("one two, three four", "one two…"),
        ("abcdefghijklmnop", "abcdefghi…"),
        ("abcdefgh\U0001f469\u200d\U0001f469\u200d\U0001f467 and so on", "abcdefgh…"),
        ("abcdefghe\u0301 long enough", "abcdefgh…"),
        ("abcdefgh\U0001f1e9\U0001f1ea long enough", "abcdefgh…"),
    ],
)
def test_a_cut_falls_between_words_and_breaks_no_letter(text: str, expected: str) -> None:
    assert cut(text, 10) == expected


def test_newlines_are_folded_and_controls_dropped() -> None:
    assert fold("one\r\ntwo\x00\n\n three\u202e\tfour\ud800") == "one two three four"
    assert clean(" one\r\ntwo\x00\x1b ") == "one\ntwo"


def test_an_emoji_of_several_parts_stays_whole() -> None:
    assert fold("\U0001f469\u200d\U0001f469\u200d\U0001f467") == "\U0001f469\u200d\U0001f469\u200d\U0001f467"


def test_text_from_right_to_left_is_set_apart() -> None:
    assert isolate("שלום") == "\u2068שלום\u2069"
    assert isolate("left to right") == "left to right"


def test_my_words_holds_every_line_in_order_as_typed() -> None:
    given = week(lines=[low(days_ago=1), line("Two\nlines & more", days_ago=3, client="River", starred=True)])
    assert plain(render_words(given, TEXTS)) == (
        "Your words\n\nTue, River, to supervision\nTwo\nlines & more\n\nThu, Oak\nRushed the end again."
    )


def test_my_words_that_do_not_fit_are_counted() -> None:
    text = plain(render_words(week(lines=[line("word " * 190 + str(n)) for n in range(7)]), TEXTS))
    assert units(text) <= LIMIT
    assert text.endswith("… and 3 more in /export")


def test_a_long_line_is_cut_and_the_export_named() -> None:
    text = plain(render_words(week(lines=[line("word " * 800)]), TEXTS))
    assert units(text) <= LIMIT
    assert text.endswith("word…\n\nLong lines are cut here; /export has them whole.")


def test_without_words_my_words_says_so() -> None:
    assert plain(render_words(week(), TEXTS)) == "No lines from this week."
