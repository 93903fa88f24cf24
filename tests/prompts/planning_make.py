"""Builders for tests of the planning grammar: from where a line is seen, plans, and the table of phrases."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from prompts.schedule.planning import Action, Plan, Reading, Seen, vocabulary
from prompts.schedule.times import at_local

PHRASES = Path(__file__).with_name("planning_phrases.txt")
KNOWN = frozenset({"oak", "river", "fern", "b12", "7", "may"})
LONDON = "Europe/London"
_ESCAPE = re.compile(r"\\(n|r|t|x00|u200e|u200f)")
_SIGNS = {"n": "\n", "r": "\r", "t": "\t", "x00": "\x00", "u200e": "\u200e", "u200f": "\u200f"}


def seen_from(now: str = "2026-12-01T10:00", zone: str = LONDON, language: str = "en") -> Seen:
    """A therapist who has Oak, River, Fern, B12, 7 and May, on a Tuesday morning in London."""
    here = datetime.fromisoformat(now)
    return Seen(at_local(here.date(), here.time(), zone), zone, vocabulary(language), KNOWN)


@dataclass(frozen=True)
class Row:
    """One phrase of the table, and what it is taken for, as `written` writes it."""

    now: str
    zone: str
    language: str
    phrase: str
    expected: str

    @property
    def seen(self) -> Seen:
        return seen_from(self.now, self.zone, self.language)


def table() -> dict[str, list[Row]]:
    """The rows under each heading (`##`): now, zone, language, phrase, expected; `#` begins a remark."""
    sections: dict[str, list[Row]] = {}
    for line in PHRASES.read_text("utf-8").splitlines():
        if line.startswith("## "):
            sections[line.removeprefix("## ")] = []
        elif line and not line.startswith("# "):
            now, zone, language, phrase, expected = line.split(" | ", 4)
            phrase = _ESCAPE.sub(lambda found: _SIGNS[found[1]], phrase)
            sections[next(reversed(sections))].append(Row(now, zone, language, phrase, expected))
    return sections


def written(reading: Reading) -> str:
    """A reading as the table has it: plans, then each question behind a question mark; or "none"."""
    plans = "; ".join(map(_plan, reading.plans))
    asked = "".join(f" ? {question.text}" for question in reading.questions)
    return (plans + asked).strip() or "none"


def _plan(plan: Plan) -> str:
    parts = [plan.action.value, plan.client or "-", _when(plan.starts_at) or "-"]
    parts += [f"{plan.minutes}m"] if plan.minutes else []
    parts += [plan.rule] if plan.rule else []
    parts += [f"from {_when(plan.moved_from)}"] if plan.moved_from else []
    return " ".join(parts)


def _when(instant: datetime | None) -> str:
    return instant.isoformat(timespec="minutes") if instant else ""


def plan(start: str | None = "2026-12-01T14:30", *, client: str | None = "Oak", action: Action = Action.PLAN,
         minutes: int | None = None, rule: str | None = None, zone: str = LONDON) -> Plan:  # fmt: skip
    """A plan for Oak, on the wall clock of its zone."""
    here = datetime.fromisoformat(start) if start else None
    starts_at = at_local(here.date(), here.time(), zone).astimezone(ZoneInfo(zone)) if here else None
    return Plan(client, starts_at, minutes, rule, action)
