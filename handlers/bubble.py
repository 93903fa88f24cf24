"""How a question looks in the chat, worked out from its rows alone: open, answered, put off, let go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from db import answers, appointments
from db.models import Answer, AskedQuestion, CheckIn, Note
from handlers.context import Turn
from handlers.effects import Button, Edit, Effects, Rows
from handlers.keyboards import in_rows, pack
from prompts.questions.kinds import KINDS, PULSE, RATINGS
from prompts.questions.model import Question
from prompts.schedule.say import say_time
from prompts.schedule.times import local
from prompts.texts import Html, capitalise

Face = Literal["present", "changing"]


@dataclass(frozen=True, slots=True)
class Shown:
    """A question with all that its bubble depends on."""

    asked: AskedQuestion
    checkin: CheckIn
    question: Question | None  # None once the bank has dropped it
    answer: Answer | None
    notes: list[Note]
    code: str
    wording: str


async def load(turn: Turn, asked: AskedQuestion) -> Shown:
    """Everything a bubble shows."""
    return Shown(
        asked=asked,
        checkin=await turn.session.get_one(CheckIn, asked.checkin_id),
        question=turn.bank.questions.get(asked.question),
        answer=await answers.of_question(turn.session, asked.id),
        notes=await answers.notes_on(turn.session, asked.id),
        code=await turn.client(asked.client_id),
        wording=await turn.sealed.get(
            asked.shown_sealed, table="asked_questions", row=asked.id, column="shown_sealed"
        ),
    )


async def draw(
    turn: Turn, shown: Shown, face: Face = "present", *, lead: Html | None = None, tail: Html | None = None
) -> tuple[Html, Rows]:
    """The bubble's text and buttons. `lead` stands above a message that comes by itself, `tail` below."""
    asked = shown.asked
    about = await subject(turn, asked, shown.code)
    if asked.state == "lapsed":
        return turn.texts("question.lapsed", about=about), ((button(turn, "anyway", asked.id),),)
    if asked.state == "dropped":
        return turn.texts("question.dropped", about=about), ((button(turn, "happened", asked.id),),)
    if shown.checkin.state == "snoozed" and asked.state == "open":
        when = turn.say(shown.checkin.wake_at or turn.now)
        return turn.texts("question.later", about=about, when=when), ((button(turn, "now", asked.id),),)
    heading = turn.texts(
        "question.heading",
        about=about,
        place=asked.position + 1,
        total=max(shown.checkin.total, asked.position + 1),
        title=turn.title(asked.suggestion),
    )
    lines = [
        *([lead] if lead else []),
        heading,
        turn.texts("question.wording", text=capitalise(shown.wording)),
    ]
    present = asked.state == "open" or face == "changing"
    lines += _ends(turn, shown) if present else _outcome(turn, shown)
    lines += [tail] if tail else []
    rows = _open_rows(turn, shown, face) if present else _closing_rows(turn, shown)
    return Html("\n".join(lines)), rows


async def redraw(
    turn: Turn,
    asked: AskedQuestion,
    face: Face = "present",
    *,
    tail: Html | None = None,
    rows: Rows | None = None,
) -> Effects:
    """Edit the question's bubble so that it shows what is stored; `rows` in place of its own buttons."""
    if asked.message_id is None:
        return []
    text, own_rows = await draw(turn, await load(turn, asked), face, tail=tail)
    return [Edit(asked.message_id, text, own_rows if rows is None else rows)]


async def subject(turn: Turn, asked: AskedQuestion, code: str) -> Html:
    """Whom or what the question is about: `Oak, 14:00`, `Oak`, or `The day`."""
    appointment = await appointments.own(turn.session, turn.me.id, asked.appointment_id)
    if appointment is None:
        return turn.texts("question.about_day" if asked.client_id is None else "question.about", client=code)
    name = code if appointment.client_id is not None else turn.texts.plain("question.session")
    return turn.texts("question.about_at", client=name, when=clock(turn, appointment.starts_at))


