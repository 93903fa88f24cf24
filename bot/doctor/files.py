"""What the machine's files say: room on the disk, who may write, and who else may read."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterable
from pathlib import Path

from bot.doctor.findings import Finding, finding
from bot.doctor.home import Home
from bot.settings import Settings
from db import condition

MEGABYTE = 1_000_000
ROOM_WARNING, ROOM_WRONG = 500 * MEGABYTE, 50 * MEGABYTE
_ENGINES = Path("/run/secrets")  # mounted by a container's engine, which alone decides who reads there


def examine(home: Home, settings: Settings) -> list[Finding]:
    """Where the bot writes, if it does: with PostgreSQL and a key elsewhere it does not; and secret files."""
    key = home.key if isinstance(home.key, Path) else None
    written = condition.file_of(home.url) or (None if settings.encryption_key_file else key)
    secret = (key, settings.bot_token_file, settings.database_password_file, Path(".env"))
    closed = modes(written and written.parent, [path for path in secret if path is not None])
    return [closed] if written is None else [disk(written.parent), closed]


def disk(folder: Path) -> Finding:
    """Where the data lies, or will lie: whether it may be written to, and how much room is left."""
    place = next(there for there in (folder.absolute(), *folder.absolute().parents) if os.path.exists(there))
    if not os.access(place, os.W_OK | os.X_OK):
        return finding("wrong", "disk", "disk_shut", place=place)
    return room(shutil.disk_usage(place).free, place)


def room(free: int, place: Path) -> Finding:
    """Whether so many free bytes will do."""
    said = {"free": size_in_words(free), "place": place}
    if free < ROOM_WRONG:
        return finding("wrong", "disk", "disk_full", **said)
    if free < ROOM_WARNING:
        return finding("warning", "disk", "disk_low", **said)
    return finding("ok", "disk", "disk", **said)


def modes(folder: Path | None, others: Iterable[Path]) -> Finding:
    """Whether anybody but the owner may use the data's folder, what lies in it, or another secret file."""
    inside: list[Path] = []
    if folder is not None and os.access(folder, os.R_OK | os.X_OK):
        inside = [folder, *(path for path in sorted(folder.iterdir()) if path.is_file())]
    secret = dict.fromkeys((*inside, *others))
    open_ones = [path for path in secret if _open(path)]
    if not open_ones:
        return finding("ok", "files", "files")
    return finding("warning", "files", "files_open", places=" ".join(str(path) for path in open_ones))


def _open(path: Path) -> bool:
    if _ENGINES in path.absolute().parents:
        return False
    try:
        return bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))
    except OSError:
        return False


def size_in_words(size: int) -> str:
    """Bytes as `820 kB`, `12.5 MB` or `3.1 GB`."""
    for unit, name in ((1000 * MEGABYTE, "GB"), (MEGABYTE, "MB")):
        if size >= unit:
            return f"{size / unit:.1f} {name}"
    return f"{round(size / 1000)} kB"
