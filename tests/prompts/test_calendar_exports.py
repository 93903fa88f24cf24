"""Files made in the manner of the big exporters; `expected.toml` beside them says what each one brings."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.prompts.calendar_make import FIRST, kept, left, read

FOLDER = Path(__file__).parent / "calendars"
EXPECTED: dict[str, dict[str, Any]] = tomllib.loads((FOLDER / "expected.toml").read_text("utf-8"))
MAKERS = {"google", "outlook", "exchange", "apple", "simplepractice", "fastmail", "thunderbird"}


def test_every_file_has_its_expectation_and_they_are_many() -> None:
    assert sorted(file.stem for file in FOLDER.glob("*.ics")) == sorted(EXPECTED)
    made = [name for name in EXPECTED if name.split("-")[0] in MAKERS]
    assert len(made) >= 40


@pytest.mark.parametrize("name", EXPECTED)
def test_a_file_brings_its_meetings_and_says_what_is_left_out(name: str) -> None:
    expected = EXPECTED[name]
    data = (FOLDER / f"{name}.ics").read_bytes()
    reading = read(data, expected.get("from", FIRST), expected.get("weeks", 8))
    assert kept(reading) == expected["kept"]
    assert left(reading) == expected.get("left_out", [])


@pytest.mark.parametrize("name", EXPECTED)
def test_uid_and_recurrence_tell_every_meeting_apart(name: str) -> None:
    reading = read((FOLDER / f"{name}.ics").read_bytes(), FIRST, 53)
    names = [(one.uid, one.recurrence) for one in reading.occurrences]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("name", EXPECTED)
def test_line_ends_make_no_difference(name: str) -> None:
    data = (FOLDER / f"{name}.ics").read_bytes()
    if name != "utf-16":
        assert read(data) == read(data.replace(b"\r\n", b"\n").replace(b"\r", b"\n"))
