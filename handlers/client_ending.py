"""A client's work has ended: nothing planned remains, and a last look back is offered, on all of it."""

from __future__ import annotations

from db import appointments, checkins, clients, series
from db.models import Client
from handlers import asking, day_card, echoes
from handlers.asking import ENDING
from handlers.context import Feature, Turn
from handlers.effects import Button, Edit, Effects
from handlers.keyboards import pack
from handlers.pressed import gone
from handlers.resting import quiet


async def told(turn: Turn, client: Client) -> Effects:
    """What is planned goes, with its series; what was held is asked about and kept."""
    effects = await _nothing_planned(turn, client)
    here = turn.press.id(1)
    rows = (
        (
            Button(turn.texts.plain("clients.button.look_back"), pack("client_last", client.id, here)),
            Button(turn.texts.plain("clients.button.not_now"), pack("client", client.id, here)),
        ),
    )
    said = turn.texts("clients.ended", code=await turn.client(client.id))
    return [Edit(turn.message_id, said, rows), *effects, *await day_card.kept_true(turn)]


async def _nothing_planned(turn: Turn, client: Client) -> Effects:
    """What a calendar brought is cancelled rather than removed: it would be brought again."""
    effects: Effects = []
    for one in await clients.ahead(turn.session, turn.me.id, client.id, turn.now):
        if one.starts_at <= turn.now or one.status != "planned":
            continue
        effects += await echoes.at_rest(turn, [one])
        if one.calendar_id is None and one.series_id is None:
            await appointments.forget(turn.session, one)
        elif one.calendar_id is not None:
            appointments.became(one, "cancelled", turn.now)
            await appointments.withdraw(turn.session, one)
    for going_on in await clients.series_of(turn.session, turn.me.id, client.id):
        await series.end(turn.session, going_on, turn.now)
    return effects


async def look_back(turn: Turn) -> Effects:
    """[Look back]: one question. The same button again begins nothing new."""
    client = await clients.own(turn.session, turn.me.id, turn.press.id())
    if client is None or client.status != "ended":
        return gone(turn)
    if left_alone := await quiet(turn, client.id):
        return left_alone
    checkin = await checkins.add(
        turn.session, turn.me, kind="spontaneous", slot=f"{ENDING}m{turn.message_id}:{client.id}",
        now=turn.now, due_at=turn.now, total=1, unasked=False, client_id=client.id,
    )  # fmt: skip
    if checkin.state != "waiting":
        return gone(turn)
    chosen = turn.texts("checkin.chosen", name=await turn.client(client.id))
    return [Edit(turn.message_id, chosen), *await asking.put_next(turn, checkin)]


FEATURE = Feature(name="client_ending", presses={"client_last": look_back})
