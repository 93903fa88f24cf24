"""`python -m bot read`: prints what a typed line is taken for, as a table or as JSON. Nothing is stored."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import datetime, timedelta
from typing import Any

from bot.clock import WallClock
from prompts.schedule.codes import normalise_code
from prompts.schedule.planning import Plan, Reading, Seen, read_planning, say_plan, vocabulary
from prompts.schedule.planning.say import say_when
from prompts.schedule.recurrence import Series, occurrences
from prompts.schedule.times import at_local, zone_info
from prompts.texts import Texts

BAD_ARGUMENTS = 2
YEARS = range(1970, 2200)
_NEXT = 3  # occurrences of a series shown
_AHEAD = timedelta(days=366)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument(
        "phrase", nargs="+", metavar="PHRASE", help="what was typed; it may have several lines"
    )
    parser.add_argument("--now", help="when it was typed, such as 2026-12-01T10:00 (default: now)")
    parser.add_argument("--zone", default="Europe/London", help="the therapist's time zone")
    parser.add_argument("--language", default="en", help="en, or en-GB, en-US: the order of dates")
    parser.add_argument(
        "--client", action="append", help="a code the therapist has; may be given several times"
    )
    parser.add_argument("--format", choices=("table", "json"), default="table")


def run(args: argparse.Namespace) -> int:
    """Prints the reading; 2 and one line on stderr for arguments that make no sense."""
    try:
        seen = seen_from(args)
    except ValueError as fault:
        sys.stderr.write(f"read: {fault}\n")
        return BAD_ARGUMENTS
    reading = read_planning(" ".join(args.phrase), seen)
    sys.stdout.write(as_json(reading) if args.format == "json" else as_table(reading, seen))
    return 0


def seen_from(args: argparse.Namespace) -> Seen:
    """From where the line is seen. Without codes of their own, therapists have those that the bot offers."""
    words = vocabulary(args.language)
    zone_info(args.zone)
    codes = args.client or words.texts.plain("session.words").split()
    now = WallClock().now() if args.now is None else _instant(args.now, args.zone)
    return Seen(now, args.zone, words, frozenset(map(normalise_code, codes)))


def as_json(reading: Reading) -> str:
    """An object with `plans` and the `question` asked back, or null."""
    plans = [_entry(plan) for plan in reading.plans]
    return json.dumps({"plans": plans, "question": reading.question}, ensure_ascii=False, indent=1) + "\n"


def as_table(reading: Reading, seen: Seen) -> str:
    """A line for each plan, for what comes next of a series, for what is asked and each answer to it."""
    texts = seen.words.texts
    lines = [line for plan in reading.plans for line in _lines(plan, seen, texts)]
    for question in reading.questions:
        lines.append(texts.plain("terminal.read.question", text=question.text))
        for choice in question.choices:
            plans = "; ".join(say_plan(plan, seen) for plan in choice.plans)
            lines.append(texts.plain("terminal.read.choice", label=choice.label, plans=plans))
    return "\n".join(lines or [texts.plain("terminal.read.nothing")]) + "\n"


def _entry(plan: Plan) -> dict[str, Any]:
    return {
        "client": plan.client,
        "starts_at": plan.starts_at.isoformat() if plan.starts_at else None,
        "minutes": plan.minutes,
        "rule": plan.rule,
        "action": plan.action.value,
    }


def _lines(plan: Plan, seen: Seen, texts: Texts) -> list[str]:
    lines = [texts.plain("terminal.read.plan", action=plan.action.value, plan=say_plan(plan, seen))]
    if plan.rule and plan.starts_at:
        series = Series(plan.starts_at, plan.rule, seen.zone)
        coming = occurrences(series, plan.starts_at, plan.starts_at + _AHEAD, _NEXT)
        days = ", ".join(say_when(one.starts_at, seen) for one in coming)
        lines.append(texts.plain("terminal.read.series", rule=plan.rule, days=days))
    return lines


def _instant(text: str, zone: str) -> datetime:
    """What was given as now: on the wall clock of the zone, unless it says its offset."""
    try:
        given = datetime.fromisoformat(text)
    except ValueError as fault:
        raise ValueError("--now takes a time such as 2026-12-01T10:00") from fault
    if given.year not in YEARS:
        raise ValueError("--now takes a time of these centuries")
    return given if given.tzinfo else at_local(given.date(), given.time(), zone)
