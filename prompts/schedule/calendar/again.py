"""When a feed is looked at again: each hour, not all in the same minute; more rarely while it fails."""

from __future__ import annotations

from datetime import datetime, timedelta

HOURLY = timedelta(hours=1)
LONGEST = timedelta(hours=12)
_SPREAD = 11  # minutes


def read_again(now: datetime, feed: int, failing_since: datetime | None) -> datetime:
    """As long again as it has been failing, at least an hour; some minutes sooner or later, by its number."""
    failed_for = now - failing_since if failing_since is not None else timedelta()
    pause = min(max(failed_for, HOURLY), LONGEST)
    return now + pause + timedelta(minutes=(feed // 7 + now.hour) % _SPREAD - _SPREAD // 2)
