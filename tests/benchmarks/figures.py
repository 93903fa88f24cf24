"""A benchmark's figures: what was measured, what is promised, and whether it is met."""

from __future__ import annotations

import sys
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of the table; a figure without a promise only explains another."""

    part: str  # a to f, as the promises are listed in docs/performance.md
    what: str
    value: float
    unit: str
    at_least: float | None = None
    at_most: float | None = None

    @property
    def met(self) -> bool | None:
        """None where nothing is promised."""
        if self.at_least is not None:
            return self.value >= self.at_least
        return None if self.at_most is None else self.value <= self.at_most

    @property
    def row(self) -> tuple[str, str, str, str, str]:
        promise = ""
        if self.at_least is not None:
            promise = f"at least {_short(self.at_least)}"
        elif self.at_most is not None:
            promise = f"at most {_short(self.at_most)}"
        met = {True: "met", False: "MISSED", None: ""}[self.met]
        return self.part, self.what, f"{_short(self.value)} {self.unit}", promise, met


def table(figures: list[Figure]) -> str:
    """The figures in columns, for a terminal."""
    rows = [("", "what", "figure", "promise", ""), *(figure.row for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    return "\n".join(
        "  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def markdown(figures: list[Figure]) -> str:
    """The same for a page."""
    head = ["| | what | figure | promise | |", "|---|---|---|---|---|"]
    return "\n".join([*head, *(f"| {' | '.join(figure.row)} |" for figure in figures)])


def say(line: str) -> None:
    """A line on the terminal, at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _short(value: float) -> str:
    """Three digits that count."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"
