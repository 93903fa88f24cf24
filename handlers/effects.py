"""What a turn leaves to be done at Telegram once its transaction has committed. Plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from prompts.texts import Html

What = Literal[
    "asked",
    "offer",
    "answer",
    "note",
    "before",
    "prepared",
    "digest",
    "session",
    "plan",
    "planned",
    "hard",
    "hard_still",
    "contacts",
    "alarm",
    "strain",
    "calendar",
    "day",
    "week",
    "other",
]


@dataclass(frozen=True, slots=True)
class Button:
    """One inline button: its label and its callback data (see `keyboards.pack`)."""

    label: str
    data: str


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Ref:
    """Which row a message stands for."""

    what: What
    id: int


@dataclass(frozen=True, slots=True)
class Say:
    """Send a new message."""

    text: Html
    rows: Rows = ()
    ref: Ref | None = None
    reply_to: int | None = None
    unasked: bool = False  # the bot comes by itself: behind the replies to people
    chosen: bool = False  # to a time that the therapist chose: it makes a sound at any hour
    silent: bool = False  # arrives without a sound
    private: bool = False  # it holds typed words: where it comes by itself, it arrives closed
    closes: bool = False  # in a discreet chat: ten minutes later it is closed again
    menu: bool = False  # brings the persistent keyboard
    ends_menu: bool = False  # takes it away
    replaces: tuple[int, ...] = ()  # older messages of the same thing, to be removed once this one is out


@dataclass(frozen=True, slots=True)
class Edit:
    """Put new text and buttons into a message of ours."""

    message_id: int
    text: Html
    rows: Rows = ()


@dataclass(frozen=True, slots=True)
class Toast:
    """Answer the press itself: a line at the top, or a box to close."""

    text: str = ""
    box: bool = False


@dataclass(frozen=True, slots=True)
class Remove:
    """Take messages away; those too old to delete shrink to a dash, or keep their line without buttons."""

    message_ids: tuple[int, ...]
    leaves: Literal["dash", "line"] = "dash"


@dataclass(frozen=True, slots=True)
class CrossOut:
    """Leave nothing but a dash in messages of ours that are too old to delete."""

    message_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class React:
    """A writing hand under a typed line."""

    message_id: int
    emoji: str = "✍"


@dataclass(frozen=True, slots=True)
class File:
    """Send a document."""

    name: str
    content: bytes = field(repr=False)
    caption: Html = field(default_factory=Html)


@dataclass(frozen=True, slots=True)
class Scrub:
    """After erasing: take what deleted rows left behind in the database's files."""


@dataclass(frozen=True, slots=True)
class Rouse:
    """Somebody waits for their calendar: it is fetched now, not when the bell rings next."""


Effect = Say | Edit | Toast | Remove | CrossOut | React | File | Scrub | Rouse
Effects = list[Effect]
