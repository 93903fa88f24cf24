"""[Strain]: marked with one tap; what kind, whose part, a line if one likes, and what became of it."""

from __future__ import annotations

from db import clients, messages, questions, strains, therapists
from db.models import Strain
from handlers import alarm, lines
from handlers.context import Feature, Turn
from handlers.effects import Edit, Effects, Ref, Say
from handlers.pressed import checkin_of, gone, question, stale
from handlers.resting import quiet
from handlers.strain_card import draw, thought

WAITS = "strain"  # what `expects` holds while its line may be typed


async def mark(turn: Turn) -> Effects:
    """[Strain] under a question. Pressed again, nothing more is marked; a card that is gone comes again."""
    asked = await question(turn)
    if asked is None:
        return await stale(turn, asked)
    if left_alone := await quiet(turn, asked.client_id):
        return left_alone
    if asked.client_id is None or not turn.me.strains or (await checkin_of(turn, asked)).hard:
        return await stale(turn, asked)
    row = await strains.mark(turn.session, asked, turn.now)
    if await messages.showing(turn.session, turn.me.id, "strain", row.id):
        return []
    return [await _say(turn, row, "marking")]


async def show(turn: Turn) -> Effects:
    """From a digest or a client's card: what became of it? In place of where it stood before."""
    row = await _pressed(turn)
    if row is None:
        return gone(turn)
    return [await _say(turn, row, "open")]


async def see(turn: Turn) -> Effects:
    """[Open] [Back] [Change]: the card as it stands; the second word says which side of it."""
    row = await _pressed(turn)
    if row is None:
        return [Edit(turn.message_id, turn.texts("strain.undone"))] if await _stood_here(turn) else gone(turn)
    await _expect_no_more(turn)
    face = turn.press.parts[1] if len(turn.press.parts) > 1 else ""
    return [Edit(turn.message_id, *await draw(turn, row, "marking" if face == "marking" else "open"))]


async def tick(turn: Turn) -> Effects:
    """A kind, or one of the marks; the same once more takes it off."""
    row, name = await _pressed(turn), turn.press.word(1)
    if row is None or name not in (*strains.KINDS, *strains.MARKS):
        return gone(turn)
    if name in strains.KINDS:
        await strains.set_to(turn.session, row, kind=None if row.kind == name else name)
    else:
        await strains.set_to(turn.session, row, **{name: not getattr(row, name)})
    return [Edit(turn.message_id, *await draw(turn, row, "marking"))]


async def became(turn: Turn) -> Effects:
    """[We spoke of it] [I noticed a change] [My hunch] [Let it go]; or with no such word, open again."""
    row, name = await _pressed(turn), turn.press.word(1)
    if row is None or name not in (*strains.OUTCOMES, "again"):
        return gone(turn)
    if name == "again":
        await strains.set_to(turn.session, row, outcome=None, outcome_at=None)
    elif row.outcome != name:
        await strains.set_to(turn.session, row, outcome=name, outcome_at=turn.now)
    return [Edit(turn.message_id, *await draw(turn, row, "open"))]


async def think(turn: Turn) -> Effects:
    """[A thought on this]: with where it comes from."""
    row = await _pressed(turn)
    return gone(turn) if row is None else [Edit(turn.message_id, *await thought(turn, row))]


async def line(turn: Turn) -> Effects:
    """[Add a line]: the next message goes with it."""
    row = await _pressed(turn)
    if row is None:
        return gone(turn)
    payload: dict[str, object] = {"asked": row.asked_id, "strain": row.id}
    await therapists.expect(
        turn.session, turn.me.id, WAITS, turn.now, message_id=turn.message_id, payload=payload
    )
    return [Edit(turn.message_id, *await draw(turn, row, "writing"))]


async def typed(turn: Turn) -> Effects:
    """What [Add a line] waits for: a line of its own, and the card says that it has one."""
    expected = await therapists.expected(turn.session, turn.me.id, turn.now)
    await therapists.expect_nothing(turn.session, turn.me.id)
    strain_id, asked_id = (
        (int(expected.payload[name]) for name in ("strain", "asked")) if expected else (0, 0)
    )
    row = await strains.own(turn.session, turn.me.id, strain_id)
    asked = await questions.own_question(turn.session, turn.me.id, asked_id)
    if asked is None:
        return await lines.keep(turn)
    note = await lines.keep_with(turn, asked)
    told = await lines.told_with(turn, asked, note)
    if row is None or expected is None or expected.message_id is None:
        return told
    if not alarm.sounds(turn, lines.written(turn).text):
        await strains.set_to(turn.session, row, note_id=note.id)
    return [Edit(expected.message_id, *await draw(turn, row, "marking")), *told]


async def undo(turn: Turn) -> Effects:
    """[Undo]: nothing is marked any more."""
    row = await _pressed(turn)
    if row is None:
        return gone(turn)
    await _expect_no_more(turn)
    await strains.unmark(turn.session, row)
    return [Edit(turn.message_id, turn.texts("strain.undone"))]


async def _say(turn: Turn, row: Strain, face: str) -> Say:
    old = await messages.showing(turn.session, turn.me.id, "strain", row.id)
    text, rows = await draw(turn, row, face)
    return Say(text, rows, ref=Ref("strain", row.id), replaces=tuple(old))


async def _pressed(turn: Turn) -> Strain | None:
    """The therapist's own strain behind this button, unless the client is at rest by now."""
    row = await strains.own(turn.session, turn.me.id, turn.press.id())
    client = await turn.codes.own(row.client_id) if row is not None else None
    return row if client is not None and client.status not in clients.AT_REST else None


async def _stood_here(turn: Turn) -> bool:
    message = await messages.find(turn.session, turn.me, turn.message_id)
    return message is not None and (message.refers, message.refers_id) == ("strain", turn.press.id())


async def _expect_no_more(turn: Turn) -> None:
    expected = await therapists.expected(turn.session, turn.me.id, turn.now)
    if expected is not None and expected.what == WAITS:
        await therapists.expect_nothing(turn.session, turn.me.id)


FEATURE = Feature(
    name="strain",
    presses={
        "strain": mark, "strain_show": show, "strain_see": see, "strain_tick": tick, "strain_is": became,
        "strain_tip": think, "strain_line": line, "strain_undo": undo,
    },
    typed={WAITS: typed},
)  # fmt: skip
