"""Python's garbage collector, told what it need not look through."""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Iterator
from contextlib import contextmanager, suppress

# A quarter of an answer's CPU went into looking through modules, questions and cities that never go away.
_YOUNG, _MIDDLE, _OLD = 20_000, 20, 50


@contextmanager
def spare_what_stays() -> Iterator[None]:
    """Around serving, once all is loaded: what is there stays, and new objects are looked at less often.

    Afterwards all is as before: a process that goes on without the bot would keep what it leaves behind.
    """
    usual = gc.get_threshold()
    gc.collect()
    _give_back()
    gc.freeze()
    gc.set_threshold(_YOUNG, _MIDDLE, _OLD)
    try:
        yield
    finally:
        gc.unfreeze()
        gc.set_threshold(*usual)


def _give_back() -> None:
    """What was needed for loading alone, 3 MiB, goes back to the system, where the C library is glibc."""
    with suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)
