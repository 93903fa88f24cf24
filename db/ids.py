"""Ids made by the application: 63 bits, in order of time."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_COUNTER_BITS = 21  # 42 bits of milliseconds are left: until 2159
_START_BITS = 20

_last = 0


def new_id(now: datetime) -> int:
    """A fresh id, greater than every id this process made before, also when the clock was set back.

    Each millisecond's counter starts somewhere at random, so that two processes rarely meet; where they do,
    the primary key refuses the second. Raises ValueError for a naive `now`, or one not from 2020 to 2159.
    """
    global _last
    if now.tzinfo is None:
        raise ValueError("a naive datetime is no instant")
    milliseconds = (now - _EPOCH) // _MILLISECOND
    if not 0 <= milliseconds < 1 << (63 - _COUNTER_BITS):
        raise ValueError("ids reach from 2020 to 2159")
    _last = max(_last + 1, milliseconds << _COUNTER_BITS | secrets.randbits(_START_BITS))
    return _last
