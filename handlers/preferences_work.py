"""The settings on who might see or hear: working hours, and discreet messages."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

from db.models import Therapist
from db.therapists import work_of
from handlers.context import Turn
from handlers.effects import Button, Rows
from handlers.keyboards import pack
from handlers.preferences_kinds import Choice, Groups, Setting, clock_of, clock_word, words
from prompts.schedule.work import WEEK, Work, read_work, say_work
from prompts.texts import Texts

ALWAYS = Work(tuple(WEEK), time(0), time(0))
NEVER = Work((), time(0), time(0))
_USUAL = tuple(WEEK[:5])
OFFERED = (
    Work(_USUAL, time(8), time(19)),
    Work(_USUAL, time(9), time(17)),
    Work(tuple(WEEK[:4]), time(9), time(17)),
    Work(tuple(WEEK[:6]), time(8), time(19)),
)


# As a button carries them: days, start and end, `01234-0800-1900`.


def _value(work: Work) -> str:
    return "-".join(["".join(map(str, work.days)), clock_word(work.starts), clock_word(work.ends)])


def _work(value: str) -> Work:
    days, starts, ends = value.split("-")
    found = sorted({int(day) for day in days})
    if any(day not in WEEK for day in found):
        raise ValueError(value)
    return Work(tuple(found), clock_of(starts), clock_of(ends))


def _write(me: Therapist, value: str) -> None:
    work = _work(value)
    me.work_days, me.work_from, me.work_until = list(work.days), work.starts, work.ends


def _say(texts: Texts, value: str) -> str:
    work = _work(value)
    named = {ALWAYS: "always", NEVER: "never"}.get(work)
    return texts.plain(f"settings.work.{named}") if named else say_work(work, texts)


def _offer(turn: Turn) -> Groups:
    present = work_of(turn.me)
    offered = (*OFFERED, *([present] if present not in (*OFFERED, ALWAYS, NEVER) else []))
    groups = (offered, (ALWAYS, NEVER))
    return tuple(
        tuple(Choice(_say(turn.texts, _value(work)), _value(work)) for work in some) for some in groups
    )


def _read(turn: Turn, text: str) -> str | None:
    found = read_work(text, work_of(turn.me), turn.me.locale)
    return _value(found) if found is not None else None


WORK = Setting(
    "work",
    present=lambda me: _value(work_of(me)),
    write=_write,
    say=_say,
    offer=_offer,
    read=_read,
)


def _write_discreet(me: Therapist, value: str) -> None:
    if value not in ("on", "off"):
        raise ValueError(value)
    me.discreet = value == "on"


def _hide_all(turn: Turn) -> Rows:
    return ((Button(turn.texts.plain("hide.button"), pack("hide")),),)


DISCREET = replace(
    words("discreet", "discreet", ("on", "off"), wide=2),
    present=lambda me: "on" if me.discreet else "off",
    write=_write_discreet,
    also=_hide_all,
)
