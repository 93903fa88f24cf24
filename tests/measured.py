"""How much work something is, on a machine that is busy with other things."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """The block costs no more CPU; looking through what other tests left behind is not its doing."""
    gc.collect(0)
    gc.disable()
    began = time.process_time()
    try:
        yield
        took = time.process_time() - began
    finally:
        gc.enable()
    assert took < seconds, f"{took:.3f} s of CPU"
