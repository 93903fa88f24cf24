"""A check-in as it is answered: answers, skips, changes, and the reason behind a question."""

from __future__ import annotations

from db import answers, checkins, therapists
from handlers import asking, wordings
from handlers.asking import held as held
from handlers.asking import onward as onward
from handlers.bubble import button, redraw
from handlers.context import Feature, Turn
from handlers.effects import Effects, Toast
from handlers.pressed import checkin_of, question, stale
from handlers.pressed import gone as gone
from handlers.resting import quiet
from prompts.questions.kinds import KINDS, NotAnAnswer, Value
from prompts.questions.model import Question


async def answer(turn: Turn) -> Effects:
    """A tap on an answer stores it at once; after the window it is marked late."""
    asked = await question(turn)
    if asked is None or asked.state == "dropped":
        return await stale(turn, asked)
    value = _tapped(turn.question(asked.question), turn.press.word(1))
    if value is None:
        return await stale(turn, asked)
    checkin = await checkin_of(turn, asked)
    was_open = asked.state == "open"
    late = checkins.is_late(checkin, turn.now)
    await answers.record(turn.session, turn.sealed, asked, value, turn.now, late=late)
    await held(turn, asked)
    return await onward(turn, asked, checkin, was_open=was_open)


def _tapped(asked: Question | None, slug: str) -> Value | None:
    """What a button of this question says; None for a question that the bank dropped or that wants words."""
    if asked is None or KINDS[asked.kind].takes_text:
        return None
    try:
        return KINDS[asked.kind].parse(asked, slug)
    except NotAnAnswer:
        return None


async def skip(turn: Turn) -> Effects:
    """[Skip]: this one, and on to the next."""
    asked = await question(turn)
    if asked is not None and asked.state == "skipped":
        return [*await redraw(turn, asked), *await asking.kept_back(turn, asked)]
    if asked is None or asked.state != "open":
        return await stale(turn, asked)
    asked.state = "skipped"
    return await onward(turn, asked, await checkin_of(turn, asked), was_open=True)


async def skip_all(turn: Turn) -> Effects:
    """[Skip all]: this one, and those that would follow."""
    asked = await question(turn)
    if asked is not None and asked.state == "skipped":
        return await redraw(turn, asked)
    if asked is None or asked.state != "open":
        return await stale(turn, asked)
    asked.state = "skipped"
    closing = await asking.close(turn, await checkin_of(turn, asked))
    return [*await redraw(turn, asked), *closing]


async def why(turn: Turn) -> Effects:
    """[Why this?]: in plain words, in a box, so that the chat stays as it is."""
    asked = await question(turn)
    if asked is None:
        return gone(turn)
    figures = dict(asked.reason.get("figures", {}))
    title = turn.texts.plain(f"suggestion.{asked.suggestion}.title")
    return [Toast(turn.texts.plain(f"why.{asked.reason['code']}", suggestion=title, **figures), box=True)]


async def change(turn: Turn) -> Effects:
    """[Change]: the answers again, with a way back. A question in words waits for what is typed next."""
    asked = await question(turn)
    if asked is None or asked.state not in ("answered", "skipped"):
        return await stale(turn, asked)
    if asked.state == "skipped" and (left_alone := await quiet(turn, asked.client_id)):
        return left_alone
    if asked.state == "skipped" and KINDS[asked.kind].takes_text:
        asked.state = "open"
        await wordings.anew(turn, asked)
    return await redraw(turn, asked, "changing")


async def back(turn: Turn) -> Effects:
    """[Back]: what was opened again closes as it was."""
    asked = await question(turn)
    if asked is None:
        return gone(turn)
    await therapists.expect_nothing(turn.session, turn.me.id)
    if asked.state == "open":
        checkin = await checkin_of(turn, asked)
        put = await checkins.questions_of(turn.session, checkin.id)
        if checkin.state == "lapsed":
            asked.state = "lapsed"
        elif checkin.state == "done" or put[-1].id != asked.id:
            asked.state = "skipped"
    return await redraw(turn, asked)


async def anyway(turn: Turn) -> Effects:
    """[Answer anyway] under a question whose window is over."""
    asked = await question(turn)
    if asked is None or asked.state != "lapsed":
        return await stale(turn, asked)
    if left_alone := await quiet(turn, asked.client_id):
        return left_alone
    asked.state = "open"
    await wordings.anew(turn, asked)
    return await redraw(turn, asked)


async def line(turn: Turn) -> Effects:
    """[Add a line]: the next message goes with this question."""
    asked = await question(turn)
    if asked is None:
        return gone(turn)
    await therapists.expect(
        turn.session, turn.me.id, "line", turn.now, message_id=asked.message_id, payload={"asked": asked.id}
    )
    tail = turn.texts("line.write", whose=await whose(turn, asked.client_id))
    return await redraw(turn, asked, tail=tail, rows=((button(turn, "back", asked.id),),))


async def whose(turn: Turn, client_id: int | None) -> str:
    """The code a line goes with, or the word for none."""
    return await turn.client(client_id) if client_id else turn.texts.plain("line.general")


FEATURE = Feature(
    name="checkin",
    presses={
        "answer": answer, "skip": skip, "all": skip_all, "why": why, "change": change, "back": back,
        "anyway": anyway, "line": line,
    },
)  # fmt: skip
