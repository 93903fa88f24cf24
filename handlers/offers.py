"""Several sessions in one evening, or in a gap of the day: offered together, one question each."""

from __future__ import annotations

from collections import Counter

from db import checkins, messages
from db.days import EVENING
from db.models import Appointment, CheckIn
from handlers import asking, away, echoes
from handlers.bubble import clock
from handlers.context import Feature, Turn
from handlers.effects import Button, Edit, Effects, Ref, Rows, Say
from handlers.keyboards import in_rows, pack
from handlers.pressed import gone, offer
from prompts.schedule.times import local
from prompts.texts import Html, capitalise


async def put(turn: Turn, checkin: CheckIn, *, lead: Html | None = None) -> Effects:
    """Ask whether. Claims the check-in: the send is under way."""
    old = await messages.showing(turn.session, turn.me.id, "offer", checkin.id)
    checkin.state, checkin.message_id = "offered", None
    checkins.lease(checkin, turn.now)
    text, rows = await _draw(turn, checkin)
    said = Html(f"{lead}\n{text}") if lead else text
    told = await echoes.at_rest(turn, await checkins.subjects(turn.session, checkin))
    return [Say(said, rows, ref=Ref("offer", checkin.id), unasked=True, replaces=tuple(old)), *told]


async def shrink(turn: Turn, checkin: CheckIn) -> Effects:
    """Somebody in it is left alone from now on: it names the others; with nobody left, it is over."""
    shown = await messages.showing(turn.session, turn.me.id, "offer", checkin.id)
    if not await checkins.subjects(turn.session, checkin):
        checkins.let_go(checkin)
        return [Edit(message_id, turn.texts(f"{_kind(checkin)}.over")) for message_id in shown]
    text, rows = await _draw(turn, checkin)
    return [Edit(message_id, text, rows) for message_id in shown]


def lapsed(turn: Turn, checkin: CheckIn) -> Effects:
    """The window is over: one line with [Answer anyway]."""
    if checkin.message_id is None:
        return []
    return [Edit(checkin.message_id, turn.texts(f"{_kind(checkin)}.lapsed"), ((_anyway(turn, checkin),),))]


async def present(turn: Turn, checkin: CheckIn) -> tuple[Html, Rows]:
    """The message as the rows have it: still to be chosen from, chosen, declined, or closed."""
    wanted = await checkins.subjects(turn.session, checkin)
    if wanted and checkin.state == "offered":
        return await _draw(turn, checkin)
    if wanted and await checkins.questions_of(turn.session, checkin.id):
        return await _looking_back(turn, wanted), ()
    if checkin.state == "done":
        return turn.texts("offer.declined"), _change(turn, checkin)
    return turn.texts(f"{_kind(checkin)}.lapsed"), ((_anyway(turn, checkin),),) if wanted else ()


def _kind(checkin: CheckIn) -> str:
    return "offer" if checkin.slot.startswith(EVENING) else "away"


def _anyway(turn: Turn, checkin: CheckIn) -> Button:
    return Button(turn.texts.plain("button.anyway"), pack("offer", checkin.id, "all"))


async def pressed(turn: Turn) -> Effects:
    """[Yes] [Only Oak] [Not today], and [Change] after the last; after the window, late."""
    checkin, choice = await offer(turn), turn.press.word(1)
    if checkin is None or checkin.state not in ("offered", "lapsed", "done"):
        return gone(turn) if checkin is None else await _chosen_before(turn, checkin)
    if await checkins.questions_of(turn.session, checkin.id):
        return await _chosen_before(turn, checkin)
    if checkin.state == "done":
        return await _declined_before(turn, checkin, choice)
    match choice:
        case "all":
            return await _begin(turn, checkin, None)
        case "only":
            return await _begin(turn, checkin, turn.press.id(2))
        case "none":
            checkin.state, checkin.wake_at, checkin.lease_until = "done", None, None
            return [Edit(turn.message_id, turn.texts("offer.declined"), _change(turn, checkin))]
    return gone(turn)


async def _begin(turn: Turn, checkin: CheckIn, only: int | None) -> Effects:
    """The first of the sessions wanted: one question each."""
    offered = await checkins.subjects(turn.session, checkin)
    if not offered or (only is not None and all(one.id != only for one in offered)):
        return gone(turn)
    await checkins.want_only(turn.session, checkin, only)
    await turn.session.flush()
    wanted = [one for one in offered if only in (None, one.id)]
    checkin.total, checkin.message_id = len(wanted), turn.message_id
    chosen = Edit(turn.message_id, await _looking_back(turn, wanted))
    return [chosen, *await asking.put_next(turn, checkin)]


