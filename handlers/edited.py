"""A typed message was edited in Telegram: what it was kept as follows."""

from __future__ import annotations

from datetime import datetime

from db import answers, messages
from handlers import alarm, lines, plan_echo, plan_presses, prepared_lines
from handlers.context import Turn
from handlers.effects import Edit, Effects, Say
from handlers.lines import kept_as, written
from handlers.plan_state import of_note, state_of


async def edited(turn: Turn) -> Effects:
    """A plan that waits is said back anew; one that is noted stays as it is, and that is said."""
    line = written(turn)
    if line.edited_at is None:
        return []
    message = await messages.find(turn.session, turn.me, line.message_id)
    if message is None:
        return await prepared_lines.edited(turn)
    if message.refers == "planned":
        code = turn.texts.plain("planning.ask.example.code")
        example = turn.texts.plain("planning.ask.example.moved", who=code)
        return [Say(turn.texts("plan.stays", example=example), reply_to=line.message_id)]
    if await plan_presses.waiting(turn, line.message_id) is None:
        return await prepared_lines.edited(turn)
    return await _plan(turn, line.edited_at)


async def _plan(turn: Turn, edited_at: datetime) -> Effects:
    line = written(turn)
    note = await answers.edit_from(
        turn.session, turn.sealed, turn.me.id, line.message_id, line.text, edited_at, turn.now
    )
    waits = await plan_presses.waiting(turn, line.message_id)
    shown = await plan_echo.shown(turn, line.message_id)
    if note is None or waits is None:
        return []
    if alarm.sounds(turn, line.text):  # then it is a line, whatever it was before
        await kept_as(turn, line.message_id, "note", waits.id)
        return [await lines.note_bubble(turn, waits, replaces=shown)]
    state = await state_of(turn, await of_note(turn, waits))
    return [Edit(one, *await plan_echo.draw(turn, state)) for one in shown[-1:]]
