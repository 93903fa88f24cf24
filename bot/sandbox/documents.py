"""A document as the Bot API has it, whoever sent it, and where a bot fetches it."""

from __future__ import annotations

import re

from bot.sandbox.refused import Json

FETCHED_BYTES = 20 * 1024 * 1024  # the most that Telegram lets a bot fetch
_NUMBERED = "sandbox-file-"


def shape(number: int, name: str, mime: str, size: int) -> Json:
    """The Bot API's Document."""
    return {
        "file_id": f"{_NUMBERED}{number}",
        "file_unique_id": f"f{number}",
        "file_name": name,
        "mime_type": mime,
        "file_size": size,
    }


def key_of(document: Json) -> str:
    """Under which the store has its bytes."""
    return str(document["file_id"]).removeprefix(_NUMBERED)


def path_of(document: Json) -> str:
    """As Telegram makes one: of the sender's name only the ending is in it."""
    ending = re.search(r"\.[A-Za-z0-9]{1,10}$", document["file_name"])
    return f"documents/file_{key_of(document)}{ending.group() if ending else ''}"
