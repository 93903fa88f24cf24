"""The rehearsal: a made-up therapist's weeks, as the command prints them."""

from __future__ import annotations

import argparse
import json
import re
import time
from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot import rehearse as command
from bot.rehearsal import Put
from bot.rehearse import rehearse
from prompts.questions.bank import load_bank
from tests.prompts.rotation_make import windows_missing_one

ALL = frozenset(range(1, 11))


def output(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    assert command.run(parser.parse_args(arguments)) == 0
    return capsys.readouterr().out


def played(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(output(capsys, "--format", "json", *arguments))
    return found


def test_eight_weeks_are_played_in_well_under_five_seconds(capsys: pytest.CaptureFixture[str]) -> None:
    start = time.perf_counter()
    found = played(capsys, "--weeks", "8", "--sessions-per-week", "20", "--seed", "1")
    assert time.perf_counter() - start < 4
    assert len(found["digests"]) == 8
    assert len(found["asked"]) > 200


def test_json_names_everything_about_a_question(capsys: pytest.CaptureFixture[str]) -> None:
    bank, found = load_bank(), played(capsys, "--weeks", "2")
    for asked in found["asked"]:
        question = bank.questions[asked["question"]]
        assert (asked["suggestion"], asked["kind"]) == (question.suggestion, question.kind)
        assert asked["wording"] in [wording.text for wording in question.wordings]
        assert asked["text"] == asked["wording"].replace("{client}", asked["client"])
        assert "{" not in asked["why"]
        assert datetime.fromisoformat(asked["at"]).utcoffset() is not None


@pytest.mark.parametrize("seed", ["1", "2", "3"])
def test_what_was_asked_keeps_the_rotations_word(capsys: pytest.CaptureFixture[str], seed: str) -> None:
    asked = played(capsys, "--weeks", "12", "--seed", seed)["asked"]
    assert windows_missing_one([one["suggestion"] for one in asked], ALL) == []
    for number in ALL:
        ratings = [a["wording"] for a in asked if a["suggestion"] == number and a["kind"] == "pulse"]
        assert all(one != other for one, other in pairwise(ratings))


def test_questions_and_digests_come_in_order_of_time_at_the_therapists_hours() -> None:
    found = rehearse(weeks=30, sessions_per_week=27, clients=5, zone="America/New_York", seed=4)
    zone = ZoneInfo("America/New_York")
    instants = [put.at for put in found.asked]
    assert instants == sorted(instants)
    assert all(7 <= at.astimezone(zone).hour < 21 for at in instants)
    hours = {told.at.astimezone(zone).strftime("%a %H:%M") for told in found.digests}
    assert hours == {"Fri 17:00"}  # through both clock changes


def test_the_same_seed_plays_the_same_and_another_differs(capsys: pytest.CaptureFixture[str]) -> None:
    once, again = output(capsys, "--weeks", "3"), output(capsys, "--weeks", "3")
    assert once == again != output(capsys, "--weeks", "3", "--seed", "2")


def test_some_proposals_become_the_focus_and_take_their_share() -> None:
    found = rehearse(weeks=20, sessions_per_week=20, clients=12, zone="Europe/London", seed=1)
    taken = [told.taken for told in found.digests]
    assert {True, False} == set(taken)
    for told, after in pairwise(found.digests):
        week = [put.suggestion for put in found.asked if told.at < put.at < after.at]
        assert not told.taken or 0.25 <= week.count(told.parts.suggestion) / len(week) <= 0.4


def test_a_digest_looks_back_on_the_focus_and_quotes_the_therapist() -> None:
    found = rehearse(weeks=6, sessions_per_week=20, clients=12, zone="Europe/London", seed=1)
    lines = {put.value.text for put in found.asked if put.value}
    for told, after in pairwise(found.digests):
        assert bool(after.parts.focus) == told.taken
        assert {line.text for line in after.parts.lines} <= lines
    assert any(told.parts.lines for told in found.digests)


def test_digests_are_plain_text(capsys: pytest.CaptureFixture[str]) -> None:
    texts = [digest["text"] for digest in played(capsys)["digests"]]
    assert all(text.strip() for text in texts)
    assert not [text for text in texts if re.search(r"</?[a-z]|&(amp|lt|gt|quot|#)", text)]


def test_an_unanswered_check_in_brings_no_second_question() -> None:
    found = rehearse(weeks=8, sessions_per_week=10, clients=12, zone="Europe/London", seed=1)
    sizes = Counter(put.checkin for put in found.asked)
    silent = {put.checkin for put in found.asked if not put.value} - {
        p.checkin for p in found.asked if p.value
    }
    assert 1 in {sizes[checkin] for checkin in silent}
    assert max(sizes.values()) == 2


def test_a_long_day_is_asked_about_together_in_the_evening() -> None:
    found = rehearse(weeks=1, sessions_per_week=60, clients=60, zone="UTC", seed=2)
    by_checkin: dict[int, list[Put]] = {}
    for put in found.asked:
        by_checkin.setdefault(put.checkin, []).append(put)
    together = max(by_checkin.values(), key=len)
    assert [put.session.starts_at.hour for put in together] == list(range(11, 20))  # after 8, 9 and 10
    assert together[0].at == together[-1].session.ends_at + timedelta(minutes=5)  # 19:50, past the evening


def test_text_shows_each_question_with_its_reason_and_each_digest(capsys: pytest.CaptureFixture[str]) -> None:
    shown = output(capsys, "--weeks", "2")
    found = played(capsys, "--weeks", "2")
    assert all(asked["text"] in shown and asked["why"] in shown for asked in found["asked"])
    assert all(digest["text"].splitlines()[0] in shown for digest in found["digests"])


@pytest.mark.parametrize(
    "arguments",
    [
        ("--weeks", "0"),
        ("--sessions-per-week", "61"),
        ("--clients", "0"),
        ("--zone", "Nowhere/Else"),
        ("--zone", "US"),
    ],
)
def test_what_cannot_be_played_ends_with_one_line(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, str]
) -> None:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    assert command.run(parser.parse_args(arguments)) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.count("\n") == 1


def test_client_codes_are_codes_and_tell_clients_apart() -> None:
    found = rehearse(weeks=1, sessions_per_week=60, clients=60, zone="UTC", seed=1)
    codes = {put.session.code for put in found.asked}
    clients = {put.session.client for put in found.asked}
    assert len(codes) == len(clients)
    assert all(re.fullmatch(r"\w{1,12}", code) for code in codes)
    assert found.asked[0].at - found.asked[0].session.ends_at == timedelta(minutes=5)
