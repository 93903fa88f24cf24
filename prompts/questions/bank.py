"""Loads the bank of a language from its TOML files, once, and checks every entry."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from prompts.questions.days import DayWords, read_day_words
from prompts.questions.entries import Shared, read_question, read_shared, read_tip
from prompts.questions.fields import BankError, Entry
from prompts.questions.model import PULSE, Bank, Option, Question, Tip, Wording
from prompts.suggestions import SUGGESTIONS, Suggestion

__all__ = ["Bank", "BankError", "Option", "Question", "Tip", "Wording", "load_bank", "read_bank"]

_T = TypeVar("_T")

_FOLDER = Path(__file__).parent.parent / "bank"
_SHARED = "_shared.toml"


@cache
def load_bank(locale: str = "en") -> Bank:
    """The bank of a language, loaded once. BankError names the file and the entry that cannot be used."""
    return read_bank(_FOLDER / locale, locale)


def read_bank(folder: Path, locale: str) -> Bank:
    """Reads `_shared.toml` and the ten files `01-welcome.toml` … of a folder. Raises BankError."""
    common = Entry(_SHARED, "", _toml(folder / _SHARED))
    shared, days = read_shared(common), read_day_words(common)
    questions: dict[str, Question] = {}
    tips: dict[str, Tip] = {}
    names = {f"{each.number:02d}-{each.slug}.toml": each for each in SUGGESTIONS}
    for stray in sorted({path.name for path in folder.glob("*.toml")} - {*names, _SHARED}):
        raise BankError(stray, "", "belongs to no suggestion; the files are named as 07-listening.toml is")
    for name, suggestion in names.items():
        file = Entry(name, "", _toml(folder / name))
        for question in _questions(file, suggestion, shared, days):
            _keep(questions, question.id, question, name)
        for tip in _tips(file, suggestion):
            _keep(tips, tip.id, tip, name)
    return Bank(locale, MappingProxyType(questions), MappingProxyType(tips))


def _toml(path: Path) -> dict[str, Any]:
    try:
        # Some editors put a byte order mark first, which TOML does not know.
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        raise BankError(path.name, "", "is missing") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BankError(path.name, "", f"cannot be read as TOML: {error}") from error


def _questions(file: Entry, suggestion: Suggestion, shared: Shared, days: DayWords) -> list[Question]:
    file.only("suggestion", "pulse", "explorations", "tips")
    if file.data.get("suggestion") != suggestion.number:
        raise file.wrong(f"must say suggestion = {suggestion.number}")
    pulse_id = f"{suggestion.number:02d}-{PULSE}"
    pulse = Entry(file.file, pulse_id, {**file.table("pulse"), "id": pulse_id, "kind": PULSE})
    found = [read_question(pulse, suggestion, shared, days)]
    for entry in file.entries("explorations"):
        question = read_question(entry, suggestion, shared, days)
        if question.kind == PULSE:
            raise entry.wrong("a suggestion has one pulse, in [pulse]")
        found.append(question)
    if len(found) == 1:
        raise file.wrong("has no [[explorations]]")
    return found


def _tips(file: Entry, suggestion: Suggestion) -> list[Tip]:
    found = [read_tip(entry, suggestion) for entry in file.entries("tips")]
    if not found:
        raise file.wrong("has no [[tips]]")
    return found


def _keep(into: dict[str, _T], key: str, value: _T, file: str) -> None:
    if key in into:
        raise BankError(file, key, "stands twice")
    into[key] = value
