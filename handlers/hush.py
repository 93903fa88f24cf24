"""[No questions today]: nothing is asked until the next morning; no reminder, nothing put off, no offer."""

from __future__ import annotations

from db import checkins
from handlers.context import Feature, Turn
from handlers.effects import Button, Edit, Effects, Say, Toast
from handlers.keyboards import pack
from handlers.pause import morning, told


async def hush(turn: Turn) -> Effects:
    """What falls due until then is let go, as in a pause. The same button again changes nothing."""
    until = morning(turn, 1)
    said = turn.texts.plain("hush.until", when=turn.say(until))
    if turn.me.hushed_until == until:
        return [Toast(said)]
    turn.me.hushed_until = until
    await checkins.hush_put_off(turn.session, turn.me.id)
    again = Button(turn.texts.plain("hush.again"), pack("unhush"))
    return [Say(turn.texts("hush.until", when=turn.say(until)), ((again,),))]


async def unhush(turn: Turn) -> Effects:
    """[Ask again today]: what was let go meanwhile is not made up for. A pause still holds, and says so."""
    turn.me.hushed_until = None
    if turn.wishes.paused(turn.now):
        return [Edit(turn.message_id, *told(turn))]
    return [Edit(turn.message_id, turn.texts("hush.over"))]


def button(turn: Turn) -> Button:
    """[No questions today], wherever it may be wanted."""
    return Button(turn.texts.plain("hush.button"), pack("hush"))


FEATURE = Feature(name="hush", presses={"hush": hush, "unhush": unhush})
