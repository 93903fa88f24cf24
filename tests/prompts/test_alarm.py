"""Words about danger: found as whole words however they are written; everyday sayings are left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.alarm import PHRASES, Phrases, sounds_alarming
from prompts.texts import load_texts

ALARMING = [
    "I want to kill myself", "he'd end his life", "I’m going to end my life", "She took an overdose.",
    "hurt him", "She might hurt someone.", "Self-harm again", "SUICIDAL", "He has a knife in his bag",
    "Dad hits her", "It may be child abuse", "she doesn’t want to live", "He said he would kill her",
    "I can't go on any more", "cutting herself", "thinking about killing my husband", "wants to die",
    "He threatened to kill me", "harm to others", "he beats his wife", "She was raped", "end it all",
    "Took all of her tablets", "A safeguarding concern", "He bought a gun",
]  # fmt: skip
EVERYDAY = [
    "I killed the mood", "dying to know", "I could kill for a coffee", "My remark: it hurt her",
    "That hurt him", "beating myself up again", "I cut myself short", "dressed to kill", "shot me a look",
    "skilled himself in it", "the joke killed", "to die for", "past the deadline", "killed two birds",
    "I hurt her feelings", "jumped the gun", "The wait is killing me", "hung up on him", "dead tired",
    "had time to kill", "overdosed on coffee", "take a stab at it", "It hit me that I rushed",
    "took all of the blame", "a killer question", "I let the silence run, and it came.",
]  # fmt: skip


@pytest.mark.parametrize("line", ALARMING)
def test_words_about_danger_are_found(line: str) -> None:
    assert sounds_alarming(line, "en")


@pytest.mark.parametrize("line", EVERYDAY)
def test_an_everyday_saying_is_none(line: str) -> None:
    assert not sounds_alarming(line, "en")


@pytest.mark.parametrize(
    "line",
    [
        "I WANT\nto   kill\tmyself", "kill-myself", "“kill myself”", "_kill_ *myself*", "kill\u200b myself",
        "Ki\u0301ll myself", "I don't want to kill myself", "kill…myself", "ｋｉｌｌ ｍｙｓｅｌｆ",
    ],
)  # fmt: skip
def test_signs_spaces_capitals_and_a_not_make_no_difference(line: str) -> None:
    assert sounds_alarming(line, "en")


@pytest.mark.parametrize("quote", ["'", "’", "‘", "ʼ", "`", "´", ""])
def test_every_shape_of_quote_is_the_same(quote: str) -> None:
    assert sounds_alarming(f"I don{quote}t want to live", "en")


@pytest.mark.parametrize("line", ["overkill myself", "kill myselfish", "unsuicid", "the knifehit herd"])
def test_a_phrase_within_longer_words_is_none(line: str) -> None:
    assert not sounds_alarming(line, "en")


def test_an_operators_list_is_read_as_it_stands() -> None:
    listed = Phrases("# a remark\n\nbad/worse thing*\n- bad thing happens\n -  \n/\n[(")
    assert listed.in_text("A WORSE thingummy")
    assert not listed.in_text("a bad thing happens")
    assert listed.in_text("a bad thing happens, a bad thing stays")
    assert not listed.in_text("remark")


def test_an_empty_list_finds_nothing() -> None:
    assert not Phrases("").in_text("I want to kill myself")


def test_no_phrase_of_the_list_is_written_in_vain() -> None:
    lines = [line.strip() for line in load_texts().plain(PHRASES).splitlines()]
    first = [
        " ".join(word.split("/")[0].rstrip("*") for word in line.split())
        for line in lines
        if line and line[0] not in "#-"
    ]
    assert [phrase for phrase in first if not sounds_alarming(phrase, "en")] == []
    assert len(lines) == len(set(lines))


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_can_be_looked_through_and_what_stands_apart_in_it_is_found(before: str, after: str) -> None:
    sounds_alarming(before, "en")
    assert Phrases("kill myself").in_text(f"{before}\n kill myself \n{after}")
