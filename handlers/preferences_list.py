"""The settings, each one declaration, in the order of the list. A new one is an entry here and its words."""

from __future__ import annotations

from dataclasses import replace

from db import planning
from db.models import Therapist
from handlers.context import Turn
from handlers.preferences_hours import DIGEST, EVENING, QUIET_HOURS
from handlers.preferences_kinds import Setting, number, words
from handlers.preferences_prepare import PREPARE
from handlers.preferences_work import DISCREET, WORK
from handlers.zones import ZONE
from prompts.schedule.checkins import RHYTHMS
from prompts.schedule.spans import read_minutes
from prompts.texts import Html

LONGEST_DELAY = 240  # minutes


# While evenings have taken over for now, that is the present rhythm; any choice ends it.


def _present_rhythm(me: Therapist) -> str:
    return "evening" if me.rhythm and me.eased_at else me.rhythm or ""


def _write_rhythm(me: Therapist, value: str) -> None:
    if value not in RHYTHMS:
        raise ValueError(value)
    me.rhythm, me.eased_at = value, None


def _eased(turn: Turn) -> Html | None:
    return turn.texts("settings.rhythm.eased") if turn.me.eased_at and turn.me.rhythm != "evening" else None


async def _other_rhythm(turn: Turn) -> None:
    await planning.change_rhythm(turn.session, turn.me, turn.now)


SETTINGS: tuple[Setting, ...] = (
    ZONE,
    replace(
        words("rhythm", "rhythm", RHYTHMS),
        present=_present_rhythm,
        write=_write_rhythm,
        moved=_other_rhythm,
        remark=_eased,
    ),
    EVENING,
    PREPARE,
    number("delay", "delay_minutes", (0, 5, 10, 15, 30, 60), most=LONGEST_DELAY, read=read_minutes),
    number("questions", "questions", (1, 2, 3)),
    words("numbers", "numbers", ("always", "sometimes", "never")),
    number("cap", "daily_cap", (1, 2, 3, 4, 5, 6, 7, 8), wide=4),
    QUIET_HOURS,
    WORK,
    DIGEST,
    words("pace", "digest_pace", ("weekly", "monthly")),
    DISCREET,
)
