"""/hide and [Hide all]: the chat is emptied as far as Telegram lets a bot; everything that is kept stays."""

from __future__ import annotations

from db import checkins, closing, questions, therapists
from handlers import closed
from handlers.context import Feature, Turn
from handlers.effects import CrossOut, Effects, Ref, Remove, Say
from handlers.erase import within_reach


async def hide(turn: Turn) -> Effects:
    """Young messages go, the therapist's too; the bot's older ones become a dash. What waits comes closed."""
    young, old = await within_reach(turn)
    await therapists.expect_nothing(turn.session, turn.me.id)
    await closing.forget_messages(turn.session, turn.me.id)
    done = turn.texts("hide.done_older" if old else "hide.done")
    return [
        Remove(tuple(young)),
        Say(done, menu=turn.me.rhythm is not None),  # the keyboard may have gone with its message
        *await what_waits(turn),
        CrossOut(tuple(old)),
    ]


async def what_waits(turn: Turn) -> Effects:
    """Open questions and offers, each in a closed message; claimed, so that a tick brings what fails."""
    found: Effects = []
    for checkin in await closing.still_open(turn.session, turn.me.id, turn.now):
        put = await questions.questions_of(turn.session, checkin.id)
        asked = next((one for one in put if one.state == "open"), None)
        if asked is None and checkin.state != "offered":
            continue
        checkins.lease(checkin, turn.now)
        ref = Ref("asked", asked.id) if asked is not None else Ref("offer", checkin.id)
        found.append(closed.brought(turn, ref))
    return found


FEATURE = Feature(name="hide", commands={"hide": hide}, presses={"hide": hide})
