"""[Open] under a closed message: what it stands for is edited in, drawn from the rows as they are now."""

from __future__ import annotations

from db import answers
from handlers import bubble, digest, digest_message, lines, offers, wordings
from handlers.context import Feature, Turn
from handlers.discreet import LEADS
from handlers.effects import Edit, Effects
from handlers.pressed import gone, offer, question
from prompts.texts import Html


def _lead(turn: Turn) -> Html | None:
    name = turn.press.parts[1] if len(turn.press.parts) > 1 else ""
    return turn.texts(f"lead.{name}") if name in LEADS else None


async def peek_asked(turn: Turn) -> Effects:
    """[Open]: the question as it stands. One in words takes what is typed from now on."""
    asked = await question(turn)
    if asked is None:
        return gone(turn)
    lead = None
    if asked.state == "open":
        await wordings.anew(turn, asked)
        lead = _lead(turn)
    return [Edit(turn.message_id, *await bubble.draw(turn, await bubble.load(turn, asked), lead=lead))]


async def peek_offer(turn: Turn) -> Effects:
    """[Open]: the offer, or what became of it."""
    checkin = await offer(turn)
    if checkin is None:
        return gone(turn)
    text, rows = await offers.present(turn, checkin)
    lead = _lead(turn) if checkin.state == "offered" else None
    return [Edit(turn.message_id, Html(f"{lead}\n{text}") if lead else text, rows)]


async def peek_digest(turn: Turn) -> Effects:
    """[Open]: the week. Only a week with something in it counts as read: a quiet one asks for an answer."""
    found = await digest.own(turn)
    if found is None:
        return gone(turn)
    if found.kind == "full":
        found.opened_at = found.opened_at or turn.now
    return [Edit(turn.message_id, *await digest_message.draw(turn, found, lead=_lead(turn)))]


async def peek_other(turn: Turn) -> Effects:
    """[Open] of a line that stood for nothing: where everything is."""
    return [Edit(turn.message_id, turn.texts("discreet.nothing"))]


async def peek_note(turn: Turn) -> Effects:
    """[Open]: whose line it is."""
    note = await answers.own_note(turn.session, turn.me.id, turn.press.id())
    return gone(turn) if note is None else await lines.ask_whose(turn, note)


FEATURE = Feature(
    name="peeking",
    presses={
        "peek_asked": peek_asked, "peek_offer": peek_offer, "peek_digest": peek_digest,
        "peek_note": peek_note, "peek_other": peek_other,
    },
)  # fmt: skip
