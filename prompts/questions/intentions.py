"""Intentions: which answer begs for one, when one is offered, its words, and how it is asked after. Pure."""

from __future__ import annotations

from collections.abc import Collection

from prompts.digest.lines import cut, fold
from prompts.questions.kinds import CHOOSE
from prompts.questions.model import Option, Question
from prompts.texts import Texts

ASKED_AFTER = "intention"  # the question's id; it is in no bank, and outside the rotation
SETTLES = ("done", "partly", "not")  # answers after which it is not open any more
NO_OCCASION = "no_occasion"
ROUNDS = 2  # so often it is asked after; beyond that only if it is kept
LOW_RATING = 2
SHOWN = 160  # characters of it
_TO_BE_FINISHED = "…"  # a question that its answer finishes: "If Oak goes quiet, then I will …"


def begs(*, rating: int | None, in_words: bool, hard: bool) -> bool:
    """Whether an answer begs for an if-then: a low rating, or words on what was hardest."""
    return (rating is not None and rating <= LOW_RATING) or (in_words and hard)


def may_offer(checkin: int, before: int | None, offered: Collection[int]) -> bool:
    """One offer in a check-in, and none if the check-in before it had one; `offered`: those that had."""
    return checkin not in offered and before not in offered


def words(question: str, typed: str) -> str:
    """An answer to an if-then question, with the question that it finishes."""
    if not question.endswith(_TO_BE_FINISHED):
        return typed
    return f"{question.removesuffix(_TO_BE_FINISHED).rstrip()} {typed.lstrip(' .…')}"


def said(text: str) -> str:
    """As much of it as is shown, on one line, without the marks that are put around it."""
    return cut(fold(text).strip("“”\"' "), SHOWN)


def question(texts: Texts, suggestion: int) -> Question:
    """What asks after an intention, under the suggestion that it was written under."""
    options = tuple(Option(slug, texts.plain(f"intention.{slug}")) for slug in (*SETTLES, NO_OCCASION))
    return Question(ASKED_AFTER, suggestion, CHOOSE, (), options, None, None, hard=False)