async def _chosen_before(turn: Turn, checkin: CheckIn) -> Effects:
    """Its questions were put: nothing is changed, and the message shows what was chosen."""
    wanted = await checkins.subjects(turn.session, checkin)
    if not wanted:
        return gone(turn)
    return [*gone(turn), Edit(turn.message_id, await _looking_back(turn, wanted))]


async def _looking_back(turn: Turn, wanted: list[Appointment]) -> Html:
    return turn.texts("offer.chosen", names=await _names(turn, wanted))


async def _declined_before(turn: Turn, checkin: CheckIn, choice: str) -> Effects:
    if choice == "none":  # the same press twice
        return [Edit(turn.message_id, turn.texts("offer.declined"), _change(turn, checkin))]
    late = checkins.is_late(checkin, turn.now)
    if choice != "change" or late or not await checkins.subjects(turn.session, checkin):
        return gone(turn)
    checkin.state = "offered"
    await checkins.sent(turn.session, checkin, turn.me, turn.now)
    return [Edit(turn.message_id, *await _draw(turn, checkin))]


def _change(turn: Turn, checkin: CheckIn) -> Rows:
    return ((Button(turn.texts.plain("button.change"), pack("offer", checkin.id, "change")),),)


async def _draw(turn: Turn, checkin: CheckIn) -> tuple[Html, Rows]:
    """`Three today: Oak, River, Fern. One question each?` with its buttons."""
    sessions = await checkins.subjects(turn.session, checkin)
    names, labels = await _names(turn, sessions), await _labels(turn, sessions)
    missed = away.line(turn, checkin)
    today = checkin.local_date == local(turn.now, turn.zone).date()
    key = "away.offer" if missed else _head(checkin) if today else "offer.before"
    start = clock(turn, sessions[0].starts_at)
    text = turn.texts(key, count=len(sessions), number=_number(turn, len(sessions)), names=names, start=start)
    text = Html(f"{missed}\n{text}") if missed else text
    only = [
        Button(turn.texts.plain("offer.only", name=label), pack("offer", checkin.id, "only", one.id))
        for one, label in zip(sessions, labels, strict=True)
    ]
    yes = Button(turn.texts.plain("offer.yes"), pack("offer", checkin.id, "all"))
    none = Button(turn.texts.plain("offer.none"), pack("offer", checkin.id, "none"))
    return text, in_rows([yes, *(only if len(only) > 1 else ()), none], 2)


def _head(checkin: CheckIn) -> str:
    return "offer.today" if checkin.slot.startswith(EVENING) else "offer.since"


async def _names(turn: Turn, sessions: list[Appointment]) -> Html:
    """`Oak, River, 12:00`: codes; with the time where a client came twice; the time alone without a code."""
    return Html(", ".join([turn.texts.shown(name) + when for name, when in await _parts(turn, sessions)]))


async def _labels(turn: Turn, sessions: list[Appointment]) -> list[str]:
    """The same for buttons, which have no spoilers: where they are wanted, the time alone."""
    if turn.me.discreet:
        return [_when(turn, one, sessions) for one in sessions]
    return [name + when for name, when in await _parts(turn, sessions)]


async def _parts(turn: Turn, sessions: list[Appointment]) -> list[tuple[str, str]]:
    """The code of each session, and the time if it is needed to tell them apart."""
    times = Counter(one.client_id for one in sessions)
    parts = []
    for one in sessions:
        at = _when(turn, one, sessions)
        if one.client_id is None:
            parts.append(("", at))
        else:
            apart = times[one.client_id] > 1 or turn.me.discreet  # then the buttons have times only
            parts.append((await turn.client(one.client_id), f" {at}" if apart else ""))
    return parts


def _when(turn: Turn, one: Appointment, among: list[Appointment]) -> str:
    """The clock time; with the day where they are not all of one."""
    return turn.say(one.starts_at) if away.spans_days(turn, among) else clock(turn, one.starts_at)


def _number(turn: Turn, count: int) -> str:
    key = f"number.{count}"
    return capitalise(turn.texts.plain(key) if key in turn.texts else str(count))


FEATURE = Feature(name="offers", presses={"offer": pressed})
