"""Loads the bank of a language from its TOML files, once, and checks every entry."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from prompts.questions.days import DayWords, read_day_words
from prompts.questions.entries import Shared, read_question, read_shared, read_tip
from prompts.questions.fields import BankError, Entry
from prompts.questions.lines import placed
from prompts.questions.model import PULSE, Bank, Option, Question, Tip, Wording
from prompts.suggestions import SUGGESTIONS, Suggestion

__all__ = ["Bank", "BankError", "Option", "Question", "Tip", "Wording", "load_bank", "read_bank"]

FOLDER = Path(__file__).parent.parent / "bank"
RULES = "_rules.toml"  # of the language, for prompts/questions/editorial.py
_SHARED = "_shared.toml"
_NAMES: Mapping[str, Suggestion] = {f"{each.number:02d}-{each.slug}.toml": each for each in SUGGESTIONS}

_Found = dict[int, tuple[dict[str, Question], dict[str, Tip]]]  # by suggestion


def load_bank(locale: str = "en", own: Path | None = None) -> Bank:
    """The bank of a language, loaded once. BankError names the file, entry and line that cannot be used.

    `own`: the operator's folder, with one for each language. A whole bank there, with `_shared.toml`, takes
    the place of ours; otherwise its entries are added, or take the place of those with the same id.
    """
    return _once(locale, own)


@cache
def _once(locale: str, own: Path | None) -> Bank:
    return read_bank(FOLDER / locale, locale, None if own is None else own / locale)


def read_bank(folder: Path, locale: str, own: Path | None = None) -> Bank:
    """Reads `_shared.toml` and the ten files `01-welcome.toml` … of a folder. Raises BankError."""
    if own is not None and (own / _SHARED).exists():
        folder, own = own, None
    found: _Found = {}
    with placed(folder):
        common = Entry(_SHARED, "", _toml(folder / _SHARED))
        shared, days = read_shared(common), read_day_words(common)
        _refuse_strays(folder)
        for name in _NAMES:
            _whole(name, _toml(folder / name), shared, days, found)
    if own is not None and own.is_dir():
        with placed(own):
            _refuse_strays(own)
            for name in _NAMES:
                if (own / name).exists():
                    _more(name, _toml(own / name), shared, days, found)
    questions = {key: each for kept, _ in found.values() for key, each in kept.items()}
    tips = {key: each for _, kept in found.values() for key, each in kept.items()}
    return Bank(locale, MappingProxyType(questions), MappingProxyType(tips))


def _toml(path: Path) -> dict[str, Any]:
    try:
        # Some editors put a byte order mark first, which TOML does not know.
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        raise BankError(path.name, "", "is missing") from None
    except OSError as error:
        raise BankError(path.name, "", f"cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BankError(path.name, "", f"cannot be read as TOML: {error}") from error


def _refuse_strays(folder: Path) -> None:
    for stray in sorted({path.name for path in folder.glob("*.toml")} - {*_NAMES, _SHARED, RULES}):
        raise BankError(stray, "", "belongs to no suggestion; the files are named as 07-listening.toml is")


def _whole(name: str, data: Mapping[str, Any], shared: Shared, days: DayWords, found: _Found) -> None:
    """A file of a whole bank: a pulse, explorations, tips."""
    file, suggestion = _file(name, data)
    questions, tips = _questions(file, suggestion, shared, days), _tips(file, suggestion)
    if PULSE not in data:
        raise file.wrong("has no [pulse]")
    if len(questions) == 1:
        raise file.wrong("has no [[explorations]]")
    if not tips:
        raise file.wrong("has no [[tips]]")
    found[suggestion.number] = questions, tips


def _more(name: str, data: Mapping[str, Any], shared: Shared, days: DayWords, found: _Found) -> None:
    """An operator's file: any entries. The ends of a pulse stay, since its ratings are compared."""
    file, suggestion = _file(name, data)
    questions, tips = found[suggestion.number]
    more = _questions(file, suggestion, shared, days)
    for key, question in more.items():
        if question.kind == PULSE and question.ends("") != questions[key].ends(""):
            raise BankError(name, key, "must keep “low” and “high”, or ratings would mean something else")
    questions.update(more)
    tips.update(_tips(file, suggestion))


def _file(name: str, data: Mapping[str, Any]) -> tuple[Entry, Suggestion]:
    file, suggestion = Entry(name, "", data), _NAMES[name]
    file.only("suggestion", "pulse", "explorations", "tips")
    if data.get("suggestion") != suggestion.number:
        raise file.wrong(f"must say suggestion = {suggestion.number}")
    return file, suggestion


def _questions(file: Entry, suggestion: Suggestion, shared: Shared, days: DayWords) -> dict[str, Question]:
    found: dict[str, Question] = {}
    if PULSE in file.data:
        key = f"{suggestion.number:02d}-{PULSE}"
        pulse = Entry(file.file, key, {**file.table(PULSE), "id": key, "kind": PULSE})
        found[key] = read_question(pulse, suggestion, shared, days)
    for entry in file.entries("explorations"):
        question = read_question(entry, suggestion, shared, days)
        if question.kind == PULSE:
            raise entry.wrong("a suggestion has one pulse, in [pulse]")
        if question.id in found:
            raise entry.wrong("stands twice")
        found[question.id] = question
    return found


def _tips(file: Entry, suggestion: Suggestion) -> dict[str, Tip]:
    found: dict[str, Tip] = {}
    for entry in file.entries("tips"):
        tip = read_tip(entry, suggestion)
        if tip.id in found:
            raise entry.wrong("stands twice")
        found[tip.id] = tip
    return found
