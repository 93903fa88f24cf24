"""/today: the day on one card, and a tap to put it right. Asked for again, it comes anew at the bottom."""

from __future__ import annotations

from db import messages
from handlers import day_card
from handlers.context import Feature, Turn
from handlers.day_card import Came
from handlers.effects import Edit, Effects, Ref, Say


async def today(turn: Turn) -> Effects:
    """/today and [Today]."""
    old = await messages.showing(turn.session, turn.me.id, "day", turn.me.id)
    text, rows = await day_card.draw(turn, Came(None))
    return [Say(text, rows, ref=Ref("day", turn.me.id), replaces=tuple(old))]


async def again(turn: Turn) -> Effects:
    """[Back], or another part of a full day."""
    page = turn.press.id() if turn.press.parts else 0
    return [Edit(turn.message_id, *await day_card.draw(turn, Came(None), page))]


async def peek(turn: Turn) -> Effects:
    """[Open] under a card that was closed in a discreet chat."""
    return [Edit(turn.message_id, *await day_card.draw(turn, Came(None)))]


FEATURE = Feature(
    name="today",
    commands={"today": today},
    presses={"day": again, "peek_day": peek},
    typed={"today": today},
)
