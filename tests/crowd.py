"""A crowd: hundreds of therapists whose sessions ended at the same moment, put straight into the tables."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.sandbox import Person
from db import appointments, checkins, therapists
from db.codes import Codes
from db.engine import Session
from db.models import Therapist
from db.sealed import Sealed
from tests.stage import Stage

FIRST = 20_000  # the first one's Telegram id


def people(count: int) -> list[Person]:
    """So many made-up people."""
    return [Person(FIRST + number, f"Person {number}") for number in range(count)]


async def all_due(stage: Stage, count: int, at: datetime) -> None:
    """Each of the first `count` people is a therapist, past the first minute, with a check-in due at `at`."""
    async with stage.database.write() as session:
        for number in range(count):
            await one_due(stage, session, FIRST + number, at)


async def one_due(stage: Stage, session: Session, person: int, at: datetime) -> Therapist:
    """A therapist with a session with Oak that ended five minutes before `at`."""
    services, now = stage.app.services, stage.now
    stage.sandbox.world.chats.all[person].begun = True
    me = await therapists.agree(
        session, services.vault, bot_id=services.bot_id, telegram_id=person, chat_id=person, now=now
    )
    me.zone, me.rhythm, me.digest_asked = "Europe/London", "after", True
    oak = await Codes(session, Sealed(session, services.vault, me.id, now), me.id).find_or_make("Oak", now)
    ended = at - timedelta(minutes=5)
    session_told, _ = await appointments.record(
        session, me.id, origin="m1:0", client_id=oak.id, starts_at=ended - timedelta(minutes=50),
        ends_at=ended, zone="Europe/London", status="planned", now=now,
    )  # fmt: skip
    await checkins.plan_after(session, me, session_told, now, told_now=False)
    return me
