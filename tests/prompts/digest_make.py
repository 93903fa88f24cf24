"""Builders for digests, with defaults: a Friday in November, a small bank of tips."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from prompts.digest import DigestParts, Line, LookBack, Rating, Week, build, render
from prompts.questions.model import Bank, Tip
from prompts.suggestions import SUGGESTIONS, Suggestion
from prompts.texts import Html, load_texts

FRIDAY = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
TEXTS = load_texts("en")


def _tips(of: Suggestion) -> list[Tip]:
    texts = [f"Try {of.slug}, way {i}." for i in (1, 2, 3)]
    return [Tip(f"{of.number:02}-tip-{i}", of.number, text, None, None) for i, text in enumerate(texts, 1)]


BANK = Bank(
    "en",
    {},
    {tip.id: tip for s in SUGGESTIONS for tip in _tips(s)},
)
ALL = frozenset(s.number for s in SUGGESTIONS)


def rated(suggestion: int, values: str, *, clients: str = "a", until: datetime = FRIDAY) -> list[Rating]:
    """`values` such as "4435", a day apart, the last just before `until`; `clients` go round, "-" is none."""
    known = [None if c == "-" else ord(c) for c in clients]
    last = len(values) - 1
    return [
        Rating(suggestion, int(v), until - timedelta(days=last - i, hours=1), known[i % len(known)])
        for i, v in enumerate(values)
    ]


def line(
    text: str = "I let the silence run, and it came.",
    *,
    days_ago: float = 1,
    client: str | None = "Oak",
    low: bool = False,
    starred: bool = False,
) -> Line:
    return Line(text, FRIDAY - timedelta(days=days_ago, hours=2), client, 7, low, starred)


def week(
    *,
    days: float = 7,
    held: int = 14,
    reflected: int = 11,
    ratings: Iterable[Rating] = (),
    asked: Iterable[int] = ALL,
    lines: Iterable[Line] = (),
    focus: LookBack | None = None,
    asked_counts: Mapping[int, int] | None = None,
    wish: int | None = None,
    muted: Iterable[int] = (),
    first: bool = False,
    quiet_weeks: int = 0,
    tips_shown: Iterable[str] = (),
) -> Week:
    return Week(
        starts_at=FRIDAY - timedelta(days=days),
        ends_at=FRIDAY,
        zone="Europe/London",
        held=held,
        reflected=reflected,
        ratings=tuple(ratings),
        asked=frozenset(asked),
        lines=tuple(lines),
        focus=focus,
        asked_counts=asked_counts or {},
        wish=wish,
        muted=frozenset(muted),
        first=first,
        quiet_weeks=quiet_weeks,
        tips_shown=frozenset(tips_shown),
    )


def quiet_week(*, days: float = 7, first: bool = False, quiet_weeks: int = 1) -> Week:
    return week(days=days, held=0, reflected=0, asked=(), first=first, quiet_weeks=quiet_weeks)


def parts_of(given: Week, seed: int = 1) -> DigestParts:
    return build(given, BANK, seed=seed)


def digest(given: Week, seed: int = 1) -> Html:
    return render(parts_of(given, seed), TEXTS, BANK)


def plain(message: str) -> str:
    """The message as it is read."""
    return html.unescape(re.sub(r"<[^<>]+>", "", message))


def read(given: Week, seed: int = 1) -> str:
    return plain(digest(given, seed))
