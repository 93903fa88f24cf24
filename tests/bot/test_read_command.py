"""What a line is taken for, printed: as JSON for programs, as a table for people."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot import cli
from tests.bot.test_cli import bot

NOW = ("--now", "2026-12-01T10:00", "--zone", "Europe/London")


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert cli.main(["read", *arguments, *NOW]) == 0
    return capsys.readouterr().out


def as_json(capsys: pytest.CaptureFixture[str], phrase: str, *arguments: str) -> dict[str, Any]:
    found = json.loads(printed(capsys, phrase, "--format", "json", *arguments))
    assert isinstance(found, dict)
    return found


def test_json_has_the_plans_and_the_question(capsys: pytest.CaptureFixture[str]) -> None:
    assert as_json(capsys, "Oak every 2 weeks Thu 10:15 from 3 Dec 80m") == {
        "plans": [
            {
                "client": "Oak",
                "starts_at": "2026-12-03T10:15:00+00:00",
                "minutes": 80,
                "rule": "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH",
                "action": "plan",
            }
        ],
        "question": None,
    }
    asked = as_json(capsys, "Oak 7")
    assert asked == {
        "plans": [],
        "question": "Oak, today: 7:00 in the morning or 19:00 in the evening?",
    }


@pytest.mark.parametrize(
    ("phrase", "client", "starts_at", "action"),
    [
        ("single contact 15:20", None, "2026-12-01T15:20:00+00:00", "plan"),
        ("now Oak", "Oak", "2026-12-01T09:10:00+00:00", "ended"),
        ("River cancelled", "River", None, "cancel"),
        ("River moved to Fri 11", "River", "2026-12-04T11:00:00+00:00", "move"),
    ],
)
def test_every_action_has_its_word(
    capsys: pytest.CaptureFixture[str], phrase: str, client: str | None, starts_at: str | None, action: str
) -> None:
    [plan] = as_json(capsys, phrase)["plans"]
    assert (plan["client"], plan["starts_at"], plan["action"]) == (client, starts_at, action)


def test_several_lines_are_several_plans(capsys: pytest.CaptureFixture[str]) -> None:
    plans = as_json(capsys, "Tomorrow\n- Oak 9\n- River 10:15")["plans"]
    assert [(plan["client"], plan["starts_at"]) for plan in plans] == [
        ("Oak", "2026-12-02T09:00:00+00:00"),
        ("River", "2026-12-02T10:15:00+00:00"),
    ]


def test_what_is_no_plan_is_an_empty_list_without_a_question(capsys: pytest.CaptureFixture[str]) -> None:
    nothing: dict[str, Any] = {"plans": [], "question": None}
    assert as_json(capsys, "I let the silence run, and it came.") == nothing
    assert as_json(capsys, "") == nothing
    assert printed(capsys, "nonsense").startswith("No plan")


def test_the_table_shows_what_comes_next_and_what_could_be_answered(
    capsys: pytest.CaptureFixture[str],
) -> None:
    series = printed(capsys, "Oak every Tue 14:00").splitlines()
    assert series == [
        "plan    Oak every Tue 14:00, from today",
        "        FREQ=WEEKLY;BYDAY=TU: today 14:00, Tue 8 Dec 14:00, Tue 15 Dec 14:00 …",
    ]
    asked = printed(capsys, "Oak Tue 14:00").splitlines()
    assert asked == [
        "asks    Oak: today 14:00 or Tue 8 Dec 14:00?",
        "        [today 14:00]  Oak today 14:00",
        "        [Tue 8 Dec 14:00]  Oak Tue 8 Dec 14:00",
    ]


def test_words_of_a_phrase_need_no_quotes_and_codes_can_be_given(capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(capsys, "Oak", "tomorrow", "9") == "plan    Oak tomorrow 9:00\n"
    assert printed(capsys, "sparrow 14:30").startswith("No plan")
    assert printed(capsys, "sparrow 14:30", "--client", "Sparrow") == "plan    sparrow today 14:30\n"
    assert printed(capsys, "Oak 3/4 10:00", "--language", "en-US") == "plan    Oak Thu 4 Mar 10:00\n"


def test_without_a_time_it_is_seen_from_now(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["read", "Oak just finished"]) == 0
    assert capsys.readouterr().out == "ended   Oak just finished\n"


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("--now", "soon"), "--now"),
        (("--now", "9999-12-31T10:00"), "--now"),
        (("--zone", "US"), "zone"),
        (("--zone", "../etc"), "zone"),
    ],
)
def test_arguments_that_make_no_sense_are_one_line(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, str], named: str
) -> None:
    assert cli.main(["read", "Oak 14:30", *arguments]) == 2
    told = capsys.readouterr()
    assert (told.out, told.err.count("\n"), named in told.err) == ("", 1, True)


def test_it_runs_anywhere_and_leaves_nothing_behind(tmp_path: Path) -> None:
    ended = bot("read", "Oak 14:30", *NOW, folder=tmp_path)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "plan    Oak today 14:30\n", "")
    assert list(tmp_path.iterdir()) == []
