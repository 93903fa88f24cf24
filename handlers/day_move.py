"""A session is moved: later that day, the same hour on another day, or to what is typed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from db import appointments, messages, therapists
from db.models import Appointment
from handlers import changes, day_card
from handlers.bubble_about import moment
from handlers.checkin import gone
from handlers.context import Feature, Turn
from handlers.day_card import Came, came_from, day_of
from handlers.day_one import pressed, said
from handlers.effects import Button, Edit, Effects, Ref, Say, What
from handlers.keyboards import in_rows, pack
from handlers.lines import written
from handlers.seeing import seen
from handlers.telling import minute_of, moment_of
from prompts.schedule.codes import normalise_code
from prompts.schedule.moves import Target, later_that_day, read_target, same_hour
from prompts.texts import Html

FURTHEST = timedelta(days=2 * 366)


async def choose(turn: Turn) -> Effects:
    """[Move]: when, then?"""
    found, came = await pressed(turn), came_from(turn, 1)
    if found is None:
        return gone(turn)
    await expect(turn, "day_move", found, came)
    work = turn.me.work_days or list(range(7))
    offered = [
        *later_that_day(found.starts_at, turn.now, turn.zone),
        *same_hour(found.starts_at, turn.now, turn.zone, work),
    ]
    buttons = [_to(turn, found, came, at) for at in offered]
    text = Html(f"{await said(turn, found)}\n{turn.texts('today.move_when')}")
    return [Edit(turn.message_id, text, (*in_rows(buttons, 3), (back_to(turn, found, came),)))]


async def expect(turn: Turn, what: str, found: Appointment, came: Came) -> None:
    payload: dict[str, object] = {
        "appointment": found.id, "day": came.day.toordinal() if came.day else None,
    }  # fmt: skip
    await therapists.expect(
        turn.session, turn.me.id, what, turn.now, message_id=turn.message_id, payload=payload
    )


def _to(turn: Turn, found: Appointment, came: Came, at: datetime) -> Button:
    return Button(moment(turn, at), pack("day_to", found.id, came.word, minute_of(at)))


def back_to(turn: Turn, found: Appointment, came: Came) -> Button:
    return Button(turn.texts.plain("button.back"), pack("day_one", found.id, came.word))


async def to(turn: Turn) -> Effects:
    """A time was tapped. The same again changes nothing."""
    found, came = await pressed(turn), came_from(turn, 1)
    starts_at = moment_of(min(turn.press.id(2), minute_of(turn.now + 2 * FURTHEST)))
    if found is None or abs(starts_at - turn.now) > FURTHEST:
        return gone(turn)
    await therapists.expect_nothing(turn.session, turn.me.id)
    moved = await changes.move(turn, found, starts_at, starts_at + (found.ends_at - found.starts_at))
    return [Edit(turn.message_id, *await day_card.draw(turn, came)), *moved]


async def typed(turn: Turn) -> Effects:
    """A time or a day was typed; what cannot be read leaves the question open."""
    expected = await therapists.expected(turn.session, turn.me.id, turn.now)
    found, came = await awaited(turn)
    if expected is None or found is None:
        await therapists.expect_nothing(turn.session, turn.me.id)
        return [Say(turn.texts("today.gone"))]
    code = await turn.codes.of(found.client_id)
    length = (found.ends_at - found.starts_at) // timedelta(minutes=1)
    view = seen(turn, {normalise_code(code)} if code else (), usual=length)
    targets = read_target(written(turn).text, code, found.starts_at, view)
    if not targets:
        return [Say(turn.texts("today.move_unread"))]
    if len(targets) > 1:
        buttons = [_to(turn, found, came, one.starts_at) for one in targets]
        return [Say(turn.texts("today.move_which"), in_rows(buttons, 2))]
    return await _moved(turn, found, came, targets[0])


async def _moved(turn: Turn, found: Appointment, came: Came, target: Target) -> Effects:
    starts_at = target.starts_at.astimezone(UTC)
    length = timedelta(minutes=target.minutes) if target.minutes else found.ends_at - found.starts_at
    if starts_at + length <= turn.now < found.ends_at:
        return [Say(turn.texts("today.move_past", when=moment(turn, starts_at)))]
    await therapists.expect_nothing(turn.session, turn.me.id)
    moved = await changes.move(turn, found, starts_at, starts_at + length)
    return [*await anew(turn, came), *await without_cards(turn, moved)]


async def awaited(turn: Turn) -> tuple[Appointment | None, Came]:
    """The session that the typed text is about, and the card it was pressed on."""
    expected = await therapists.expected(turn.session, turn.me.id, turn.now)
    payload = expected.payload if expected is not None else {}
    found = await appointments.own(turn.session, turn.me.id, payload.get("appointment"))
    day = payload.get("day")
    return found, Came(None if day is None else day_of(int(day)))


async def anew(turn: Turn, came: Came) -> Effects:
    """The card below what was typed, in the place of the one above."""
    what: What = "day" if came.day is None else "week"
    text, rows = await day_card.draw(turn, came)
    old = await messages.showing(turn.session, turn.me.id, what, turn.me.id)
    return [Say(text, rows, ref=Ref(what, turn.me.id), replaces=tuple(old))]


async def without_cards(turn: Turn, effects: Effects) -> Effects:
    """A card that goes needs no redrawing."""
    cards = await messages.showing(turn.session, turn.me.id, "day", turn.me.id)
    return [one for one in effects if not (isinstance(one, Edit) and one.message_id in cards)]


FEATURE = Feature(name="day_move", presses={"day_move": choose, "day_to": to}, typed={"day_move": typed})
