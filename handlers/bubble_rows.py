"""The buttons under a question: while it is open, while an answer is changed, and once it is closed."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from db.models import Answer, Appointment, AskedQuestion, CheckIn
from handlers.context import Turn
from handlers.effects import Button, Rows
from handlers.keyboards import in_rows, pack
from prompts.questions.kinds import KINDS, PULSE, RATINGS, YES_PARTLY_NO
from prompts.questions.model import Question
from prompts.questions.prepared import PREPARED
from prompts.schedule.checkins import snooze_choices

Face = Literal["present", "changing"]

MAY_RUN_OVER = timedelta(hours=2)  # so long after its end a session may still be going on
SCALES = {PULSE: len(RATINGS), YES_PARTLY_NO: 3}  # so many answers stand in a row of their own
SHORT = 8  # letters on a button; three such stand in a row


def button(turn: Turn, verb: str, asked_id: int) -> Button:
    return Button(turn.texts.plain(f"button.{verb}"), pack(verb, asked_id))


def open_rows(
    turn: Turn,
    asked: AskedQuestion,
    checkin: CheckIn,
    appointment: Appointment | None,
    question: Question | None,
    face: Face,
) -> Rows:
    """For a question that is put now: the answers, the ways out, what became of the session, all else.

    One that is opened again, late or to be changed, has the answers and [Back].
    """
    fresh = face == "present" and checkin.state in ("waiting", "open")
    exits = _buttons(turn, asked, _exits(turn, checkin) if fresh else ["back"])
    rows = _answers_and(exits, _choices(asked, question), SCALES.get(question.kind, 0) if question else 0)
    if fresh:
        several = checkin.total > asked.position + 1
        rows.append(_buttons(turn, asked, _about_session(turn, asked, checkin, appointment)))
        rows.append(_buttons(turn, asked, [*(["all"] if several else []), "why", "hard"]))
    return tuple(row for row in rows if row)


def _answers_and(exits: tuple[Button, ...], choices: list[Button], scale: int) -> list[tuple[Button, ...]]:
    """The scale, or the choices in rows, then the ways out; an answer left over stands beside those."""
    wide = 3 if all(len(choice.label) <= SHORT for choice in choices) else 2
    rows = [tuple(choices[:scale]), *in_rows(choices[scale:], wide)]
    beside = rows.pop() if len(rows[-1]) == 1 else ()
    return [*rows, (*beside, *exits)]


def _about_session(
    turn: Turn, asked: AskedQuestion, checkin: CheckIn, appointment: Appointment | None
) -> list[str]:
    """Under the first message about a session: is it over, did it take place?"""
    own = checkin.slot.startswith("a")
    if appointment is None or (own and asked.position > 0):
        return []
    first_call = own and checkin.reminded_at is None
    recent = first_call or (asked.position == 0 and turn.now - appointment.ends_at < MAY_RUN_OVER)
    return ["still", "didnt"] if recent else ["didnt"]


def _exits(turn: Turn, checkin: CheckIn) -> list[str]:
    """[Later] only where there is a later before the window is over."""
    return (
        ["skip", "later"] if snooze_choices(checkin.sent_at or turn.now, turn.wishes, turn.now) else ["skip"]
    )


def _choices(asked: AskedQuestion, question: Question | None) -> list[Button]:
    if question is None:
        return []
    options = KINDS[question.kind].options(question)
    return [Button(option.label, pack("answer", asked.id, option.slug)) for option in options]


def closing_rows(turn: Turn, asked: AskedQuestion, checkin: CheckIn, answer: Answer | None) -> Rows:
    """For a question answered or skipped: [Change], under the last one [Add a line], and [Hard one]."""
    first = [button(turn, "change", asked.id)]
    if answer is not None and answer.text_sealed is not None:
        first = [
            Button(turn.texts.plain(f"button.{verb}"), pack(verb, "a", answer.id))
            for verb in ("move", "delete")
        ]
    last = checkin.state in ("done", "lapsed") or checkin.total == asked.position + 1
    if last or asked.question == PREPARED:  # what came back may want a line
        first.append(button(turn, "line", asked.id))
    if not checkin.hard:
        first.append(button(turn, "hard", asked.id))
    return in_rows(first, 3)


def _buttons(turn: Turn, asked: AskedQuestion, verbs: list[str]) -> tuple[Button, ...]:
    return tuple(button(turn, verb, asked.id) for verb in verbs)
