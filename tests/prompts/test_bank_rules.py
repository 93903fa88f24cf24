"""The editorial rules of docs/questions.md: nothing that is shipped breaks them, and each would catch."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from prompts.questions.bank import FOLDER, RULES, load_bank, read_bank
from prompts.questions.ease import grade
from prompts.questions.editorial import Rules, remarks
from prompts.questions.kinds import CHOOSE, CLIENT_VIEW, COUNT, KINDS, MOMENT, PULSE, seconds
from prompts.questions.lines import line_of
from tests.prompts.bank_make import bank_folder, change

BANK = load_bank()
RULES_OF_ENGLISH = Rules.read(FOLDER / "en")
QUESTIONS = list(BANK.questions.values())
PUT = {f"{q.id}-{w.slug}": (q, w.text) for q in QUESTIONS for w in q.wordings}


def test_nothing_that_is_shipped_breaks_a_rule() -> None:
    files = {path.name[:2]: path for path in (FOLDER / "en").glob("[01]*.toml")}
    found = [(files[each.id[:2]], each) for each in remarks(BANK, RULES_OF_ENGLISH)]
    said = [
        f"{path.name}: {one.id} (line {line_of(path, one.id)}) {one.says}: {one.text}" for path, one in found
    ]
    assert said == []


CAUGHT = [
    ("What did she want today?", "says he or she"),
    ("What did you forget today?", "blames"),
    ("What went wrong today, why was it?", "blames"),
    ("What did you not ask today without a reason?", "says no twice"),
    ("What was never not there today?", "says no twice"),
    ("What might you remember to ask after today?", "gives orders"),
    ("What was the name that came up today?", "identifies"),
    ("What did the alliance do today?", "textbook"),
    ("What did you see today and what did you hear?", "two ideas"),
    ("What is {client} like?", "is not about this hour"),
    ("What was it today? What else?", "one sentence"),
    ("What was it, today", "one sentence"),
    ("What did the {client} bring today?", "read wrong with a code"),
    ("What was it today for {client}, as {client} saw it?", "read wrong with a code"),
    ("Did it help you today?", "reads as “yes_partly_no”"),
    ("How many words were there today?", "reads as “count”"),
    ("What " + "was " * 17 + "today?", "is longer than"),
    (
        "What would your oldest colleague have seen in you today, looking on from the far corner?",
        "more than 15 seconds",
    ),
    ("Which of these helped {client} a little today?", "nearly the same as 07-choose-1"),
]


@pytest.mark.parametrize(("text", "says"), CAUGHT)
def test_a_wording_that_breaks_a_rule_is_caught(tmp_path: Path, text: str, says: str) -> None:
    folder = change(bank_folder(tmp_path), "When was it hardest today?", text)
    found = remarks(read_bank(folder, "en"), RULES_OF_ENGLISH)
    assert [each for each in found if each.id == "07-moment-1" and says in each.says]


BUTTONS = [
    ('none = "None of these"', 'other = "Something else"', "leaves no way out"),
    ('words = "Words"', 'words = "a word"', "does not look like one"),
    ('words = "Words"', 'words = "Some of my words"', "button of more than 3 words"),
]


@pytest.mark.parametrize(("old", "new", "says"), BUTTONS)
def test_a_button_that_breaks_a_rule_is_caught(tmp_path: Path, old: str, new: str, says: str) -> None:
    folder = change(bank_folder(tmp_path), f"options.{old}", f"options.{new}")
    found = remarks(read_bank(folder, "en"), RULES_OF_ENGLISH)
    assert [each.id for each in found if says in each.says] == ["07-choose-1"]


def test_what_has_two_ideas_for_a_reason_is_a_question_still() -> None:
    assert BANK.questions.keys() >= RULES_OF_ENGLISH.one_idea
    with_and = {q.id for q, text in PUT.values() if " and " in text}
    assert with_and == RULES_OF_ENGLISH.one_idea


def test_the_rules_stand_beside_the_bank_they_are_of() -> None:
    assert {path.name for path in FOLDER.iterdir() if not (path / RULES).exists()} == set()


def test_it_reads_as_easily_as_eight_years_of_school_let_one() -> None:
    assert grade(text.replace("{client}", "Oak") for _, text in PUT.values()) <= RULES_OF_ENGLISH.grade
    assert grade(tip.text for tip in BANK.tips.values()) <= RULES_OF_ENGLISH.grade


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("The cat sat on the mat.", -2, 1),
        ("Where did being here look like an effort for Oak today?", 2, 6),
        ("Interdisciplinary conceptualisations necessitate considerable deliberation.", 20, 60),
    ],
)
def test_a_grade_grows_with_the_words(text: str, low: float, high: float) -> None:
    assert low <= grade([text]) <= high
    assert grade([]) == 0


def test_a_question_is_read_and_answered_in_a_quarter_of_a_minute() -> None:
    assert {q.id: seconds(q) for q in QUESTIONS if not 4 < seconds(q) <= 15} == {}


def test_questions_begin_in_many_ways() -> None:
    openings = Counter(" ".join(text.split()[:2]).lower() for q, text in PUT.values() if q.kind != COUNT)
    assert len(openings) > 120
    assert openings.most_common(1)[0][1] <= len(PUT) / 10


def test_every_exploration_comes_in_two_wordings() -> None:
    assert [q.id for q in QUESTIONS if q.kind != PULSE and len(q.wordings) < 2] == []


def test_slugs_are_short_small_names() -> None:
    slugs = {(q.id, w.slug) for q in QUESTIONS for w in q.wordings}
    slugs |= {(q.id, option.slug) for q in QUESTIONS for option in q.options}
    assert {each for each in slugs if not re.fullmatch(r"[a-z][a-z_]{0,19}|[1-5]", each[1])} == set()


def test_a_pulse_does_not_say_its_ends_in_its_stem_and_says_today() -> None:
    pulses = [(where, q, text) for where, (q, text) in PUT.items() if q.kind == PULSE]
    assert [where for where, q, text in pulses if q.low and q.low in text.replace("your plan or", "")] == []
    assert [where for where, _, text in pulses if "today" not in text.lower()] == []


def test_ends_fit_one_line_even_beside_a_long_code() -> None:
    ends = {q.id: q.ends("x" * 12) for q in QUESTIONS if q.kind == PULSE}
    assert {
        where: pair for where, pair in ends.items() if pair is None or len("1 , 5 ".join(pair)) > 60
    } == {}


@pytest.mark.parametrize("number", [1, 2, 7])
def test_what_a_client_felt_is_asked_as_an_impression(number: int) -> None:
    seen = re.compile(r"\bseem|\bsee\b|\blooked\b|\bsuit\b|in step|how right", re.I)
    assert [w.text for w in BANK.pulse(number).wordings if not seen.search(w.text)] == []


def test_the_client_s_view_is_asked_as_a_guess() -> None:
    guess = re.compile(r"\b(might|could|perhaps|may)\b", re.I)
    views = {where: text for where, (q, text) in PUT.items() if q.kind == CLIENT_VIEW}
    assert {where: text for where, text in views.items() if not guess.search(text)} == {}


def test_hard_is_marked_where_a_line_tells_of_what_was() -> None:
    asks = re.compile(
        r"hardest|least ready|wish|weighed up|verdict|done without|drifted|instead|in the way|in vain"
        r"|say you missed|too soon|pushed|cool|swallowed",
        re.I,
    )
    moments = {
        where: (q.hard, bool(asks.search(text)))
        for where, (q, text) in PUT.items()
        if q.kind in (MOMENT, CLIENT_VIEW) and q.suggestion != 8
    }
    assert [where for where, (marked, asked) in moments.items() if asked and not marked] == []


def test_choices_of_a_kind_are_all_there() -> None:
    for q in QUESTIONS:
        own = [option.slug for option in q.options[len(KINDS[q.kind].shared) :]]
        assert (3 <= len(own) <= 5) if q.kind == CHOOSE else len(own) in KINDS[q.kind].own_options
