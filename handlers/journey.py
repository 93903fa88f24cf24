"""A location was sent: the zone there is offered, and taken at a tap. The location itself is kept nowhere."""

from __future__ import annotations

from db import appointments
from handlers import start, zones
from handlers.checkin import gone
from handlers.context import Feature, Turn
from handlers.effects import Button, Edit, Effects, Say
from handlers.keyboards import pack
from prompts.schedule.places import place_near
from prompts.schedule.say import say_time
from prompts.schedule.zones import zone_label
from prompts.texts import Html


async def arrived(turn: Turn, latitude: float, longitude: float) -> Effects:
    """In the first minute it answers what time it is there; later it asks whether to go by that."""
    near = place_near(latitude, longitude)
    if turn.me.zone is None:
        return await start.take_zone(turn, near.zone)
    values = {"place": near.name, "time": say_time(turn.now, near.zone)}
    if near.zone == turn.zone:
        return [Say(turn.texts("journey.same", **values))]
    yes = Button(turn.texts.plain("journey.yes"), pack("there", near.zone))
    stay = Button(turn.texts.plain("journey.stay", place=zone_label(turn.zone)), pack("not_there"))
    return [Say(turn.texts("journey.there", **values), ((yes, stay),))]


async def there(turn: Turn) -> Effects:
    """[Yes]: everything that goes by the clock moves along; what is planned keeps its moment."""
    name, before = turn.press.word(0), turn.me.zone
    try:
        zones.write(turn.me, name)
    except ValueError:
        return gone(turn)
    if name != before:
        await zones.moved(turn)
    text = turn.texts("journey.taken", place=zone_label(name), time=say_time(turn.now, name))
    return [Edit(turn.message_id, Html(f"{text}{await _next_session(turn)}"))]


async def _next_session(turn: Turn) -> Html:
    """The next session on the clock there, as a proof of what was said."""
    coming = await appointments.next_planned(turn.session, turn.me.id, turn.now)
    if coming is None:
        return Html("")
    name = await turn.client(coming.client_id) if coming.client_id else turn.texts.plain("question.session")
    return Html("\n" + turn.texts("journey.next", name=name, when=turn.say(coming.starts_at)))


async def not_there(turn: Turn) -> Effects:
    """[Stay with London]."""
    return [Edit(turn.message_id, turn.texts("journey.stayed", place=zone_label(turn.zone)))]


FEATURE = Feature(name="journey", presses={"there": there, "not_there": not_there})
