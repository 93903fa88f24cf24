"""Builders for questions and for whole bank folders, right by default."""

from __future__ import annotations

from pathlib import Path

from prompts.questions.kinds import PULSE
from prompts.questions.model import Option, Question, Wording
from prompts.suggestions import SUGGESTIONS

SHARED = """
[pulse]
1 = "1"
2 = "2"
3 = "3"
4 = "4"
5 = "5"
cant_tell = "Can't tell"

[yes_partly_no]
yes = "Yes"
partly = "Partly"
no = "No"
cant_tell = "Can't tell"

[count]
zero = "None"
one = "One"
two = "Two"
three = "Three"
more = "More"
cant_tell = "Can't tell"

[that_day]
today = "that day"

[last_time]
today = "last time"
"""

ENTRIES = """
suggestion = {number}

[pulse]
low = "hardly"
high = "{{client}}'s need"
wordings.a = "How far was it so today?"
wordings.b = "Today, how far did it go?"
wordings.c = "How much of today was it?"
wordings.d = "How was it today?"
options.nothing_stirred = "Nothing stirred"

[[explorations]]
id = "{number:02d}-choose-1"
kind = "choose_one"
wordings.a = "Which of these helped {{client}} today?"
options.words = "Words"
options.silence = "Silence"
options.none = "None of these"

[[explorations]]
id = "{number:02d}-moment-1"
kind = "moment"
hard = true
wordings.a = "When was it hardest today?"

[[explorations]]
id = "{number:02d}-yes-1"
kind = "yes_partly_no"
wordings.a = "Did it help today?"

[[tips]]
id = "{number:02d}-tip-1"
text = "You might try a pause."
source = "Somebody 2018"
doi = "10.1037/x"
"""


def bank_folder(folder: Path) -> Path:
    """A whole small bank that loads."""
    (folder / "_shared.toml").write_text(SHARED, "utf-8")
    for each in SUGGESTIONS:
        (folder / f"{each.number:02d}-{each.slug}.toml").write_text(
            ENTRIES.format(number=each.number), "utf-8"
        )
    return folder


def change(folder: Path, old: str, new: str, file: str = "07-listening.toml") -> Path:
    """The same bank with one passage of one file changed."""
    path = folder / file
    before = path.read_text("utf-8")
    assert before.count(old) == 1, f"{old!r} does not stand once in {file}"
    path.write_text(before.replace(old, new), "utf-8")
    return folder


def question(kind: str = PULSE, *slugs: str) -> Question:
    """A question with these options' slugs, as kinds see it."""
    options = tuple(Option(slug, slug.title()) for slug in slugs)
    low, high = ("hardly", "throughout") if kind == PULSE else (None, None)
    return Question(
        "07-x", 7, kind, (Wording("a", "How was {client} today?"),), options, low, high, hard=False
    )
