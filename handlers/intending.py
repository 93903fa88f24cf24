"""Intentions: [If-then] under an answer that begs for one, the line, [Keep it] and [Let it go]."""

from __future__ import annotations

from db import answers, intentions, questions, therapists
from db.models import AskedQuestion, Intention
from handlers import alarm, lines
from handlers.bubble import redraw
from handlers.bubble_rows import button
from handlers.context import Feature, Turn
from handlers.effects import Effects
from handlers.pressed import question, stale
from handlers.resting import quiet
from prompts.texts import Html, Private

WAITS = "if_then"  # what `expects` holds while the line may be typed


async def if_then(turn: Turn) -> Effects:
    """[If-then]: the next message is one. It takes the place of an older one, which is shown."""
    asked = await question(turn)
    row = await intentions.of_question(turn.session, asked.id) if asked is not None else None
    if asked is None or row is None:
        return await stale(turn, asked)
    if left_alone := await quiet(turn, asked.client_id):
        return left_alone
    await therapists.expect(
        turn.session, turn.me.id, WAITS, turn.now, message_id=asked.message_id, payload={"asked": asked.id}
    )
    older = await intentions.open_for(turn.session, turn.sealed, turn.me.id, asked.client_id)
    tail = turn.texts("intention.write", client=await turn.client(asked.client_id))
    if older is not None:
        tail = Html(f"{tail}\n{turn.texts('intention.instead', line=Private(older.text))}")
    return await redraw(turn, asked, tail=tail, rows=((button(turn, "back", asked.id),),))


async def typed(turn: Turn) -> Effects:
    """What [If-then] waits for: a line with the question. Words about danger are a line and no more."""
    expected = await therapists.expected(turn.session, turn.me.id, turn.now)
    await therapists.expect_nothing(turn.session, turn.me.id)
    asked_id = int(expected.payload["asked"]) if expected else 0
    asked = await questions.own_question(turn.session, turn.me.id, asked_id)
    if asked is None:
        return await lines.keep(turn)
    note = await lines.keep_with(turn, asked)
    if not alarm.sounds(turn, lines.written(turn).text):
        await intentions.write(turn.session, asked, note, turn.now)
    return await lines.told_with(turn, asked, note)


async def keep_it(turn: Turn) -> Effects:
    """[Keep it]: it comes back once more."""
    asked, row = await _asked_after(turn)
    if asked is None or row is None:
        return await stale(turn, asked)
    if left_alone := await quiet(turn, asked.client_id):
        return left_alone
    await intentions.keep(turn.session, row)
    return await redraw(turn, asked)


async def let_it_go(turn: Turn) -> Effects:
    """[Let it go]."""
    asked, row = await _asked_after(turn)
    if asked is None or row is None:
        return await stale(turn, asked)
    await intentions.let_go(turn.session, row, turn.now)
    return await redraw(turn, asked)


async def _asked_after(turn: Turn) -> tuple[AskedQuestion | None, Intention | None]:
    """The therapist's own question, and the intention that it asked after and no later one did."""
    asked = await question(turn)
    if asked is None or await answers.of_question(turn.session, asked.id) is None:
        return asked, None
    return asked, await intentions.asked_after_in(turn.session, asked.id)


FEATURE = Feature(
    name="intending",
    presses={"if_then": if_then, "keep_it": keep_it, "let_it_go": let_it_go},
    typed={WAITS: typed},
)
