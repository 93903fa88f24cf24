"""A lock on a file, held by one process; the system takes it back when that process ends, however it ends."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def open_beside(path: Path, name: str) -> int:
    """A descriptor of `<path>.<name>.lock`, a file for this user alone, in a directory made for it.

    The file stays for good: one that is deleted would keep nobody out. Raises OSError.
    """
    file = _beside(path, name)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return os.open(file, os.O_RDWR | os.O_CREAT, 0o600)


def held(path: Path, name: str) -> bool:
    """Whether a process holds the lock now; makes no file. Raises OSError."""
    try:
        file = os.open(_beside(path, name), os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        return not lock(file)
    finally:
        os.close(file)


def _beside(path: Path, name: str) -> Path:
    whole = path.resolve()  # by whatever name the database is reached, it has one lock
    return whole.with_name(f"{whole.name}.{name}.lock")


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
