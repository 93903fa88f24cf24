"""A mistake in a bank file is named with its file and its entry."""

from __future__ import annotations

from pathlib import Path

import pytest

from prompts.questions.bank import BankError, load_bank, read_bank
from tests.prompts.bank_make import bank_folder, change


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return bank_folder(tmp_path)


def refusal(folder: Path) -> str:
    with pytest.raises(BankError) as refused:
        read_bank(folder, "en")
    return str(refused.value)


def test_a_right_folder_loads(folder: Path) -> None:
    bank = read_bank(folder, "xx")
    assert (bank.locale, len(bank.questions), len(bank.tips)) == ("xx", 40, 10)
    assert bank.questions["07-moment-1"].hard
    assert not bank.questions["07-yes-1"].hard


CASES = [
    ('kind = "moment"', 'kind = "essay"', "07-moment-1", "unknown kind"),
    ('kind = "moment"', 'kind = ["moment"]', "07-moment-1", "unknown kind"),
    ('kind = "moment"\n', "", "07-moment-1", "unknown kind"),
    ('kind = "moment"', 'kind = "pulse"\nlow = "a"\nhigh = "b"', "07-moment-1", "must read 07-pulse"),
    ('id = "07-moment-1"', 'id = "06-moment-1"', "06-moment-1", "must read 07-moment-1, -2"),
    ('id = "07-moment-1"', 'id = "07-yes-2"', "07-yes-2", "must read 07-moment"),
    ('id = "07-moment-1"', 'id = "07-moment-one"', "07-moment-one", "must read 07-moment"),
    ('id = "07-moment-1"', "id = 7", "7", "needs the text “id”"),
    ('id = "07-moment-1"\n', "", "explorations 2", "needs the text “id”"),
    ("hard = true", 'hard = "yes"', "07-moment-1", "true or false"),
    ("hard = true", "heard = true", "07-moment-1", "the field “heard”"),
    ('low = "hardly"\n', "", "07-pulse", "needs the text “low”"),
    ('high = "{client}\'s need"', 'high = ""', "07-pulse", "needs the text “high”"),
    ('wordings.c = "How much of today was it?"\n', "", "07-pulse", "needs wordings a, b, c, d"),
    ("How much of today was it?", "How far was it so today?", "07-pulse", "the same wording twice"),
    ("When was it hardest today?", "{client} found it hard when?", "07-moment-1", "begins with {client}"),
    ("When was it hardest today?", "When was {name} here?", "07-moment-1", "one placeholder is {client}"),
    ("When was it hardest today?", "When was {client here?", "07-moment-1", "has braces"),
    ("When was it hardest today?", "x" * 161, "07-moment-1", "161 characters; 160 is the most"),
    ("When was it hardest today?", "x" * 150 + " {client}", "07-moment-1", "163 characters"),
    ("When was it hardest today?", " When?", "07-moment-1", "without spaces around it"),
    ("When was it hardest today?", "When\\nnow?", "07-moment-1", "one line"),
    ('wordings.a = "When was it hardest today?"', 'wordings = "When?"', "07-moment-1", "must be a table"),
    ('wordings.a = "When was it', 'wordings.A1 = "When was it', "07-moment-1", "“A1” is no short name"),
    ('options.words = "Words"', 'options."my words" = "Words"', "07-choose-1", "is no short name"),
    ('options.words = "Words"', 'options.words = "silence"', "07-choose-1", "the same option twice"),
    ('options.words = "Words"', 'options.words = "{client}"', "07-choose-1", "holds {client}"),
    ('options.words = "Words"', f'options.words = "{"w" * 25}"', "07-choose-1", "25 characters"),
    ('options.words = "Words"\n', "", "07-choose-1", "has 2 options; choose_one takes 3 to 5"),
    ('"Did it help today?"', '"Did it?"\noptions.maybe = "Maybe"', "07-yes-1", "yes_partly_no takes 0"),
    ('options.nothing_stirred = "N', 'options.cant_tell = "N', "07-pulse", "the same option twice"),
    ("You might try a pause.", "x" * 241, "07-tip-1", "241 characters; 240 is the most"),
    ("You might try a pause.", "Ask {client}.", "07-tip-1", "about no one client"),
    ('id = "07-tip-1"', 'id = "07-tips-1"', "07-tips-1", "must read 07-tip-1"),
    ('source = "Somebody 2018"\ndoi = "10.1037/x"\n', "", "07-tip-1", "or else: practice_wisdom = true"),
    ('source = "Somebody 2018"', "practice_wisdom = true", "07-tip-1", "a “doi” but no “source”"),
    ('doi = "10.1037/x"', "practice_wisdom = true", "07-tip-1", "needs a “source”, or else"),
    ("hard = true", 'marks = "couple"', "07-moment-1", "“marks” is a list of texts"),
    ("hard = true", "marks = [1]", "07-moment-1", "“marks” is a list of texts"),
    ("hard = true", 'marks = ["couples"]', "07-moment-1", "the mark “couples”; known are child, couple"),
    ("hard = true", 'marks = ["long", "not_long"]', "07-moment-1", "the mark “long”"),
    ('low = "hardly"', 'marks = ["long"]\nlow = "hardly"', "07-pulse", "a pulse has no marks"),
    ('doi = "10.1037/x"', 'doi = "doi.org/x"', "07-tip-1", "begins with 10."),
]


