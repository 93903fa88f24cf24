"""The ten suggestions for a stronger alliance: number and slug; their titles are in the locale."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One of the ten. Its title is `t("suggestion.<number>.title")`."""

    number: int
    slug: str


_SLUGS = (
    "welcome",
    "time",
    "acceptance",
    "composure",
    "preparation",
    "variety",
    "listening",
    "goals",
    "needs",
    "warmth",
)

SUGGESTIONS: tuple[Suggestion, ...] = tuple(
    Suggestion(number, slug) for number, slug in enumerate(_SLUGS, start=1)
)
