"""Words about danger in a typed line: listed phrases, looked for as they stand. It is no risk detection."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from prompts.texts import load_texts

PHRASES = "alarm.phrases"
_QUOTES = re.compile("['’‘ʼ´`\u2032\uff07]")
_BETWEEN = re.compile(r"[\W_]+")
_PASSED_OVER = " | "  # keeps the words on both sides apart


class Phrases:
    """A list as the locale has it: a phrase a line, `/` and `*` within it, `-` before a harmless one."""

    def __init__(self, listed: str) -> None:
        lines = [line.strip() for line in listed.splitlines()]
        harmless = [line[1:] for line in lines if line.startswith("-")]
        alarming = [line for line in lines if line and line[0] not in "#-"]
        self._harmless, self._alarming = _any_of(harmless), _any_of(alarming)

    def in_text(self, text: str) -> bool:
        """Whether one of them stands in the text, as whole words. Negation is not understood."""
        return self._alarming.search(self._harmless.sub(_PASSED_OVER, fold(text))) is not None


def sounds_alarming(text: str, locale: str) -> bool:
    """Whether the acknowledgement of this line is the one for words about danger."""
    return _of(locale).in_text(text)


def fold(text: str) -> str:
    """Words with single spaces between: no capitals, accents, signs, or what no screen shows."""
    plain = unicodedata.normalize("NFKD", _QUOTES.sub("", text)).casefold()
    letters = "".join(c for c in plain if unicodedata.category(c) not in ("Mn", "Cf"))
    return _BETWEEN.sub(" ", letters).strip()


@cache
def _of(locale: str) -> Phrases:
    texts = load_texts(locale)
    return Phrases(texts.plain(PHRASES) if PHRASES in texts else "")


def _any_of(phrases: list[str]) -> re.Pattern[str]:
    """Whole words; without any phrase it matches nothing."""
    patterns = [pattern for phrase in phrases if (pattern := _pattern(phrase))]
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)" if patterns else r"(?!)")


def _pattern(phrase: str) -> str:
    """`hurt* him/her` as a pattern over folded text; empty if nothing is left of it."""
    words = [_word(word) for word in phrase.split()]
    return " ".join(word for word in words if word)


def _word(word: str) -> str:
    found = [re.escape(folded) + _ending(one) for one in word.split("/") if (folded := fold(one))]
    return f"(?:{'|'.join(found)})" if found else ""


def _ending(word: str) -> str:
    return r"\w*" if word.endswith("*") else ""
