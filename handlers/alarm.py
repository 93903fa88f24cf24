"""Under words about danger: what is said in place of the usual acknowledgement; nothing else follows.

It is worked out from the text each time a bubble is drawn; nothing is kept, counted or logged about it.
"""

from __future__ import annotations

from db import checkins, messages
from db.models import Answer, AskedQuestion
from handlers import asking, contacts, hush
from handlers.context import Feature, Turn
from handlers.effects import Button, Effects, Ref, Rows, Say
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


FEATURE = Feature(name="alarm", presses={"alarm_next": go_on})
