"""What a process holds on to, and whether that grows; what it held at high tide stays resident."""

from __future__ import annotations

import ctypes
import gc
import resource
import sys
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from statistics import median
from typing import NamedTuple

from db.engine import Database

MIB = 1024 * 1024


class _Malloc(ctypes.Structure):
    """What glibc's mallinfo2 tells."""

    _fields_ = tuple(
        (name, ctypes.c_size_t)
        for name in (
            "arena", "ordblks", "smblks", "hblks", "hblkhd",
            "usmblks", "fsmblks", "uordblks", "fordblks", "keepcost",
        )
    )  # fmt: skip


class Held(NamedTuple):
    """One reading."""

    blocks: int  # of Python's: objects and what belongs to them, whatever their size
    large: int  # bytes of malloc's in use: what is over 512 bytes; 0 where the C library does not tell
    resident: int  # bytes

    @classmethod
    def now(cls, database: Database) -> Held:
        """Once that is gone which may go: garbage, and SQLAlchemy's statements, kept in changing numbers."""
        for engine in (database.writer.engine, database._readers):
            engine.clear_compiled_cache()
        gc.collect()
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return cls(sys.getallocatedblocks(), _in_use(), pages * resource.getpagesize())

    @classmethod
    def grown(cls, readings: Sequence[Held]) -> Held:
        """How much it grew over all readings, by the median slope between any two.

        What is loaded once, or one heavy update's high tide, is a step; a leak is a slope everywhere.
        """
        return cls(*(round(_slope(column) * (len(readings) - 1)) for column in zip(*readings, strict=True)))

    def is_below(self, most: Held) -> bool:
        return all(mine < limit for mine, limit in zip(self, most, strict=True))


MAY_GROW = Held(blocks=25_000, large=2 * MIB, resident=30 * MIB)


def _slope(readings: Sequence[int]) -> float:
    return median((late - early) / (j - i) for (i, early), (j, late) in combinations(enumerate(readings), 2))


def _in_use() -> int:
    ask = getattr(ctypes.CDLL(None), "mallinfo2", None)
    if ask is None:
        return 0
    ask.restype = _Malloc
    told = ask()
    return int(told.uordblks + told.hblkhd)
