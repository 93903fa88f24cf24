"""The chats and the messages in them, kept in the store."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from bot.sandbox.people import Person
from bot.sandbox.refused import Json
from bot.sandbox.store import Store

TYPING_SECONDS = 5.0


@dataclass(slots=True)
class Entry:
    """One message. `body` holds the Bot API's fields but for chat, message_id and reply_to_message."""

    chat: int
    id: int
    body: Json
    reply_to: int | None = None
    silent: bool = False
    reaction: str | None = None
    hidden: bool = False  # the person deleted it from their own view


@dataclass(slots=True)
class Chat:
    """A private chat (id of the person) or a group (negative id)."""

    id: int
    title: str | None = None  # groups only
    last_id: int = 0
    begun: bool = False  # the person has written: only then may the bot
    blocked: bool = False
    bot_left: bool = False
    reply_keyboard: Json | None = None
    messages: dict[int, Entry] = field(default_factory=dict)
    typing_until: float = 0.0  # monotonic; not kept

    @property
    def private(self) -> bool:
        """Whether it is a chat with one person."""
        return self.title is None

    @property
    def typing(self) -> bool:
        """Whether the bot shows as typing."""
        return time.monotonic() < self.typing_until

    def type_for(self, seconds: float = TYPING_SECONDS) -> None:
        """Show as typing; 0 stops it."""
        self.typing_until = time.monotonic() + seconds if seconds else 0.0


class Chats:
    """All chats by id, loaded at once; every change is written through."""

    def __init__(self, store: Store, people: Sequence[Person]) -> None:
        self._store = store
        self.people = {person.id: person for person in people}
        self.all = {person.id: Chat(person.id) for person in people}
        for chat in (Chat(**kept) for kept in store.load("chat").values()):
            if chat.id in self.people or not chat.private:
                self.all[chat.id] = chat
        for entry in (Entry(**kept) for kept in store.load("message").values()):
            if entry.chat in self.all:
                self.all[entry.chat].messages[entry.id] = entry
        for chat in self.all.values():
            chat.messages = dict(sorted(chat.messages.items()))

    def add(self, chat: Chat, body: Json, *, reply_to: int | None = None, silent: bool = False) -> Entry:
        """A new message at the end of the chat."""
        chat.last_id += 1
        entry = Entry(chat.id, chat.last_id, body, reply_to=reply_to, silent=silent)
        chat.messages[entry.id] = entry
        if body["from"]["is_bot"]:
            chat.type_for(0)
        self.keep(chat)
        self.keep_entry(entry)
        return entry

    def keep(self, chat: Chat) -> None:
        """Write the chat itself, after a change."""
        kept: dict[str, Any] = {
            name: getattr(chat, name)
            for name in ("id", "title", "last_id", "begun", "blocked", "bot_left", "reply_keyboard")
        }
        self._store.put("chat", chat.id, kept)

    def keep_entry(self, entry: Entry) -> None:
        """Write a message, after a change."""
        self._store.put("message", f"{entry.chat}/{entry.id}", asdict(entry))

    def remove(self, entry: Entry) -> None:
        """Delete a message for everybody."""
        self.all[entry.chat].messages.pop(entry.id, None)
        self._store.drop("message", f"{entry.chat}/{entry.id}")

    def new_group(self, title: str) -> Chat:
        """A group the bot is in from now on."""
        chat = Chat(min([-5000, *self.all]) - 1, title=title, begun=True)
        self.all[chat.id] = chat
        self.keep(chat)
        return chat

    def clear(self) -> None:
        """Empty every private chat and drop the groups; ids go on where they were."""
        self._store.drop("message")
        self._store.drop("chat")
        kept = {person: Chat(person, last_id=self.all[person].last_id) for person in self.people}
        self.all.clear()
        self.all.update(kept)
        for chat in kept.values():
            self.keep(chat)
