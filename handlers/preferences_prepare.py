"""The setting on what comes before sessions: nothing, or a message so many minutes before."""

from __future__ import annotations

from db import planning
from db.models import Therapist
from handlers.context import Turn
from handlers.preferences_kinds import Choice, Groups, Setting
from prompts.schedule.before import MINUTES
from prompts.texts import Texts

OFF = "off"


def _present(me: Therapist) -> str:
    return str(me.prepare_minutes) if me.prepares else OFF


def _write(me: Therapist, value: str) -> None:
    if value == OFF:
        me.prepares = False
        return
    minutes = int(value)
    if minutes not in MINUTES:
        raise ValueError(value)
    me.prepares, me.prepare_minutes = True, minutes


def _say(texts: Texts, value: str) -> str:
    if value == OFF:
        return texts.plain("settings.prepare.off")
    return texts.plain("settings.prepare.value", count=int(value))


def _offer(turn: Turn) -> Groups:
    values = [str(minutes) for minutes in MINUTES]
    return tuple(Choice(_say(turn.texts, value), value) for value in values), (
        Choice(_say(turn.texts, OFF), OFF),
    )


async def _moved(turn: Turn) -> None:
    await planning.change_preparing(turn.session, turn.me, turn.now)


PREPARE = Setting("prepare", present=_present, write=_write, say=_say, offer=_offer, wide=2, moved=_moved)
