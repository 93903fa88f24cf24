"""A line that was asked about, made whole by what was typed next: the line anew, or only what it lacked."""

from __future__ import annotations

from collections.abc import Iterator

from prompts.schedule.planning.lines import read_planning
from prompts.schedule.planning.values import Question, Reading, Seen


def mended(before: str, typed: str, seen: Seen) -> str | None:
    """What was typed before with the answer to its question in it; None if that answers nothing."""
    asked = next((one for one in read_planning(before, seen).questions if one.lacks), None)
    if asked is None:
        return typed if _fits(read_planning(typed, seen)) else None
    lacked = _lacking(read_planning(before, seen))
    for text in _ways(before, typed, asked):
        reading = read_planning(text, seen)
        if _fits(reading) and _lacking(reading) < lacked:
            return text
    return None


def _ways(before: str, typed: str, asked: Question) -> Iterator[str]:
    """In place of the line that was asked about, behind it, in front of it; in place of everything."""
    line = asked.line or before
    for said in (typed, f"{line} {typed}", f"{typed} {line}"):
        yield before.replace(line, said, 1)
    yield typed


def _fits(reading: Reading) -> bool:
    return bool(reading.plans) or any(question.choices for question in reading.questions)


def _lacking(reading: Reading) -> int:
    return sum(question.lacks for question in reading.questions)
