"""What a setting is, and the usual kinds: words, a number, a clock time. Each value is a short word."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import time

from db.models import Therapist
from handlers.context import Turn
from handlers.effects import Rows
from prompts.schedule.say import say_clock
from prompts.schedule.spans import read_clock
from prompts.texts import Html, Texts


@dataclass(frozen=True, slots=True)
class Choice:
    """One button on a setting's screen: its label, and the value it stands for."""

    label: str
    value: str


Groups = tuple[tuple[Choice, ...], ...]  # each begins a new row


@dataclass(frozen=True, slots=True)
class Unclear:
    """Typed text that may mean several things: ask which."""

    text: Html
    rows: Rows


@dataclass(frozen=True, slots=True)
class Setting:
    """One line of /settings, one screen. A value is a word that fits a button: `after`, `1830`, `2100-0700`.

    Its words stand in the locale: `settings.<name>.name`, `.about`; with `read` also `.typed` and `.unread`.
    """

    name: str
    present: Callable[[Therapist], str]  # "" while nothing is chosen
    write: Callable[[Therapist, str], None]  # ValueError: no such value
    say: Callable[[Texts, str], str]  # in the middle of a line
    offer: Callable[[Turn], Groups]
    wide: int = 2
    read: Callable[[Turn, str], str | Unclear | None] | None = None  # what was typed; None: cannot be read
    moved: Callable[[Turn], Awaitable[None]] | None = None  # what else a new value changes
    remark: Callable[[Turn], Html | None] | None = None  # a line on what the present value leads to
    also: Callable[[Turn], Rows] | None = None  # buttons that do something else, below the choices


def words(name: str, column: str, values: tuple[str, ...], *, wide: int = 1) -> Setting:
    """One of a few; the locale has `settings.<name>.<value>`."""

    def write(me: Therapist, value: str) -> None:
        if value not in values:
            raise ValueError(value)
        setattr(me, column, value)

    def say(texts: Texts, value: str) -> str:
        return texts.plain(f"settings.{name}.{value}")

    return Setting(
        name,
        present=lambda me: getattr(me, column) or "",
        write=write,
        say=say,
        offer=lambda turn: (tuple(Choice(say(turn.texts, value), value) for value in values),),
        wide=wide,
    )


def number(
    name: str,
    column: str,
    offered: tuple[int, ...],
    *,
    most: int | None = None,
    wide: int = 3,
    read: Callable[[str], int | None] | None = None,
) -> Setting:
    """A whole number: one of those offered, or with `most` anything up to it; the locale has `.value`."""

    def write(me: Therapist, value: str) -> None:
        wanted = int(value)
        if wanted not in offered and not (most is not None and 0 <= wanted <= most):
            raise ValueError(value)
        setattr(me, column, wanted)

    def say(texts: Texts, value: str) -> str:
        return texts.plain(f"settings.{name}.value", count=int(value))

    def offer(turn: Turn) -> Groups:
        values = sorted({*offered, getattr(turn.me, column)})
        return (tuple(Choice(say(turn.texts, str(value)), str(value)) for value in values),)

    def typed(_turn: Turn, text: str) -> str | None:
        found = read(text) if read else None
        return str(found) if found is not None and found <= (most or 0) else None

    made = Setting(name, lambda me: str(getattr(me, column)), write, say, offer, wide)
    return replace(made, read=typed) if read else made


def clock(name: str, column: str, offered: tuple[time, ...], *, near: time, wide: int = 4) -> Setting:
    """A time of day, offered or typed; of two readings ("7") the next one from `near`."""

    def offer(turn: Turn) -> Groups:
        values = sorted({*offered, getattr(turn.me, column)})
        return (tuple(Choice(say_clock(value), clock_word(value)) for value in values),)

    def read(_turn: Turn, text: str) -> str | None:
        found = read_clock(text, near)
        return clock_word(found) if found else None

    return Setting(
        name,
        present=lambda me: clock_word(getattr(me, column)),
        write=lambda me, value: setattr(me, column, clock_of(value)),
        say=lambda _texts, value: say_clock(clock_of(value)),
        offer=offer,
        wide=wide,
        read=read,
    )


def clock_word(value: time) -> str:
    """A clock time as a button carries it: `1830`."""
    return f"{value.hour:02}{value.minute:02}"


def clock_of(value: str) -> time:
    """And back; ValueError for anything else."""
    if len(value) != 4 or not value.isdecimal():
        raise ValueError(value)
    return time(int(value[:2]), int(value[2:]))