@pytest.mark.parametrize(("old", "new", "entry", "problem"), CASES)
def test_a_wrong_entry_is_named(folder: Path, old: str, new: str, entry: str, problem: str) -> None:
    said = refusal(change(folder, old, new))
    assert said.startswith(f"07-listening.toml: {entry}: ")
    assert problem in said


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ('low = "hardly"', "", "needs the text “low” (line 4)"),
        ("hard = true", "hard = 1", "“hard” is true or false (line 22)"),
        ('id = "07-moment-1"\n', "", "needs the text “id” (line 21)"),
        ('doi = "10.1037/x"', 'doi = "x"', "begins with 10. (line 33)"),
        ("suggestion = 7", "suggestion = 8", "must say suggestion = 7"),
    ],
)
def test_a_mistake_is_named_with_its_line(folder: Path, old: str, new: str, line: str) -> None:
    assert refusal(change(folder, old, new)).endswith(line)


FILE_CASES = [
    ("suggestion = 7", "suggestion = 6", "must say suggestion = 7"),
    ("suggestion = 7", "", "must say suggestion = 7"),
    ("[pulse]", "[pulses]", "does not know the field “pulses”"),
    ("suggestion = 7", "suggestion = 7\nauthor = 1", "the field “author”"),
    ('low = "hardly"', 'low = "hardly', "cannot be read as TOML"),
    ("[[tips]]", "[tips]", "must be written as [[tips]]"),
    ("[[tips]]", "[[tipps]]", "the field “tipps”"),
]


@pytest.mark.parametrize(("old", "new", "problem"), FILE_CASES)
def test_a_wrong_file_is_named(folder: Path, old: str, new: str, problem: str) -> None:
    said = refusal(change(folder, old, new))
    assert said.startswith("07-listening.toml: ")
    assert problem in said


def test_an_id_that_stands_twice_is_named(folder: Path) -> None:
    again = '[[explorations]]\nid = "07-yes-1"\nkind = "yes_partly_no"\nwordings.a = "Was it so?"\n\n[[tips]]'
    assert refusal(change(folder, "[[tips]]", again)) == "07-listening.toml: 07-yes-1: stands twice (line 33)"


def test_a_second_pulse_is_refused(folder: Path) -> None:
    second = '[[explorations]]\nid = "07-pulse"\nkind = "pulse"\nlow = "a"\nhigh = "b"\n'
    second += 'wordings = { a = "A?", b = "B?", c = "C?", d = "D?" }\n\n[[tips]]'
    assert "one pulse, in [pulse]" in refusal(change(folder, "[[tips]]", second))


@pytest.mark.parametrize("name", ["07-listening.toml", "_shared.toml"])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert refusal(folder) == f"{name}: is missing"


def test_a_file_of_no_suggestion_is_named(folder: Path) -> None:
    (folder / "07-hearing.toml").write_text("", "utf-8")
    assert refusal(folder).startswith("07-hearing.toml: belongs to no suggestion")


@pytest.mark.parametrize("rest", ["", "[[explorations]]\nid = 1\n"])
def test_a_file_without_questions_or_tips_is_refused(folder: Path, rest: str) -> None:
    path = folder / "07-listening.toml"
    path.write_text(path.read_text("utf-8").split("[[explorations]]")[0] + rest, "utf-8")
    assert refusal(folder).startswith("07-listening.toml: ")


def test_a_shared_label_for_an_unknown_kind_is_refused(folder: Path) -> None:
    assert "the field “yes_no”" in refusal(change(folder, "[yes_partly_no]", "[yes_no]", "_shared.toml"))


def test_a_shared_option_without_a_label_is_named(folder: Path) -> None:
    assert refusal(change(folder, '"Partly"', '""', "_shared.toml")).startswith(
        "_shared.toml: yes_partly_no: "
    )


def test_a_shared_option_that_is_missing_is_named(folder: Path) -> None:
    said = refusal(change(folder, '4 = "4"\n', "", "_shared.toml"))
    assert said == "_shared.toml: pulse: must label, in this order: 1, 2, 3, 4, 5, cant_tell (line 2)"


def test_a_file_saved_with_a_byte_order_mark_still_loads(folder: Path) -> None:
    path = folder / "07-listening.toml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert len(read_bank(folder, "en").questions) == 40


def test_a_file_in_another_encoding_is_named(folder: Path) -> None:
    (folder / "07-listening.toml").write_bytes('low = "über"'.encode("latin-1"))
    assert refusal(folder).startswith("07-listening.toml: cannot be read as TOML")


def test_a_language_without_a_bank_is_refused() -> None:
    with pytest.raises(BankError):
        load_bank("xx")
