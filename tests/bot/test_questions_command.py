"""The bank, printed: as JSON for programs, as a table for people."""

from __future__ import annotations

import argparse
import json

import pytest

from bot import questions_command as command
from prompts.questions.bank import load_bank


def output(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    assert command.run(parser.parse_args(arguments)) == 0
    return capsys.readouterr().out


def test_json_lists_every_question_of_the_bank(capsys: pytest.CaptureFixture[str]) -> None:
    listed, bank = json.loads(output(capsys, "--format", "json")), load_bank()
    assert len(listed) == len(bank.questions)
    for entry in listed:
        question = bank.questions[entry["id"]]
        assert list(entry) == ["id", "suggestion", "kind", "wordings", "options"]
        assert (entry["suggestion"], entry["kind"]) == (question.suggestion, question.kind)
        assert entry["wordings"] == [wording.text for wording in question.wordings]
        assert entry["options"] == [{"slug": one.slug, "label": one.label} for one in question.options]


def test_a_pulse_comes_first_of_its_suggestion_with_its_five_ratings(
    capsys: pytest.CaptureFixture[str],
) -> None:
    listed = json.loads(output(capsys, "--format", "json"))
    pulses = [entry for entry in listed if entry["kind"] == "pulse"]
    assert [entry["suggestion"] for entry in pulses] == list(range(1, 11))
    assert all([one["slug"] for one in entry["options"]][:5] == list("12345") for entry in pulses)
    order = [(entry["suggestion"], entry["kind"] != "pulse") for entry in listed]
    assert order == sorted(order)


def test_the_table_shows_every_wording_once_and_every_id(capsys: pytest.CaptureFixture[str]) -> None:
    rows, bank = output(capsys).splitlines(), load_bank()
    wordings = [wording.text for question in bank.questions.values() for wording in question.wordings]
    assert sorted(row.split("  ")[-1].strip() for row in rows) == sorted(wordings)
    assert [row.split()[0] for row in rows if not row.startswith(" ")] == [
        question.id for question in command.in_order(bank)
    ]
