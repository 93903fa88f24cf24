"""A plan said back before it is stored: `Oak, tomorrow, Tue 24 Nov, 9:00–9:50. Right?` [Right] [Change]."""

from __future__ import annotations

from collections.abc import Sequence

from db import messages, therapists
from db.models import Appointment
from handlers.context import Turn
from handlers.effects import Button, Edit, Effects, Ref, Rows, Say
from handlers.keyboards import in_rows, pack
from handlers.plan_state import MOST_PICKS, Line, Row, State
from prompts.schedule.planning import Action, Plan, Question, Seen
from prompts.schedule.planning.echo import say_day_of, say_hours, say_series, say_session
from prompts.texts import Html, Private, capitalise

_WIDE = 14  # letters of a label, of which two stand side by side


async def say(turn: Turn, state: State, *, replaces: tuple[int, ...] = ()) -> Effects:
    """The echo in a message of its own; where it asks for a line, what is typed next is taken for that."""
    text, rows = await draw(turn, state)
    if turn.press.verb:  # "a session", not "my answer": the message that asked becomes the echo
        await messages.note(
            turn.session, turn.me, turn.message_id, turn.now, incoming=False, refers="plan",
            refers_id=state.line.message_id,
        )  # fmt: skip
        return [Edit(turn.message_id, text, rows)]
    return [Say(text, rows, ref=Ref("plan", state.line.message_id), replaces=replaces)]


async def draw(turn: Turn, state: State) -> tuple[Html, Rows]:
    """What is understood so far, and what is asked: a choice, a line, or whether it is right."""
    lines = said_rows(turn, state.rows, state.seen)
    if state.ask is not None:
        lines.append(turn.texts("plan.asks", text=Private(state.ask.text)))
        if state.ask.lacks or len(state.picks) >= MOST_PICKS:
            await wait_for(turn, state.line)
            return Html("\n".join(lines)), _out(turn, state)
        return Html("\n".join(lines)), (*_choices(state, state.ask), _ways_out(turn, state))
    lines += [turn.texts("plan.asks", text=Private(text)) for text in state.confirms]
    if not state.confirms:
        asks = turn.texts("plan.is_right")
        lines[-1:] = [Html(f"{lines[-1]}. {asks}")] if len(lines) == 1 else [lines[-1], asks]
    right = Button(turn.texts.plain("plan.right"), _data("plan_right", state))
    whole = [Button(turn.texts.plain("plan.whole"), _data("plan_whole", state))] if _ends_one(state) else []
    if whole:
        return Html("\n".join(lines)), ((right, *whole), _ways_out(turn, state))
    return Html("\n".join(lines)), ((right, *_ways_out(turn, state)),)


async def wait_for(turn: Turn, line: Line) -> None:
    """What is typed next makes the line whole, or stands in its place."""
    await therapists.expect(
        turn.session, turn.me.id, "plan", turn.now, message_id=None, payload={"line": line.message_id}
    )


async def shown(turn: Turn, message_id: int) -> tuple[int, ...]:
    """The messages that say this line back."""
    return tuple(await messages.showing(turn.session, turn.me.id, "plan", message_id))


def said_rows(turn: Turn, rows: Sequence[Row], seen: Seen) -> list[Html]:
    """A line for each plan; a list for one day has that day above it."""
    days = {say_day_of(row.starts_at, seen) for row in rows}
    one_day = len(rows) > 1 and len(days) == 1 and all(_is_plain(row.plan) for row in rows)
    head = [turn.texts("plan.day", day=capitalise(days.pop()))] if one_day else []
    return [*head, *(_said(turn, row, seen, with_day=not one_day) for row in rows)]


def _is_plain(plan: Plan) -> bool:
    return plan.rule is None and plan.action in (Action.PLAN, Action.ENDED)


def _said(turn: Turn, row: Row, seen: Seen, *, with_day: bool) -> Html:
    single = capitalise(turn.texts.plain("planning.say.single"))
    name = Private(row.plan.client) if row.plan.client else single
    if row.plan.rule:
        when = say_series(row.plan, row.minutes, seen)
    else:
        when = (say_session if with_day else say_hours)(row.starts_at, row.ends_at, seen)
    was = _was(row.target, seen) if row.target is not None else ""
    return turn.texts(f"plan.row.{row.plan.action}", name=name, when=when, was=was)


def _was(target: Appointment, seen: Seen) -> str:
    return say_session(target.starts_at, target.ends_at, seen)


def _choices(state: State, ask: Question) -> Rows:
    buttons = [
        Button(
            capitalise(choice.label), pack("plan_pick", state.line.message_id, state.mark, state.picks, place)
        )
        for place, choice in enumerate(ask.choices)
    ]
    wide = 2 if all(len(button.label) <= _WIDE for button in buttons) else 1
    return in_rows(buttons, wide)


def _ways_out(turn: Turn, state: State) -> tuple[Button, ...]:
    message_id = state.line.message_id
    return (
        Button(turn.texts.plain("plan.change"), pack("plan_change", message_id)),
        Button(turn.texts.plain("plan.cancel"), pack("plan_drop", message_id)),
    )


def _out(turn: Turn, state: State) -> Rows:
    """Where only a line would help: it may have been no plan at all."""
    message_id = state.line.message_id
    return (
        (
            Button(turn.texts.plain("plan.line"), pack("plan_line", message_id)),
            Button(turn.texts.plain("plan.cancel"), pack("plan_drop", message_id)),
        ),
    )


def _ends_one(state: State) -> bool:
    """One session of a series is cancelled: the others may be meant as well."""
    if len(state.rows) != 1 or state.rows[0].target is None:
        return False
    return state.rows[0].plan.action is Action.CANCEL and state.rows[0].target.series_id is not None


def _data(verb: str, state: State) -> str:
    return pack(verb, state.line.message_id, state.mark, state.picks)
