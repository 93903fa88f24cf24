"""The rules of docs/questions.md, as far as they can be tested, over a bank that loads."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from prompts.questions.bank import RULES
from prompts.questions.fields import LONGEST_CODE
from prompts.questions.kinds import AGAINST, CHOOSE, IF_THEN, KINDS, seconds
from prompts.questions.model import CLIENT, Bank, Question

MOST_CHARACTERS = 160
MOST_WORDS = 18
MOST_SECONDS = 15
LONGEST_LABEL, MOST_LABEL_WORDS = 20, 3
NEARLY_THE_SAME, NEARLY_THE_SAME_WORDING = 0.6, 0.75  # of the words of two texts, so many are shared

_ONE_SENTENCE = re.compile(r"[A-Z][^?!.;]*(\?|…)")
_ODD_CLIENT = re.compile(
    r"[.:?] \{client\}|\b(the|an?|your|my|our|this|dear) \{client\}|\{client\}.*\{client\}", re.I
)


@dataclass(frozen=True, slots=True)
class Remark:
    """What is to be said of an entry."""

    id: str
    says: str
    text: str


@dataclass(frozen=True, slots=True)
class Rules:
    """The part of the rules that belongs to a language."""

    about_this_hour: re.Pattern[str]
    opens: Mapping[str, re.Pattern[str]]  # by kind
    never: Mapping[str, re.Pattern[str]]  # by what is said of it
    one_idea: frozenset[str]  # ids that may have two
    way_out: frozenset[str]
    common: frozenset[str]
    grade: float

    @staticmethod
    def read(folder: Path) -> Rules:
        """From `_rules.toml` of a language's folder."""
        data = tomllib.loads((folder / RULES).read_text("utf-8"))
        return Rules(
            about_this_hour=_pattern(data["about_this_hour"]),
            opens={kind: _pattern(text) for kind, text in data["opens"].items()},
            never={each["says"]: _pattern(each["pattern"]) for each in data["never"]},
            one_idea=frozenset(data["one_idea"]),
            way_out=frozenset(data["way_out"]["slugs"]),
            common=frozenset(data["similarity"]["common"].split()),
            grade=data["reading"]["grade"],
        )


def remarks(bank: Bank, rules: Rules) -> list[Remark]:
    """Everything that is to be said of a bank, in its order; nothing of a good one."""
    found = [remark for question in bank.questions.values() for remark in _of_question(question, rules)]
    return [*found, *_alike(bank, rules)]


def _of_question(question: Question, rules: Rules) -> Iterator[Remark]:
    for wording in question.wordings:
        for says in _of_wording(question, wording.text, rules):
            yield Remark(question.id, says, wording.text)
    own = question.options[len(KINDS[question.kind].shared) :]
    for option in own:
        for says in _of_label(option.label):
            yield Remark(question.id, says, option.label)
    if question.kind == CHOOSE and own[-1].slug not in rules.way_out:
        yield Remark(
            question.id, f"leaves no way out: the last option is one of {sorted(rules.way_out)}", own[-1].slug
        )
    if seconds(question) > MOST_SECONDS:
        yield Remark(question.id, f"takes more than {MOST_SECONDS} seconds", f"{seconds(question)}")
    if question.kind == AGAINST and not question.hard:
        yield Remark(question.id, "asks for what speaks against, and is not hard", "hard = false")


def _of_wording(question: Question, text: str, rules: Rules) -> Iterator[str]:
    if len(text.replace(CLIENT, LONGEST_CODE)) > MOST_CHARACTERS or len(text.split()) > MOST_WORDS:
        yield f"is longer than {MOST_WORDS} words or {MOST_CHARACTERS} characters"
    if not _ONE_SENTENCE.fullmatch(text):
        yield "is not one sentence that asks once"
    if question.kind != IF_THEN and not rules.about_this_hour.search(text):
        yield "is not about this hour"
    if _ODD_CLIENT.search(text):
        yield f"would read wrong with a code, or with “your client”, in the place of {CLIENT}"
    for kind, pattern in rules.opens.items():
        if (kind == question.kind) != bool(pattern.match(text)):
            yield f"{'does not read' if kind == question.kind else 'reads'} as “{kind}” does"
    for says, pattern in rules.never.items():
        if pattern.search(text) and not (says == _TWO_IDEAS and question.id in rules.one_idea):
            yield says


_TWO_IDEAS = "has two ideas"


def _of_label(label: str) -> Iterator[str]:
    if len(label) > LONGEST_LABEL or len(label.split()) > MOST_LABEL_WORDS:
        yield f"has a button of more than {MOST_LABEL_WORDS} words or {LONGEST_LABEL} characters"
    if label[0].islower() or label[-1] in ".?!":
        yield "has a button that does not look like one: a large letter first, no stop at its end"


def _alike(bank: Bank, rules: Rules) -> Iterator[Remark]:
    """Wordings that share nearly all their words, with the one that came first."""
    put = [(q, w.text, telling(w.text, rules)) for q in bank.questions.values() for w in q.wordings]
    for (first, said, words), (second, text, others) in combinations(put, 2):
        most = NEARLY_THE_SAME_WORDING if first is second else NEARLY_THE_SAME
        if len(words & others) >= most * len(words | others):
            yield Remark(second.id, f"is nearly the same as {first.id}, “{said}”", text)


def telling(text: str, rules: Rules) -> frozenset[str]:
    """The words of a text by which it differs from others: common ones and endings are left out."""
    words = re.findall(r"[a-z]+", text.lower().replace(CLIENT, " "))
    return frozenset(re.sub(r"(ing|ed|s)$", "", word) for word in words if word not in rules.common)


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)
