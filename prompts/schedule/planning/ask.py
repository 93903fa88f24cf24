"""What is asked back where a line may mean several things, or lacks one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from prompts.schedule.planning.say import listed, say_date, say_span, say_when
from prompts.schedule.planning.values import Action, Choice, Plan, Question, Reading, Seen
from prompts.texts import Texts, capitalise

_SHOWN = 3  # sessions named in a question
_LATELY = timedelta(hours=12)


class Asked(Exception):
    """The line cannot be settled without asking."""

    def __init__(self, question: Question) -> None:
        super().__init__(question.text)
        self.question = question


@dataclass(frozen=True, slots=True)
class Asker:
    """Words questions about one line; `who` is its client as typed, or the words for a single contact."""

    seen: Seen
    who: str

    @property
    def texts(self) -> Texts:
        return self.seen.words.texts

    def example(self, kind: str) -> str:
        """A line that would do."""
        return self.texts.plain(f"planning.ask.example.{kind}", who=self.who)

    def lacks(self, key: str, example: str = "plain", **values: object) -> Asked:
        """Something is missing or cannot be: the line is asked for anew, with an example."""
        given = {"who": self.who, "example": self.example(example), **values}
        return Asked(Question(capitalise(self.texts.plain(f"planning.ask.{key}", **given))))

    def choose(
        self, plans: Sequence[Plan], *, key: str = "which", spans: bool = False, **values: object
    ) -> Asked:
        """It may be any of these; the question names them, with `spans` also until when."""
        choices = tuple(Choice(self.label(plan, span=spans), (finished(plan, self.seen),)) for plan in plans)
        return self.between(choices, key=key, **values)

    def between(self, choices: tuple[Choice, ...], *, key: str = "which", **values: object) -> Asked:
        """It may be any of these, labels and all."""
        options = listed([choice.label for choice in choices], self.texts, "or")
        given = {"who": self.who, "options": options, **values}
        return Asked(Question(capitalise(self.texts.plain(f"planning.ask.{key}", **given)), choices))

    def label(self, plan: Plan, *, span: bool = False) -> str:
        """What to call a plan beside others of the same line."""
        if plan.starts_at is None:
            return self.who
        if plan.action is Action.CANCEL and plan.starts_at.hour == plan.starts_at.minute == 0:
            return say_date(plan.starts_at.date(), self.seen)
        return say_span(plan, self.seen) if span and plan.minutes else say_when(plan.starts_at, self.seen)


def finished(plan: Plan, seen: Seen) -> Plan:
    """The same plan; one that is over by now is a session that ended."""
    ends = seen.ends(plan)
    over = plan.action is Action.PLAN and plan.rule is None and ends is not None and ends <= seen.now
    return replace(plan, action=Action.ENDED) if over else plan


def about_the_past(plans: Sequence[Plan], seen: Seen) -> tuple[Question, ...]:
    """Whether what is over by now took place; one question for all of them."""
    texts = seen.words.texts
    sessions = [f"{plan.client or texts.plain('planning.say.single')} {say_when(plan.starts_at, seen)}"
                for plan in plans if plan.starts_at]  # fmt: skip
    if not sessions:
        return ()
    lately = all((ends := seen.ends(plan)) and seen.now - ends < _LATELY for plan in plans)
    named = ", ".join([*sessions[:_SHOWN], *["…"][: len(sessions) > _SHOWN]])
    key = "past" if lately else "passed"
    text = texts.plain(f"planning.ask.{key}", count=len(sessions), sessions=named)
    return (Question(capitalise(text), confirms=True),)


def reading_of(plans: Sequence[Plan], seen: Seen) -> Reading:
    """Plans that are certain; those that are over are offered as ended."""
    past = [plan for plan in plans if (ends := seen.ends(plan)) and ends <= seen.now]
    return Reading(tuple(finished(plan, seen) for plan in plans), about_the_past(past, seen))
