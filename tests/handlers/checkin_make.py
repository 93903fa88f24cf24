"""Builders for tests of check-ins: time that passes, questions that are put, sends that go wrong."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.sandbox import Fault
from db.models import AskedQuestion, CheckIn, Heartbeat, Therapist
from tests.handlers.look import rows
from tests.handlers.settings_make import row_of
from tests.make import just_finished, planned
from tests.stage import Bubble, Chat, Stage, buttons

LINE = "I let the silence run, and it came."


def on(day: int, clock: str) -> datetime:
    """A moment of November 2026, in UTC, which is London's time then. The 23rd is a Monday."""
    hour, minute = clock.split(":")
    return datetime(2026, 11, day, int(hour), int(minute), tzinfo=UTC)


async def go(stage: Stage, moment: datetime | None = None, **span: float) -> None:
    """Be there at once; what fell due on the way is looked at on arrival."""
    await stage.leap(moment or stage.now + timedelta(**span))


async def asked_now(stage: Stage, chat: Chat, code: str = "Oak") -> Bubble:
    """A session just ended, and its check-in came: its first question."""
    await just_finished(chat, code)
    await go(stage, minutes=5)
    return waiting(chat)[-1]


async def asked_unbidden(stage: Stage, chat: Chat, plan: str = "Oak 9:00") -> Bubble:
    """A session planned in one line has passed, and its check-in came: its first question."""
    await planned(chat, plan)
    await go(stage, minutes=55)
    return waiting(chat)[-1]


def waiting(chat: Chat) -> list[Bubble]:
    """The questions that can be answered now, oldest first."""
    return [bubble for bubble in chat.bubbles() if choices(bubble) or "Just type it." in str(bubble["text"])]


def choices(bubble: Bubble) -> list[str]:
    """The callback data of a question's answers."""
    return [b["data"] for b in buttons(bubble) if b["data"].startswith("answer:")]


async def answer(chat: Chat, bubble: Bubble | None = None, *, choice: int = 0) -> Bubble:
    """Answer a question, the newest unless given; returns its bubble as it looks afterwards."""
    question = bubble or waiting(chat)[-1]
    if offered := choices(question):
        await chat.press(question["id"], offered[choice])
    else:
        await chat.say(LINE, reply_to=question["id"])
    return chat.bubble(question["id"])


def data(bubble: Bubble, label: str) -> str:
    """The callback data behind a label."""
    return next(b["data"] for b in buttons(bubble) if b["text"] == label)


def labels(bubble: Bubble) -> list[str]:
    return [b["text"] for b in buttons(bubble)]


async def checkins_of(stage: Stage, chat: Chat) -> list[CheckIn]:
    """The check-ins after sessions, oldest first."""
    me = await row_of(stage, chat)
    return await rows(stage, CheckIn, therapist_id=me.id, kind="after")


async def questions_of(stage: Stage, chat: Chat) -> list[AskedQuestion]:
    """The questions put in check-ins after sessions, oldest first."""
    known = {one.id for one in await checkins_of(stage, chat)}
    return [asked for asked in await rows(stage, AskedQuestion) if asked.checkin_id in known]


async def everything(stage: Stage) -> list[dict[str, object]]:
    """All that is stored, but for what any update may move, and the bot's own pulse."""
    from db.models import Base

    found: list[dict[str, object]] = []
    for mapper in Base.registry.mappers:
        if mapper.class_ is Heartbeat:
            continue
        for row in await rows(stage, mapper.class_):
            values = {column.key: getattr(row, column.key) for column in mapper.columns}
            if mapper.class_ is Therapist:
                values.pop("last_seen_at")
            found.append(values)
    return found


def fail(stage: Stage, method: str = "sendMessage", *, times: int = 1, **how: object) -> None:
    """Order a fault: `drop="before"`, `drop="after"` or `code=400`."""
    stage.sandbox.faults.order(Fault(method=method, times=times, **how))  # type: ignore[arg-type]  # a test's words
