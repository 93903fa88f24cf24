"""What passed between the bot and Telegram, in order: what was said, what came, what went wrong when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from handlers.keyboards import Press, unpack

AN_ID = 12  # characters of a row's id in callback data, the first of them a digit for decades to come


@dataclass(frozen=True, slots=True)
class Said:
    """A message sent or edited, as it arrived in a chat."""

    at: datetime
    method: str
    chat: int
    message: int
    text: str
    buttons: tuple[tuple[str, str], ...] = ()  # label and callback data

    @property
    def new(self) -> bool:
        return self.method == "sendMessage"

    @property
    def rows(self) -> set[int]:
        """The rows that its buttons speak of."""
        parts = (part for _, data in self.buttons for part in data.split(":"))
        return {int(part, 36) for part in parts if len(part) == AN_ID and part[0].isdigit()}

    def press(self, verb: str) -> Press | None:
        """What the first button with this verb says."""
        return next((p for p in (unpack(data) for _, data in self.buttons) if p.verb == verb), None)


@dataclass(frozen=True, slots=True)
class Came:
    """An update that a life of the bot fetched for the first time."""

    after: int  # so much had been said by then
    chat: int
    what: str  # what was typed, or the pressed button's data


@dataclass
class Book:
    """Positions are places in `said`."""

    said: list[Said] = field(default_factory=list)
    came: list[Came] = field(default_factory=list)
    reacted: set[tuple[int, int]] = field(default_factory=set)  # chat and message
    troubles: list[int] = field(default_factory=list)  # positions: a death, or the end of a fault
    _fetched: set[int] = field(default_factory=set)  # updates, in this life

    def fetched(self, updates: Iterable[dict[str, Any]]) -> None:
        for update in updates:
            if update["update_id"] in self._fetched:
                continue
            self._fetched.add(update["update_id"])
            message, query = update.get("message", {}), update.get("callback_query", {})
            whose = (message or query).get("from", {}).get("id")
            what = message.get("text") or query.get("data")
            if isinstance(whose, int) and isinstance(what, str):
                self.came.append(Came(len(self.said), whose, what))

    def times(self, chat: int, what: str, *, since: int = -1) -> int:
        """How often this came to a life of the bot after a position."""
        return sum((one.chat, one.what) == (chat, what) and one.after > since for one in self.came)

    def trouble(self, after: int, before: int) -> bool:
        """Whether something went wrong between two messages: the bot may not know what became of one."""
        return any(after < position <= before for position in self.troubles)

    def troubled(self) -> None:
        """Something was wrong until now."""
        self.troubles.append(len(self.said))

    def reborn(self) -> None:
        """The bot died; its next life handles all that it fetches."""
        self.troubled()
        self._fetched.clear()
