"""Whatever was typed: one line, several at once, a day pasted as a list under its date."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from prompts.schedule.planning.ask import Asker, about_the_past
from prompts.schedule.planning.dates import Days
from prompts.schedule.planning.line import NO_PLAN, Line, Terms, heading_of, read_line, terms_of
from prompts.schedule.planning.say import listed, say_date
from prompts.schedule.planning.values import Choice, Plan, Question, Reading, Seen

LONGEST_TEXT = 4096  # characters, as long as a message gets
MOST_LINES = 40
_LONGEST_LIST = 1600  # characters; a longer text in several lines is a note
_LONGEST_QUOTE, _SHOWN = 40, 3

_SIGN_BULLET = re.compile(r"^\s*[-*+•·‣▪–—]\s+")
_BULLET = re.compile(rf"{_SIGN_BULLET.pattern}|^\s*\(?\d{{1,2}}[.)]\s+(?=\D)")
_PIECES = re.compile(r"\s*;\s*|,\s+")


def read_planning(text: str, seen: Seen) -> Reading:
    """What a message is taken for; without plans and questions it is none. Pure, and safe on any text."""
    if len(text) > LONGEST_TEXT:
        return _refused("too_long", seen)
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) < 2:
        return _one(_SIGN_BULLET.sub("", "".join(lines)), seen)
    if len(lines) > MOST_LINES or len(text) > _LONGEST_LIST:
        return _refused("too_many", seen) if _whole(lines[0], seen).reading != NO_PLAN else NO_PLAN
    return _several([(line, terms_of(_BULLET.sub("", line), seen)) for line in lines], seen)


def _one(line: str, seen: Seen) -> Reading:
    """One line; or several plans in it with signs between, if each is whole and leans on no other's day."""
    whole = _whole(line, seen).reading
    pieces = [piece for piece in _PIECES.split(line) if piece.strip()]
    if whole.plans or not 1 < len(pieces) <= MOST_LINES:
        return whole
    parts = [_whole(piece, seen) for piece in pieces]
    leans = any(part.leans for part in parts) and any(part.names_day for part in parts)
    apart = all(part.reading.plans for part in parts) and not leans
    return _together([part.reading for part in parts], seen) if apart else whole


def _several(lines: Sequence[tuple[str, Terms]], seen: Seen) -> Reading:
    """Lines, with days above them. Where such a day may be one of two, it is asked for once for all lines."""
    headings = [heading for _, terms in lines if (heading := heading_of(terms))]
    unsure = next((heading for heading in headings if len(heading.options) == 2), None)
    if unsure is None:
        return _list(lines, seen)
    readings = [_list(lines, seen, day) for day in unsure.options]
    if not all(reading.plans for reading in readings):
        return NO_PLAN
    days = zip(unsure.options, readings, strict=True)
    choices = tuple(Choice(say_date(day, seen), reading.plans) for day, reading in days)
    question = Asker(seen, ", ".join(_who(choices[0].plans, seen))).between(choices).question
    # A line that is asked about as well is in no choice: then the list is asked for anew.
    whole = all(len(reading.plans) == len(readings[0].plans) == _sessions(lines) for reading in readings)
    return Reading(questions=(question if whole else replace(question, choices=()),))


def _sessions(lines: Sequence[tuple[str, Terms]]) -> int:
    return sum(heading_of(terms) is None for _, terms in lines)


def _list(lines: Sequence[tuple[str, Terms]], seen: Seen, chosen: date | None = None) -> Reading:
    day: Days | None = None
    found: list[Reading] = []
    unread: list[str] = []
    in_plan = any(read_line(terms, seen).reading.plans for _, terms in lines)
    for line, terms in lines:
        heading = heading_of(terms)
        reading = read_line(terms, seen, day, in_plan=in_plan).reading
        if heading is not None:
            day = Days((chosen,)) if chosen in heading.options and chosen else heading
        elif reading == NO_PLAN:
            unread.append(line)
        else:
            found.append(_said_in(line, reading))
    if len(unread) >= len(found):
        return NO_PLAN
    reading = _together(found, seen)
    return replace(reading, questions=(*reading.questions, *_left_out(unread, seen)))


def _said_in(line: str, reading: Reading) -> Reading:
    """The same, its questions told apart by their line."""
    return replace(reading, questions=tuple(replace(one, line=line) for one in reading.questions))


def _together(readings: Sequence[Reading], seen: Seen) -> Reading:
    """Several readings as one; what is over by now is asked about once."""
    # A line that gives both a plan and a question asks whether it is over.
    past = [plan for one in readings if one.questions for plan in one.plans]
    unclear = [question for one in readings if not one.plans for question in one.questions]
    plans = tuple(plan for one in readings for plan in one.plans)
    return Reading(plans, (*unclear, *about_the_past(past, seen)))


def _left_out(lines: Sequence[str], seen: Seen) -> tuple[Question, ...]:
    if not lines:
        return ()
    shown = listed([f"“{line.strip()[:_LONGEST_QUOTE]}”" for line in lines[:_SHOWN]], seen.words.texts, "and")
    text = seen.words.texts.plain("planning.ask.left_out", count=len(lines), lines=shown)
    return (Question(text, confirms=True),)


def _who(plans: Sequence[Plan], seen: Seen) -> list[str]:
    single = seen.words.texts.plain("planning.say.single")
    return list(dict.fromkeys(plan.client or single for plan in plans))[:_SHOWN]


def _whole(line: str, seen: Seen) -> Line:
    return read_line(terms_of(line, seen), seen)


def _refused(key: str, seen: Seen) -> Reading:
    code = seen.words.texts.plain("planning.ask.example.code")
    return Reading(questions=(Asker(seen, code).lacks(key, count=MOST_LINES).question,))
