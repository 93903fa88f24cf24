"""The editorial rules of docs/questions.md for questions, held over every one that is shipped."""

from __future__ import annotations

import re
from itertools import combinations

import pytest

from prompts.questions.bank import load_bank
from prompts.questions.kinds import CHOOSE, MOMENT, PULSE, YES_PARTLY_NO
from tests.prompts.bank_make import alike

BANK = load_bank()
QUESTIONS = list(BANK.questions.values())
PUT = {f"{q.id}-{w.slug}": (q, w.text) for q in QUESTIONS for w in q.wordings}
CHOICES = {q.id: q.options for q in QUESTIONS if q.kind == CHOOSE}

ONE_IDEA_WITH_AND = {  # two sides of one thing
    "03-yes-1-a": "saying it is the condition, being welcome the question",
    "04-yes-1-a": "between feeling and speaking",
    "08-moment-3-b": "your aims and theirs",
    "09-pulse-a": "plan and need are what is compared",
    "09-pulse-b": "plan and need are what is compared",
    "10-moment-3-b": "between you and the client",
}
EXHAUSTIVE = {  # nothing is left out, so that "none" would say nothing
    "02-choose-2",  # ends with "Can't tell"
    "08-choose-2",  # ends with "It stayed open"
}

THIS_HOUR = re.compile(r"\b(today|this hour|this session|tonight)\b", re.I)
GENDER = re.compile(r"\b(he|she|him|her|his|hers|himself|herself)\b", re.I)
BLAME = re.compile(
    r"\bwhy\b|n't you\b|\bdid you not\b|\b(fail|neglect|mistake|problem|ignor|forg[eo]t)|\b(bad|poor)(ly)?\b",
    re.I,
)
ORDERS = re.compile(r"\b(should|must|ought|remember to|make sure|be sure|try to|please|always|never)\b", re.I)
IDENTIFIES = re.compile(
    r"\bwho (was|is) (it|your|the|\{)|\bwhat happened\b|\b(names?|age|job|family|diagnos\w+|address)\b",
    re.I,
)
JARGON = re.compile(
    r"alliance|rapport|empath|transferen|rupture|intervention|\bregard|attun|validat|modalit|boundar|therapeutic"
    r"|process|check-in|pulse|exploration|rating|\brate\b|\buser|input|\bdata\b",
    re.I,
)


@pytest.mark.parametrize(
    "rule", [GENDER, BLAME, ORDERS, IDENTIFIES, JARGON], ids=lambda rule: str(rule.pattern[:24])
)
def test_nobody_is_he_or_she_or_blamed_or_ordered_about_or_identified(rule: re.Pattern[str]) -> None:
    assert {where: text for where, (_, text) in PUT.items() if rule.search(text)} == {}


@pytest.mark.parametrize(
    "text",
    ["Why did you not ask?", "Didn't you see it?", "Where did you fail today?", "What did you forget today?"],
)
def test_the_rule_against_blame_would_catch(text: str) -> None:
    assert BLAME.search(text)


def test_a_wording_is_short_enough_for_a_tired_reader() -> None:
    said = {where: text.replace("{client}", "x" * 12) for where, (_, text) in PUT.items()}
    assert {where: text for where, text in said.items() if len(text) > 160 or len(text.split()) > 18} == {}


def test_a_wording_is_one_sentence_that_asks_once_or_is_left_open() -> None:
    asks = re.compile(r"[A-Z][^?!.;]*(\?|…)")
    assert {where: text for where, (_, text) in PUT.items() if not asks.fullmatch(text)} == {}


def test_a_wording_is_about_this_hour_and_a_pulse_about_today() -> None:
    assert {where: text for where, (_, text) in PUT.items() if not THIS_HOUR.search(text)} == {}
    pulses = {where: text for where, (q, text) in PUT.items() if q.kind == PULSE}
    assert {where: text for where, text in pulses.items() if "today" not in text.lower()} == {}


