"""Reads the fields of one entry of a bank file; whatever is wrong is said with its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from prompts.questions.model import CLIENT

LONGEST_CODE = "x" * 12


class BankError(Exception):
    """A bank file that cannot be used: which file, which entry in which line, and what is wrong with it."""

    def __init__(self, file: str, entry: str, problem: str, line: int | None = None) -> None:
        where = "" if line is None else f" (line {line})"
        super().__init__(": ".join(part for part in (file, entry, problem) if part) + where)
        self.file, self.entry, self.problem, self.line = file, entry, problem, line


@dataclass(frozen=True, slots=True)
class Entry:
    """A table of a bank file, with its place for error messages."""

    file: str
    name: str
    data: Mapping[str, Any]

    def wrong(self, problem: str) -> BankError:
        return BankError(self.file, self.name, problem)

    def only(self, *known: str) -> None:
        """Refuses fields that nobody would read, such as a misspelt one."""
        for field in self.data:
            if field not in known:
                raise self.wrong(f"does not know the field “{field}”; known are {', '.join(known)}")

    def text(self, field: str, longest: int | None = None) -> str:
        """A line of plain text without placeholders, trimmed and of bounded length."""
        text = self.data.get(field)
        if not isinstance(text, str) or not text.strip():
            raise self.wrong(f"needs the text “{field}”")
        if text != text.strip() or "\n" in text:
            raise self.wrong(f"“{field}” must be one line without spaces around it")
        bare = text.replace(CLIENT, LONGEST_CODE)
        if "{" in bare or "}" in bare:
            raise self.wrong(f"“{field}” has braces; the one placeholder is {CLIENT}")
        if longest is not None and len(bare) > longest:
            raise self.wrong(f"“{field}” has {len(bare)} characters; {longest} is the most")
        return text

    def optional(self, field: str) -> str | None:
        return self.text(field) if field in self.data else None

    def table(self, field: str) -> Mapping[str, Any]:
        table = self.data.get(field, {})
        if not isinstance(table, dict):
            raise self.wrong(f"“{field}” must be a table of names and texts")
        return table

    def entries(self, field: str) -> list[Entry]:
        """The entries of `[[field]]`, each under its id."""
        rows = self.data.get(field, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise self.wrong(f"“{field}” must be written as [[{field}]]")
        return [Entry(self.file, str(row.get("id") or f"{field} {n}"), row) for n, row in enumerate(rows, 1)]
