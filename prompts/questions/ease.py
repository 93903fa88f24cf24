"""How easily English reads: Flesch and Kincaid's grade, years of school that a text asks for."""

from __future__ import annotations

import re
from collections.abc import Iterable

_SILENT = re.compile(r"(?<=[^aeiouyl])e$|(?<=[^aeiouydt])ed$|(?<=[^aeiouysxzh])es$|e(?=ly$|ful$|less$|ment$)")


def grade(sentences: Iterable[str]) -> float:
    """Over all of them together."""
    words = [re.findall(r"[a-z']+", sentence.lower()) for sentence in sentences]
    count = sum(map(len, words))
    if count == 0:
        return 0.0
    heard = sum(syllables(word) for sentence in words for word in sentence)
    return 0.39 * count / len(words) + 11.8 * heard / count - 15.59


def syllables(word: str) -> int:
    """Groups of vowels, less the silent ones: right for nine words in ten, and the rest evens out."""
    return max(1, len(re.findall(r"[aeiouy]+", _SILENT.sub("", word.replace("'", "")))))
