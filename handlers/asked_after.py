"""What asks after an intention: when it takes the place of a session's last question, and how it is put."""

from __future__ import annotations

from db import checkins, intentions, prepared, rows
from db.intentions import OpenIntention
from db.models import Appointment, AskedQuestion, CheckIn
from handlers import wordings
from handlers.context import Turn
from prompts.questions.intentions import question as asks_after
from prompts.questions.model import Wording
from prompts.questions.rotation import Choice, Reason


async def instead(
    turn: Turn, checkin: CheckIn, about: Appointment | None, position: int
) -> AskedQuestion | None:
    """In place of the last question about a session, before one on what was prepared: the client's intention.

    It has to be older than that. Of several in one evening each has one question; there it is that one.
    """
    if not turn.me.intentions or about is None or about.client_id is None or checkin.kind != "after":
        return None
    found = await intentions.open_for(turn.session, turn.sealed, turn.me.id, about.client_id)
    if found is None or not await _came_before(turn, found, about, checkin):
        return None
    if len(await checkins.subjects(turn.session, checkin)) == 1:
        others = 1 if await prepared.unasked(turn.session, about.id) else 0
        if position < max(checkin.total - 1 - others, 0):
            return None
    return await _put(turn, checkin, about, position, found)


async def _came_before(turn: Turn, found: OpenIntention, about: Appointment, checkin: CheckIn) -> bool:
    """Written before this session was over, under another one, and not asked after in this check-in yet."""
    under = await turn.session.get_one(AskedQuestion, found.asked_id)
    last = await turn.session.get(AskedQuestion, found.asked_after_id) if found.asked_after_id else None
    elsewhere = under.appointment_id != about.id and (last is None or last.checkin_id != checkin.id)
    return elsewhere and about.ends_at > found.made_at


async def _put(
    turn: Turn, checkin: CheckIn, about: Appointment, position: int, found: OpenIntention
) -> AskedQuestion:
    chosen = Choice(asks_after(turn.texts, found.suggestion), Wording("a", ""), Reason("intention"))
    asked = checkins.question_row(checkin, about, chosen, position, turn.me.locale, turn.now)
    await wordings.to_the_letter(turn, asked, turn.texts.plain("intention.asked", line=found.text))
    await rows.add(turn.session, asked)
    await intentions.put(turn.session, found.id, asked)
    return asked
