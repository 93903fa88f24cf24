"""One session of a day: what became of it, told with a tap; and looking back on it now."""

from __future__ import annotations

from datetime import timedelta

from db import appointments, clients
from db.models import Appointment, Client
from handlers import changes, day_card, session_echo
from handlers.bubble_about import moment
from handlers.checkin import gone
from handlers.context import Feature, Turn
from handlers.day_card import Came, came_from
from handlers.effects import Button, Edit, Effects, Rows
from handlers.keyboards import in_rows, pack
from prompts.schedule.say import say_time
from prompts.texts import Html

STATES = ("held", "no_show", "cancelled")
AHEAD = ("planned", "cancelled")  # of a session that has not begun
MAY_CHANGE_LENGTH = timedelta(hours=12)  # so long after its end one still remembers that it ran over


async def one(turn: Turn) -> Effects:
    """The session's screen, in place of the card."""
    found, came = await pressed(turn), came_from(turn, 1)
    if found is None:
        return [Edit(turn.message_id, turn.texts("today.gone"), ((back(turn, came),),))]
    return [Edit(turn.message_id, await said(turn, found), await _rows(turn, found, came))]


async def pressed(turn: Turn) -> Appointment | None:
    """The therapist's own session behind this button."""
    return await appointments.own(turn.session, turn.me.id, turn.press.id())


async def said(turn: Turn, found: Appointment) -> Html:
    """`Oak, 14:00–14:50, held.` With the day, where that is another one."""
    answered = found.id in await appointments.answered(turn.session, [found.id])
    state = await day_card.state_of(turn, found, answered)
    return turn.texts(
        "today.one", name=await day_card.name_of(turn, found), start=moment(turn, found.starts_at),
        end=say_time(found.ends_at, turn.zone), state=turn.texts(f"today.state.{state}"),
    )  # fmt: skip


async def _rows(turn: Turn, found: Appointment, came: Came) -> Rows:
    """What may be said of it now; of a client who has died, nothing."""
    client = await turn.codes.own(found.client_id)
    begun = found.starts_at < turn.now
    states = [
        Button(turn.texts.plain(f"today.button.{name}"), pack("day_as", found.id, name, came.word))
        for name in (STATES if begun else AHEAD)
        if name != found.status and not clients.has_died(client)
    ]
    times = await _times(turn, found, client, came)
    looks = begun and found.status in appointments.TAKES_PLACE and not clients.is_quiet(client)
    asked = looks and await appointments.was_asked_about(turn.session, found.id)
    now = [_button(turn, "look_back", "day_ask", found, came)] if looks and not asked else []
    if not begun:
        return (*in_rows([*states, *times], 2), (back(turn, came),))
    return (*in_rows(states, 2), *in_rows(times, 2), (*now, back(turn, came)))


async def _times(turn: Turn, found: Appointment, client: Client | None, came: Came) -> list[Button]:
    """[Move] and [Ran over]; what was looked back on took place when it did."""
    if clients.has_died(client):
        return []
    answered = await appointments.answered(turn.session, [found.id])
    moves = [] if answered or found.status == "no_show" else [_button(turn, "move", "day_move", found, came)]
    recent = found.starts_at < turn.now < found.ends_at + MAY_CHANGE_LENGTH
    lasts = recent and found.status in appointments.TAKES_PLACE
    return [*moves, *([_button(turn, "over", "day_over", found, came)] if lasts else [])]


def _button(turn: Turn, label: str, verb: str, found: Appointment, came: Came) -> Button:
    return Button(turn.texts.plain(f"today.button.{label}"), pack(verb, found.id, came.word))


def back(turn: Turn, came: Came) -> Button:
    """[Back] to the card one came from."""
    data = pack("day") if came.day is None else pack("week_day", came.day.toordinal(), 0)
    return Button(turn.texts.plain("button.back"), data)


async def as_(turn: Turn) -> Effects:
    """What became of it. Of a session that did not take place nothing is asked; held after all, it is."""
    found, state, came = await pressed(turn), turn.press.word(1), came_from(turn, 2)
    if found is None or state not in (STATES if found.starts_at < turn.now else AHEAD):
        return gone(turn)
    dropped = await changes.became(turn, found, state)
    return [Edit(turn.message_id, *await day_card.draw(turn, came)), *dropped]


async def ask(turn: Turn) -> Effects:
    """[Look back now]: the question comes below, the card stays."""
    found, came = await pressed(turn), came_from(turn, 1)
    if found is None:
        return gone(turn)
    asked = await session_echo.look_back(turn, found)
    if asked is None:
        return gone(turn)
    return [Edit(turn.message_id, *await day_card.draw(turn, came)), *asked]


FEATURE = Feature(name="day_one", presses={"day_one": one, "day_as": as_, "day_ask": ask})
