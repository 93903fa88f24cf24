"""/calendar: the feeds and files that bring sessions; add, read again, ask about titles anew, remove."""

from __future__ import annotations

from db import appointments, calendars, messages, therapists
from db.models import Calendar
from handlers import calendar_screens as screens
from handlers.calendar_bring import address_typed, bring_address, file
from handlers.calendar_card import card, kind_of, state_of
from handlers.context import Feature, Turn
from handlers.effects import Button, Edit, Effects, Rouse, Rows, Say
from handlers.keyboards import in_rows, pack
from handlers.pressed import gone
from prompts.texts import Html

MOST_LISTED = 12


async def listed(turn: Turn) -> Effects:
    """/calendar: every feed and file, and its state in words; with an address, that is one more."""
    if turn.argument:
        return await bring_address(turn, turn.argument)
    return [Say(*await _list(turn))]


async def back(turn: Turn) -> Effects:
    """[Back]: the list again, in this message."""
    await _stand_for(turn, None)
    return [Edit(turn.message_id, *await _list(turn))]


async def _list(turn: Turn) -> tuple[Html, Rows]:
    found = (await calendars.every(turn.session, turn.me.id))[-MOST_LISTED:]
    add = Button(turn.texts.plain("cal.button.add"), pack("cal_add"))
    if not found:
        return turn.texts("cal.none"), ((add,),)
    lines = [
        turn.texts("cal.row", number=number, kind=kind_of(turn, one), state=state_of(turn, one))
        for number, one in enumerate(found, 1)
    ]
    buttons = [Button(str(number), pack("cal_one", one.id)) for number, one in enumerate(found, 1)]
    return Html("\n".join([turn.texts("cal.head"), *lines])), (*in_rows(buttons, 4), (add,))


async def one(turn: Turn) -> Effects:
    """A calendar's card; from here on this message stands for it."""
    if (calendar := await _pressed(turn)) is None:
        return gone(turn)
    await _stand_for(turn, calendar)
    return [Edit(turn.message_id, *await card(turn, calendar))]


async def peek(turn: Turn) -> Effects:
    """[Open] in a discreet chat: what waits for an answer, else the card."""
    if (calendar := await _pressed(turn)) is None:
        return gone(turn)
    waits = await screens.asked(turn, calendar) if calendar.state == "mapping" else None
    return [Edit(turn.message_id, *(waits or await card(turn, calendar)))]


async def add(turn: Turn) -> Effects:
    """[Add an address]: the next message is one."""
    await therapists.expect(turn.session, turn.me.id, "cal_address", turn.now, message_id=turn.message_id)
    return [Edit(turn.message_id, turn.texts("cal.type_address"))]


async def refresh(turn: Turn) -> Effects:
    """[Refresh now] [Try again]: read at once, and what came of it said here."""
    return await _read_again(turn, asks=False)


async def titles(turn: Turn) -> Effects:
    """[Titles]: as they are kept nowhere, it is read again, and all of them asked about."""
    return await _read_again(turn, asks=True)


async def _read_again(turn: Turn, *, asks: bool) -> Effects:
    calendar = await _pressed(turn)
    if calendar is None or calendar.kind != "feed" or calendar.state in ("mapping", "noting"):
        return gone(turn)
    await _stand_for(turn, calendar)
    calendar.asks = asks or calendar.fetched_at is None
    calendars.settle(calendar, "waiting", turn.now)
    return [Edit(turn.message_id, turn.texts("cal.reading")), Rouse()]


async def remove(turn: Turn) -> Effects:
    """[Remove] asks what becomes of its sessions."""
    if (calendar := await _pressed(turn)) is None:
        return gone(turn)
    planned = await calendars.count_ahead(turn.session, calendar, turn.now)
    names = ("stay", "go") if planned else ("remove",)
    ways = [screens.button(turn, name, "cal_removed", calendar, name) for name in names]
    back_to = Button(turn.texts.plain("button.back"), pack("cal_one", calendar.id))
    text = turn.texts("cal.remove_sure" if planned else "cal.remove_none")
    return [Edit(turn.message_id, text, (*in_rows(ways, 2), (back_to,)))]


async def removed(turn: Turn) -> Effects:
    """[Sessions stay] [Sessions go]: those to come; what was held or looked back on always stays."""
    calendar, how = await _pressed(turn), turn.press.word(1)
    if calendar is None or how not in ("stay", "go", "remove"):
        return gone(turn)
    if how == "go":
        for session in await calendars.ahead(turn.session, calendar, turn.now):
            if not await appointments.was_asked_about(turn.session, session.id):
                await appointments.withdraw(turn.session, session)
                await appointments.forget(turn.session, session)
    await _stand_for(turn, None)
    await calendars.forget(turn.session, calendar)
    return [Edit(turn.message_id, turn.texts("cal.removed_all" if how == "go" else "cal.removed"))]


async def _pressed(turn: Turn) -> Calendar | None:
    return await calendars.own(turn.session, turn.me.id, turn.press.id())


async def _stand_for(turn: Turn, calendar: Calendar | None) -> None:
    if calendar is None:
        return await messages.stand_for_nothing(turn.session, turn.me, [turn.message_id])
    return await messages.note(
        turn.session, turn.me, turn.message_id, turn.now, incoming=False, refers="calendar",
        refers_id=calendar.id,
    )  # fmt: skip


FEATURE = Feature(
    name="calendar",
    commands={"calendar": listed},
    presses={
        "cal": back, "cal_one": one, "cal_add": add, "cal_refresh": refresh, "cal_titles": titles,
        "cal_remove": remove, "cal_removed": removed, "peek_cal": peek,
    },
    typed={"cal_address": address_typed},
    kinds={"calendar": file},
)  # fmt: skip
