"""Before sessions: one message for each run of them, one in a gap, and no more than the day has room for."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prompts.schedule.before import Ahead, Morning, is_wanted, plan_before
from prompts.schedule.between import runs
from tests.prompts.checkin_make import MINUTE, NOON, wishes
from tests.prompts.test_gaps import at

LEAD = 15 * MINUTE


def plan(*clocks: str, lead: timedelta = LEAD, chosen: Any = None, **day: Any) -> Any:
    busy = [(at(clock), at(clock) + 50 * MINUTE) for clock in clocks]
    usual: dict[str, Any] = {"said": (), "room": 3, "now": at("6:00"), **day}
    ahead = [Ahead(number, begins) for number, (begins, _) in enumerate(busy, 1) if begins > usual["now"]]
    found, joined = plan_before(ahead, Morning(busy, **usual), lead, chosen or wishes())
    return [(f"{one.due_at:%H:%M}", one.sessions) for one in found], joined


@pytest.mark.parametrize(
    ("clocks", "day", "planned"),
    [
        (["9:00"], {}, ([("08:45", (1,))], ())),
        (["9:00", "10:00", "14:00"], {}, ([("08:45", (1, 2)), ("13:45", (3,))], ())),
        (["9:00", "14:00"], {"said": (at("9:55"),)}, ([("08:45", (1, 2))], ())),
        (["9:00", "14:00"], {"room": 1}, ([("08:45", (1, 2))], ())),
        (["9:00", "14:00"], {"now": at("9:10"), "said": (at("9:55"),), "out": True}, ([], (2,))),
        (["9:00", "10:00", "14:00"], {"now": at("9:10")}, ([("13:45", (3,))], ())),
        (["9:00", "14:00"], {"now": at("9:10"), "said": (at("9:55"),)}, ([], ())),
    ],
)
def test_a_day(clocks: list[str], day: dict[str, Any], planned: object) -> None:
    assert plan(*clocks, **day) == planned


def test_none_comes_in_quiet_hours() -> None:
    assert plan("7:10", "14:00") == ([("13:45", (2,))], ())


def test_an_hour_before_begins_when_the_session_before_is_over() -> None:
    assert plan("9:00", "10:30", lead=60 * MINUTE)[0] == [("08:00", (1,)), ("09:50", (2,))]


def test_what_speaks_against_one_that_is_due() -> None:
    soon = NOON + LEAD
    assert is_wanted(soon, (), wishes(), NOON, 0)
    assert not is_wanted(NOON, (), wishes(), NOON, 0)  # it has begun
    assert not is_wanted(soon, [(NOON - LEAD, soon)], wishes(), NOON, 0)  # in another session
    assert not is_wanted(soon, (), wishes(), NOON, 3)
    assert not is_wanted(soon, (), wishes(quiet_from=time(11)), NOON, 0)
    assert not is_wanted(soon, (), wishes(paused_until=soon), NOON, 0)
    assert not is_wanted(soon, (), wishes(hushed_until=soon), NOON, 0)
    assert not is_wanted(soon, (), wishes(last_seen_at=NOON - timedelta(days=8)), NOON, 0)


@given(st.lists(st.integers(0, 840), min_size=1, max_size=9), st.integers(0, 3), st.data())
@settings(max_examples=200, deadline=None)
def test_of_any_day(begins: list[int], room: int, data: st.DataObject) -> None:
    busy = [(at("7:30") + start * MINUTE, at("8:20") + start * MINUTE) for start in begins]
    said = tuple(at("7:00") + data.draw(st.integers(0, 900)) * MINUTE for _ in range(2))
    ahead = [Ahead(number, start) for number, (start, _) in enumerate(busy)]
    lead = data.draw(st.sampled_from((5, 15, 30, 60))) * MINUTE
    found, joined = plan_before(ahead, Morning(busy, said, room, at("7:00")), lead, wishes())
    seats = [one for preparation in found for one in preparation.sessions]
    assert (len(found) <= room, len(seats), joined) == (True, len(set(seats)), ())
    firsts = [min(busy[one][0] for one in preparation.sessions) for preparation in found]
    for preparation, first in zip(found, firsts, strict=True):
        assert preparation.due_at < first <= preparation.due_at + lead
        assert not any(start < preparation.due_at < over for start, over in busy)
        since = max((over for _, over in runs(busy) if over <= first), default=at("0:00"))
        assert not any(since <= moment < first for moment in said)
