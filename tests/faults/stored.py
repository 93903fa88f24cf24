"""What the bot's database holds, read and opened from outside: of the dead bot, or of one at rest."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import URL, NullPool, make_url, select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from db import answers, keys
from db.blobs import CannotOpen
from db.engine import Session
from db.models import Answer, Appointment, AskedQuestion, CheckIn, Client, Digest, Note, Therapist
from db.sealed import Sealed
from db.vault import Vault
from tests.stage import MONDAY

SPOKEN_OF = (Answer, Appointment, AskedQuestion, CheckIn, Client, Digest, Note, Therapist)


@dataclass(slots=True)
class Stored:
    """Answers by button, lines in words, sessions: each with the Telegram id of whose it is."""

    taps: dict[int, tuple[int, str]] = field(default_factory=dict)  # by question: whose, which
    lines: list[tuple[int, int, str]] = field(default_factory=list)  # whose, in which message, the words
    sessions: list[tuple[int, str]] = field(default_factory=list)  # whose, told in which message
    closed: set[int] = field(default_factory=set)  # questions answered or skipped
    rows: set[int] = field(default_factory=set)  # ids of all that a button may speak of
    unreadable: list[str] = field(default_factory=list)


class Reader:
    """Looks into one bot's database, time and again; what SQLAlchemy has worked out is kept between looks."""

    def __init__(self, url: str, key: Path, folder: Path) -> None:
        self._key, self._file, self._copy = key, make_url(url).database or "", folder / "copy.db"
        self._sqlite = url.startswith("sqlite")
        self._alive = self._dead = _engine(make_url(url))
        if self._sqlite:
            self._dead = _engine(make_url(url).set(database=str(self._copy)))

    async def read(self, *, dead: bool = False) -> Stored:
        """All of it. Of a dead bot's SQLite file a copy is read: the next life meets what this one left."""
        found = Stored()
        if dead and self._sqlite:
            self._take_copy()
        async with AsyncSession(self._dead if dead else self._alive) as session, session.begin():
            vault = await keys.unlock(session, self._key)
            for owner in await session.scalars(select(Therapist)):
                await _of(session, vault, owner, found)
            closed = AskedQuestion.state.in_(("answered", "skipped"))
            found.closed.update(await session.scalars(select(AskedQuestion.id).where(closed)))
            for table in SPOKEN_OF:
                found.rows.update(await session.scalars(select(table.id)))
        return found

    def _take_copy(self) -> None:
        for end in ("", "-wal", "-shm"):
            kept, copy = Path(f"{self._file}{end}"), Path(f"{self._copy}{end}")
            copy.unlink(missing_ok=True)
            if end != "-shm" and kept.exists():
                shutil.copyfile(kept, copy)


def _engine(url: URL) -> AsyncEngine:
    """It leaves no connection open."""
    return create_async_engine(url, poolclass=NullPool)


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
