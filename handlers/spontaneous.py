"""/checkin: one now, about a client or the day."""

from __future__ import annotations

from db import checkins
from handlers import asking
from handlers.context import Feature, Turn
from handlers.effects import Button, Edit, Effects, Say
from handlers.keyboards import in_rows, pack
from handlers.pressed import gone
from handlers.resting import quiet

OFFERED = 6


async def spontaneous(turn: Turn) -> Effects:
    """/checkin: about whom? With no clients yet, about the day."""
    recent = await turn.codes.recent(OFFERED, to_ask=True)
    if not recent:
        return await _begin(turn, None)
    buttons = [Button(code, pack("about", client_id)) for client_id, code in recent]
    day = Button(turn.texts.plain("checkin.the_day"), pack("about", 0))
    return [Say(turn.texts("checkin.about_whom"), (*in_rows(buttons, 3), (day,)))]


async def about(turn: Turn) -> Effects:
    """Whom it is about. The same button again, or another one under the same message, begins nothing new."""
    client = await turn.codes.own(turn.press.id() or None)
    if client is None and turn.press.id() != 0:
        return gone(turn)
    if client is not None and (left_alone := await quiet(turn, client.id)):
        return left_alone
    begun = await _begin(turn, client.id if client else None)
    if not begun:
        return gone(turn)
    name = await turn.client(client.id) if client else turn.texts.plain("checkin.the_day")
    return [Edit(turn.message_id, turn.texts("checkin.chosen", name=name)), *begun]


async def _begin(turn: Turn, client_id: int | None) -> Effects:
    checkin = await checkins.add(
        turn.session, turn.me, kind="spontaneous", slot=f"now:m{turn.message_id}", now=turn.now,
        due_at=turn.now, total=turn.me.questions, unasked=False, client_id=client_id,
    )  # fmt: skip
    return await asking.put_next(turn, checkin) if checkin.state == "waiting" else []


FEATURE = Feature(name="spontaneous", commands={"checkin": spontaneous}, presses={"about": about})
