"""What is answered to a plan said back: a choice, [Right], [Change], [Cancel], or a line in its place."""

from __future__ import annotations

from db import answers, messages, series, therapists
from db.models import Note
from handlers import lines, plan_echo, plan_noted, plans
from handlers.context import Feature, Turn
from handlers.effects import Button, Edit, Effects, Say
from handlers.first_plan import offers_after_plan
from handlers.keyboards import pack
from handlers.lines import kept_as, written
from handlers.plan_keep import keep
from handlers.plan_state import Line, State, of_note, picked, read, says_it_all, seen_from, state_of
from prompts.schedule.planning import Action
from prompts.schedule.planning.mend import mended
from prompts.texts import Private

A_FEW = 3  # words, as many as a day and a time typed after a question may have and still be misspelt


async def waiting(turn: Turn, message_id: int) -> Note | None:
    """The line of this message, if it is a plan that is not settled yet."""
    message = await messages.find(turn.session, turn.me, message_id)
    if message is None or message.refers != "plan":
        return None
    return await answers.note_of_message(turn.session, turn.me.id, message_id)


async def pick(turn: Turn) -> Effects:
    """A choice was tapped; what it was shows in what is said next."""
    state = await _pressed(turn)
    if state is None:
        return await plan_noted.again(turn)
    place = turn.press.id(3)
    choices = state.ask.choices if state.ask is not None else ()
    if turn.press.id(1) != state.mark or place >= len(choices):
        return [Edit(turn.message_id, *await plan_echo.draw(turn, state))]
    following = await state_of(turn, state.line, picked(state.picks, place))
    plan = plans.tells_at_once(following)
    if plan is None:
        return [Edit(turn.message_id, *await plan_echo.draw(turn, following))]
    await _settled(turn, following)
    return await plans.tell(turn, plan, following)


async def right(turn: Turn) -> Effects:
    """[Right]: stored, as it was shown. If that is not what it would be now, it is shown anew."""
    state = await _pressed(turn)
    if state is None:
        return await plan_noted.again(turn)
    if state.ask is not None or turn.press.id(1) != state.mark:
        return [Edit(turn.message_id, *await plan_echo.draw(turn, state))]
    plans_something = any(row.plan.action is Action.PLAN for row in state.rows)
    shown_rows = plan_echo.said_rows(turn, state.rows, state.seen)  # before what moves is elsewhere
    kept = await keep(turn, state)
    await _settled(turn, state)
    said = await plan_noted.said(turn, state, kept, shown_rows)
    offers = await offers_after_plan(turn) if plans_something else []
    return [said, *kept.effects, *offers]


async def whole(turn: Turn) -> Effects:
    """[All from now on]: the series ends, not only its next session."""
    state = await _pressed(turn)
    if state is None:
        return await plan_noted.again(turn)
    target = state.rows[0].target if len(state.rows) == 1 else None
    found = await series.own(turn.session, turn.me.id, target.series_id if target is not None else None)
    if found is None or turn.press.id(1) != state.mark:
        return [Edit(turn.message_id, *await plan_echo.draw(turn, state))]
    await series.end(turn.session, found, turn.now)
    await _settled(turn, state)
    return [Edit(turn.message_id, turn.texts("plan.ended", name=await turn.client(found.client_id)))]


async def change(turn: Turn) -> Effects:
    """[Change]: what was typed, to be copied; what is typed next stands in its place."""
    line = await _line(turn)
    if line is None:
        return await plan_noted.again(turn)
    await plan_echo.wait_for(turn, line)
    back = Button(turn.texts.plain("button.back"), pack("plan_see", line.message_id))
    drop_it = Button(turn.texts.plain("plan.cancel"), pack("plan_drop", line.message_id))
    key = "plan.anew_discreet" if turn.me.discreet else "plan.anew"
    return [Edit(turn.message_id, turn.texts(key, line=Private(line.text)), ((back, drop_it),))]


async def see(turn: Turn) -> Effects:
    """[Back], and [Open] under one that was closed: as it stands, choices to be made anew."""
    line = await _line(turn)
    if line is None:
        return await plan_noted.again(turn)
    await _stop_waiting(turn, line)
    return [Edit(turn.message_id, *await plan_echo.draw(turn, await state_of(turn, line)))]


