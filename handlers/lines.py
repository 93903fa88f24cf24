"""Lines of the therapist's own: kept, placed, moved, edited, deleted."""

from __future__ import annotations

from dataclasses import replace

from db import answers, messages, questions, therapists
from db.answers import Source
from db.models import Answer, AskedQuestion, Note
from handlers import alarm, bubble, contacts
from handlers.checkin import gone, whose
from handlers.context import Feature, Turn, Typed
from handlers.effects import Button, Edit, Effects, React, Ref, Remove, Rows, Say
from handlers.keyboards import NotOurs, in_rows, pack
from prompts.texts import Html


def written(turn: Turn) -> Typed:
    """The typed message of this turn; only handlers of typed text ask for it."""
    if turn.typed is None:
        raise ValueError("nothing was typed in this turn")
    return turn.typed


async def keep(turn: Turn) -> Effects:
    """A line that nothing asked for is kept at once; then: whose is it?"""
    line = written(turn)
    if not line.text.strip():
        return []
    note = await _add(turn, placed=False)
    return [*_hand(turn), *await _told(turn, note)]


async def add_to(turn: Turn, asked: AskedQuestion) -> Effects:
    """Keep the text as a line with a question."""
    note = await _add(turn, client_id=asked.client_id, asked=asked, placed=True)
    told = await _told(turn, note)
    return [*_hand(turn), *await bubble.redraw(turn, asked), *told]


async def add_beside(turn: Turn, other: Note) -> Effects:
    """Keep the text as one more line of the same client, and with the same question if there is one."""
    asked = await _question_of(turn, other)
    if asked is not None:
        return await add_to(turn, asked)
    note = await _add(turn, client_id=other.client_id, placed=True)
    return [*_hand(turn), *await _told(turn, note)]


async def ask_whose(turn: Turn, note: Note) -> Effects:
    """Under the bubble that was pressed: whose line is it?"""
    return [Edit(turn.message_id, *await _draw(turn, note))]


async def expected_line(turn: Turn) -> Effects:
    """What [Add a line] waits for."""
    expected = await therapists.expected(turn.session, turn.me.id, turn.now)
    await therapists.expect_nothing(turn.session, turn.me.id)
    asked_id = int(expected.payload["asked"]) if expected else 0
    asked = await questions.own_question(turn.session, turn.me.id, asked_id)
    return await add_to(turn, asked) if asked is not None else await keep(turn)


async def _add(
    turn: Turn, *, placed: bool, client_id: int | None = None, asked: AskedQuestion | None = None
) -> Note:
    line = written(turn)
    note = await answers.add_note(
        turn.session, turn.sealed, therapist_id=turn.me.id, text=line.text, source=Source(line.message_id),
        now=turn.now, client_id=client_id, asked_id=asked.id if asked else None, placed=placed,
    )  # fmt: skip
    await kept_as(turn, line.message_id, "note", note.id)
    return note


async def kept_as(turn: Turn, message_id: int, what: str, row: int) -> None:
    """Note what a typed message was kept as, for edits."""
    await messages.note(
        turn.session, turn.me, message_id, turn.now, incoming=True, refers=what, refers_id=row
    )


def _hand(turn: Turn) -> Effects:
    """A writing hand under what was typed; under words about danger there is none."""
    line = written(turn)
    return [] if alarm.sounds(turn, line.text) else [React(line.message_id)]


async def _told(turn: Turn, note: Note) -> Effects:
    """The bubble under a new line."""
    told: Effects = [await note_bubble(turn, note)]
    return told if alarm.sounds(turn, written(turn).text) else tell_once(turn, told)


async def note_bubble(turn: Turn, note: Note, *, replaces: tuple[int, ...] = ()) -> Say:
    """The bot's own bubble under a line."""
    text, rows = await _draw(turn, note)
    ref = Ref("note", note.id)
    return Say(text, rows, ref=ref, reply_to=note.source_message_id, replaces=replaces)


async def _draw(turn: Turn, note: Note) -> tuple[Html, Rows]:
    verbs = ((_verb(turn, "move", "n", note.id), _verb(turn, "delete", "n", note.id)),)
    alarming = alarm.sounds(turn, await answers.note_text(turn.sealed, note))
    if not note.placed:  # whose it is can wait where somebody may be in danger
        whose_it_is = turn.texts("line.whose"), await _owners(turn, "n", note.id)
        return alarm.around(turn, None, verbs) if alarming else whose_it_is
    key = "line.edited" if note.edited_at else "line.kept"
    text = turn.texts(key, whose=await whose(turn, note.client_id))
    return alarm.around(turn, text, verbs) if alarming else (text, verbs)


