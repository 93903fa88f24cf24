"""The editorial rules for tips, and for everything from the bank that people read."""

from __future__ import annotations

import re
from itertools import combinations

from prompts.questions.bank import FOLDER, load_bank
from prompts.questions.editorial import Rules, telling

BANK = load_bank()
RULES = Rules.read(FOLDER / "en")
TIPS = {tip.id: tip for tip in BANK.tips.values()}

CAUSE = re.compile(
    r"\b(improv|increas|reduc|leads? to|caus|because|ensur|guarant|proven|will help|helps|works)",
    re.I,
)
FIGURE = re.compile(r"[0-9%]|\b(research|stud(y|ies)|evidence|percent|average)\b", re.I)
ORDERS = re.compile(r"\b(should|must|ought|remember to|make sure|be sure|try to|always|never)\b", re.I)
CITED = re.compile(r"[A-Z]\w+( et al\.| & [A-Z]\w+)? (19|20)\d\d(, |: )")
TOGETHER = re.compile(r"\b(go together|goes with|with if-then plans reached)\b")


def shown() -> dict[str, str]:
    """Everything that a therapist reads from the bank, by where it stands."""
    texts = {tip.id: f"{tip.text} {tip.source or ''}" for tip in BANK.tips.values()}
    for q in BANK.questions.values():
        texts |= {f"{q.id}-{w.slug}": w.said("Oak") for w in q.wordings}
        texts |= {f"{q.id} {option.slug}": option.label for option in q.options}
        texts |= {f"{q.id} end {n}": end for n, end in enumerate(q.ends("Oak") or ())}
    return texts


def test_nothing_shouts_and_nothing_is_decorated() -> None:
    plain = re.compile(r"[A-Za-zü0-9 .,:;?'()&=…-]*")
    assert {where: text for where, text in shown().items() if not plain.fullmatch(text)} == {}


def test_a_tip_is_short_and_offers_something_for_one_session() -> None:
    offers = re.compile(r"(?=.*\byou might\b)(?=.*\bsession\b).*[.?]", re.I)
    wrong = {
        tip.id: tip.text for tip in TIPS.values() if len(tip.text) > 240 or not offers.fullmatch(tip.text)
    }
    assert wrong == {}


def test_a_tip_gives_no_order() -> None:
    assert {tip.id: tip.text for tip in TIPS.values() if ORDERS.search(tip.text)} == {}


def test_a_tip_promises_no_effect_and_neither_does_its_source() -> None:
    assert {tip.id for tip in TIPS.values() if CAUSE.search(f"{tip.text} {tip.source or ''}")} == set()


def test_figures_stand_in_a_source_and_never_in_a_tip() -> None:
    assert {tip.id: tip.text for tip in TIPS.values() if FIGURE.search(tip.text)} == {}


def test_a_source_says_who_and_when_and_that_things_go_together() -> None:
    sources = {tip.id: tip.source for tip in TIPS.values() if tip.source is not None}
    assert {where for where, source in sources.items() if not CITED.match(source)} == set()
    assert {where for where, source in sources.items() if not TOGETHER.search(source)} == set()
    assert len(sources) >= 20


def test_a_doi_is_a_bare_doi() -> None:
    dois = {tip.id: tip.doi for tip in TIPS.values() if tip.doi is not None}
    assert {where for where, doi in dois.items() if not re.fullmatch(r"10\.\d{4,9}/\S+", doi)} == set()


def test_no_two_tips_are_nearly_the_same() -> None:
    words = {tip.id: telling(tip.text, RULES) for tip in TIPS.values()}
    pairs = combinations(words.items(), 2)
    assert [(one, other) for (one, a), (other, b) in pairs if len(a & b) >= 0.5 * len(a | b)] == []
