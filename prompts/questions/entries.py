"""Turns one entry of a bank file into a question or a tip, or says what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from prompts.questions.days import OTHER_DAYS, DayWords, on
from prompts.questions.fields import LONGEST_CODE, Entry
from prompts.questions.kinds import AGAINST, EARLIER_IDS, KINDS, Kind
from prompts.questions.model import CLIENT, LAST_TIME, PULSE, THAT_DAY, Option, Question, Tip, Wording
from prompts.questions.occasion import MARKS, NOT, unknown_marks
from prompts.suggestions import Suggestion

MAX_WORDING = 160
MAX_LABEL = 24
MAX_TIP = 240
PULSE_WORDINGS = 4

_SLUG = re.compile(r"[a-z][a-z0-9_]{0,31}")
_NUMBERED = re.compile(r"(.+)-[1-9][0-9]?")
_RATING = re.compile(r"[1-5]")

Shared = Mapping[str, tuple[Option, ...]]
"""Options that the bank gives to every question of a kind, by the kind's name."""


def read_shared(entry: Entry) -> Shared:
    """The options that all questions of a kind share."""
    entry.only(*KINDS, *OTHER_DAYS)
    shared = {}
    for name, kind in KINDS.items():
        table = Entry(entry.file, name, {name: entry.table(name)})
        shared[name] = _options(table, name)
        if tuple(option.slug for option in shared[name]) != kind.shared:
            raise table.wrong(f"must label, in this order: {', '.join(kind.shared) or 'nothing'}")
    return shared


def read_question(entry: Entry, suggestion: Suggestion, shared: Shared, days: DayWords) -> Question:
    """A question of a suggestion. Raises BankError."""
    kind = KINDS.get(str(entry.data.get("kind")))
    if kind is None:
        raise entry.wrong(f"has an unknown kind; known are {', '.join(KINDS)}")
    fields = ("low", "high") if kind.ends else ()
    entry.only("id", "kind", "wordings", "earlier", "options", "hard", "marks", *fields)
    hard = entry.data.get("hard", kind.name == AGAINST)
    if not isinstance(hard, bool):
        raise entry.wrong("“hard” is true or false")
    return Question(
        id=_id(entry, suggestion, kind.short, EARLIER_IDS.get(kind.name), numbered=kind.name != PULSE),
        suggestion=suggestion.number,
        kind=kind.name,
        wordings=_wordings(entry, kind, days),
        options=_all_options(entry, kind, shared),
        low=entry.text("low", MAX_LABEL + len(LONGEST_CODE)) if kind.ends else None,
        high=entry.text("high", MAX_LABEL + len(LONGEST_CODE)) if kind.ends else None,
        hard=hard,
        marks=_marks(entry, kind),
    )


def read_tip(entry: Entry, suggestion: Suggestion) -> Tip:
    """A tip of a suggestion. Raises BankError."""
    entry.only("id", "text", "source", "doi", "practice_wisdom")
    text = entry.text("text", MAX_TIP)
    if CLIENT in text:
        raise entry.wrong(f"a tip is about no one client; it has no {CLIENT}")
    source, doi = entry.optional("source"), entry.optional("doi")
    if entry.data.get("practice_wisdom", False) is not (source is None):
        raise entry.wrong("needs a “source”, or else: practice_wisdom = true")
    if doi is not None and source is None:
        raise entry.wrong("has a “doi” but no “source”")
    if doi is not None and not doi.startswith("10."):
        raise entry.wrong("a “doi” begins with 10.")
    return Tip(_id(entry, suggestion, "tip", numbered=True), suggestion.number, text, source, doi)


def _id(
    entry: Entry, suggestion: Suggestion, short: str, earlier: str | None = None, *, numbered: bool
) -> str:
    given = entry.text("id")
    stem = f"{suggestion.number:02d}-{short}"
    known = {stem, f"{suggestion.number:02d}-{earlier or short}"}
    parts = _NUMBERED.fullmatch(given)
    if not (parts is not None and parts[1] in known if numbered else given == stem):
        raise entry.wrong(f"the id of this entry must read {stem}{'-1, -2, …' if numbered else ''}")
    return given


def _marks(entry: Entry, kind: Kind) -> tuple[str, ...]:
    marks = entry.data.get("marks", [])
    if not isinstance(marks, list) or not all(isinstance(mark, str) for mark in marks):
        raise entry.wrong('“marks” is a list of texts, such as ["couple", "not_evening"]')
    if marks and kind.name == PULSE:
        raise entry.wrong("a pulse has no marks; it is rated in the same sense every time")
    if wrong := unknown_marks(marks):
        raise entry.wrong(
            f"cannot have the mark “{wrong[0]}”; known are {', '.join(sorted(MARKS))}, or {NOT}…"
        )
    return tuple(marks)


def _wordings(entry: Entry, kind: Kind, days: DayWords) -> tuple[Wording, ...]:
    table = Entry(entry.file, entry.name, entry.table("wordings"))
    earlier = Entry(entry.file, entry.name, entry.table("earlier"))
    earlier.only(*table.data)
    fewest = PULSE_WORDINGS if kind.name == PULSE else 1
    if len(table.data) < fewest:
        raise entry.wrong(f"needs wordings {', '.join('abcd'[:fewest])}")
    found = tuple(_wording(table, earlier, slug, days) for slug in table.data)
    if len({wording.text for wording in found}) < len(found):
        raise entry.wrong("has the same wording twice")
    return found


def _wording(table: Entry, earlier: Entry, slug: str, days: DayWords) -> Wording:
    texts = [table.text(slug, MAX_WORDING)]
    if slug in earlier.data:
        texts += [earlier.text(slug, MAX_WORDING)] * 2
    else:
        texts += [on(THAT_DAY, texts[0], days), on(LAST_TIME, texts[0], days)]
    if any(text.startswith(CLIENT) for text in texts):
        raise table.wrong(f"wording “{slug}” begins with {CLIENT}; “your client” could not stand there")
    return Wording(_slug(table, slug), *texts)


def _all_options(entry: Entry, kind: Kind, shared: Shared) -> tuple[Option, ...]:
    own = _options(entry, "options")
    if len(own) not in kind.own_options:
        raise entry.wrong(f"has {len(own)} options; {kind.name} takes {_span(kind.own_options)}")
    options = (*shared[kind.name], *own)
    for what in ({option.slug for option in options}, {option.label.casefold() for option in options}):
        if len(what) < len(options):
            raise entry.wrong("has the same option twice")
    return options


def _options(entry: Entry, field: str) -> tuple[Option, ...]:
    table = Entry(entry.file, entry.name, entry.table(field))
    return tuple(Option(_slug(table, slug), _label(table, slug)) for slug in table.data)


def _label(table: Entry, slug: str) -> str:
    label = table.text(slug, MAX_LABEL)
    if CLIENT in label:
        raise table.wrong(f"option “{slug}” holds {CLIENT}; a button says the same for everybody")
    return label


def _slug(table: Entry, slug: str) -> str:
    if not (_SLUG.fullmatch(slug) or _RATING.fullmatch(slug)):
        raise table.wrong(f"“{slug}” is no short name: small letters, digits and _, a letter first")
    return slug


def _span(numbers: range) -> str:
    low, high = numbers[0], numbers[-1]
    return str(low) if low == high else f"{low} to {high}"
