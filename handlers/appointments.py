"""Telling of a session by buttons: just now, ended earlier, starts at; then whose it was.

One dialog is one session: its buttons and what is typed in it carry the id of the message that began it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from db import messages, therapists
from db.appointments import USUAL_LENGTH
from handlers import plan_presses, session_echo, telling
from handlers.checkin import gone
from handlers.context import Feature, Turn
from handlers.effects import Button, Edit, Effects, Ref, Rows, Say
from handlers.keyboards import in_rows, pack
from handlers.lines import kept_as, written
from handlers.telling import ENDED, NOW, STARTS, Told, minute_of, moment_of
from prompts.schedule.codes import code_fault, normalise_code, read_code
from prompts.schedule.nearest import last_at, next_at
from prompts.schedule.say import say_clock, say_time
from prompts.schedule.spans import read_clock
from prompts.schedule.times import local
from prompts.texts import Html

AGO = (0, 20, 50, 80, 110, 170)  # minutes, offered for a session that ended earlier
AHEAD = (30, 60, 90, 120, 150, 180)
RECENT, WORDS_OFFERED = 6, 6
STALE = timedelta(hours=24)  # a button of such an old dialog tells of nothing any more


async def session(turn: Turn) -> Effects:
    """/session: just now, ended earlier today, or starts at."""
    buttons = [
        Button(turn.texts.plain(f"session.{how}"), pack("when", how, turn.message_id))
        for how in (NOW, ENDED, STARTS)
    ]
    rows = ((buttons[0],), tuple(buttons[1:]))
    return [Say(turn.texts("session.when"), rows, ref=Ref("other", turn.message_id))]


async def finished(turn: Turn) -> Effects:
    """[Just finished]: whose?"""
    text, rows = await _whose(turn, Told(NOW, turn.now, turn.message_id))
    return [Say(text, rows, ref=Ref("other", turn.message_id))]


async def when(turn: Turn) -> Effects:
    how, origin = turn.press.word(0), turn.press.id(1)
    if how == NOW:
        return [Edit(turn.message_id, *await _whose(turn, Told(NOW, turn.now, origin)))]
    if how not in (ENDED, STARTS):
        return gone(turn)
    payload: dict[str, object] = {"origin": origin}
    await therapists.expect(
        turn.session, turn.me.id, f"time_{how}", turn.now, message_id=turn.message_id, payload=payload
    )
    offered = [
        Button(label, pack("at", how, minute_of(at), origin)) for label, at in _likely(turn, how).items()
    ]
    return [Edit(turn.message_id, turn.texts(f"session.{how}_when"), in_rows(offered, 3))]


def _likely(turn: Turn, how: str) -> dict[str, datetime]:
    """Times to tap, on round minutes of the clock there; of an hour that comes twice, the nearer one."""
    here = local(turn.now, turn.zone)
    step = 10 if how == ENDED else 30
    base = turn.now - timedelta(minutes=here.minute % step, seconds=here.second)
    spans = [-ago for ago in reversed(AGO)] if how == ENDED else list(reversed(AHEAD))
    found = [base + timedelta(minutes=span) for span in spans]
    nearer = {say_time(at, turn.zone): at for at in found}
    return dict(sorted(nearer.items(), key=lambda item: abs(item[1] - turn.now)))


async def at(turn: Turn) -> Effects:
    """A time was tapped."""
    told = _told(turn)
    if told is None:
        return gone(turn)
    return [Edit(turn.message_id, *await _whose(turn, told))]


def _told(turn: Turn) -> Told | None:
    """What the dialog has said so far, as its buttons carry it: how, when, and the message that began it."""
    how, minute, origin = turn.press.word(0), turn.press.id(1), turn.press.id(2)
    now = minute_of(turn.now)
    if how not in (NOW, ENDED, STARTS) or abs(minute - now) > STALE // timedelta(minutes=1):
        return None
    return Told(how, moment_of(minute), origin)


async def time_ended(turn: Turn) -> Effects:
    return await _typed_time(turn, ENDED)


async def time_starts(turn: Turn) -> Effects:
    return await _typed_time(turn, STARTS)


async def _typed_time(turn: Turn, how: str) -> Effects:
    """A time was typed; one that cannot be read, or not be meant, leaves the question open."""
    expected = await therapists.expected(turn.session, turn.me.id, turn.now)
    here = local(turn.now, turn.zone)
    near = here if how == ENDED else here - USUAL_LENGTH  # it may be under way
    read = read_clock(written(turn).text, near.time(), past=how == ENDED)
    if read is None or expected is None:
        return await _whole_line(turn) or [Say(turn.texts("session.time_unread"))]
    if how == ENDED:
        moment, unfit = last_at(read, turn.now, turn.zone), "session.not_yet"
    else:
        moment, unfit = next_at(read, turn.now, turn.zone, grace=USUAL_LENGTH), "session.past"
    if moment is None:
        return [Say(turn.texts(unfit, time=say_clock(read)))]
    origin = int(expected.payload["origin"])
    text, rows = await _whose(turn, Told(how, moment, origin))
    return [Say(text, rows, ref=Ref("other", origin), replaces=await _shown(turn, origin))]


async def _whole_line(turn: Turn) -> Effects:
    """Asked for a time, and all was said at once: `River 12:00-13:20`."""
    found = await plan_presses.anew(turn)
    if found:
        await therapists.expect_nothing(turn.session, turn.me.id)
    return found


async def _shown(turn: Turn, origin: int) -> tuple[int, ...]:
    """The dialog's messages so far; what was typed is answered in a new one."""
    return tuple(await messages.showing(turn.session, turn.me.id, "other", origin))


