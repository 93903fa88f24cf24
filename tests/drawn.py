"""Which questions are drawn in a test follows from its name, so that a test is the same each time.

With DRAWN=1, DRAWN=2 and so on in the environment others are drawn: a test that fails then hangs on a kind of
question that it did not ask for (see tests/handlers/asked.py).
"""

from __future__ import annotations

import os
import zlib
from dataclasses import dataclass

SHIFT = os.environ.get("DRAWN", "0")


@dataclass
class Drawn:
    """In the place of chance, where therapists get the number that their questions are drawn by."""

    name: str
    people: int = 0

    def randbits(self, bits: int) -> int:
        """The next one's number."""
        self.people += 1
        return zlib.crc32(f"{SHIFT} {self.name} {self.people}".encode()) % (1 << bits)
