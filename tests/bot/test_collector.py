"""The garbage collector while the bot serves, and afterwards in a process that goes on without it."""

from __future__ import annotations

import gc

import pytest

from bot.collector import spare_what_stays


def test_what_was_loaded_is_not_looked_through_while_the_bot_serves() -> None:
    usual = gc.get_threshold()
    with spare_what_stays():
        assert gc.get_freeze_count() > 10_000
        assert gc.get_threshold() > usual


def test_afterwards_all_is_as_before_however_it_ended() -> None:
    usual = gc.get_threshold()
    with pytest.raises(KeyboardInterrupt), spare_what_stays():
        raise KeyboardInterrupt
    assert (gc.get_threshold(), gc.get_freeze_count()) == (usual, 0)