def clock(turn: Turn, instant: datetime) -> str:
    """`14:00` on the same day, else the moment as people say it."""
    same_day = local(instant, turn.zone).date() == local(turn.now, turn.zone).date()
    return say_time(instant, turn.zone) if same_day else turn.say(instant)


def _ends(turn: Turn, shown: Shown) -> list[Html]:
    if shown.question is None:
        return []
    if (ends := shown.question.ends(shown.code)) is not None:
        return [turn.texts("question.ends", low=ends[0], high=ends[1])]
    if KINDS[shown.question.kind].takes_text:
        return [turn.texts("question.in_words")]
    return []


def _outcome(turn: Turn, shown: Shown) -> list[Html]:
    asked, answer = shown.asked, shown.answer
    lines: list[Html] = []
    if answer is None:
        lines.append(turn.texts("question.skipped"))
    elif answer.rating is not None:
        lines.append(turn.texts("question.rated", rating=answer.rating))
    elif answer.option is not None:
        lines.append(turn.texts("question.chosen", label=label_of(shown.question, answer.option)))
    else:
        key = "line.edited" if answer.edited_at else "line.kept"
        lines.append(
            turn.texts(key, whose=shown.code if asked.client_id else turn.texts.plain("line.general"))
        )
    if answer is not None and answer.late:
        lines.append(turn.texts("question.late"))
    if shown.notes:
        lines.append(turn.texts("question.lines", count=len(shown.notes)))
    return lines


def label_of(question: Question | None, slug: str) -> str:
    """The label of an option; its slug in words when the bank has dropped it."""
    options = question.options if question else ()
    return next((option.label for option in options if option.slug == slug), slug.replace("_", " "))


def _open_rows(turn: Turn, shown: Shown, face: Face) -> Rows:
    asked, rows = shown.asked, []
    single = shown.checkin.slot.startswith("a")
    late = shown.checkin.state == "lapsed"
    fresh = face == "present" and not late
    if fresh and asked.appointment_id is not None and (asked.position == 0 or not single):
        names = ["still", "didnt"] if single else ["didnt"]
        rows.append(tuple(button(turn, name, asked.id) for name in names))
    choices = _choices(shown)
    if shown.question is not None and shown.question.kind == PULSE:
        rows.append(tuple(choices[: len(RATINGS)]))
        choices = choices[len(RATINGS) :]
    exits = (
        [button(turn, "back", asked.id)]
        if not fresh
        else [button(turn, n, asked.id) for n in ("skip", "later")]
    )
    if shown.question is not None and shown.question.kind == PULSE and len(choices) == 1:
        rows.append((*choices, *exits))
    else:
        rows += [*in_rows(choices, 3 if all(len(c.label) <= 8 for c in choices) else 2), tuple(exits)]
    if fresh:
        several = shown.checkin.total > asked.position + 1
        rows.append(tuple(button(turn, n, asked.id) for n in (("all", "why") if several else ("why",))))
    return tuple(rows)


def _choices(shown: Shown) -> list[Button]:
    if shown.question is None:
        return []
    options = KINDS[shown.question.kind].options(shown.question)
    return [Button(option.label, pack("answer", shown.asked.id, option.slug)) for option in options]


def _closing_rows(turn: Turn, shown: Shown) -> Rows:
    asked, answer = shown.asked, shown.answer
    first = [button(turn, "change", asked.id)]
    if answer is not None and answer.text_sealed is not None:
        first = [
            Button(turn.texts.plain("button.move"), pack("move", "a", answer.id)),
            Button(turn.texts.plain("button.delete"), pack("delete", "a", answer.id)),
        ]
    last = shown.checkin.state in ("done", "lapsed") or shown.checkin.total == asked.position + 1
    if last:
        first.append(button(turn, "line", asked.id))
    return in_rows(first, 3)


def button(turn: Turn, verb: str, asked_id: int) -> Button:
    return Button(turn.texts.plain(f"button.{verb}"), pack(verb, asked_id))
