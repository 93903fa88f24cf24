"""Under words about danger: what is said in place of the usual acknowledgement; nothing else follows.

It is worked out from the text each time a bubble is drawn; nothing is kept, counted or logged about it.
"""

from __future__ import annotations

from db import answers, checkins, messages
from db.models import Answer, AskedQuestion
from handlers import asking, contacts, hush
from handlers.context import Feature, Turn
from handlers.effects import Button, Edit, Effects, Ref, Rows, Say
from handlers.keyboards import pack
from handlers.pressed import checkin_of, gone
from prompts.alarm import sounds_alarming
from prompts.texts import Html


def sounds(turn: Turn, text: str) -> bool:
    """Whether this line is acknowledged as one about danger."""
    return sounds_alarming(text, turn.me.locale)


def around(turn: Turn, usual: Html | None, rows: Rows) -> tuple[Html, Rows]:
    """The usual bubble of a line, below what matters now."""
    said = turn.texts("alarm.saved")
    return Html(f"{said}\n{usual}") if usual else said, (_row(turn), *rows)


def under_answer(turn: Turn, asked: AskedQuestion, answer: Answer, *, more: bool = False) -> Say:
    """A message of its own below an answer in words. `more`: the next question is there to be asked for."""
    following = ((Button(turn.texts.plain("alarm.next"), pack("alarm_next", asked.id)),),) if more else ()
    text, rows = around(turn, None, following)
    return Say(text, rows, ref=Ref("answer", answer.id), reply_to=answer.source_message_id)


async def once(turn: Turn, asked: AskedQuestion, answer: Answer) -> Effects:
    """The same where the answer comes a second time or was edited, unless it stands in the chat already."""
    if turn.typed is None or not sounds(turn, turn.typed.text):
        return []
    shown = await messages.showing(turn.session, turn.me.id, "answer", answer.id)
    return [] if shown else [under_answer(turn, asked, answer)]


def not_kept(turn: Turn) -> Say:
    """In place of a kind line: a caption, something forwarded, a command that does not exist."""
    text = Html(f"{turn.texts('alarm.not_kept')} {turn.texts('alarm.reminder')}")
    return Say(text, (_row(turn),), ref=Ref("alarm", turn.message_id))


async def see(turn: Turn) -> Effects:
    """[Open] under one that stands for no line: what matters now, whatever became of what was typed."""
    return [Edit(turn.message_id, turn.texts("alarm.reminder"), (_row(turn),))]


async def see_answer(turn: Turn) -> Effects:
    """[Open] under one below an answer in words, and the next question if it still waits to be asked for."""
    answer = await answers.own_answer(turn.session, turn.me.id, turn.press.id())
    if answer is None:  # deleted, or moved to another client
        return await see(turn) if await _stood_here(turn) else gone(turn)
    asked = await turn.session.get_one(AskedQuestion, answer.asked_id)
    checkin = await checkin_of(turn, asked)
    more = checkin.state == "open" and await asking.hold(turn, checkin)
    shown = under_answer(turn, asked, answer, more=more)
    return [Edit(turn.message_id, shown.text, shown.rows)]


async def _stood_here(turn: Turn) -> bool:
    message = await messages.find(turn.session, turn.me, turn.message_id)
    return message is not None and (message.refers, message.refers_id) == ("answer", turn.press.id())


async def go_on(turn: Turn) -> Effects:
    """[Next question]: asked for, so it comes; once."""
    asked = await checkins.own_question(turn.session, turn.me.id, turn.press.id())
    if asked is None:
        return gone(turn)
    checkin = await checkin_of(turn, asked)
    following = await asking.put_next(turn, checkin) if asking.goes_on(checkin) else []
    return following or gone(turn)


def _row(turn: Turn) -> tuple[Button, ...]:
    return contacts.button(turn), hush.button(turn)


FEATURE = Feature(name="alarm", presses={"alarm_next": go_on, "alarm_see": see, "alarm_answer": see_answer})
