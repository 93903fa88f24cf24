"""What said a session back, put at rest once its question has come: who and when, no promise, no buttons."""

from __future__ import annotations

from collections.abc import Iterable

from db import messages
from db.models import Appointment
from handlers.bubble import stamp
from handlers.context import Turn
from handlers.effects import Edit, Effects
from prompts.schedule.say import say_time
from prompts.texts import Html


async def at_rest(turn: Turn, told: Iterable[Appointment], *, but: int | None = None) -> Effects:
    """Edits for the messages that still offer [Now] [50 min] [Undo] for these sessions; each one once.

    `but`: a message that the turn itself draws.
    """
    effects: Effects = []
    for one in told:
        shown = await messages.showing(turn.session, turn.me.id, "session", one.id)
        old = [message_id for message_id in shown if message_id != but]
        if not old:
            continue
        await messages.stand_for_nothing(turn.session, turn.me, old)
        said = await _said(turn, one)
        effects += [Edit(message_id, said) for message_id in old]
    return effects


async def _said(turn: Turn, one: Appointment) -> Html:
    """`Oak, 13:05–13:55.`"""
    return turn.texts(
        "session.echo_planned",
        name=await turn.client(one.client_id) if one.client_id else turn.texts.plain("question.session"),
        start=stamp(turn, one.starts_at),
        end=say_time(one.ends_at, turn.zone),
    )
