"""What the bot's database holds, read and opened from outside: of the dead bot, or of one at rest."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import make_url, select

from db import answers, keys
from db.blobs import CannotOpen
from db.engine import Database, Session
from db.models import Answer, Appointment, Note, Therapist
from db.sealed import Sealed
from db.vault import Vault
from tests.stage import MONDAY


@dataclass(slots=True)
class Stored:
    """Answers by button, lines in words, sessions: each with the Telegram id of whose it is."""

    taps: dict[int, tuple[int, str]] = field(default_factory=dict)  # by question: whose, which
    lines: list[tuple[int, int, str]] = field(default_factory=list)  # whose, in which message, the words
    sessions: list[tuple[int, str]] = field(default_factory=list)  # whose, told in which message
    unreadable: list[str] = field(default_factory=list)


async def read(url: str, key: Path, *, dead: bool = False) -> Stored:
    """All of it. Of a dead bot's SQLite file a copy is read: the next life meets what this one left."""
    found = Stored()
    async with _opened(url, copied=dead) as database, database.read() as session:
        vault = await keys.unlock(session, key)
        for owner in await session.scalars(select(Therapist)):
            await _of(session, vault, owner, found)
    return found


async def _of(session: Session, vault: Vault, owner: Therapist, found: Stored) -> None:
    me, sealed = owner.telegram_id, Sealed(session, vault, owner.id, MONDAY)
    for answer in await session.scalars(select(Answer).where(Answer.therapist_id == owner.id)):
        if answer.text_sealed is None:
            found.taps[answer.asked_id] = (me, str(answer.rating or answer.option))
            continue
        try:
            text = await answers.text_of(sealed, answer)
            found.lines.append((me, answer.source_message_id or 0, text or ""))
        except CannotOpen as error:
            found.unreadable.append(f"answer {answer.id}: {type(error).__name__}")
    for note in await session.scalars(select(Note).where(Note.therapist_id == owner.id)):
        try:
            found.lines.append((me, note.source_message_id, await answers.note_text(sealed, note)))
        except CannotOpen as error:
            found.unreadable.append(f"note {note.id}: {type(error).__name__}")
    told = await session.scalars(select(Appointment.origin).where(Appointment.therapist_id == owner.id))
    found.sessions += [(me, origin) for origin in told]


@asynccontextmanager
async def _opened(url: str, *, copied: bool) -> AsyncIterator[Database]:
    with tempfile.TemporaryDirectory() as folder:
        if copied and url.startswith("sqlite"):
            file = Path(str(make_url(url).database))
            for name in (file.name, f"{file.name}-wal"):
                if (file.parent / name).exists():
                    shutil.copyfile(file.parent / name, Path(folder) / name)
            url = f"sqlite+aiosqlite:///{folder}/{file.name}"
        database = Database(url)
        try:
            yield database
        finally:
            await database.close()
