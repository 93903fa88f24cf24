"""A lock on a file, held by one process; the system takes it back when that process ends, however it ends."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def open_beside(path: Path, name: str) -> int:
    """A descriptor of `<path>.<name>.lock`, a file for this user alone, in a directory made for it.

    The file stays for good: one that is deleted would keep nobody out. Raises OSError.
    """
    whole = path.resolve()  # by whatever name the database is reached, it has one lock
    whole.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return os.open(whole.with_name(f"{whole.name}.{name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)


if sys.platform == "win32":
    import msvcrt

    def lock(file: int) -> bool:
        """Lock the open file until it is closed; False if another has it. Raises OSError."""
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        return True

else:
    import fcntl

    def lock(file: int) -> bool:
        """Lock the open file until it is closed; False if another has it. Raises OSError."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
