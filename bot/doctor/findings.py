"""What the doctor finds: one line each, with a level, and how lines are printed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Literal

from prompts.texts import load_texts

Level = Literal["ok", "warning", "wrong"]


@dataclass(frozen=True, slots=True)
class Finding:
    """`says` is a sentence for the operator: what was found and what to do; never a secret."""

    level: Level
    about: str
    says: str


def finding(level: Level, about: str, key: str, **values: object) -> Finding:
    """With the words of `terminal.doctor.<key>`."""
    return Finding(level, about, load_texts().plain(f"terminal.doctor.{key}", **values))


def status(findings: Sequence[Finding]) -> int:
    """The exit status: 1 when something is wrong; warnings alone are 0."""
    return int(any(found.level == "wrong" for found in findings))


def as_table(findings: Sequence[Finding]) -> str:
    """One line for each: level, what it is about, words."""
    wide = max(len(found.about) for found in findings)
    return "".join(f"{found.level:<7}  {found.about:<{wide}}  {found.says}\n" for found in findings)


def as_json(findings: Sequence[Finding]) -> str:
    """A list of `level`, `about` and `says`."""
    return json.dumps([asdict(found) for found in findings], ensure_ascii=False, indent=1) + "\n"
