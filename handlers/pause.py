"""/pause: nothing unasked until tomorrow, for a week, or until the therapist says so."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from handlers.checkin import gone
from handlers.context import Feature, Turn
from handlers.effects import Button, Edit, Effects, Rows, Say
from handlers.keyboards import pack
from prompts.schedule.times import at_local, local
from prompts.texts import Html

UNTIL_I_SAY = datetime(9999, 1, 1, tzinfo=UTC)  # datetime.max has no local time east of UTC
MORNING = time(6)  # where no quiet hours say when a day begins
DAYS = {"tomorrow": 1, "week": 7}
SPANS = (*DAYS, "open")


async def pause(turn: Turn) -> Effects:
    """/pause: for how long? On a pause: until when, and the way back."""
    if turn.wishes.paused(turn.now):
        return [Say(*told(turn))]
    buttons = [Button(turn.texts.plain(f"pause.{span}"), pack("pause_for", span)) for span in SPANS]
    return [Say(turn.texts("pause.how_long"), (tuple(buttons[:2]), tuple(buttons[2:])))]


async def pause_for(turn: Turn) -> Effects:
    """The pause begins; the same button again changes nothing."""
    span = turn.press.word(0)
    if span not in SPANS:
        return gone(turn)
    turn.me.paused_until = morning(turn, DAYS[span]) if span in DAYS else UNTIL_I_SAY
    return [Edit(turn.message_id, *told(turn))]


async def resume(turn: Turn) -> Effects:
    """[Resume]: what fell into the pause is let go. [No questions today] still holds."""
    turn.me.paused_until = None
    until = turn.me.hushed_until
    if until is not None and until > turn.now:
        again = Button(turn.texts.plain("hush.again"), pack("unhush"))
        return [Edit(turn.message_id, turn.texts("pause.over_hushed", when=turn.say(until)), ((again,),))]
    return [Edit(turn.message_id, turn.texts("pause.over"))]


def morning(turn: Turn, days: int) -> datetime:
    """The end of quiet hours so many days on; a whole morning, so that pressing twice says the same."""
    me = turn.me
    clock = MORNING if me.quiet_from == me.quiet_until else me.quiet_until
    return at_local(local(turn.now, turn.zone).date() + timedelta(days=days), clock, turn.zone)


def told(turn: Turn) -> tuple[Html, Rows]:
    """Until when it is quiet, and the way back."""
    until = turn.me.paused_until or turn.now
    key = "paused_open" if until >= UNTIL_I_SAY else "paused"
    text = turn.texts(f"pause.{key}", when="" if until >= UNTIL_I_SAY else turn.say(until))
    return text, ((Button(turn.texts.plain("pause.resume"), pack("resume")),),)


FEATURE = Feature(name="pause", commands={"pause": pause}, presses={"pause_for": pause_for, "resume": resume})
