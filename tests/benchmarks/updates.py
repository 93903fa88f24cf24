"""Updates for the stub, as Telegram words them: presses of buttons and a few written words."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks.processes import BOT_ID
from tests.benchmarks.stub import FIRST_UPDATE


@dataclass
class Press:
    """A button to be pressed: in which chat, under which message, saying what."""

    chat: int
    message: int
    data: str


def write_presses(file: Path, these: list[Press], first: int = FIRST_UPDATE) -> None:
    """Updates for the stub: each press as Telegram words it, message, text and buttons too."""
    with file.open("w") as lines:
        for number, press in enumerate(these, first):
            lines.write(json.dumps(_pressed(number, press)) + "\n")


def write_messages(file: Path, chats: list[int], first: int = FIRST_UPDATE) -> None:
    """Updates for the stub: somebody writes a few words, in one chat after the other."""
    with file.open("w") as lines:
        for number, chat in enumerate(chats, first):
            message = {"message_id": number, "from": _somebody(chat), "chat": _chat(chat)}
            message |= {"date": int(time.time()), "text": "I let the silence run, and it came."}
            lines.write(json.dumps({"update_id": number, "message": message}) + "\n")


def _pressed(number: int, press: Press) -> dict[str, Any]:
    bot = {"id": BOT_ID, "is_bot": True, "first_name": "Afterhour", "username": "afterhour_bot"}
    labels = [["Still going", "Didn't happen"], ["1", "2", "3", "4", "5"], ["Can't tell", "Skip", "Later"]]
    keyboard = [[{"text": label, "callback_data": press.data} for label in row] for row in labels]
    text = "Oak, 14:00 · 1/2 · Welcome and comfort\nHow at ease did Oak seem with being here today?"
    shown = {"message_id": press.message, "from": bot, "chat": _chat(press.chat)}
    shown |= {"date": int(time.time()) - 3600, "text": text, "reply_markup": {"inline_keyboard": keyboard}}
    shown["entities"] = [{"offset": 0, "length": 38, "type": "bold"}]
    query = {"id": str(number), "from": _somebody(press.chat), "message": shown}
    query |= {"chat_instance": "-3819", "data": press.data}
    return {"update_id": number, "callback_query": query}


def _somebody(chat: int) -> dict[str, Any]:
    return {
        "id": chat,
        "is_bot": False,
        "first_name": "Mara",
        "username": f"mara{chat}",
        "language_code": "en",
    }


def _chat(chat: int) -> dict[str, Any]:
    return {"id": chat, "first_name": "Mara", "username": f"mara{chat}", "type": "private"}
