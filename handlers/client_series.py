"""The series of a client in words, and [End the series]."""

from __future__ import annotations

from db import clients, series
from db.models import Client, Series
from handlers import day_card
from handlers.context import Feature, Turn
from handlers.effects import Button, Edit, Effects
from handlers.keyboards import pack
from handlers.pressed import gone
from handlers.seeing import seen
from prompts.schedule.planning.say import say_pattern
from prompts.schedule.planning.series import pattern_of
from prompts.schedule.recurrence import check_rule
from prompts.schedule.say import say_time
from prompts.texts import capitalise


def said(turn: Turn, one: Series) -> str:
    """`Every Tue 14:00`, on the wall clock that it was made by."""
    pattern = say_pattern(pattern_of(check_rule(one.rule)), seen(turn))
    return f"{capitalise(pattern)} {say_time(one.starts_at, one.zone)}"


async def buttons(turn: Turn, client: Client) -> list[Button]:
    """One for each series that goes on; which it is, says its button where there are several."""
    going_on = await clients.series_of(turn.session, turn.me.id, client.id)
    plain = turn.texts.plain("clients.button.end_series")
    return [
        Button(
            plain if len(going_on) == 1 else f"{plain}: {said(turn, one)}",
            pack("series_end", one.id, turn.press.id(1)),
        )
        for one in going_on
    ]


async def sure(turn: Turn) -> Effects:
    """[End the series] asks once, and says how many sessions go."""
    one = await series.own(turn.session, turn.me.id, turn.press.id())
    if one is None or one.ended_at is not None or one.client_id is None:
        return gone(turn)
    count = len(await series.to_come(turn.session, one, turn.now))
    here = turn.press.id(1)
    yes = Button(turn.texts.plain("clients.button.yes"), pack("series_over", one.id, here))
    back = Button(turn.texts.plain("button.back"), pack("client", one.client_id, here))
    text = turn.texts("clients.series_sure", series=said(turn, one), count=count)
    return [Edit(turn.message_id, text, ((yes, back),))]


async def over(turn: Turn) -> Effects:
    """Nothing of it takes place any more. The same press again says the same."""
    from handlers.clients import card  # here, because a card shows its series

    one = await series.own(turn.session, turn.me.id, turn.press.id())
    client = await clients.own(turn.session, turn.me.id, one.client_id) if one is not None else None
    if one is None or client is None:
        return gone(turn)
    if one.ended_at is None:
        await series.end(turn.session, one, turn.now)
    return [Edit(turn.message_id, *await card(turn, client)), *await day_card.kept_true(turn)]


FEATURE = Feature(name="client_series", presses={"series_end": sure, "series_over": over})
