"""Updates of every kind the bot knows, as Telegram sends them, and ways to spoil them; drawn by a seed."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from typing import Any

from handlers import FEATURES

Json = dict[str, Any]
PLANTED = "zebrafish"  # what must never stand in a log line
VERBS = sorted({verb for feature in FEATURES for verb in (*feature.presses, *feature.open_presses)})
COMMANDS = sorted({name for feature in FEATURES for name in (*feature.commands, *feature.open_commands)})
LINES = (
    "Oak 14:30",
    "now River",
    "Just finished",
    "I let the silence run, and it came.",
    "Berlin",
    "9-17",
    "",
)
FILE = {"file_id": "f", "file_unique_id": "u"}
CONTENTS: tuple[Json, ...] = (
    {
        "sticker": {
            **FILE,
            "width": 1,
            "height": 1,
            "is_animated": False,
            "is_video": False,
            "type": "regular",
        }
    },
    {"photo": [{**FILE, "width": 1, "height": 1}], "caption": PLANTED},
    {"document": {**FILE, "file_name": PLANTED}},
    {"voice": {**FILE, "duration": 1}},
    {"location": {"latitude": 51.5, "longitude": 0.1}},
    {"contact": {"phone_number": "123", "first_name": PLANTED}},
    {"dice": {"emoji": "🎲", "value": 4}},
    {"forward_origin": {"type": "hidden_user", "sender_user_name": PLANTED, "date": 1}, "text": PLANTED},
)


class Updates:
    """Draws updates of these people, spoiled in up to three places. `buttons`: data of buttons shown."""

    def __init__(self, seed: int, people: list[int]) -> None:
        self.chance = random.Random(seed)
        self._people = people
        self._number = 1000
        self.buttons: list[str] = []

    def spoiled(self, count: int) -> Iterator[tuple[int, Json]]:
        """So many, each with its number in the queue, which a few do not name."""
        for _ in range(count):
            self._number += 1
            update = {"update_id": self._number, **self._body()}
            for _ in range(self.chance.choice((1, 1, 2, 3))):
                _spoil(self.chance, update)
            if self.chance.random() > 0.02 or _is_ahead(update.get("update_id"), self._number):
                update["update_id"] = self._number  # it is Telegram's own, and what it acknowledges
            yield self._number, update

    def number(self) -> int:
        """The next number."""
        self._number += 1
        return self._number

    def _body(self) -> Json:
        who, kind = self.chance.choice(self._people), self.chance.randrange(6)
        if kind == 0:
            return {"callback_query": self._press(who)}
        if kind == 1:
            return {"edited_message": {**message(who, self._number, self._line()), "edit_date": 2}}
        if kind == 2:
            return {"my_chat_member": self._membership(who)}
        if kind == 3:
            return {"message": message(who, self._number, None) | copy.deepcopy(self.chance.choice(CONTENTS))}
        said = message(who, self._number, self._line())
        if kind == 4:
            said["reply_to_message"] = message(who, self.chance.randrange(1, self._number), PLANTED)
        return {"message": said}

    def _line(self) -> str:
        if self.chance.random() < 0.3:
            return f"/{self.chance.choice(COMMANDS)}"
        return (
            f"{PLANTED} {self.chance.choice(LINES)}"
            if self.chance.random() < 0.5
            else self.chance.choice(LINES)
        )

    def _press(self, who: int) -> Json:
        data = f"{self.chance.choice(VERBS)}:{self.chance.choice(('', 'n', 'zz', '1:2:3'))}"
        if self.buttons and self.chance.random() < 0.6:
            data = self.chance.choice(self.buttons)
        under = message(who, self.chance.randrange(1, self._number), PLANTED)
        return {
            "id": str(self._number),
            "from": user(who),
            "chat_instance": "1",
            "data": data,
            "message": under,
        }

    def _membership(self, who: int) -> Json:
        bot = {"id": 123456789, "is_bot": True, "first_name": "Afterhour"}
        return {
            "chat": chat(who), "from": user(who), "date": 1,
            "old_chat_member": {"user": bot, "status": "member"},
            "new_chat_member": {"user": bot, "status": self._status(), "until_date": 0},
        }  # fmt: skip

    def _status(self) -> str:
        return self.chance.choice(("member", "kicked"))


def _is_ahead(given: Any, number: int) -> bool:
    return isinstance(given, int | float) and not given <= number


def user(who: int) -> Json:
    return {"id": who, "is_bot": False, "first_name": PLANTED, "language_code": "en"}


def chat(who: int) -> Json:
    return {"id": who, "type": "private", "first_name": PLANTED}


def message(who: int, number: int, text: str | None) -> Json:
    """One message; a command as Telegram marks it."""
    made: Json = {"message_id": number, "date": 1, "chat": chat(who), "from": user(who)}
    if text is not None:
        made["text"] = text
        if text.startswith("/"):
            made["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text)}]
    return made


def _spoil(chance: random.Random, update: Json) -> None:
    """One place anywhere in it is dropped, or becomes something else."""
    if not (places := list(_places(update))):  # all of it was dropped
        return
    holder, key = chance.choice(places)
    if chance.random() < 0.25:
        del holder[key]
    elif chance.random() < 0.1 and isinstance(holder, dict):
        holder[chance.choice(("chat", "from", "message", "date", "text"))] = copy.deepcopy(holder[key])
    else:
        holder[key] = _something(chance)


def _places(node: Any) -> Iterator[tuple[Any, Any]]:
    for key in list(node) if isinstance(node, dict) else range(len(node)):
        yield node, key
        if isinstance(node[key], dict | list):
            yield from _places(node[key])


def _something(chance: random.Random) -> Any:
    """Another type, a number out of all bounds, a great heap of text, a list, or much depth."""
    return chance.choice((
        lambda: None, lambda: True, lambda: "", lambda: [], dict, lambda: 0, lambda: -1, lambda: 1.5,
        lambda: float("nan"), lambda: float("inf"), lambda: -(2**63) - 1, lambda: 2**63, lambda: 10**30,
        lambda: 2**31, lambda: -chance.randrange(10**12), lambda: PLANTED, lambda: f"{PLANTED} \ud800 \udfff",
        lambda: "\x00\u202e\u200f\U0001f9ff e\u0301 \ufffe" + PLANTED, lambda: f"{PLANTED} " * 4000,
        lambda: [PLANTED] * 3000, lambda: [{"id": 1}] * 50, lambda: _deep(150), lambda: {"id": PLANTED},
    ))()  # fmt: skip


def _deep(levels: int) -> Any:
    made: Any = PLANTED
    for level in range(levels):
        made = [made] if level % 2 else {"reply_to_message": made}
    return made