def test_a_wording_holds_one_idea() -> None:
    with_and = {where for where, (_, text) in PUT.items() if " and " in text}
    assert with_and == set(ONE_IDEA_WITH_AND)


def test_a_wording_reads_right_with_a_code_and_with_your_client() -> None:
    wrong = re.compile(
        r"(^|[.:?] )\{client\}|\b(the|an?|your|my|our|this|dear) \{client\}|\{client\}.*\{client\}", re.I
    )
    assert {where: text for where, (_, text) in PUT.items() if wrong.search(text)} == {}
    assert {where: text for where, (_, text) in PUT.items() if "client" in text.replace("{client}", "")} == {}


def test_a_wording_opens_as_its_kind_is_answered() -> None:
    by_yes = re.compile(r"(If [^,]+, )?(did|was|were|is|are|could|will|has|had|would) ", re.I)
    opened = {where: (q.kind == YES_PARTLY_NO, bool(by_yes.match(text))) for where, (q, text) in PUT.items()}
    assert [where for where, (meant, said) in opened.items() if meant != said] == []


def test_no_two_questions_are_nearly_the_same_and_wordings_differ() -> None:
    close = [
        (one, other, round(score, 2))
        for (one, (q1, text1)), (other, (q2, text2)) in combinations(PUT.items(), 2)
        if (score := alike(text1, text2)) >= (0.75 if q1 is q2 else 0.6)
    ]
    assert close == []


def test_most_explorations_come_in_two_wordings() -> None:
    explorations = [q for q in QUESTIONS if q.kind != PULSE]
    assert sum(len(q.wordings) >= 2 for q in explorations) >= len(explorations) * 3 / 4


def test_choices_are_three_to_five_and_leave_a_way_out() -> None:
    assert {where: len(options) for where, options in CHOICES.items() if not 3 <= len(options) <= 5} == {}
    assert {where for where, options in CHOICES.items() if options[-1].slug != "none"} == EXHAUSTIVE


def test_labels_are_one_to_three_words() -> None:
    labels = {(q.id, o.slug): o.label for q in QUESTIONS for o in q.options}
    long = {where: label for where, label in labels.items() if len(label) > 20 or len(label.split()) > 3}
    assert long == {}
    assert {where: label for where, label in labels.items() if label[0].islower() or label[-1] in ".?!"} == {}


def test_slugs_are_short_small_names() -> None:
    slugs = {(q.id, w.slug) for q in QUESTIONS for w in q.wordings}
    slugs |= {(q.id, option.slug) for q in QUESTIONS for option in q.options}
    assert {each for each in slugs if not re.fullmatch(r"[a-z][a-z_]{0,19}|[1-5]", each[1])} == set()


def test_a_pulse_does_not_say_its_ends_in_its_stem() -> None:
    pulses = [(where, q, text) for where, (q, text) in PUT.items() if q.kind == PULSE]
    assert [where for where, q, text in pulses if q.low and q.low in text.replace("your plan or", "")] == []


def test_ends_fit_one_line_even_beside_a_long_code() -> None:
    ends = {q.id: q.ends("x" * 12) for q in QUESTIONS if q.kind == PULSE}
    assert {
        where: pair for where, pair in ends.items() if pair is None or len("1 , 5 ".join(pair)) > 60
    } == {}


@pytest.mark.parametrize("number", [1, 2, 7])
def test_what_a_client_felt_is_asked_as_an_impression(number: int) -> None:
    seen = re.compile(r"\bseem|\bsee\b|\blooked\b|\bsuit\b|in step|how right", re.I)
    assert [w.text for w in BANK.pulse(number).wordings if not seen.search(w.text)] == []


def test_hard_is_marked_where_a_moment_asks_for_what_was() -> None:
    asks = re.compile(
        r"hardest|least ready|wish|weighed up|verdict|done without|drifted|instead|in the way", re.I
    )
    moments = {
        where: (q.hard, bool(asks.search(text))) for where, (q, text) in PUT.items() if q.kind == MOMENT
    }
    assert [where for where, (marked, asked) in moments.items() if asked and not marked] == []
