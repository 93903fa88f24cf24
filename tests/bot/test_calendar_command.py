"""`python -m bot calendar`: what a file would bring, for people and for programs, or one line why nothing."""

from __future__ import annotations

import argparse
import json
from functools import partial
from pathlib import Path

import pytest

from bot import calendar_command as command
from bot.calendars import CalendarReader
from tests.prompts.calendar_make import calendar, event

DATA = calendar(
    event("20260903T100000", "RRULE:FREQ=WEEKLY", uid="series"),
    event("20261202T160000", "STATUS:TENTATIVE", uid="once", SUMMARY=""),
    event("20261203T090000", "STATUS:CANCELLED", uid="off", SUMMARY="River"),
    event("20261203T090000", uid="odd", zone="US"),
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "mara.ics"
    path.write_bytes(DATA)
    return path


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests are about something else than time, and the machine may be busy."""
    monkeypatch.setattr(command, "CalendarReader", partial(CalendarReader, seconds=60))


def run(file: Path, *more: str) -> int:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    return command.run(parser.parse_args([str(file), "--from", "2026-12-01", *more]))


def test_json_lists_what_would_come_and_what_is_left_out(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(file, "--weeks", "1", "--zone", "America/New_York", "--format", "json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["occurrences"] == [
        {
            "uid": "once",
            "starts_at": "2026-12-02T11:00:00-05:00",
            "ends_at": "2026-12-02T11:50:00-05:00",
            "title": "",
            "status": "tentative",
        },
        {
            "uid": "series",
            "starts_at": "2026-12-03T05:00:00-05:00",
            "ends_at": "2026-12-03T05:50:00-05:00",
            "title": "Oak",
            "status": "confirmed",
        },
    ]
    cancelled, odd = found["left_out"]
    assert list(cancelled.values())[:5] == ["off", 3, "2026-12-03T04:00:00-05:00", 1, "cancelled"]
    assert (odd["starts_at"], odd["reason"]) == (None, "zone")
    assert all(one["words"].endswith(".") for one in found["left_out"])


def test_the_table_shows_the_same_to_people(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(file, "--weeks", "2") == 0
    assert capsys.readouterr().out.splitlines() == [
        "3 meetings from Tue 1 Dec until Tue 15 Dec.",
        "Wed 2 Dec         16:00–16:50  tentative  (no title)",
        "Thu 3 Dec         10:00–10:50             Oak",
        "Thu 10 Dec        10:00–10:50             Oak",
        "Left out, 2 events:",
        "Thu 3 Dec         event 3      It is cancelled.",
        "                  event 4      Its time zone is one that nobody knows.",
    ]


def test_a_file_that_is_refused_is_one_line_and_a_status(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "canary.ics"
    file.write_bytes(calendar(event("20261201T100000", "RRULE:FREQ=DAILY;INTERVAL=0", SUMMARY="canary")))
    assert run(file, "--format", "json") == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.count("\n") == 1
    assert "Event 1" in shown.err
    assert "canary" not in shown.err


@pytest.mark.parametrize(
    ("more", "named"),
    [
        (["--weeks", "0"], "weeks"),
        (["--weeks", "1000"], "weeks"),
        (["--zone", "US"], "zone"),
        (["--zone", "Nowhere/Else"], "zone"),
        (["--from", "tomorrow"], "tomorrow"),
        (["--from", "9999-12-31"], "years"),
    ],
)
def test_arguments_that_cannot_be_used_are_one_line_and_a_status(
    file: Path, more: list[str], named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(file, *more) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.count("\n") == 1
    assert named in shown.err


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"none\.ics"):
        run(tmp_path / "none.ics")
