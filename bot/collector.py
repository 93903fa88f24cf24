"""Python's garbage collector, told what it need not look through."""

from __future__ import annotations

import gc

# A quarter of an answer's CPU went into looking through modules, questions and cities that never go away.
_YOUNG, _MIDDLE, _OLD = 20_000, 20, 50


def spare_what_stays() -> None:
    """To be called once all is loaded: what is there now stays, and new objects are looked at less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, _MIDDLE, _OLD)
