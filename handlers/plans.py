"""A session told in one line: stored at once if it has just ended or is under way, else said back first."""

from __future__ import annotations

from datetime import UTC, timedelta

from db import answers
from db.answers import Source
from db.models import Note
from handlers import plan_echo, telling
from handlers.context import Turn
from handlers.effects import Effects
from handlers.lines import kept_as
from handlers.plan_state import Line, State, state_of
from handlers.telling import Meeting
from prompts.schedule.planning import Action, Plan

LATELY = timedelta(hours=12)  # whether it took place is asked of what ended longer ago


async def take(
    turn: Turn, line: Line, *, note: Note | None = None, replaces: tuple[int, ...] = ()
) -> Effects:
    """A line that is a plan, or may be one: its echo, or the session if there is nothing to ask.

    `note`: where it is kept already. `replaces`: the messages it is the answer to.
    """
    state = await state_of(turn, line)
    if (plan := tells_at_once(state)) is not None:
        if note is not None:
            await answers.forget_note(turn.session, note)
        return await tell(turn, plan, state, replaces=replaces)
    if note is None:
        await answers.add_note(
            turn.session, turn.sealed, therapist_id=turn.me.id, text=line.text,
            source=Source(line.message_id), now=line.written_at, placed=False,
        )  # fmt: skip
    await kept_as(turn, line.message_id, "plan", line.message_id)
    return await plan_echo.say(turn, state, replaces=replaces)


def tells_at_once(state: State) -> Plan | None:
    """The one session of a line that has begun, and ended lately if at all."""
    if state.ask is not None or len(state.rows) != 1:
        return None
    row = state.rows[0]
    new = row.plan.rule is None and row.plan.action in (Action.PLAN, Action.ENDED)
    begun = row.starts_at <= state.seen.now < row.ends_at + LATELY
    return row.plan if new and begun else None


async def tell(turn: Turn, plan: Plan, state: State, *, replaces: tuple[int, ...] = ()) -> Effects:
    """Store the session that this message told of, and say it back with [Undo]."""
    row, message_id = state.rows[0], state.line.message_id
    client = await turn.codes.find_or_make(plan.client, turn.now) if plan.client else None
    end_told = plan.action is Action.ENDED and plan.minutes is None and not state.confirms
    meeting = Meeting(
        message_id, client.id if client else None, row.starts_at.astimezone(UTC), row.ends_at,
        over=row.ends_at <= turn.now, guessed=end_told,
    )  # fmt: skip
    effects = await telling.store(turn, meeting, replaces=replaces)
    if (made := await telling.of(turn, message_id)) is not None:
        await kept_as(turn, message_id, "session", made.id)
    return effects
