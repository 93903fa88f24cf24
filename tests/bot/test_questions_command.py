"""The bank, printed: as JSON for programs, as a table for people."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

from bot import questions_command as command
from bot.cli import plain_line
from prompts.questions.bank import BankError, load_bank
from prompts.questions.kinds import seconds


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
        assert list(entry) == ["id", "suggestion", "kind", "wordings", "options", "marks", "seconds"]
        assert (entry["suggestion"], entry["kind"]) == (question.suggestion, question.kind)
        assert entry["wordings"] == [wording.text for wording in question.wordings]
        assert entry["options"] == [{"slug": one.slug, "label": one.label} for one in question.options]
        assert (entry["marks"], entry["seconds"]) == (list(question.marks), seconds(question))


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


OWN = """
suggestion = 7

[[explorations]]
id = "07-picture-50"
kind = "picture"
wordings.a = "Which instrument was this hour?"
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "07-listening.toml").write_text(OWN, "utf-8")
    return tmp_path


def checked(folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    return command.check(folder), capsys.readouterr().out


def test_a_folder_that_can_be_used_is_said_to_be(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    many = len(load_bank().questions) + 1
    assert checked(own, capsys) == (
        0,
        f"en: {many} questions, {len(load_bank().tips)} tips. The bot can use it.\n",
    )


def test_advice_names_file_entry_and_line_and_stops_nothing(
    own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = own / "en" / "07-listening.toml"
    path.write_text(OWN.replace("Which instrument was this hour?", "What did she play today?"), "utf-8")
    status, said = checked(own, capsys)
    advice = "en/07-listening.toml: 07-picture-50: says he or she: What did she play today? (line 5)"
    assert (status, said.splitlines()[0]) == (0, advice)


def test_what_would_stop_the_bot_names_file_entry_and_line(
    own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = own / "en" / "07-listening.toml"
    path.write_text(OWN.replace('"picture"', '"painting"'), "utf-8")
    status, said = checked(own, capsys)
    assert status == 1
    assert said.startswith("en/07-listening.toml: 07-picture-50: has an unknown kind")
    assert said.endswith("(line 5)\n")


def test_a_folder_without_a_language_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert checked(tmp_path, capsys) == (1, f"{tmp_path} holds no folder of a language; known are en.\n")


def test_what_an_operator_added_is_printed(
    own: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUESTIONS_DIR", str(own))
    assert "Which instrument was this hour?" in output(capsys)


def test_a_broken_folder_ends_the_start_as_one_line(own: Path) -> None:
    (own / "en" / "07-listening.toml").write_text("suggestion = 6", "utf-8")
    with pytest.raises(BankError) as broken:
        load_bank(own=own)
    said = "The questions cannot be used: 07-listening.toml: must say suggestion = 7"
    assert plain_line(broken.value) == said
