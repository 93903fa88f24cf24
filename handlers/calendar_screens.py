"""What the messages about a calendar show: its titles one after the other, and what they add up to."""

from __future__ import annotations

from collections import Counter

from db import calendars, messages
from db.models import Calendar
from handlers.context import Turn
from handlers.effects import Button, Edit, Effects, Ref, Rows, Say
from handlers.keyboards import in_rows, pack
from prompts.schedule.calendar.pending import NONE, SINGLE, Choices, Pending, meaning, step
from prompts.schedule.codes import normalise_code
from prompts.texts import Html, Private

MOST_SESSIONS = 600  # in the eight weeks: fifteen a working day
LONGEST_TITLE = 80
CODES_OFFERED = 5

Screen = tuple[Html, Rows]


async def show(turn: Turn, calendar: Calendar, screen: Screen) -> Effects:
    """In the newest message that stands for this calendar; in a new one where there is none."""
    shown = await messages.showing(turn.session, turn.me.id, "calendar", calendar.id)
    if shown:
        return [Edit(shown[-1], *screen)]
    return [Say(*screen, ref=Ref("calendar", calendar.id))]


def button(turn: Turn, name: str, verb: str, calendar: Calendar, *more: int | str) -> Button:
    return Button(turn.texts.plain(f"cal.button.{name}"), pack(verb, calendar.id, *more))


async def asked(turn: Turn, calendar: Calendar) -> Screen | None:
    """The next question about what was read; None if nothing of it waits any more."""
    found = await calendars.pending(turn.sealed, calendar)
    if found is None:
        return None
    pending, choices = found
    place = step(pending, choices)
    if place == "sum":
        return await _sum(turn, calendar, pending, choices)
    if place == "once":
        return _once(turn, calendar, pending, choices)
    return await title(turn, calendar, pending, choices, place)


async def title(turn: Turn, calendar: Calendar, pending: Pending, choices: Choices, place: int) -> Screen:
    """One title, and whom it may stand for: a neutral word that is free, then the codes there are."""
    text = turn.texts(
        "cal.ask", title=name_of(turn, pending, place), times=_times(turn, pending, place),
        number=pending.asked.index(place) + 1, total=len(pending.asked),
    )  # fmt: skip
    words = await _words(turn, calendar, choices, place)
    ways = [
        button(turn, "type", "cal_type", calendar, place),
        button(turn, SINGLE, "cal_as", calendar, place, SINGLE),
        button(turn, NONE, "cal_as", calendar, place, NONE),
        button(turn, "rest", "cal_rest", calendar),
    ]
    return text, (*in_rows(words, 3), *in_rows(ways, 2))


def name_of(turn: Turn, pending: Pending, place: int) -> str:
    """A title as it is shown."""
    text = pending.titles[place].text
    cut = text if len(text) <= LONGEST_TITLE else f"{text[:LONGEST_TITLE]}…"
    return Private(cut) if cut else turn.texts.plain("cal.untitled")


def _times(turn: Turn, pending: Pending, place: int) -> Html:
    found = pending.titles[place]
    return turn.texts("cal.times", count=found.times, first=turn.say(found.first))


async def _words(turn: Turn, calendar: Calendar, choices: Choices, place: int) -> list[Button]:
    """One word that nobody has yet; words chosen here before; clients seen last."""
    taken = {normalise_code(code) for code in (await turn.codes.all()).values()}
    new = {choice[1:]: int(at) for at, choice in choices.items() if choice.startswith("w")}
    taken |= {normalise_code(word) for word in new}
    offered = enumerate(turn.texts.plain("session.words").split())
    free = [(n, word) for n, word in offered if normalise_code(word) not in taken]
    found = [(word, f"w{n}") for n, word in free[:1]]
    found += [(word, f"i{at}") for word, at in list(new.items())[-CODES_OFFERED:]]
    recent = await turn.codes.recent(CODES_OFFERED)
    found += [(code, f"c{client_id}") for client_id, code in recent]
    return [Button(word, pack("cal_as", calendar.id, place, said)) for word, said in found]


def _once(turn: Turn, calendar: Calendar, pending: Pending, choices: Choices) -> Screen:
    """Those that come once, dismissed together or asked about one by one."""
    left = sum(str(place) not in choices for place in pending.asked)
    ways = (
        button(turn, "none_once", "cal_rest", calendar),
        button(turn, "one_by_one", "cal_once", calendar),
    )
    return turn.texts("cal.once", count=left), (ways,)


async def _sum(turn: Turn, calendar: Calendar, pending: Pending, choices: Choices) -> Screen:
    """What they add up to, without a title: nothing is stored before [Right]."""
    right, change, away = (
        button(turn, name, f"cal_{name}", calendar) for name in ("right", "change", "away")
    )
    if many(turn, pending, choices):
        return turn.texts("cal.sum_many", most=MOST_SESSIONS), ((change, away),)
    return await summed(turn, pending, choices), ((right, change), (away,))


def many(turn: Turn, pending: Pending, choices: Choices) -> bool:
    """Whether nobody holds so many sessions."""
    return sum(_counts(turn, pending, choices).values()) > MOST_SESSIONS


async def summed(turn: Turn, pending: Pending, choices: Choices) -> Html:
    """`14 sessions in the next eight weeks: Oak 8, River 6.`"""
    counts = _counts(turn, pending, choices)
    if not counts:
        return turn.texts("cal.sum_none" if pending.met else "cal.nothing")
    parts = [await _part(turn, what, count) for what, count in counts.most_common()]
    return turn.texts("cal.sum", count=sum(counts.values()), parts=Html(", ".join(parts)))


def _counts(turn: Turn, pending: Pending, choices: Choices) -> Counter[str]:
    """Sessions by what their titles stand for; what is over by now is none."""
    meant = [meaning(pending, choices, place) for place in range(len(pending.titles))]
    return Counter(
        meant[met.title]
        for met in pending.met
        if met.ends_at > turn.now and meant[met.title] not in ("", NONE)
    )


async def _part(turn: Turn, what: str, count: int) -> Html:
    if what == SINGLE:
        return turn.texts("cal.single", count=count)
    name = Private(what[1:]) if what.startswith("w") else await turn.client(int(what[1:]))
    return turn.texts("cal.part", name=name, count=count)
