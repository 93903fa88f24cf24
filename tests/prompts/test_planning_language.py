"""Another language is its words and nothing else: the grammar reads German from a table of German words."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from prompts.schedule.planning import Seen, Vocabulary, read_planning, vocabulary
from prompts.texts import Texts, load_texts
from tests.prompts.planning_make import seen_from, written

WORDS = Path(__file__).with_name("planning_de.toml")


@cache
def german() -> Seen:
    """A therapist in Berlin who types German; what is asked back stays English here."""
    typed: Mapping[str, str] = tomllib.loads(WORDS.read_text("utf-8"))["planning"]["words"]
    english = load_texts()
    entries = {key: english._entries[key] for key in english.keys()}  # noqa: SIM118 - Texts is no mapping
    entries |= {f"planning.words.{name}": spellings for name, spellings in typed.items()}
    return replace(seen_from(zone="Europe/Berlin"), words=Vocabulary(Texts("de", entries)))


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("Oak 14:30", "plan Oak 2026-12-01T14:30+01:00"),
        ("Oak morgen um 9", "plan Oak 2026-12-02T09:00+01:00"),
        ("Oak übermorgen 9 Uhr", "plan Oak 2026-12-03T09:00+01:00"),
        ("Oak halb drei", "plan Oak 2026-12-01T14:30+01:00"),  # half before three, not after
        ("Oak viertel nach drei", "plan Oak 2026-12-01T15:15+01:00"),
        ("Oak Donnerstag 10:15 80 Minuten", "plan Oak 2026-12-03T10:15+01:00 80m"),
        ("Oak Do. 10.15", "plan Oak 2026-12-03T10:15+01:00"),
        ("Oak 3.12. 10 Uhr", "plan Oak 2026-12-03T10:00+01:00"),
        ("Oak 3/12 10:00", "plan Oak 2026-12-03T10:00+01:00"),  # German settles it
        ("Oak 3. Dezember 10 Uhr", "plan Oak 2026-12-03T10:00+01:00"),
        ("Oak 3. März 10 Uhr", "plan Oak 2027-03-03T10:00+01:00"),
        ("Oak nächsten Montag 9:30", "plan Oak 2026-12-07T09:30+01:00"),
        ("Oak jeden Di 14:00", "plan Oak 2026-12-01T14:00+01:00 FREQ=WEEKLY;BYDAY=TU"),
        (
            "Oak alle 2 Wochen Do 10:15 ab 3. Dez",
            "plan Oak 2026-12-03T10:15+01:00 FREQ=WEEKLY;INTERVAL=2;BYDAY=TH",
        ),
        ("Oak donnerstags 10:15", "plan Oak 2026-12-03T10:15+01:00 FREQ=WEEKLY;BYDAY=TH"),
        ("jetzt Oak", "ended Oak 2026-12-01T09:10+01:00"),
        ("Oak gerade fertig", "ended Oak 2026-12-01T09:10+01:00"),
        ("River abgesagt", "cancel River -"),
        ("River verschoben auf Fr 11", "move River 2026-12-04T11:00+01:00"),
        ("Einzelkontakt 15:20", "plan - 2026-12-01T15:20+01:00"),
        ("Oak Di 14:00", "? Oak: heute 14:00 or Di., 8. Dez. 14:00?"),
        ("Oak tomorrow 9", "none"),
        ("Oak half past two", "none"),
    ],
)
def test_german_is_read_with_german_words(phrase: str, expected: str) -> None:
    assert written(read_planning(phrase, german())).replace("today", "heute") == expected


@pytest.mark.parametrize(
    ("tag", "day_first"),
    [
        ("en", None), ("en-GB", True), ("en-US", False), ("en_AU", True), ("de", True), ("hu", False),
        ("tlh", None), ("", None), ("../..", None),
    ],
)  # fmt: skip
def test_a_language_settles_the_order_of_dates_unless_its_countries_differ(
    tag: str, day_first: bool | None
) -> None:
    assert vocabulary(tag).day_first is day_first


def test_a_language_that_is_not_spoken_here_yet_is_read_with_english_words() -> None:
    assert vocabulary("fr").texts is vocabulary("en").texts
    assert vocabulary("en-GB").texts is vocabulary("en").texts
