"""How a question looks in the chat, worked out from its rows alone: open, answered, put off, let go."""

from __future__ import annotations

from dataclasses import dataclass

from db import answers, appointments, questions
from db.models import Answer, Appointment, AskedQuestion, CheckIn
from handlers.bubble_about import FIRST_SLOT, about_line, clock, moment, stamp
from handlers.bubble_rows import Face, button, closing_rows, open_rows
from handlers.context import Turn
from handlers.effects import Edit, Effects, Rows
from prompts.questions.kinds import KINDS
from prompts.questions.model import Question
from prompts.questions.prepared import PREPARED
from prompts.texts import Html, Private, capitalise

__all__ = [
    "FIRST_SLOT",
    "Face",
    "Shown",
    "button",
    "clock",
    "draw",
    "label_of",
    "load",
    "moment",
    "redraw",
    "stamp",
]

NOT_HELD = ("no_show", "cancelled")


@dataclass(frozen=True, slots=True)
class Shown:
    """A question with all that its bubble depends on."""

    asked: AskedQuestion
    checkin: CheckIn
    appointment: Appointment | None
    question: Question | None  # None once the bank has dropped it
    answer: Answer | None
    lines: int  # added to it
    code: str
    wording: str


async def load(turn: Turn, asked: AskedQuestion, *, fresh: bool = False) -> Shown:
    """Everything a bubble shows. `fresh`: it is being put, so nothing came back yet."""
    return Shown(
        asked=asked,
        checkin=await turn.session.get_one(CheckIn, asked.checkin_id),
        appointment=await appointments.own(turn.session, turn.me.id, asked.appointment_id),
        question=turn.question(asked.question),
        answer=None if fresh else await answers.of_question(turn.session, asked.id),
        lines=0 if fresh else await answers.lines_on(turn.session, asked.id),
        code=await turn.client(asked.client_id),
        wording=await words_of(turn, asked),
    )


async def words_of(turn: Turn, asked: AskedQuestion) -> str:
    """The question as it was shown last."""
    return await turn.sealed.get(
        asked.shown_sealed, client_id=asked.client_id,
        table="asked_questions", row=asked.id, column="shown_sealed",
    )  # fmt: skip


async def draw(
    turn: Turn, shown: Shown, face: Face = "present", *, lead: Html | None = None, tail: Html | None = None
) -> tuple[Html, Rows]:
    """The bubble's text and buttons. `lead` stands above a message that comes by itself, `tail` below."""
    asked, checkin = shown.asked, shown.checkin
    about = about_line(turn, asked, checkin, shown.appointment, shown.code)
    if asked.state == "lapsed":
        return turn.texts("question.lapsed", about=about), ((button(turn, "anyway", asked.id),),)
    if asked.state == "dropped":
        how = shown.appointment.status if shown.appointment else None
        if asked.moved_from is not None and shown.appointment is not None and how not in NOT_HELD:
            there = moment(turn, shown.appointment.starts_at)
            return turn.texts("question.moved", about=about, when=there), ()
        if how not in NOT_HELD:  # closed because nothing is asked about this client any more
            return turn.texts("question.left_alone", about=about), ()
        if asked.moved_from is not None:  # another question takes its place, should it take place after all
            return turn.texts(f"question.{how}", about=about), ()
        return turn.texts(f"question.{how}", about=about), ((button(turn, "happened", asked.id),),)
    if checkin.state == "snoozed" and asked.state == "open":
        when = turn.say(checkin.wake_at or turn.now)
        return turn.texts("question.later", about=about, when=when), ((button(turn, "now", asked.id),),)
    heading = turn.texts(
        "question.heading",
        about=about,
        place=asked.position + 1,
        total=max(checkin.total, asked.position + 1),
        title=turn.title(asked.suggestion),
    )
    wording = turn.texts("question.wording", text=_said(turn, shown))
    present = asked.state == "open" or face == "changing"
    middle = _ends(turn, shown) if present else _outcome(turn, shown)
    lines = [*([lead] if lead else []), heading, wording, *middle, *([tail] if tail else [])]
    if present:
        rows = open_rows(turn, asked, checkin, shown.appointment, shown.question, face)
    else:
        rows = closing_rows(turn, asked, checkin, shown.answer)
    return Html("\n".join(lines)), rows


async def redraw(
    turn: Turn,
    asked: AskedQuestion,
    face: Face = "present",
    *,
    tail: Html | None = None,
    rows: Rows | None = None,
) -> Effects:
    """Edit the question's bubble so that it shows what is stored; `rows` in place of its own buttons.

    Each copy in the chat is edited.
    """
    showing = await questions.shown_in(turn.session, asked)
    if not showing:
        return []
    text, own_rows = await draw(turn, await load(turn, asked), face, tail=tail)
    return [Edit(message_id, text, own_rows if rows is None else rows) for message_id in reversed(showing)]


def label_of(question: Question | None, slug: str) -> str:
    """The label of an option; its slug in words when the bank has dropped it."""
    options = question.options if question else ()
    return next((option.label for option in options if option.slug == slug), slug.replace("_", " "))


def _said(turn: Turn, shown: Shown) -> Html:
    """The words of the question; what was prepared stands below them, each line by itself."""
    if shown.asked.question != PREPARED:
        return turn.texts.around(capitalise(shown.wording), shown.code)
    head, *quotes = shown.wording.split("\n")
    said = [turn.texts.around(capitalise(head), shown.code)]
    said += [turn.texts("before.asked.quote", text=Private(quote)) for quote in quotes]
    return Html("\n".join(said))


def _ends(turn: Turn, shown: Shown) -> list[Html]:
    if shown.question is None:
        return []
    if (ends := shown.question.ends(shown.code)) is not None:
        low, high = (turn.texts.around(end, shown.code) for end in ends)
        return [turn.texts("question.ends", low=low, high=high)]
    if KINDS[shown.question.kind].takes_text:
        return [turn.texts("question.in_words")]
    return []


def _outcome(turn: Turn, shown: Shown) -> list[Html]:
    answer = shown.answer
    lines: list[Html] = []
    if answer is None:
        lines.append(turn.texts("question.skipped"))
    elif answer.rating is not None:
        lines.append(turn.texts("question.rated", rating=answer.rating))
    elif answer.option is not None:
        lines.append(turn.texts("question.chosen", label=label_of(shown.question, answer.option)))
    else:
        whose = shown.code if shown.asked.client_id else turn.texts.plain("line.general")
        lines.append(turn.texts("line.edited" if answer.edited_at else "line.kept", whose=whose))
    if answer is not None and answer.late:
        lines.append(turn.texts("question.late"))
    if shown.lines:
        lines.append(turn.texts("question.lines", count=shown.lines))
    return lines
