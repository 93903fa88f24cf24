"""The mapping step: which titles are client sessions, which word for each; stored at [Right], not before."""

from __future__ import annotations

from db import calendars, therapists
from db.models import Calendar
from handlers import calendar_screens as screens
from handlers.calendar_notes import note_titles
from handlers.context import Feature, Turn
from handlers.effects import Edit, Effects, Rouse, Say
from handlers.first_plan import offers_after_plan
from handlers.lines import written
from handlers.pressed import gone
from prompts.schedule.calendar.pending import NONE, ONCE, SINGLE, Pending, step, without_rest
from prompts.schedule.codes import code_fault, read_code

WAITS = "cal_code"  # what `expects` holds while a word for a title may be typed


async def as_(turn: Turn) -> Effects:
    """[Oak] [Single contact] [Not a session]: said of this title; then the next."""
    found, place, said = await _pressed(turn), turn.press.id(1), turn.press.word(2)
    if found is None or place not in found[1].asked:
        return gone(turn)
    calendar, _, choices = found
    choice = await _choice(turn, said, choices)
    return gone(turn) if choice is None else await _chosen(turn, calendar, {**choices, str(place): choice})


async def _choice(turn: Turn, said: str, choices: dict[str, str]) -> str | None:
    """What a button says as it is kept: words stand in it by their place, callback data is ASCII."""
    if said in (SINGLE, NONE):
        return said
    kind, number = said[:1], said[1:]
    if not number.isdigit() or len(number) > 19:
        return None
    if kind == "i":
        return choices.get(number)
    words = turn.texts.plain("session.words").split()
    if kind == "w" and int(number) < len(words):
        return await _code(turn, words[int(number)])
    client = await turn.codes.own(int(number)) if kind == "c" else None
    return f"c{client.id}" if client is not None else None


async def _code(turn: Turn, word: str) -> str:
    """A word that stands for a client already is that client; another will be one, once all is said."""
    known = await turn.codes.find(word)
    return f"c{known.id}" if known is not None else f"w{word}"


async def _chosen(turn: Turn, calendar: Calendar, choices: dict[str, str]) -> Effects:
    await calendars.choose(turn.sealed, calendar, choices)
    return await again(turn, calendar)


async def again(turn: Turn, calendar: Calendar) -> Effects:
    """The step that is next, in the message that was pressed."""
    screen = await screens.asked(turn, calendar)
    return gone(turn) if screen is None else [Edit(turn.message_id, *screen)]


async def type_(turn: Turn) -> Effects:
    """[Type a word]: the next message is one."""
    found, place = await _pressed(turn), turn.press.id(1)
    if found is None or place not in found[1].asked:
        return gone(turn)
    calendar, pending, _ = found
    payload: dict[str, object] = {"calendar": calendar.id, "place": place, "shown": turn.message_id}
    await therapists.expect(
        turn.session, turn.me.id, WAITS, turn.now, message_id=turn.message_id, payload=payload
    )
    text = turn.texts("cal.ask_type", title=screens.name_of(turn, pending, place))
    back = screens.button(turn, "go_on", "cal_see", calendar)
    return [Edit(turn.message_id, text, ((back,),))]


async def typed(turn: Turn) -> Effects:
    """A word was typed; what cannot be one leaves the question open and says what would be."""
    expected = await therapists.expected(turn.session, turn.me.id, turn.now)
    text = written(turn).text
    code = read_code(text)
    if code is None or expected is None:
        fault = code_fault(text)
        return [Say(turn.texts(f"session.code_{fault.value if fault else 'empty'}"))]
    await therapists.expect_nothing(turn.session, turn.me.id)
    calendar = await calendars.own(turn.session, turn.me.id, int(expected.payload["calendar"]))
    found = await calendars.pending(turn.sealed, calendar) if calendar is not None else None
    if calendar is None or found is None:
        return [Say(turn.texts("cal.put_away"))]
    choices = {**found[1], str(int(expected.payload["place"])): await _code(turn, code)}
    await calendars.choose(turn.sealed, calendar, choices)
    screen = await screens.asked(turn, calendar)
    return [] if screen is None else await screens.show(turn, calendar, screen)


async def rest(turn: Turn) -> Effects:
    """[None of the rest] [None of them]."""
    if (found := await _pressed(turn)) is None:
        return gone(turn)
    calendar, pending, choices = found
    return await _chosen(turn, calendar, without_rest(pending, choices))


async def once(turn: Turn) -> Effects:
    """[One by one]: titles that come once are asked about like all others."""
    if (found := await _pressed(turn)) is None:
        return gone(turn)
    return await _chosen(turn, found[0], {**found[2], ONCE: "1"})


async def change(turn: Turn) -> Effects:
    """[Change]: all titles once more, also those of which it was known."""
    if (found := await _pressed(turn)) is None:
        return gone(turn)
    calendar, pending, _ = found
    every = tuple(range(len(pending.titles)))
    await calendars.keep_pending(turn.sealed, calendar, pending.asking(every))
    return await again(turn, calendar)


async def right(turn: Turn) -> Effects:
    """[Right]: what the titles mean is kept, the titles are not; its sessions are noted at once."""
    found = await _pressed(turn)
    if found is None:
        return gone(turn)
    calendar, pending, choices = found
    if step(pending, choices) != "sum" or screens.many(turn, pending, choices):
        return await again(turn, calendar)
    summary = await screens.summed(turn, pending, choices)
    await note_titles(turn, calendar, pending, choices)
    key = "cal.noted" if calendar.kind == "feed" else "cal.noted_file"
    noted = Edit(turn.message_id, turn.texts(key, sum=summary))
    plans_something = any(said != NONE for said in choices.values())
    offers = await offers_after_plan(turn) if plans_something else []
    return [noted, *offers, Rouse()]


async def away(turn: Turn) -> Effects:
    """[Not now]: nothing is taken, and what was read is put away."""
    if (found := await _pressed(turn)) is None:
        return gone(turn)
    await put_away(turn, found[0])
    return [Edit(turn.message_id, turn.texts("cal.put_away"))]


async def put_away(turn: Turn, calendar: Calendar) -> None:
    """What was read is dropped unanswered. A file goes; a feed goes on as it did before, if it did."""
    calendars.drop_pending(calendar)
    calendar.asks = True
    if calendar.fetched_at is not None:
        calendar.asks = False
        calendars.settle(calendar, "kept", turn.now)
    elif calendar.kind == "feed":
        calendars.settle(calendar, "refused", None)
    else:
        await calendars.forget(turn.session, calendar)


async def see(turn: Turn) -> Effects:
    """[Go on]: the step that is next."""
    found = await _pressed(turn)
    return gone(turn) if found is None else await again(turn, found[0])


async def _pressed(turn: Turn) -> tuple[Calendar, Pending, dict[str, str]] | None:
    """The therapist's own calendar behind this button, with what was read, while it waits for an answer."""
    calendar = await calendars.own(turn.session, turn.me.id, turn.press.id())
    if calendar is None or calendar.state != "mapping":
        return None
    found = await calendars.pending(turn.sealed, calendar)
    return None if found is None else (calendar, *found)


FEATURE = Feature(
    name="calendar titles",
    presses={
        "cal_as": as_, "cal_type": type_, "cal_rest": rest, "cal_once": once, "cal_change": change,
        "cal_right": right, "cal_away": away, "cal_see": see,
    },
    typed={WAITS: typed},
)  # fmt: skip
