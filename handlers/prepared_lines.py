"""Lines written before a session: kept under its client's key, edited, deleted, and asked after."""

from __future__ import annotations

from db import messages, prepared
from db.models import Appointment, Prepared
from handlers import alarm, lines
from handlers.checkin import gone, whose
from handlers.context import Feature, Turn
from handlers.effects import Button, Edit, Effects, React, Ref, Remove, Rows, Say
from handlers.keyboards import pack
from handlers.lines import kept_as, tell_once, written
from prompts.texts import Html


async def keep(turn: Turn, about: Appointment) -> Effects:
    """The typed text, for this session."""
    line = written(turn)
    if not line.text.strip():
        return []
    made = await prepared.add(turn.session, turn.sealed, about, line.text, line.message_id, turn.now)
    await kept_as(turn, line.message_id, "prepared", made.id)
    told: Effects = [await bubble(turn, made)]
    if alarm.sounds(turn, line.text):
        return told
    return [React(line.message_id), *tell_once(turn, told)]


async def bubble(turn: Turn, line: Prepared) -> Say:
    """The bot's own bubble under it."""
    text, rows = await _draw(turn, line)
    return Say(text, rows, ref=Ref("prepared", line.id), reply_to=line.source_message_id)


async def _draw(turn: Turn, line: Prepared) -> tuple[Html, Rows]:
    rows: Rows = ((Button(turn.texts.plain("button.delete"), pack("unprepare", line.id)),),)
    text = turn.texts(
        "line.edited" if line.edited_at else "line.kept", whose=await whose(turn, line.client_id)
    )
    alarming = alarm.sounds(turn, await prepared.text_of(turn.sealed, line))
    return alarm.around(turn, text, rows) if alarming else (text, rows)


async def edited(turn: Turn) -> Effects:
    """A typed message was edited in Telegram: one of these, or any other line."""
    line = written(turn)
    kept = await prepared.of_message(turn.session, turn.me.id, line.message_id)
    if kept is None or line.edited_at is None:
        return await lines.edited(turn)
    if not await prepared.edit(turn.sealed, kept, line.text, line.edited_at, turn.now):
        return []
    text, rows = await _draw(turn, kept)
    shown = await messages.showing(turn.session, turn.me.id, "prepared", kept.id)
    return [Edit(message_id, text, rows) for message_id in shown[-1:]]


async def delete(turn: Turn) -> Effects:
    """[Delete]: the kept line goes, and the message it came from."""
    line = await prepared.own(turn.session, turn.me.id, turn.press.id())
    if line is None:
        return gone(turn)
    await prepared.forget(turn.session, line)
    return [Edit(turn.message_id, turn.texts("line.deleted")), Remove((line.source_message_id,))]


FEATURE = Feature(name="prepared", presses={"unprepare": delete})
