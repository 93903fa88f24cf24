"""Before sessions: one closed message; opened, what was to be kept in mind, and two questions to note."""

from __future__ import annotations

from db import appointments, checkins, days, messages, planning, prepared, preparing, therapists
from db.models import Appointment, CheckIn
from handlers import prepared_lines
from handlers.bubble import clock
from handlers.context import Feature, Turn
from handlers.effects import Button, Edit, Effects, Ref, Rows, Say
from handlers.keyboards import in_rows, pack
from handlers.lines import keep
from handlers.pressed import gone, preparation
from prompts.digest.lines import cut, fold
from prompts.schedule.before import is_wanted
from prompts.texts import Html, Private

WAITS = "prepare"  # what `expects` holds while questions may be typed


async def due(turn: Turn, row: CheckIn) -> Effects:
    """Its time has come, or nobody reported that it arrived: then the same once more, marked."""
    whom = await preparing.whom(turn.session, row)
    spoken = await checkins.sent_today(turn.session, turn.me, turn.now) if row.state == "waiting" else 0
    busy = await days.around(turn.session, turn.me.id, turn.now)
    starts_at = whom[0].starts_at if whom else turn.now
    if not is_wanted(starts_at, busy, turn.wishes, turn.now, spoken):
        checkins.let_go(row)
        return []
    lead = turn.texts("lead.repeat") if row.state == "open" else None
    old = await messages.showing(turn.session, turn.me.id, "before", row.id)
    row.state, row.message_id = "open", None
    checkins.lease(row, turn.now)
    text = turn.texts("before.closed", time=clock(turn, starts_at))
    button = Button(turn.texts.plain("discreet.open"), pack("before", row.id))
    said = Html(f"{lead}\n{text}") if lead else text
    return [Say(said, ((button,),), ref=Ref("before", row.id), unasked=True, replaces=tuple(old))]


async def open_(turn: Turn) -> Effects:
    """[Open]: the one session, or whom to begin with."""
    row = await preparation(turn)
    if row is None:
        return gone(turn)
    whom = await preparing.whom(turn.session, row)
    if len(whom) == 1:
        return await _show(turn, row, whom[0], alone=True)
    await therapists.expect_nothing(turn.session, turn.me.id)
    if not whom:
        return [Edit(turn.message_id, turn.texts("before.over"))]
    buttons = [Button(await _label(turn, one), pack("before_one", row.id, one.id)) for one in whom]
    return [Edit(turn.message_id, turn.texts("before.whom"), (*in_rows(buttons, 2), (_off(turn, row),)))]


async def one(turn: Turn) -> Effects:
    """One of several."""
    row, session_id = await preparation(turn), turn.press.id(1)
    whom = await preparing.whom(turn.session, row) if row is not None else []
    found = next((one for one in whom if one.id == session_id), None)
    return gone(turn) if row is None or found is None else await _show(turn, row, found, alone=len(whom) == 1)


async def _label(turn: Turn, one: Appointment) -> str:
    """`9:00 Oak`; a label cannot be a spoiler."""
    at = clock(turn, one.starts_at)
    return at if turn.me.discreet or one.client_id is None else f"{at} {await turn.client(one.client_id)}"


async def _show(turn: Turn, row: CheckIn, about: Appointment, *, alone: bool) -> Effects:
    """One session's preparation in the pressed message; until it begins, what is typed is kept for it."""
    await therapists.expect(
        turn.session, turn.me.id, WAITS, turn.now, message_id=turn.message_id,
        payload={"checkin": row.id, "appointment": about.id}, until=about.starts_at,
    )  # fmt: skip
    return [Edit(turn.message_id, *await draw(turn, row, about, alone=alone))]


async def draw(turn: Turn, row: CheckIn, about: Appointment, *, alone: bool) -> tuple[Html, Rows]:
    """`Oak at 14:00.`, the if-then, a line of before, and what is noted for it already."""
    texts = turn.texts
    name = await turn.client(about.client_id) if about.client_id else texts.plain("question.session")
    shown = [texts("before.head", name=name, time=clock(turn, about.starts_at))]
    if (intention := await prepared.intention(turn.session, turn.sealed, about.client_id)) is not None:
        shown.append(texts("before.if_then", text=_quote(intention)))
    hard = frozenset(name for name, question in turn.bank.questions.items() if question.hard)
    if (line := await prepared.last_line(turn.session, turn.sealed, about.client_id, hard)) is not None:
        shown.append(texts("before.line", when=turn.say(line.at), text=_quote(line.text)))
    written = await prepared.lines(turn.session, turn.sealed, about.id)
    shown += [texts("before.written", text=_quote(text)) for text in written]
    ahead = about.starts_at > turn.now
    shown.append(texts("before.ask" if ahead else "before.begun"))
    back = [] if alone else [Button(texts.plain("button.back"), pack("before", row.id))]
    return Html("\n".join(shown)), ((*back, _off(turn, row)),)


def _quote(text: str) -> Private:
    return Private(cut(fold(text)))


def _off(turn: Turn, row: CheckIn) -> Button:
    return Button(turn.texts.plain("before.off"), pack("before_off", row.id))


async def off(turn: Turn) -> Effects:
    """[Not before sessions]: none comes any more; what was noted stays."""
    if await preparation(turn) is None:
        return gone(turn)
    if turn.me.prepares:
        turn.me.prepares = False
        await planning.change_preparing(turn.session, turn.me, turn.now)
    await therapists.expect_nothing(turn.session, turn.me.id)
    return [Edit(turn.message_id, turn.texts("before.is_off"))]


async def reply(turn: Turn, checkin_id: int) -> Effects | None:
    """Words under its message: for its one session, until that begins. None: they say nothing here."""
    row = await checkins.own(turn.session, turn.me.id, checkin_id)
    whom = await preparing.whom(turn.session, row) if row is not None else []
    if row is None or len(whom) != 1 or whom[0].starts_at <= turn.now:
        return None
    return await _kept(turn, row, whom[0])


async def typed(turn: Turn) -> Effects:
    """A question to ask today: kept for this session, and the next line is awaited."""
    expected = await therapists.expected(turn.session, turn.me.id, turn.now)
    payload = expected.payload if expected is not None else {}
    about = await appointments.own(turn.session, turn.me.id, int(payload.get("appointment", 0)))
    row = await checkins.own(turn.session, turn.me.id, int(payload.get("checkin", 0)))
    if about is None or row is None:  # erased or undone meanwhile
        return await keep(turn)
    return await _kept(turn, row, about)


async def _kept(turn: Turn, row: CheckIn, about: Appointment) -> Effects:
    kept = await prepared_lines.keep(turn, about)
    alone = len(await preparing.whom(turn.session, row)) == 1
    shown = (await messages.showing(turn.session, turn.me.id, "before", row.id))[-1:]
    text, rows = await draw(turn, row, about, alone=alone)
    return [*kept, *(Edit(message_id, text, rows) for message_id in shown)]


FEATURE = Feature(
    name="before",
    presses={"before": open_, "before_one": one, "before_off": off},
    typed={WAITS: typed},
)
