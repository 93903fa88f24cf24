"""A pause as it is typed."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from prompts.schedule.pauses import Span, read_pause
from prompts.schedule.planning import Seen, vocabulary

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # a Monday


def read(text: str, now: datetime = NOW) -> Span | None:
    return read_pause(text, Seen(now, "Europe/London", vocabulary("en")))


@pytest.mark.parametrize(
    ("text", "first", "until"),
    [
        ("until 3 Jan", None, date(2027, 1, 3)),
        ("till Friday", None, date(2026, 11, 27)),
        ("3 Jan", None, date(2027, 1, 3)),
        ("24 Dec - 3 Jan", date(2026, 12, 24), date(2027, 1, 4)),
        ("from 24 Dec to 3 Jan", date(2026, 12, 24), date(2027, 1, 4)),
        ("24 Dec–3 Jan", date(2026, 12, 24), date(2027, 1, 4)),
        ("24.12. - 3.1.", date(2026, 12, 24), date(2027, 1, 4)),
        ("today - Friday", None, date(2026, 11, 28)),
        ("2 weeks", None, date(2026, 12, 7)),
        ("a week", None, date(2026, 11, 30)),
        ("3 days", None, date(2026, 11, 26)),
    ],
)
def test_spans_are_read(text: str, first: date | None, until: date) -> None:
    assert read(text) == Span(first, until)


@pytest.mark.parametrize(
    "text",
    [
        "", "a while", "from 24 Dec", "yesterday", "Oak 14:30", "Oak", "9-5", "99 weeks", "1 2 3 4",
        "x" * 500, "3 Jan\n4 Jan", "31 Feb", "today",
    ],
)  # fmt: skip
def test_what_is_no_span_ahead_is_none(text: str) -> None:
    assert read(text) is None
