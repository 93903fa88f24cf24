"""A draft settled: the one plan that it can be, or what is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from prompts.schedule.planning.ask import Asked, Asker, reading_of
from prompts.schedule.planning.choose import Start, days_of, start_on, starts_of
from prompts.schedule.planning.draft import Draft
from prompts.schedule.planning.over import ended
from prompts.schedule.planning.repeat import series_of
from prompts.schedule.planning.say import say_clock_of, say_date
from prompts.schedule.planning.values import Action, Choice, Plan, Reading, Seen
from prompts.schedule.planning.when import Unread, When

_MOST_CLIENTS = 2  # offered as choices
_EXAMPLES = {
    Action.PLAN: "plain",
    Action.CANCEL: "cancelled",
    Action.MOVE: "moved",
    Action.ENDED: "ended",
}


def settle(draft: Draft, seen: Seen) -> Reading:
    """What a line is taken for; Unread if its parts contradict each other."""
    try:
        return _settle(draft, seen)
    except Asked as asked:
        return Reading(questions=(asked.question,))


def _settle(draft: Draft, seen: Seen) -> Reading:
    asker = Asker(seen, _who(draft, seen))
    if len(draft.clients) > 1:
        raise _which_client(draft, asker)
    if not (draft.clients or draft.single or draft.just):
        raise asker.lacks("whose", _EXAMPLES[draft.action])
    plan = Plan(draft.clients[0].text if draft.clients else None, None, action=draft.action)
    if draft.patterns:
        return Reading((series_of(draft, plan, asker),))
    if draft.action is Action.ENDED:
        return Reading((ended(draft, plan, asker),))
    if draft.action is Action.CANCEL:
        return Reading((_cancelled(draft.when, plan, asker),))
    if draft.action is Action.MOVE and not draft.source.empty:
        plan = replace(plan, moved_from=_source(draft.source, asker))
    return reading_of([_planned(draft.when, plan, asker)], seen)


def _who(draft: Draft, seen: Seen) -> str:
    if draft.clients:
        return draft.clients[0].text
    return seen.words.texts.plain("planning.say.single" if draft.single else "planning.ask.example.code")


def _which_client(draft: Draft, asker: Asker) -> Asked:
    """Two clients in one line: one choice for each, as far as the rest is clear."""
    codes = [client.text for client in draft.clients]
    if len(codes) > _MOST_CLIENTS:
        raise asker.lacks("many_clients")
    alone = [settle(replace(draft, clients=(client,)), asker.seen) for client in draft.clients]
    if any(len(one.plans) != 1 for one in alone):
        raise asker.lacks("many_clients")
    choices = tuple(Choice(code, one.plans) for code, one in zip(codes, alone, strict=True))
    return asker.between(choices, key="which_client")


def _planned(when: When, plan: Plan, asker: Asker) -> Plan:
    """The plan at the one time that is meant; asks where there are several."""
    starts = starts_of(when, asker)
    plans = [replace(plan, starts_at=start.at, minutes=start.minutes) for start in starts]
    if len(plans) == 1:
        return plans[0]
    if _same_day(starts) and when.either is None:
        first, second = (say_clock_of(one) for one in plans)
        day = say_date(starts[0].at.date(), asker.seen)
        raise asker.choose(plans, key="hour", day=day, first=first, second=second)
    if when.day is not None and (when.day.order or when.day.clash):
        key = "other_weekday" if when.day.clash else "day_or_month"
        raise asker.choose(plans, key=key, said=when.day_said)
    raise asker.choose(plans, spans=when.either is not None)


def _same_day(starts: list[Start]) -> bool:
    return len(starts) == 2 and starts[0].at.date() == starts[1].at.date()


def _cancelled(when: When, plan: Plan, asker: Asker) -> Plan:
    """The session at that time, on that day, or the client's next one."""
    if when.minutes is not None or when.end is not None or when.ahead is not None:
        raise Unread
    if when.day is None and when.hour is None:
        return plan
    if when.day is None or when.hour is not None:
        return replace(_planned(when, plan, asker), minutes=None)
    days = days_of(when.day, asker, when.day_said)
    plans = [replace(plan, starts_at=start_on(day, 0, asker.seen)) for day in days]
    if len(plans) > 1:
        raise asker.choose(plans)
    return plans[0]


def _source(when: When, asker: Asker) -> datetime:
    """When a session was to be that is moved: the first that is meant, since it is there to be found."""
    if when.hour is not None or when.day is None:
        return starts_of(when, asker)[0].at
    return start_on(days_of(when.day, asker, when.day_said)[0], 0, asker.seen)
