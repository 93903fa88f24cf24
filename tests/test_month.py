"""A month of a full practice, in the gaps: moves, cancellations, a clock change, a journey, a vacation."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from db.engine import Database
from db.models import Appointment, AskedQuestion
from tests import overheard
from tests.handlers.digest_make import answer, open_question
from tests.handlers.look import SQLITE
from tests.make import planned, settled_in
from tests.overheard import Overheard, Said
from tests.stage import MARA, Chat, Stage, staged

MONDAY = date(2026, 10, 12)
WEEKS = 4
HOURS = (9, 10, 11, 14, 15, 16)  # of fifty minutes
WORDS = (
    "Thistle", "Basalt", "Comet", "Marsh", "Quill", "Amber", "Birch", "Cedar", "Delta", "Ember",
    "Fjord", "Grove", "Hazel", "Islet", "Jade",
)  # fmt: skip
LONDON, NEW_YORK = ZoneInfo("Europe/London"), ZoneInfo("America/New_York")
LEAVES, BACK = date(2026, 10, 28), date(2026, 10, 30)
TO_ASK = "What would make it worth coming?"


@dataclass
class Practice:
    """Thirty sessions a week, each at its hour, and somebody who mostly answers."""

    stage: Stage
    mara: Chat
    typed: list[str] = field(default_factory=lambda: [TO_ASK])

    async def plan(self) -> None:
        """Five lists of series; after the first, how it shall be."""
        for weekday, name in enumerate(("Mon", "Tue", "Wed", "Thu", "Fri")):
            await planned(self.mara, "\n".join(f"{word(weekday, h)} every {name} {h}:00" for h in HOURS))
            if weekday == 0:
                await self.mara.tap("In the gaps")
                await self.mara.tap("Yes, 15 minutes before")

    async def day(self, day: date) -> None:
        for hour in range(8, 22):
            for minute in (11, 55):  # sessions end at ten to
                self.stage.sandbox.freeze(at(day, hour, minute))
                await self.stage.sandbox.settle()
                await self._respond()
            if hour == 8:
                await self._changes(day)
            if hour == 11 and (day - MONDAY).days in (3, 9):
                await self._on_the_card(day.weekday(), hour, "No-show")

    async def _changes(self, day: date) -> None:
        """What a month brings, in the morning of its day."""
        mara, weekday = self.mara, day.weekday()
        match (day - MONDAY).days:
            case 1:
                await planned(mara, f"{word(weekday, 10)} cancelled")
            case 2:
                await planned(mara, f"{word(weekday, 14)} moved to Fri 17:30")
            case 16:
                await mara.send_location(40.71, -74.0)
                await mara.tap("Yes")
            case 18:
                await mara.send_location(51.5, -0.12)
                await mara.tap("Yes")
                await mara.say("/pause")
                await mara.say("2 Nov - 8 Nov")
                await mara.tap("Cancel them")

    async def _on_the_card(self, weekday: int, hour: int, what: str) -> None:
        await self.mara.say("/today")
        await self.mara.tap(f"{hour}:00 {word(weekday, hour)}")
        await self.mara.tap(what)

    async def _respond(self) -> None:
        """What came is opened and answered; on Wednesdays nothing is."""
        mara, hour = self.mara, self.stage.now.hour
        if self.stage.now.weekday() == 2:
            return
        if mara.has("Open") and mara.text.startswith("A moment before"):
            await mara.tap("Open", on=mara.last["id"])
            if not mara.has("Not before sessions"):
                return
            if hour % 2:
                await mara.say(TO_ASK)
        if mara.has("Yes") and mara.text.startswith("A moment to look back?"):
            await mara.tap("Yes", on=mara.last["id"])
        while open_question(mara) is not None:
            self.typed.append(f"The silence carried us, {len(self.typed)}.")
            await answer(mara, rating=str(2 + len(self.typed) % 4), line=self.typed[-1])


def word(weekday: int, hour: int) -> str:
    return WORDS[(weekday * len(HOURS) + HOURS.index(hour)) % len(WORDS)]


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), LONDON).astimezone(UTC)


def zone(instant: datetime) -> ZoneInfo:
    """Where she was then."""
    away = at(LEAVES, 8, 55) < instant <= at(BACK, 8, 55)
    return NEW_YORK if away else LONDON


@pytest.mark.parametrize("database_url", SQLITE, indirect=True)
async def test_a_month_of_a_full_practice(database: Database) -> None:
    async with staged(database, at=at(MONDAY, 7, 40)) as stage:
        heard = Overheard(stage)
        practice = Practice(stage, await settled_in(stage.chat(MARA)))
        await practice.plan()
        for days in range(7 * WEEKS):
            day = MONDAY + timedelta(days=days)
            if day.weekday() < 5:
                await practice.day(day)
            await stage.until(at(day, 23, 30))
        sessions = await _sessions(stage)
        answered = await _answered(stage)
        _comes_when_it_may(heard.to(MARA), sessions)
        _nothing_is_lost(sessions, answered)
        said = heard.to(MARA)
        assert overheard.out_of_tone(said, practice.typed) == []
        assert overheard.telling_others(said, practice.typed) == []
        assert overheard.long_callback_data(said) == []
        assert overheard.ill_formed(said) == []


async def _sessions(stage: Stage) -> list[Appointment]:
    async with stage.database.read() as session:
        found = await session.scalars(select(Appointment).order_by(Appointment.starts_at))
        return [one for one in found if one.starts_at < stage.now]


async def _answered(stage: Stage) -> set[int | None]:
    async with stage.database.read() as session:
        put = select(AskedQuestion.appointment_id).where(AskedQuestion.state == "answered")
        return set(await session.scalars(put))


def _comes_when_it_may(said: list[Said], sessions: list[Appointment]) -> None:
    """Nothing unasked at night or during a session; one message a gap, three a day, and the digest."""
    unasked = [one for one in said if one.unasked and not one.edit]
    took_place = [one for one in sessions if one.status in ("planned", "held")]
    for one in unasked:
        here = one.at.astimezone(zone(one.at))
        assert time(7) <= here.time() < time(21), (here, one.text)
        during = [s for s in took_place if s.starts_at < one.at < s.ends_at]
        assert not during, (here, one.text)
    counted = [one for one in unasked if not one.text.startswith(("Your week is ready", "A quiet week"))]
    days = Counter(one.at.astimezone(zone(one.at)).date() for one in counted)
    assert max(days.values()) <= 3, days.most_common(3)
    gaps = Counter(_gap(one, took_place) for one in counted)
    assert max(gaps.values()) == 1, gaps.most_common(3)
    assert len(unasked) - len(counted) == WEEKS - 1  # digests; none in the vacation


def _gap(one: Said, sessions: list[Appointment]) -> tuple[date, int, bool]:
    """Which gap it came in; the evening is one of its own."""
    here = one.at.astimezone(zone(one.at))
    return here.date(), sum(s.starts_at <= one.at for s in sessions), here.time() >= time(18)


def _nothing_is_lost(sessions: list[Appointment], answered: set[int | None]) -> None:
    """Each planned session is reflected on, explicitly closed, or left unconfirmed."""
    states = Counter(one.status for one in sessions)
    assert len(sessions) == WEEKS * 30
    assert states["cancelled"] == 1 + 30
    assert states["no_show"] == 2
    assert {one.id for one in sessions if one.status == "held"} <= answered
    assert states["held"] > 40
    assert states["held"] + states["planned"] == WEEKS * 30 - 33
