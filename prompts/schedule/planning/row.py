"""The tokens of one line in one language: which spellings stand where, and numbers in digits or words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import overload

from prompts.schedule.planning.tokens import Token
from prompts.schedule.planning.words import Spelling, Vocabulary

_MOST_DIGITS = 4


class Row:
    """The tokens of a line, and which spellings of the language stand where."""

    def __init__(self, words: Vocabulary, tokens: Sequence[Token]) -> None:
        self.words = words
        self._tokens = tokens
        self._found = [tuple(words.found(tokens, at)) for at in range(len(tokens))]

    def __len__(self) -> int:
        return len(self._tokens)

    @overload
    def __getitem__(self, at: int) -> Token: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Token]: ...
    def __getitem__(self, at: int | slice) -> Token | Sequence[Token]:
        return self._tokens[at]

    def speaks(self, at: int) -> bool:
        """Whether something of the language begins here: a word of it, or a number."""
        return bool(self._found[at]) or self[at].number

    def one(self, at: int, *names: str) -> tuple[Spelling, int] | None:
        """The longest spelling of one of these names at this place, and where it ends."""
        for pair in self._found[at] if at < len(self._found) else ():
            if pair[0].name in names:
                return pair
        return None

    def end(self, at: int, *names: str) -> int | None:
        """Where such a spelling ends; None if there is none."""
        pair = self.one(at, *names)
        return pair[1] if pair else None

    def number(self, at: int) -> tuple[int, int] | None:
        """A number in digits or words, and where it ends: 25, "twenty-five"."""
        if at >= len(self):
            return None
        if self[at].number:
            return (int(self[at].text), at + 1) if len(self[at].text) <= _MOST_DIGITS else None
        if (found := self.one(at, "number")) is not None:
            return found[0].value, found[1]
        found = self.one(at, "ten")
        if found is None:
            return None
        tens, end = found[0].value * 10 + 10, found[1]
        ones = self.one(end + (end < len(self) and self[end].text == "-"), "number")
        return (tens + ones[0].value, ones[1]) if ones and ones[0].value < 10 else (tens, end)