async def _whose(turn: Turn, told: Told) -> tuple[Html, Rows]:
    """Recent codes as buttons, or any code typed; for a newcomer, neutral words."""
    recent = await turn.codes.recent(RECENT)
    if not recent:
        return await _new_code(turn, told)
    await _expect_code(turn, told)
    buttons = [Button(code, _data("whom", told, client_id)) for client_id, code in recent]
    new = Button(turn.texts.plain("session.new_client"), _data("whom_new", told))
    return turn.texts("session.whose"), (*in_rows(buttons, 3), (new, _no_code(turn, told)))


async def _new_code(turn: Turn, told: Told) -> tuple[Html, Rows]:
    """Ask for a neutral word; a few are offered, and any other may be typed."""
    await _expect_code(turn, told)
    taken = {normalise_code(code) for code in (await turn.codes.all()).values()}
    free = [(n, word) for n, word in enumerate(_words(turn)) if normalise_code(word) not in taken]
    buttons = [Button(word, _data("word", told, n)) for n, word in free[:WORDS_OFFERED]]
    return turn.texts("session.new_code"), (*in_rows(buttons, 3), (_no_code(turn, told),))


def _words(turn: Turn) -> list[str]:
    """The neutral words of this language. Buttons carry their place, as callback data is ASCII."""
    return turn.texts.plain("session.words").split()


async def _expect_code(turn: Turn, told: Told) -> None:
    payload: dict[str, object] = {"how": told.how, "minute": minute_of(told.moment), "origin": told.origin}
    await therapists.expect(
        turn.session, turn.me.id, "code", turn.now, message_id=turn.message_id, payload=payload
    )


def _no_code(turn: Turn, told: Told) -> Button:
    return Button(turn.texts.plain("session.no_code"), _data("whom", told, 0))


def _data(verb: str, told: Told, *more: int) -> str:
    return pack(verb, told.how, minute_of(told.moment), told.origin, *more)


async def whom_new(turn: Turn) -> Effects:
    """[Somebody new]."""
    told = _told(turn)
    return gone(turn) if told is None else [Edit(turn.message_id, *await _new_code(turn, told))]


async def word(turn: Turn) -> Effects:
    """A neutral word was tapped."""
    told, words, place = _told(turn), _words(turn), turn.press.id(3)
    code = read_code(words[place]) if place < len(words) else None
    if told is None or code is None:
        return gone(turn)
    client = await turn.codes.find_or_make(code, turn.now)
    return await telling.record(turn, told, client.id)


async def whom(turn: Turn) -> Effects:
    """An own client was tapped, or none."""
    told, client = _told(turn), await turn.codes.own(turn.press.id(3) or None)
    if told is None or (client is None and turn.press.id(3) != 0):
        return gone(turn)
    return await telling.record(turn, told, client.id if client else None)


async def code_typed(turn: Turn) -> Effects:
    """A code was typed; one that cannot be one leaves the question open and says what would be."""
    text = written(turn).text
    code = read_code(text)
    expected = await therapists.expected(turn.session, turn.me.id, turn.now)
    if code is None or expected is None:
        fault = code_fault(text)
        return [Say(turn.texts(f"session.code_{fault.value if fault else 'empty'}"))]
    payload = expected.payload
    told = Told(str(payload["how"]), moment_of(int(payload["minute"])), int(payload["origin"]))
    client = await turn.codes.find_or_make(code, turn.now)
    shown = await _shown(turn, told.origin)
    effects = await telling.record(turn, told, client.id, replaces=shown)
    if (made := await telling.of(turn, told.origin)) is not None:
        await kept_as(turn, turn.message_id, "session", made.id)
    return effects


FEATURE = Feature(
    name="session",
    commands={"session": session},
    presses={
        "when": when, "at": at, "whom": whom, "whom_new": whom_new, "word": word,
        "one_more": telling.one_more, "ask_now": session_echo.ask_now, "length": session_echo.length,
        "length_as": session_echo.length_as, "unplan": session_echo.undo,
    },
    typed={"finished": finished, "time_ended": time_ended, "time_starts": time_starts, "code": code_typed},
)  # fmt: skip
