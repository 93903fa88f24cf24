"""Client codes as typed: 1 to 12 letters or digits of any script."""

from __future__ import annotations

import unicodedata
from enum import Enum

LONGEST_CODE = 12
# Letters and marks that nobody sees; with one of them in it a second "Oak" would look like the first.
_UNSEEN = frozenset(
    map(chr, (0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, *range(0x180B, 0x1810), *range(0xFE00, 0xFE10)))
) | frozenset(map(chr, range(0xE0100, 0xE01F0)))
_LONGEST_TEXT = 400  # nothing longer is looked at; it is too long either way


class CodeFault(Enum):
    """Why a text is no client code."""

    EMPTY = "empty"
    SPACES = "spaces"
    TOO_LONG = "too_long"
    SIGNS = "signs"


def read_code(text: str) -> str | None:
    """The code as it will be shown (NFKC, capitals kept), or None; `code_fault` says why."""
    return None if code_fault(text) else _code(text)


def code_fault(text: str) -> CodeFault | None:
    """What keeps a text from being a client code; None when nothing does."""
    code = _code(text)
    if not code:
        return CodeFault.EMPTY
    if any(sign.isspace() for sign in code):
        return CodeFault.SPACES
    if not all(map(_belongs, code)) or not _starts(code[0]):
        return CodeFault.SIGNS
    return CodeFault.TOO_LONG if max(len(code), len(normalise_code(code))) > LONGEST_CODE else None


def normalise_code(code: str) -> str:
    """The form codes are compared and hashed in: NFKC, casefolded; the same for `oak`, `OAK` and `Ｏａｋ`."""
    folded = unicodedata.normalize("NFKC", code).casefold()
    return unicodedata.normalize("NFKC", folded)


def words_in(text: str) -> set[str]:
    """Whatever in a text could be a code, in the form codes are compared in."""
    return set(map(normalise_code, "".join(sign if _belongs(sign) else " " for sign in text).split()))


def _code(text: str) -> str:
    kept = unicodedata.normalize("NFKC", text[:_LONGEST_TEXT].strip())
    return "".join(sign for sign in kept if sign.isspace() or _is_seen(sign)).strip()


def _is_seen(sign: str) -> bool:
    # Direction marks, zero-width signs and NUL come with a paste and are not seen.
    return unicodedata.category(sign) not in {"Cc", "Cf"} and sign not in _UNSEEN


def _belongs(sign: str) -> bool:
    return _starts(sign) or unicodedata.category(sign) in {"Mn", "Mc"}  # vowel signs, as in राम


def _starts(sign: str) -> bool:
    return unicodedata.category(sign)[0] == "L" or sign.isdecimal()
