"""A closed message in a discreet chat: what it says, and what its [Open] opens."""

from __future__ import annotations

from db.models import AskedQuestion, CheckIn, Digest, Message
from handlers.context import Turn
from handlers.effects import Button, Ref, Rows, Say
from handlers.hard_line import AS_IT_WAS, HUSHED
from handlers.keyboards import pack
from prompts.texts import Html

DRAWN: dict[str | None, tuple[str, ...]] = {  # what [Open] can draw anew, and its callback data
    "asked": ("peek_asked",), "offer": ("peek_offer",), "digest": ("peek_digest",), "note": ("peek_note",),
    "answer": ("alarm_answer",), "alarm": ("alarm_see",), "contacts": ("contacts_see",),
    "strain": ("strain_see",),
    "calendar": ("peek_cal",),
    "before": ("before",), "day": ("peek_day",), "week": ("peek_week",), "plan": ("plan_see",),
    "hard": ("hard_see", HUSHED), "hard_still": ("hard_see", AS_IT_WAS),
}  # fmt: skip


async def closed(turn: Turn, message: Message) -> tuple[Html, Rows]:
    """How a message stands there closed: the same for all that wait for an answer, and for all others."""
    waits = await _waits(turn, message)
    rows = _button_row(turn, message.refers, message.refers_id or 0)
    return turn.texts(f"discreet.{'moment' if waits else 'again' if rows else 'gone'}"), rows


async def _waits(turn: Turn, message: Message) -> bool:
    if message.refers == "asked":
        asked = await turn.session.get(AskedQuestion, message.refers_id)
        checkin = await turn.session.get(CheckIn, asked.checkin_id) if asked is not None else None
        return asked is not None and asked.state == "open" and checkin is not None and checkin.state == "open"
    if message.refers == "offer":
        offered = await turn.session.get(CheckIn, message.refers_id)
        return offered is not None and offered.state == "offered"
    made = await turn.session.get(Digest, message.refers_id) if message.refers == "digest" else None
    return made is not None and made.opened_at is None


def opening(turn: Turn, ref: Ref | None, lead: str = "") -> Rows:
    return _button_row(turn, ref.what, ref.id, lead) if ref is not None else ()


def _button_row(turn: Turn, what: str | None, row: int, lead: str = "") -> Rows:
    if what not in DRAWN:
        return ()
    verb, *more = DRAWN[what]
    data = pack(verb, row, *more, *([lead] if lead else []))
    return ((Button(turn.texts.plain("discreet.open"), data),),)


def brought(turn: Turn, ref: Ref) -> Say:
    """A closed message for what stands in none any more."""
    return Say(turn.texts("discreet.moment"), opening(turn, ref), ref=ref)
