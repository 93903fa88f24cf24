"""Callback data and buttons: the one place where they are written and read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from handlers.effects import Button, Rows
from prompts.texts import Texts

Markup = dict[str, Any]  # Telegram's reply_markup; empty: none

MOST_BYTES = 64
_MOST = 1 << 63  # ids have 63 bits; a database takes no larger number
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_SHAPE = re.compile(r"[a-z_]{1,12}(:[A-Za-z0-9_+/\-]*){0,4}")


class NotOurs(ValueError):
    """Callback data that this bot did not write."""


@dataclass(frozen=True, slots=True)
class Press:
    """What a button says: a verb and its parts."""

    verb: str
    parts: tuple[str, ...]

    def id(self, index: int = 0) -> int:
        """The part as an id, or another number that is not negative; NotOurs if it is none."""
        try:
            number = int(self.parts[index], 36)
        except (IndexError, ValueError):
            raise NotOurs(self.verb) from None
        if not 0 <= number < _MOST:
            raise NotOurs(self.verb)
        return number

    def word(self, index: int) -> str:
        """The part as a word; NotOurs if it is not there."""
        try:
            return self.parts[index]
        except IndexError:
            raise NotOurs(self.verb) from None


def pack(verb: str, *parts: int | str) -> str:
    """Callback data of at most 64 bytes; ids are written in base 36. ValueError if it cannot be sent."""
    data = ":".join([verb, *(base36(part) if isinstance(part, int) else part for part in parts)])
    if len(data.encode()) > MOST_BYTES or not _SHAPE.fullmatch(data):
        raise ValueError(f"no callback data: {data}")
    return data


def unpack(data: str) -> Press:
    """Read what `pack` wrote; NotOurs for anything else."""
    if not _SHAPE.fullmatch(data):
        raise NotOurs("?")
    verb, *parts = data.split(":")
    return Press(verb, tuple(parts))


def base36(number: int) -> str:
    """A number that is not negative, in as few characters as may be."""
    if number < 0:
        raise ValueError("no callback data holds a negative number")
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
    return digits or "0"


def in_rows(buttons: list[Button], wide: int) -> Rows:
    """Buttons in rows of at most `wide`."""
    return tuple(tuple(buttons[start : start + wide]) for start in range(0, len(buttons), wide))


def inline(rows: Rows) -> Markup:
    """Plain JSON: python-telegram-bot's own objects cost a third of a millisecond for each question."""
    if not rows:
        return {}
    return {
        "inline_keyboard": [
            [{"text": button.label, "callback_data": button.data} for button in row] for row in rows
        ]
    }


def menu(texts: Texts) -> Markup:
    """The persistent keyboard: [Just finished] [Today]."""
    keys = [{"text": texts.plain(f"menu.{name}")} for name in ("finished", "today")]
    return {"keyboard": [keys], "resize_keyboard": True, "is_persistent": True}


def no_menu() -> Markup:
    """Takes it away."""
    return {"remove_keyboard": True}
