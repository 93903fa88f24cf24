"""[Hard one]: no further question, quiet about that client until told, and nothing of it in a digest."""

from __future__ import annotations

from db import appointments, checkins
from db import hard as stars
from db.clients import AT_REST
from db.models import AskedQuestion, CheckIn
from handlers import asking, hard_line, wordings
from handlers.bubble import FIRST_SLOT, redraw
from handlers.context import Feature, Turn
from handlers.effects import Edit, Effects
from handlers.hard_line import AS_IT_WAS, HUSHED, WAITS
from handlers.pressed import checkin_of, gone, question
from handlers.resting import leave_alone, quiet


async def hard(turn: Turn) -> Effects:
    """[Hard one] under any question of a check-in. Pressed again, nothing more is done."""
    asked = await question(turn)
    if asked is None:
        return gone(turn)
    checkin = await checkin_of(turn, asked)
    if checkin.hard:
        told = await _said_before(turn, asked, checkin)
        return [*await redraw(turn, asked), *await asking.kept_back(turn, asked), *told]
    checkin.hard = True
    await asking.held(turn, asked)
    closing = await _end(turn, checkin)
    hushed, others = await _hush(turn, asked)
    shown = await _redraw_all(turn, checkin)
    said = await hard_line.say(turn, asked, checkin, HUSHED if hushed else AS_IT_WAS)
    return [*shown, *others, *closing, said]


async def _end(turn: Turn, checkin: CheckIn) -> Effects:
    """What is open in it closes. Only the first minute has something to say after its question."""
    for asked in await checkins.questions_of(turn.session, checkin.id):
        if asked.state == "open":
            asked.state = "dropped"
    await turn.session.flush()
    if checkin.slot == FIRST_SLOT:
        return await asking.close(turn, checkin)
    await checkins.end(turn.session, checkin)
    return []


async def _hush(turn: Turn, asked: AskedQuestion) -> tuple[bool, Effects]:
    """Whether this made it quiet around the client, and what of theirs closes in the chat."""
    client = await turn.codes.own(asked.client_id)
    if client is None or client.hushed_at is not None:
        return False, []
    client.hushed_at = turn.now
    await turn.session.flush()
    return True, await leave_alone(turn, client)


async def _said_before(turn: Turn, asked: AskedQuestion, checkin: CheckIn) -> Effects:
    """The kind line once more, if a crash kept it back."""
    if await hard_line.said(turn, asked):
        return []
    client = await turn.codes.own(asked.client_id)
    quiet = client is not None and client.hushed_at is not None
    return [await hard_line.say(turn, asked, checkin, HUSHED if quiet else AS_IT_WAS)]


async def undo(turn: Turn) -> Effects:
    """[Undo]: a slip. What it closed is open again, if its day is not over."""
    if (found := await hard_line.pressed(turn)) is None:
        return gone(turn)
    asked, checkin = found
    client = await turn.codes.own(asked.client_id)
    if client is not None and client.status in AT_REST:  # it would bring the question back
        return await quiet(turn, client.id)
    checkin.hard = False
    await stars.star(turn.session, checkin.id, starred=False)
    if turn.press.word(1) == HUSHED:
        await hard_line.ask_again(turn, asked)
    for one in await checkins.questions_of(turn.session, checkin.id):
        if await _was_closed(turn, one):
            await _open(turn, checkin, one)
    return [Edit(turn.message_id, turn.texts("hard.undone")), *await _redraw_all(turn, checkin)]


async def _was_closed(turn: Turn, asked: AskedQuestion) -> bool:
    """Closed by [Hard one], and not because its session did not take place."""
    appointment = await appointments.own(turn.session, turn.me.id, asked.appointment_id)
    took_place = appointment is None or appointment.status in appointments.TAKES_PLACE
    return asked.state == "dropped" and took_place


async def _open(turn: Turn, checkin: CheckIn, asked: AskedQuestion) -> None:
    if checkins.is_late(checkin, turn.now):
        asked.state = "lapsed"
        return
    asked.state = checkin.state = "open"
    await wordings.anew(turn, asked)
    await turn.session.flush()
    await checkins.sent(turn.session, checkin, turn.me, turn.now)


async def _redraw_all(turn: Turn, checkin: CheckIn) -> Effects:
    effects: Effects = []
    for asked in await checkins.questions_of(turn.session, checkin.id):
        effects += await redraw(turn, asked)
    return effects


FEATURE = Feature(
    name="hard",
    presses={
        "hard": hard, "hard_undo": undo, "hard_ask": hard_line.ask, "hard_star": hard_line.star,
        "hard_unstar": hard_line.unstar, "hard_no_line": hard_line.no_line,
        "hard_see": hard_line.see,
    },
    typed={WAITS: hard_line.typed},
)  # fmt: skip