async def _owners(turn: Turn, table: str, row: int) -> Rows:
    recent = await turn.codes.recent(5)
    buttons = [Button(code, pack("to", table, row, client_id)) for client_id, code in recent]
    buttons.append(Button(turn.texts.plain("line.general_button"), pack("to", table, row, 0)))
    return (*in_rows(buttons, 3), (_verb(turn, "delete", table, row),))


def _verb(turn: Turn, verb: str, table: str, row: int) -> Button:
    return Button(turn.texts.plain(f"button.{verb}"), pack(verb, table, row))


def tell_once(turn: Turn, effects: Effects) -> Effects:
    """Once, under the first kept line: deleting in Telegram does not delete the bot's copy."""
    if turn.me.told_deleting:
        return effects
    for index, effect in enumerate(effects):
        if isinstance(effect, Edit | Say):
            turn.me.told_deleting = True
            told = Html(f"{effect.text}\n<i>{turn.texts('line.deleting')}</i>")
            return [*effects[:index], replace(effect, text=told), *effects[index + 1 :]]
    return effects


async def move(turn: Turn) -> Effects:
    """[Move]: whose is it, then?"""
    row = await _pressed(turn)
    if row is None:
        return gone(turn)
    text, rows = turn.texts("line.whose"), await _owners(turn, turn.press.word(0), row.id)
    if isinstance(row, Note) and alarm.sounds(turn, await answers.note_text(turn.sealed, row)):
        text, rows = alarm.around(turn, text, rows)
    return [Edit(turn.message_id, text, rows)]


async def to(turn: Turn) -> Effects:
    """The line goes to this client, or to none. An answer that moves opens its question again."""
    row, client = await _pressed(turn), await turn.codes.own(turn.press.id(2) or None)
    if row is None or (client is None and turn.press.id(2) != 0):
        return gone(turn)
    client_id = client.id if client else None
    if isinstance(row, Note):
        asked_before = await _question_of(turn, row)
        await answers.place_note(turn.session, turn.sealed, row, client_id)
        left = await bubble.redraw(turn, asked_before) if asked_before and row.asked_id is None else []
        return [Edit(turn.message_id, *await _draw(turn, row)), *left]
    asked = await turn.session.get_one(AskedQuestion, row.asked_id)
    if client_id == row.client_id:
        return await bubble.redraw(turn, asked)
    note = await answers.to_note(turn.session, turn.sealed, row, client_id, turn.now)
    await kept_as(turn, note.source_message_id, "note", note.id)
    return [*await bubble.redraw(turn, asked), await note_bubble(turn, note)]


async def delete(turn: Turn) -> Effects:
    """[Delete]: the kept line goes, and the message it came from."""
    row = await _pressed(turn)
    if row is None:
        return gone(turn)
    source = (row.source_message_id,) if row.source_message_id and row.source_message_id > 0 else ()
    if isinstance(row, Note):
        asked = await _question_of(turn, row)
        await answers.forget_note(turn.session, row)
        redrawn = await bubble.redraw(turn, asked) if asked else []
        return [Edit(turn.message_id, turn.texts("line.deleted")), *redrawn, Remove(source)]
    asked = await turn.session.get_one(AskedQuestion, row.asked_id)
    await answers.forget_answer(turn.session, row)
    return [*await bubble.redraw(turn, asked), Remove(source)]


async def edited(turn: Turn) -> Effects:
    """A typed message was edited in Telegram: the kept line follows, and its bubble says so."""
    line = written(turn)
    if line.edited_at is None:
        return []
    row = await answers.edit_from(
        turn.session, turn.sealed, turn.me.id, line.message_id, line.text, line.edited_at, turn.now
    )
    if row is None:
        return await contacts.typed(turn) if await contacts.are_in(turn) else []
    if isinstance(row, Answer):
        asked = await turn.session.get_one(AskedQuestion, row.asked_id)
        return [*await bubble.redraw(turn, asked), *await alarm.once(turn, asked, row)]
    text, rows = await _draw(turn, row)
    shown = await messages.showing(turn.session, turn.me.id, "note", row.id)
    return [Edit(message_id, text, rows) for message_id in shown[-1:]]


async def _question_of(turn: Turn, note: Note) -> AskedQuestion | None:
    """The question that a line was added to."""
    return await questions.own_question(turn.session, turn.me.id, note.asked_id) if note.asked_id else None


async def _pressed(turn: Turn) -> Answer | Note | None:
    """The therapist's own line behind this button; an answer that was tapped is none."""
    if turn.press.word(0) == "n":
        return await answers.own_note(turn.session, turn.me.id, turn.press.id(1))
    if turn.press.word(0) != "a":
        raise NotOurs(turn.press.verb)
    answer = await answers.own_answer(turn.session, turn.me.id, turn.press.id(1))
    return answer if answer is not None and answer.text_sealed is not None else None


FEATURE = Feature(
    name="lines", presses={"move": move, "to": to, "delete": delete}, typed={"line": expected_line}
)
