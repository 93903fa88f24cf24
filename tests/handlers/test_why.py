"""[Why this?] for every reason there is: true to what the rotation says, and short enough for Telegram."""

from __future__ import annotations

import re

import pytest

from prompts.questions.rotation import REASONS
from prompts.suggestions import SUGGESTIONS
from prompts.texts import load_texts

MOST = 200  # of a callback's answer
FIGURES = {"since": (2, 19, 1000), "within": (16, 20, 20), "asked": (1, 2, 40), "of": (1, 5, 100)}


@pytest.mark.parametrize("code", REASONS)
@pytest.mark.parametrize("number", [one.number for one in SUGGESTIONS])
def test_every_reason_fits_a_box_and_reads_as_a_sentence(code: str, number: int) -> None:
    texts = load_texts()
    title = texts.plain(f"suggestion.{number}.title")
    for place in range(3):
        figures = {name: FIGURES[name][place] for name in REASONS[code]}
        said = texts.plain(f"why.{code}", suggestion=title, **figures)
        assert title in said
        assert len(said.encode("utf-16-le")) // 2 <= MOST
        assert re.search(r"[{}<>]|\b1 questions\b", said) is None
        assert said.endswith(".")
