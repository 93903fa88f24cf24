"""An operator's own questions: added to ours, in the place of ours, or instead of them all."""

from __future__ import annotations

from pathlib import Path

import pytest

from prompts.questions.bank import BankError, load_bank
from prompts.questions.model import Bank
from tests.prompts.bank_make import bank_folder, change

OWN = """
suggestion = 7

[[explorations]]
id = "07-choose-1"
kind = "choose_one"
wordings.a = "Which ear did you lend today?"
options.left = "The left"
options.right = "The right"
options.none = "None of these"

[[explorations]]
id = "07-picture-50"
kind = "picture"
wordings.a = "Which instrument was this hour?"

[[tips]]
id = "07-tip-50"
text = "In one session, you might hum."
practice_wisdom = true
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "07-listening.toml").write_text(OWN, "utf-8")
    return tmp_path


def wording(bank: Bank, key: str) -> str:
    return bank.questions[key].wordings[0].text


def test_what_is_new_is_added_and_what_has_an_id_of_ours_takes_its_place(folder: Path) -> None:
    own, ours = load_bank(own=folder), load_bank()
    assert wording(own, "07-choose-1") == "Which ear did you lend today?"
    assert own.questions.keys() - ours.questions.keys() == {"07-picture-50"}
    assert own.tips.keys() - ours.tips.keys() == {"07-tip-50"}
    assert own.explorations(7)[-1].id == "07-picture-50"
    assert own.explorations(6) == ours.explorations(6)
    assert wording(ours, "07-choose-1") != wording(own, "07-choose-1")


def test_a_whole_bank_takes_the_place_of_ours(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    bank_folder(tmp_path / "en")
    assert len(load_bank(own=tmp_path).questions) == 40


def test_a_language_that_the_folder_does_not_have_is_ours(tmp_path: Path) -> None:
    (tmp_path / "de").mkdir()
    assert load_bank(own=tmp_path).questions == load_bank().questions


def test_a_pulse_may_be_put_in_other_words_with_the_same_ends(folder: Path) -> None:
    pulse = '\n[pulse]\nlow = "hardly"\nhigh = "throughout"\n'
    pulse += "".join(f'wordings.{slug} = "How heard was it {n} today?"\n' for n, slug in enumerate("abcd"))
    change(folder / "en", "suggestion = 7\n", f"suggestion = 7\n{pulse}")
    assert load_bank(own=folder).pulse(7).wordings[2].text == "How heard was it 2 today?"


def test_a_pulse_with_other_ends_is_refused(folder: Path) -> None:
    pulse = '\n[pulse]\nlow = "never"\nhigh = "throughout"\n'
    pulse += "".join(f'wordings.{slug} = "How heard was it {n} today?"\n' for n, slug in enumerate("abcd"))
    change(folder / "en", "suggestion = 7\n", f"suggestion = 7\n{pulse}")
    with pytest.raises(
        BankError, match=r"^07-listening.toml: 07-pulse: must keep “low” and “high”.*\(line 4\)$"
    ):
        load_bank(own=folder)


def test_a_mistake_in_an_own_file_is_named_with_its_line(folder: Path) -> None:
    change(folder / "en", 'kind = "picture"', 'kind = "painting"')
    with pytest.raises(BankError, match=r"07-picture-50: has an unknown kind.*\(line 13\)$"):
        load_bank(own=folder)


def test_a_file_that_belongs_to_nothing_is_refused(folder: Path) -> None:
    (folder / "en" / "11-humming.toml").write_text("", "utf-8")
    with pytest.raises(BankError, match="11-humming"):
        load_bank(own=folder)
