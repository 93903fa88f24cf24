"""Python's garbage collector, told what it need not look through."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# A quarter of an answer's CPU went into looking through modules, questions and cities that never go away.
_YOUNG, _MIDDLE, _OLD = 20_000, 20, 50


@contextmanager
def spare_what_stays() -> Iterator[None]:
    """Around serving, once all is loaded: what is there stays, and new objects are looked at less often.

    Afterwards all is as before: a process that goes on without the bot would keep what it leaves behind.
    """
    usual = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, _MIDDLE, _OLD)
    try:
        yield
    finally:
        gc.unfreeze()
        gc.set_threshold(*usual)
