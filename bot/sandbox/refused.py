"""What the Bot API says no with: a code, Telegram's words, and parameters such as retry_after."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


class Refused(Exception):
    """A call the server will not carry out; becomes {"ok": false, "error_code", "description"}."""

    def __init__(self, code: int, description: str, parameters: Json | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


class NotPossible(ValueError):
    """Something a person tried that their app would not let them do; the text says why, in one line."""


def bad_request(words: str) -> Refused:
    """A 400 with Telegram's prefix; its server lowers the first letter, but not of CODES_LIKE_THIS."""
    if not (len(words) > 1 and (words[1] == "_" or words[1].isupper())):
        words = words[:1].lower() + words[1:]
    return Refused(400, f"Bad Request: {words}")


def forbidden(words: str) -> Refused:
    """A 403: the person or the group does not let the bot write."""
    return Refused(403, f"Forbidden: {words}")
