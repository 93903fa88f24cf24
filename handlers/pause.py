"""/pause: nothing unasked until tomorrow, for a week, for a typed span, or until the therapist says so."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from db import therapists
from handlers import pause_sessions
from handlers.checkin import gone
from handlers.context import Feature, Turn
from handlers.effects import Button, Edit, Effects, Rows, Say
from handlers.keyboards import pack
from handlers.lines import written
from handlers.seeing import seen
from prompts.schedule.pauses import read_pause
from prompts.schedule.times import at_local, local
from prompts.texts import Html

UNTIL_I_SAY = datetime(9999, 1, 1, tzinfo=UTC)  # datetime.max has no local time east of UTC
MORNING = time(6)  # where no quiet hours say when a day begins
DAYS = {"tomorrow": 1, "week": 7}
SPANS = (*DAYS, "open")


async def pause(turn: Turn) -> Effects:
    """/pause: for how long? On a pause, or before one: until when, and the way back."""
    if turn.me.paused_until is not None and turn.now < turn.me.paused_until:
        return [Say(*told(turn))]
    await therapists.expect(turn.session, turn.me.id, "pause", turn.now, message_id=None)
    buttons = [Button(turn.texts.plain(f"pause.{span}"), pack("pause_for", span)) for span in SPANS]
    return [Say(turn.texts("pause.how_long"), (tuple(buttons[:2]), tuple(buttons[2:])))]


async def pause_for(turn: Turn) -> Effects:
    """The pause begins; the same button again changes nothing."""
    span = turn.press.word(0)
    if span not in SPANS:
        return gone(turn)
    turn.me.pause_from = None
    turn.me.paused_until = morning(turn, DAYS[span]) if span in DAYS else UNTIL_I_SAY
    await therapists.expect_nothing(turn.session, turn.me.id)
    return [Edit(turn.message_id, *told(turn)), *await pause_sessions.ask(turn)]


async def typed(turn: Turn) -> Effects:
    """A span was typed; what cannot be read leaves the question open."""
    span = read_pause(written(turn).text, seen(turn))
    if span is None:
        return [Say(turn.texts("pause.unread"))]
    await therapists.expect_nothing(turn.session, turn.me.id)
    turn.me.pause_from = None if span.first is None else at_local(span.first, time(0), turn.zone)
    turn.me.paused_until = _morning_of(turn, span.until)
    return [Say(*told(turn)), *await pause_sessions.ask(turn)]


async def resume(turn: Turn) -> Effects:
    """[Resume]: what fell into the pause is let go. [No questions today] still holds."""
    begun = turn.me.pause_from is None or turn.me.pause_from <= turn.now
    turn.me.pause_from = turn.me.paused_until = None
    until = turn.me.hushed_until
    if until is not None and until > turn.now:
        again = Button(turn.texts.plain("hush.again"), pack("unhush"))
        return [Edit(turn.message_id, turn.texts("pause.over_hushed", when=turn.say(until)), ((again,),))]
    return [Edit(turn.message_id, turn.texts("pause.over" if begun else "pause.none"))]


def morning(turn: Turn, days: int) -> datetime:
    """The end of quiet hours so many days on; a whole morning, so that pressing twice says the same."""
    return _morning_of(turn, local(turn.now, turn.zone).date() + timedelta(days=days))


def _morning_of(turn: Turn, day: date) -> datetime:
    me = turn.me
    clock = MORNING if me.quiet_from == me.quiet_until else me.quiet_until
    return at_local(day, clock, turn.zone)


def told(turn: Turn) -> tuple[Html, Rows]:
    """From and until when it is quiet, and the way back."""
    begins, until = turn.me.pause_from, turn.me.paused_until or turn.now
    ahead = begins is not None and begins > turn.now
    key = "ahead" if ahead else "paused_open" if until >= UNTIL_I_SAY else "paused"
    when = "" if until >= UNTIL_I_SAY else turn.say(until)
    text = turn.texts(f"pause.{key}", when=when, begins=turn.say(begins) if begins else "")
    back = turn.texts.plain("pause.never_mind" if ahead else "pause.resume")
    return text, ((Button(back, pack("resume")),),)


FEATURE = Feature(
    name="pause",
    commands={"pause": pause},
    presses={"pause_for": pause_for, "resume": resume},
    typed={"pause": typed},
)
