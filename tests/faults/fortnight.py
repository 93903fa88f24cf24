"""The script: three therapists at work, from their first minute to the last digest."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from tests.faults.counts import Counts
from tests.faults.people import Act, Therapist
from tests.faults.story import Story

CONFIRMED_BY = 12  # looks at what is said back; a death may take a press along


async def fortnight(story: Story, monday: date, days: int = 14) -> Counts:
    """From /start to the last digest. Points that are left over then are left."""
    for _ in range(30):
        steps = [person for person in story.people if not person.arrived]
        if steps:
            await story.step("arrive", *(person.arrive for person in steps))
    story.counts.lost += [
        f"{one.id} did not get through the first minute" for one in story.people if not one.arrived
    ]
    for day in (monday + timedelta(days=n) for n in range(days)):
        if day.weekday() < 5:
            await _day(story, day)
    if len(story.ledger.sessions) * 2 < len(story.ledger.plans):
        story.counts.lost.append("most plans were never said to be right")
    story.counts.leaked += story.ledger.leaked()
    story.counts.doubled += story.due.doubled()
    return story.counts


async def _day(story: Story, day: date) -> None:
    sessions = {p.id: list(zip(_codes(p, day), p.hours, strict=True)) for p in story.people}
    for person in story.people:
        person.planned.clear()
    await story.until(_at(day, time(8)), "other")
    await story.step("plan", *(_planning(p, session) for p in story.people for session in sessions[p.id]))
    for _ in range(CONFIRMED_BY):
        waiting = [person for person in story.people if person.has_to_confirm()]
        if waiting:
            await story.step("tap", *(person.confirm for person in waiting))
    ends = sorted({hour for p in story.people if "evening" not in p.rhythm for hour in p.hours})
    for hour in ends:
        await story.until(_at(day, hour) + timedelta(minutes=55))
        await _respond(story)
    await story.until(_at(day, time(14, 30)), "again")
    await _respond(story)
    if day.weekday() == 4:
        await story.until(_at(day, time(17)), "digest")
        await story.step("other", *(p.open_week for p in story.people))
    await story.until(_at(day, time(18, 30)))
    await story.step("tap", *(p.begin for p in story.people))
    await _respond(story)
    await story.until(_at(day, time(20)), "again")
    await _respond(story)
    await story.look(all_of_it=True)
    for person in story.people:
        right = [session for session in sessions[person.id] if person.said_right(session)]
        told = [(code, f"{hour.hour}:{hour:%M}") for code, hour in right]
        story.counts.lost += story.due.never_came(person.id, day, told)
        if day.weekday() == 4:
            story.counts.lost += story.due.no_digest(person.id, _at(day, time(17)))


async def _respond(story: Story) -> None:
    """Everybody answers what is open, one after the other and side by side."""
    for _ in range(4):
        busy = [person for person in story.people if person.question() is not None]
        if not busy:
            break
        words = any("Just type it" in str(p.question() or {}) for p in busy[:1])
        await story.step("line" if words else "tap", *(person.answer for person in busy))
        putting = [p for p in busy if any("15 min" in str(b["keyboard"]) for b in p.bubbles()[:4])]
        if putting:
            await story.step("other", *(person.put_off for person in putting))
            await story.until(story.now + timedelta(minutes=16), "again")
    one = story.chance.choice(story.people)
    match story.chance.randrange(6):
        case 0:
            await story.step("line", one.write)
        case 1:
            await story.step("other", one.rewrite)


def _planning(person: Therapist, session: tuple[str, time]) -> Act:
    return lambda: person.plan(*session)


def _codes(person: Therapist, day: date) -> tuple[str, ...]:
    """Other clients on other days."""
    shift = day.toordinal() % len(person.codes)
    return (person.codes + person.codes)[shift : shift + len(person.hours)]


def _at(day: date, at: time) -> datetime:
    return datetime.combine(day, at, UTC)
