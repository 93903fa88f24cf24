"""In which line of its file an entry of the bank stands: looked for only when something is said of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from prompts.questions.fields import BankError
from prompts.questions.model import PULSE

_NUMBERED = re.compile(r"(explorations|tips) (\d+)")  # what an entry without an id is called


@contextmanager
def placed(folder: Path) -> Iterator[None]:
    """A BankError about a file of this folder leaves with the line of its entry."""
    try:
        yield
    except BankError as error:
        line = line_of(folder / error.file, error.entry)
        raise BankError(error.file, error.entry, error.problem, line) from error.__cause__


def line_of(path: Path, entry: str) -> int | None:
    """The last line at which the entry is named: if it stands twice, the second one is one too many."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return None
    if not entry:
        return None
    if numbered := _NUMBERED.fullmatch(entry):
        heads = list(re.finditer(rf"^\s*\[\[{numbered[1]}\]\]", text, re.MULTILINE))
        found = heads[int(numbered[2]) - 1 :][:1]
    elif entry.endswith(f"-{PULSE}"):
        found = list(re.finditer(r"^\s*\[pulse\]", text, re.MULTILINE))
    else:
        name = re.escape(entry)
        found = list(re.finditer(rf"""^\s*(id\s*=\s*["']?{name}["']?\s*$|\[{name}\])""", text, re.MULTILINE))
    return text.count("\n", 0, found[-1].end()) + 1 if found else None