async def drop(turn: Turn) -> Effects:
    """[Cancel]: nothing of it is kept."""
    line = await _line(turn)
    if line is None:
        return await plan_noted.again(turn)
    await _forget(turn, line)
    return [Edit(turn.message_id, turn.texts("plan.dropped"))]


async def as_line(turn: Turn) -> Effects:
    """[Just a line]: it was no plan; it is kept, and the bot asks whose it is."""
    note = await waiting(turn, turn.press.id())
    if note is None:
        return await plan_noted.again(turn)
    await _stop_waiting(turn, await of_note(turn, note))
    await kept_as(turn, note.source_message_id, "note", note.id)
    await messages.note(
        turn.session, turn.me, turn.message_id, turn.now, incoming=False, refers="note", refers_id=note.id
    )
    return await lines.ask_whose(turn, note)


async def typed(turn: Turn) -> Effects:
    """The line anew, or what it lacked. A few words that make no plan leave the question open; more of them
    are a thought, and kept as a line."""
    expected = await therapists.expected(turn.session, turn.me.id, turn.now)
    before = int(expected.payload["line"]) if expected is not None else 0
    note, line = await waiting(turn, before), written(turn)
    if note is None:  # settled meanwhile
        await therapists.expect_nothing(turn.session, turn.me.id)
        return await anew(turn) or await lines.keep(turn)
    text = mended((await of_note(turn, note)).text, line.text, await seen_from(turn, turn.now))
    if text is None and (await read(turn, Line(line.message_id, turn.now, line.text)))[0].questions:
        text = line.text  # another plan, with something to ask of its own
    if text is None and len(line.text.split()) > A_FEW:
        await therapists.expect_nothing(turn.session, turn.me.id)
        return await lines.keep(turn)
    if text is None:
        return _unread(turn)
    shown = await plan_echo.shown(turn, before)
    await _forget(turn, await of_note(turn, note))
    return await plans.take(turn, Line(line.message_id, turn.now, text), replaces=shown)


def _unread(turn: Turn) -> Effects:
    example = turn.texts.plain(
        "planning.ask.example.plain", who=turn.texts.plain("planning.ask.example.code")
    )
    return [Say(turn.texts("plan.unread", example=example))]


async def anew(turn: Turn) -> Effects:
    """What was typed, if it is a plan by itself."""
    line = written(turn)
    mine = Line(line.message_id, turn.now, line.text)
    reading, _ = await read(turn, mine)
    return await plans.take(turn, mine) if says_it_all(reading) else []


async def _line(turn: Turn) -> Line | None:
    note = await waiting(turn, turn.press.id())
    return await of_note(turn, note) if note is not None else None


async def _pressed(turn: Turn) -> State | None:
    """The line under the pressed button, with the choices made so far."""
    line = await _line(turn)
    return await state_of(turn, line, turn.press.word(2)) if line is not None else None


async def _settled(turn: Turn, state: State) -> None:
    await _forget(turn, state.line)


async def _forget(turn: Turn, line: Line) -> None:
    """The line itself goes: it has become sessions, another line, or nothing."""
    note = await waiting(turn, line.message_id)
    if note is not None:
        await answers.forget_note(turn.session, note)
    await kept_as(turn, line.message_id, "planned", line.message_id)
    await _stop_waiting(turn, line)


async def _stop_waiting(turn: Turn, line: Line) -> None:
    expected = await therapists.expected(turn.session, turn.me.id, turn.now)
    if expected is not None and expected.what == "plan" and expected.payload["line"] == line.message_id:
        await therapists.expect_nothing(turn.session, turn.me.id)


FEATURE = Feature(
    name="plans",
    presses={
        "plan_pick": pick, "plan_right": right, "plan_whole": whole, "plan_change": change, "plan_see": see,
        "plan_drop": drop, "plan_line": as_line, "plan_undo": plan_noted.undo,
    },
    typed={"plan": typed},
)  # fmt: skip
