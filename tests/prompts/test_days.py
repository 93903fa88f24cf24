"""A question put on another day than its session does not speak of today: held over the whole bank."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from prompts.questions.bank import BankError, load_bank, read_bank
from prompts.questions.days import OTHER_DAYS, day_of
from prompts.questions.kinds import IF_THEN, PULSE
from prompts.questions.model import LAST_TIME, THAT_DAY, TODAY, Day
from tests.prompts.bank_make import bank_folder, change

QUESTIONS = load_bank().questions.values()
WORDINGS = {f"{q.id}-{w.slug}": w for q in QUESTIONS for w in q.wordings}
OF_NEXT_TIME = {f"{q.id}-{w.slug}" for q in QUESTIONS if q.kind == IF_THEN for w in q.wordings}
OTHERS = {
    (where, day): wording.said("{client}", day) for where, wording in WORDINGS.items() for day in OTHER_DAYS
}

OF_TODAY = re.compile(r"\b(today|tonight|now|this (hour|session|day|morning|evening|week)|yesterday)\b", re.I)
OF_THEN = re.compile(r"\b(that (day|hour|session|time)|last time|the work began)\b", re.I)
NO_ADVERB = re.compile(
    r"^Did today\b|\b((?<!more )of|into|about|after|as|before|when|what|something in) today\b|\btoday's\b",
    re.I,
)


def test_no_question_of_another_day_speaks_of_today() -> None:
    assert {where: text for where, text in OTHERS.items() if OF_TODAY.search(text)} == {}


def test_each_says_instead_that_it_was_then() -> None:
    unsaid = {where: text for where, text in OTHERS.items() if not OF_THEN.search(text)}
    assert {where: text for where, text in unsaid.items() if where[0] not in OF_NEXT_TIME} == {}


def test_it_stays_one_short_sentence_with_the_client_where_it_was() -> None:
    asks = re.compile(r"[A-Z][^?!.;]*(\?|…)")
    for (where, _), text in OTHERS.items():
        assert asks.fullmatch(text), where
        assert len(text.replace("{client}", "x" * 12)) <= 160, where
        assert len(text.split()) <= 18, where
        assert text.count("{client}") == WORDINGS[where].text.count("{client}"), where


def test_where_today_is_more_than_an_adverb_the_entry_has_words_of_its_own() -> None:
    more = {where: wording for where, wording in WORDINGS.items() if NO_ADVERB.search(wording.text)}
    assert len(more) > 10
    assert [where for where, wording in more.items() if wording.that_day != wording.last_time] == []


def test_no_other_wording_comes_out_the_same() -> None:
    for question in QUESTIONS:
        for day in OTHER_DAYS:
            said = [wording.said("Oak", day) for wording in question.wordings]
            assert len(set(said)) == len(said), question.id


def test_a_pulse_changes_nothing_but_the_word_for_the_day() -> None:
    for wording in (w for q in QUESTIONS if q.kind == PULSE for w in q.wordings):
        for day, word in ((THAT_DAY, "that day"), (LAST_TIME, "last time")):
            assert wording.said("Oak", day).lower() == wording.said("Oak").lower().replace("today", word)


def test_no_button_and_no_end_of_a_scale_says_a_day() -> None:
    words = [option.label for q in QUESTIONS for option in q.options]
    words += [end for q in QUESTIONS for end in q.ends("Oak") or ()]
    assert [word for word in words if OF_TODAY.search(word)] == []


@pytest.mark.parametrize(
    ("ended", "zone", "named", "day"),
    [
        ("2026-11-23T08:50", "Europe/London", True, TODAY),
        ("2026-11-22T15:00", "Europe/London", True, THAT_DAY),
        ("2026-11-22T23:30", "Europe/London", True, THAT_DAY),
        ("2026-11-22T23:30", "Europe/Berlin", True, TODAY),
        ("2026-11-23T02:00", "America/New_York", True, THAT_DAY),
        ("2026-11-23T08:50", "Europe/London", False, TODAY),
        ("2026-11-20T15:00", "Europe/London", False, LAST_TIME),
        (None, "Europe/London", False, LAST_TIME),
    ],
)
def test_a_day_is_the_one_of_the_clock_there(ended: str | None, zone: str, named: bool, day: Day) -> None:
    session = datetime.fromisoformat(ended).replace(tzinfo=UTC) if ended else None
    assert day_of(session, datetime(2026, 11, 23, 9, tzinfo=UTC), zone, named=named) == day


def test_a_large_letter_stays_one_and_an_entry_s_own_words_go_first(tmp_path: Path) -> None:
    own = 'wordings.a = "What was it today?"\nearlier.a = "What was it, back then?"'
    folder = change(bank_folder(tmp_path), 'wordings.a = "When was it hardest today?"', own)
    bank = read_bank(folder, "en")
    assert bank.questions["07-moment-1"].wordings[0].said("Oak", LAST_TIME) == "What was it, back then?"
    assert bank.pulse(7).wordings[1].said("Oak", THAT_DAY) == "That day, how far did it go?"


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        ("07-listening.toml", "hard = true", 'earlier.b = "When?"', "does not know the field “b”"),
        ("07-listening.toml", "hard = true", 'earlier.a = "{client} when?"', "begins with {client}"),
        ("07-listening.toml", "hard = true", f'earlier.a = "{"x" * 161}"', "161 characters; 160 is the most"),
        ("_shared.toml", '[that_day]\ntoday = "that day"\n', "", "that_day: needs the words"),
        ("_shared.toml", "[last_time]", "[before]", "does not know the field “before”"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, file: str, old: str, new: str, problem: str) -> None:
    with pytest.raises(BankError, match=re.escape(problem)):
        read_bank(change(bank_folder(tmp_path), old, new, file), "en")
