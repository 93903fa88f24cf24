"""A calendar comes: as a file that is sent, or as the address of a feed. It is fetched after the commit."""

from __future__ import annotations

from db import calendars, messages, therapists
from db.models import Calendar
from handlers import alarm, other
from handlers.calendar_titles import put_away
from handlers.context import Turn
from handlers.effects import Edit, Effects, Ref, Remove, Rouse, Say
from handlers.lines import written
from prompts.schedule.calendar.address import read_address
from prompts.schedule.calendar.values import MOST_BYTES
from prompts.texts import Html

MOST_FEEDS = 5


async def file(turn: Turn) -> Effects:
    """An .ics file: what Telegram says of its size is believed before anything is fetched."""
    sent = turn.document
    if sent is None or turn.me.zone is None or (turn.typed and alarm.sounds(turn, turn.typed.text)):
        return await other.kind_line(turn)
    if sent.size > MOST_BYTES:
        return [Say(turn.texts("calendar.refused.too_big"))]
    if turn.again:
        return []
    left = await _put_older_away(turn)
    made = await calendars.add(turn.session, turn.me.id, "file", f"m{turn.message_id}", turn.now)
    made.file_id, made.message_id = sent.file_id, turn.message_id
    return [*left, *_reading(made, turn.texts("cal.reading"))]


async def _put_older_away(turn: Turn) -> Effects:
    """A newer file counts, where titles of an older one were still waiting."""
    effects: Effects = []
    for one in await calendars.every(turn.session, turn.me.id):
        if one.kind == "file" and one.state in calendars.UNDER_WAY:
            shown = await messages.showing(turn.session, turn.me.id, "calendar", one.id)
            await put_away(turn, one)
            effects += [Edit(message_id, turn.texts("cal.put_away")) for message_id in shown[-1:]]
    return effects


async def address_typed(turn: Turn) -> Effects:
    """What was awaited; what cannot be an address leaves the question open."""
    return await bring_address(turn, written(turn).text)


async def bring_address(turn: Turn, text: str) -> Effects:
    """The address of a feed. The message that holds it goes from the chat: it is a secret."""
    address = read_address(text)
    if address is None:
        return [Say(turn.texts("cal.no_address"))]
    await therapists.expect_nothing(turn.session, turn.me.id)
    (hashed,) = await turn.sealed.hashed("calendars", [address])
    origin, gone = f"f{hashed.hex()[:40]}", Remove((turn.message_id,))
    known = await calendars.by_origin(turn.session, turn.me.id, origin)
    if known is not None:
        return [gone] if turn.again else [Say(turn.texts("cal.known")), gone]
    feeds = [one for one in await calendars.every(turn.session, turn.me.id) if one.kind == "feed"]
    if len(feeds) >= MOST_FEEDS:
        return [Say(turn.texts("cal.enough", most=MOST_FEEDS)), gone]
    made = await calendars.add(turn.session, turn.me.id, "feed", origin, turn.now)
    made.message_id = turn.message_id
    await calendars.keep_address(turn.sealed, made, address)
    return [*_reading(made, turn.texts("cal.reading_address")), gone]


def _reading(calendar: Calendar, text: Html) -> Effects:
    return [Say(text, ref=Ref("calendar", calendar.id)), Rouse()]
