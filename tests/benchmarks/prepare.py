"""What a benchmark begins with: therapists in the middle of things, written straight into a database."""

from __future__ import annotations

import asyncio
import base64
import sqlite3
import tempfile
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from db.engine import Database, make_ready
from db.ids import new_id
from db.models import (
    Answer,
    Appointment,
    AskedQuestion,
    Base,
    CheckIn,
    CheckInAppointment,
    Client,
    DataKey,
    Message,
    Therapist,
)
from db.vault import Vault, code_hash, new_data_key
from handlers.keyboards import pack
from prompts.questions.bank import load_bank
from prompts.questions.model import Question
from tests.benchmarks.processes import BOT_ID
from tests.benchmarks.updates import Press

FIRST_CHAT = 10_001
_HOUR = timedelta(hours=1)
_CODES = ("Oak", "River", "Fern")


@dataclass
class Person:
    """A therapist with one client, and the keys of both."""

    id: int
    chat: int
    client: int
    own_key: bytes = field(repr=False)
    client_key: bytes = field(repr=False)


class Practice:
    """Collects rows; `write` makes the database with them, its key beside it."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)
        self._key = new_data_key()
        self._vault = Vault([self._key])
        self._rows: dict[type[Base], list[dict[str, Any]]] = defaultdict(list)
        self._messages = count(101)
        self._chats = count(FIRST_CHAT)
        questions = load_bank().questions.values()
        self._rated = next(question for question in questions if question.kind == "pulse")
        self._chosen = next(question for question in questions if question.kind == "choose_one")

    def person(self) -> Person:
        """One more therapist, settled in."""
        chat = next(self._chats)
        own, clients = new_data_key(), new_data_key()
        me = Person(new_id(self.now), chat, new_id(self.now), own, clients)
        self._add(
            Therapist, id=me.id, bot_id=BOT_ID, telegram_id=chat, chat_id=chat, consent_version=1,
            consented_at=self.now - 300 * _HOUR, seed=chat, zone="Europe/London", rhythm="after",
            digest_asked=True, digest_wake_at=self.now + 300 * _HOUR, last_seen_at=self.now,
            daily_cap=1000, muted=[],
        )  # fmt: skip
        code = _CODES[chat % len(_CODES)]
        sealed = self._vault.seal(clients, code, table="clients", row=me.client, column="code_sealed")
        self._add(
            Client, id=me.client, therapist_id=me.id, code_sealed=sealed, code_hash=code_hash(own, code),
            created_at=self.now,
        )  # fmt: skip
        for key, client in ((own, None), (clients, me.client)):
            row = new_id(self.now)
            wrapped = self._vault.wrap(key, row=row, therapist_id=me.id, client_id=client)
            self._add(
                DataKey, id=row, therapist_id=me.id, client_id=client, kek_id=self._vault.key_id,
                wrapped=wrapped,
            )  # fmt: skip
        return me

    def due(self, me: Person, wake_at: datetime) -> int:
        """A check-in of two questions about a session that is over, still to be sent; its id."""
        return self._checkin(me, state="waiting", due_at=wake_at, wake_at=wake_at, held=True)

    def first_open(self, me: Person) -> Press:
        """A check-in whose first question of two waits for an answer: it will bring the next one."""
        checkin = self._sent(me, held=False)
        return self._question(me, checkin, 0, self._rated, "4", answered=False)

    def last_open(self, me: Person) -> Press:
        """A check-in whose last question waits for an answer: it will be done."""
        checkin = self._sent(me, held=True)
        self._question(me, checkin, 0, self._rated, "4", answered=True)
        slug = self._chosen.options[0].slug
        return self._question(me, checkin, 1, self._chosen, slug, answered=False)

    def write(self, file: Path) -> None:
        """Make the database with all its rows, checkpointed, so that the file alone can be copied."""
        file.write_bytes(_empty_database())
        asyncio.run(self._insert(f"sqlite:///{file}"))
        _write_key(file.with_suffix(".key"), self._key)
        with sqlite3.connect(file) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()

    def _sent(self, me: Person, *, held: bool) -> int:
        ago, later = self.now - _HOUR, self.now + 20 * _HOUR
        return self._checkin(me, state="open", due_at=ago, wake_at=later, held=held, sent_at=ago)

    def _checkin(self, me: Person, *, held: bool, due_at: datetime, **given: Any) -> int:
        appointment, checkin = new_id(self.now), new_id(self.now)
        over = self.now - _HOUR * 1.1
        self._add(
            Appointment, id=appointment, therapist_id=me.id, client_id=me.client, origin=f"m{appointment}:0",
            starts_at=over - _HOUR, ends_at=over, zone="Europe/London",
            status="held" if held else "planned", held_at=over if held else None, created_at=self.now,
        )  # fmt: skip
        self._add(
            CheckIn, id=checkin, therapist_id=me.id, kind="after", slot=f"a{appointment}",
            local_date=due_at.date(), unasked=True, ignores_quiet=True, total=2, due_at=due_at,
            created_at=self.now, **{"sent_at": None, **given},
        )  # fmt: skip
        self._add(CheckInAppointment, checkin_id=checkin, appointment_id=appointment, position=0)
        return checkin

    def _question(
        self, me: Person, checkin: int, position: int, question: Question, slug: str, *, answered: bool
    ) -> Press:
        asked, message = new_id(self.now), next(self._messages)
        appointment = self._rows[Appointment][-1]["id"]
        wording = question.wordings[0]
        sealed = self._vault.seal(
            me.client_key, wording.said("Oak"), table="asked_questions", row=asked, column="shown_sealed"
        )
        self._add(
            AskedQuestion, id=asked, therapist_id=me.id, checkin_id=checkin, appointment_id=appointment,
            client_id=me.client, position=position, suggestion=question.suggestion, question=question.id,
            kind=question.kind, wording=wording.slug, locale="en", shown_sealed=sealed,
            reason={"code": "first_time", "figures": {}}, state="answered" if answered else "open",
            put_at=self.now - _HOUR, message_id=message,
        )  # fmt: skip
        self._add(
            Message, id=new_id(self.now), therapist_id=me.id, bot_id=BOT_ID, chat_id=me.chat,
            message_id=message, incoming=False, refers="asked", refers_id=asked, at=self.now - _HOUR,
        )  # fmt: skip
        if answered:
            self._add(
                Answer, id=new_id(self.now), therapist_id=me.id, asked_id=asked, client_id=me.client,
                rating=4, answered_at=self.now - _HOUR,
            )  # fmt: skip
        return Press(me.chat, message, pack("answer", asked, slug))

    def _add(self, table: type[Base], **row: Any) -> None:
        self._rows[table].append(row)

    async def _insert(self, url: str) -> None:
        database = Database(url)
        try:
            async with database.write() as session:
                for table in sorted(self._rows, key=_ORDER.index):
                    await session.execute(insert(table), self._rows[table])
        finally:
            await database.close()


_ORDER: list[type[Base]] = [
    Therapist, Client, DataKey, Appointment, CheckIn, CheckInAppointment, AskedQuestion, Answer, Message,
]  # fmt: skip


@cache
def _empty_database() -> bytes:
    """With every table; migrating once is enough."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "afterhour.db"
        make_ready(f"sqlite:///{file}")
        with sqlite3.connect(file) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        return file.read_bytes()


def _write_key(path: Path, key: bytes) -> None:
    path.write_text(base64.urlsafe_b64encode(key).decode())
    path.chmod(0o600)


def now_due(file: Path, checkins: list[int]) -> None:
    """Let these wait no longer, all at once, while the bot runs."""
    now = datetime.now(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
    with sqlite3.connect(file, timeout=30) as connection:
        order = "UPDATE checkins SET wake_at = ?, due_at = ? WHERE id = ?"
        connection.executemany(order, [(now, now, checkin) for checkin in checkins])
    connection.close()
