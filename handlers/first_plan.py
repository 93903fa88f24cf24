"""What is offered once, after a plan was stored: the gaps, then a moment before sessions."""

from __future__ import annotations

from db import planning
from handlers.context import Feature, Turn
from handlers.effects import Button, Edit, Effects, Say
from handlers.keyboards import in_rows, pack
from handlers.pressed import gone
from prompts.schedule.checkins import RHYTHMS

FIRST, REST = "gaps", ("after", "evening")


async def offers_after_plan(turn: Turn) -> Effects:
    """One question at a time: the second follows the first one's answer, or comes with the next plan."""
    if not turn.me.gaps_offered:
        turn.me.gaps_offered = True
        buttons = [Button(_name(turn, name), pack("gaps", name)) for name in (FIRST, *REST)]
        return [Say(turn.texts("first_plan.gaps"), in_rows(buttons, 1))]
    return _prepare(turn)


def _name(turn: Turn, rhythm: str) -> str:
    """`After each`: there are several by now, and a button has room for three words."""
    return turn.texts.plain("first_plan.after" if rhythm == "after" else f"rhythm.{rhythm}")


def _prepare(turn: Turn) -> Effects:
    """Asked once: off until it is chosen."""
    if turn.me.prepares is not None:
        return []
    turn.me.prepares = False
    buttons = [
        Button(turn.texts.plain(f"first_plan.prepare_{answer}"), pack("prepare", answer))
        for answer in ("yes", "no")
    ]
    return [Say(turn.texts("first_plan.prepare"), (tuple(buttons),))]


async def rhythm(turn: Turn) -> Effects:
    """[In the gaps] [After each] [Once, in the evening]: it counts at once."""
    name = turn.press.word(0)
    if name not in RHYTHMS or turn.me.rhythm is None:
        return gone(turn)
    if turn.me.rhythm != name:
        turn.me.rhythm, turn.me.eased_at = name, None
        await planning.change_rhythm(turn.session, turn.me, turn.now)
    said = turn.texts("first_plan.gaps_chosen", rhythm=turn.texts(f"rhythm.{name}"))
    return [Edit(turn.message_id, said), *_prepare(turn)]


async def prepare(turn: Turn) -> Effects:
    """[Yes, 15 minutes before] [No]."""
    answer = turn.press.word(0)
    if answer not in ("yes", "no"):
        return gone(turn)
    wanted = answer == "yes"
    if turn.me.prepares != wanted:
        turn.me.prepares = wanted
        await planning.change_preparing(turn.session, turn.me, turn.now)
    return [Edit(turn.message_id, turn.texts("first_plan.prepared" if wanted else "first_plan.not_prepared"))]


FEATURE = Feature(name="first_plan", presses={"gaps": rhythm, "prepare": prepare})
