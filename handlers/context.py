"""A turn: everything a conversation may use while it answers one update, inside one transaction."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Protocol

from db.codes import Codes
from db.engine import Database, Session
from db.models import Therapist
from db.sealed import Sealed
from db.therapists import wishes_of
from db.vault import Vault
from handlers.effects import Effects
from handlers.fetching import Calendars
from handlers.keyboards import Press
from handlers.owed import Owed, nothing_owed
from prompts.questions.bank import Bank, load_bank
from prompts.questions.model import Question
from prompts.questions.prepared import PREPARED, prepared_question
from prompts.schedule.checkins import Wishes
from prompts.schedule.say import say
from prompts.texts import Html, Private, Texts, load_texts


class Clock(Protocol):
    def now(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Services:
    """What the composition root hands to the shell."""

    database: Database
    vault: Vault
    clock: Clock
    bot_id: int
    invite_only: bool
    calendars: Calendars
    questions: Path | None = None  # the operator's own
    owed: deque[Owed] = field(default_factory=nothing_owed, repr=False)


@dataclass(frozen=True, slots=True)
class Typed:
    """A message that a person wrote."""

    message_id: int
    text: str
    reply_to: int | None
    edited_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A file that a person sent: Telegram's handle of it, and what its sender says it is."""

    file_id: str = field(repr=False)
    size: int


@dataclass(frozen=True)
class Visit:
    """One update from somebody who may not have agreed to anything yet."""

    services: Services
    session: Session = field(repr=False)
    now: datetime
    telegram_id: int
    chat_id: int
    known: Therapist | None = field(repr=False)
    language: str | None = None
    press: Press = field(default=Press("", ()))
    message_id: int = 0  # of the message that was written, or whose button was pressed
    typed: Typed | None = field(default=None, repr=False)
    argument: str = ""  # what stands behind a command
    # of message: text | sticker | photo | voice | forward | command | location | calendar | other
    kind: str = "text"
    document: Document | None = field(default=None, repr=False)
    place: tuple[float, float] | None = field(default=None, repr=False)  # degrees north and east; never kept
    again: bool = False  # Telegram brings a message that was handled before

    @cached_property
    def texts(self) -> Texts:
        texts = load_texts(self.known.locale if self.known else "en")
        return texts.discreetly() if self.known is not None and self.known.discreet else texts


@dataclass(frozen=True)
class Turn(Visit):
    """One update from a therapist."""

    @property
    def me(self) -> Therapist:
        assert self.known is not None, "a turn has its therapist"  # noqa: S101 - dispatch makes turns for therapists only
        return self.known

    @property
    def zone(self) -> str:
        return self.me.zone or "UTC"

    @cached_property
    def bank(self) -> Bank:
        return load_bank(self.me.locale, self.services.questions)

    def question(self, number: str) -> Question | None:
        """A question by its id; None for one that the bank has dropped."""
        return self.prepared if number == PREPARED else self.bank.questions.get(number)

    @cached_property
    def prepared(self) -> Question:
        return prepared_question(self.bank, self.texts)

    @cached_property
    def codes(self) -> Codes:
        return Codes(self.session, self.sealed, self.me.id)

    @cached_property
    def sealed(self) -> Sealed:
        return Sealed(self.session, self.services.vault, self.me.id, self.now)

    @property
    def wishes(self) -> Wishes:
        return wishes_of(self.me)

    def say(self, instant: datetime) -> str:
        """A moment as people say it, seen from now."""
        return say(instant, self.now, self.zone, self.texts)

    async def client(self, client_id: int | None) -> str:
        """The code, or the words for a session without one."""
        code = await self.codes.of(client_id)
        return Private(code) if code else self.texts.plain("client.none")

    def title(self, suggestion: int) -> Html:
        return self.texts(f"suggestion.{suggestion}.title")


def as_turn(visit: Visit, me: Therapist | None = None) -> Turn:
    """The same visit, of a therapist: the one known, or one who has agreed just now."""
    fields = {name: getattr(visit, name) for name in Visit.__dataclass_fields__}
    return Turn(**(fields if me is None else {**fields, "known": me}))


VisitHandler = Callable[[Visit], Awaitable[Effects]]
TurnHandler = Callable[[Turn], Awaitable[Effects]]


@dataclass(frozen=True)
class Feature:
    """One conversation: its commands, its buttons, and what it may wait for as typed text."""

    name: str
    commands: dict[str, TurnHandler] = field(default_factory=dict)
    presses: dict[str, TurnHandler] = field(default_factory=dict)
    typed: dict[str, TurnHandler] = field(default_factory=dict)  # by what `expects` names
    kinds: dict[str, TurnHandler] = field(default_factory=dict)  # by the kind of message, beside text
    open_commands: dict[str, VisitHandler] = field(default_factory=dict)  # for people who have not agreed yet
    open_presses: dict[str, VisitHandler] = field(default_factory=dict)
