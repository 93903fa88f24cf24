"""One calendar in words: what it is, how it stands, and what may be done with it."""

from __future__ import annotations

from db import calendars
from db.models import Calendar
from handlers.calendar_screens import Screen, button
from handlers.context import Turn
from handlers.effects import Button
from handlers.keyboards import in_rows, pack
from prompts.schedule.calendar.values import Refused
from prompts.texts import Html


async def card(turn: Turn, calendar: Calendar) -> Screen:
    """`Feed, read today 14:05.` A file cannot be fetched again: it is sent again."""
    ahead = await calendars.count_ahead(turn.session, calendar, turn.now)
    text = turn.texts(
        "cal.card", kind=kind_of(turn, calendar), state=state_of(turn, calendar),
        ahead=turn.texts("cal.ahead", count=ahead),
    )  # fmt: skip
    ways: list[Button] = []
    if calendar.state == "mapping":
        ways = [button(turn, "go_on", "cal_see", calendar), button(turn, "away", "cal_away", calendar)]
    elif calendar.kind == "feed" and calendar.state == "kept":
        ways = [button(turn, name, f"cal_{name}", calendar) for name in ("refresh", "titles")]
    elif calendar.state in ("refused", "ended"):
        ways = [button(turn, "again", "cal_refresh", calendar)]
    back = Button(turn.texts.plain("button.back"), pack("cal"))
    return text, (*in_rows(ways, 2), (button(turn, "remove", "cal_remove", calendar), back))


def kind_of(turn: Turn, calendar: Calendar) -> str:
    return turn.texts.plain(f"cal.kind.{calendar.kind}")


def state_of(turn: Turn, calendar: Calendar) -> str:
    if calendar.state == "kept" and calendar.failing_since is not None:
        return turn.texts.plain("cal.state.failing", when=turn.say(calendar.failing_since))
    when = turn.say(calendar.fetched_at) if calendar.fetched_at is not None else ""
    return turn.texts.plain(f"cal.state.{calendar.state}", when=when)


def why(turn: Turn, fault: Refused | str) -> Html:
    """Why nothing was taken, in one line. A cause that is no refusal of the file's is one of fetching it."""
    if isinstance(fault, Refused):
        return turn.texts(f"calendar.refused.{fault.reason}", position=fault.position)
    return turn.texts(f"cal.fault.{fault}")


def refused(turn: Turn, calendar: Calendar, text: Html) -> Screen:
    """A feed that could not be read, with [Try again]; of a file nothing is left."""
    if calendar.kind == "file":
        return text, ()
    ways = (button(turn, "again", "cal_refresh", calendar), button(turn, "remove", "cal_remove", calendar))
    return text, (ways,)
