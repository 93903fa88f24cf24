"""What became of a plan: said once it is stored, and again where it is asked for twice."""

from __future__ import annotations

from db import appointments, messages, series
from handlers import session_echo
from handlers.bubble import clock
from handlers.checkin import gone
from handlers.context import Turn
from handlers.effects import Button, Edit, Effects, Ref, Rows, Say
from handlers.keyboards import pack
from handlers.lines import kept_as
from handlers.plan_keep import Kept
from handlers.plan_state import State
from prompts.schedule.planning import Action
from prompts.schedule.say import say_time
from prompts.texts import Html


async def said(turn: Turn, state: State, kept: Kept, lines: list[Html]) -> Edit:
    """One session as always, with when the bot will ask; anything else in the lines that were shown."""
    message_id = state.line.message_id
    if len(state.rows) == 1 and kept.planned:
        made = kept.planned[0]
        await session_echo.stands_for(turn, made)
        await kept_as(turn, message_id, "session", made.id)
        return Edit(turn.message_id, *await session_echo.echo(turn, made))
    await messages.note(
        turn.session,
        turn.me,
        turn.message_id,
        turn.now,
        incoming=False,
        refers="planned",
        refers_id=message_id,
    )
    text = Html("\n".join([turn.texts("plan.noted"), *lines]))
    made_only = all(row.plan.action in (Action.PLAN, Action.ENDED) for row in state.rows)
    return Edit(turn.message_id, text, _undo(turn, message_id) if made_only else ())


async def again(turn: Turn) -> Effects:
    """A button of a line that is settled: pressed twice, or before the bot died. What it became is shown."""
    message = await messages.find(turn.session, turn.me, turn.press.id())
    if message is not None and message.refers == "session":
        made = await appointments.own(turn.session, turn.me.id, message.refers_id)
        return gone(turn) if made is None else [Edit(turn.message_id, *await session_echo.echo(turn, made))]
    if message is None or message.refers != "planned":
        return gone(turn)
    noted = await _noted(turn, turn.press.id())
    return [Edit(turn.message_id, *noted)] if noted is not None else gone(turn)


async def shown_again(turn: Turn, message_id: int) -> Effects:
    """The same for a line that Telegram brings once more."""
    noted = await _noted(turn, message_id)
    return [Say(*noted, ref=Ref("planned", message_id))] if noted is not None else []


async def _noted(turn: Turn, message_id: int) -> tuple[Html, Rows] | None:
    """The sessions that this message made, from their rows; None if there are none."""
    found = await appointments.of_message(turn.session, turn.me.id, message_id)
    lines = [
        turn.texts(
            "session.echo_planned",
            name=await turn.client(one.client_id) if one.client_id else turn.texts.plain("question.session"),
            start=clock(turn, one.starts_at), end=say_time(one.ends_at, turn.zone),
        )
        for one in found
    ]  # fmt: skip
    if not lines and not await series.of_message(turn.session, turn.me.id, message_id):
        return None
    return Html("\n".join([turn.texts("plan.noted"), *lines])), _undo(turn, message_id)


async def undo(turn: Turn) -> Effects:
    """[Undo]: all that the line made, but what was asked about."""
    message_id = turn.press.id()
    there = await appointments.of_message(turn.session, turn.me.id, message_id)
    if not there and not await series.of_message(turn.session, turn.me.id, message_id):
        return gone(turn)
    for client_id in await series.forget_of_message(turn.session, turn.me.id, message_id):
        await turn.codes.forget_unused(client_id)
    return [Edit(turn.message_id, turn.texts("session.undone"))]


def _undo(turn: Turn, message_id: int) -> Rows:
    return ((Button(turn.texts.plain("button.undo"), pack("plan_undo", message_id)),),)
