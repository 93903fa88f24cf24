"""Everything the sandbox knows, in one place, and a message as the bot sees it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from bot.sandbox.chats import Chat, Chats, Entry
from bot.sandbox.clock import EPOCH, Clock
from bot.sandbox.clock import wall as real_time
from bot.sandbox.documents import key_of, shape
from bot.sandbox.events import Events
from bot.sandbox.people import Person, bot_user
from bot.sandbox.refused import Json
from bot.sandbox.store import Store
from bot.sandbox.updates import Callbacks, Updates


class World:
    """The state behind the Bot API and the page; knows no HTTP."""

    def __init__(
        self,
        bot: Json,
        people: Sequence[Person],
        start: datetime | None,
        directory: Path | None,
        wall: Callable[[], int] = real_time,
    ) -> None:
        self.bot = bot_user(bot)
        self.store = Store(directory)
        self.events = Events()
        self.clock = Clock(self.store, self.events, start, wall)
        self.chats = Chats(self.store, people)
        self.updates = Updates(self.store, self.clock)
        self.callbacks = Callbacks(self.store, self.clock)
        self.profile: dict[str, Json | list[Json] | str] = self.store.load("profile")
        self._files: int = self.store.load("numbers").get("files", 0)

    def unix(self) -> int:
        """The present as messages carry it: whole seconds since 1970."""
        return int((self.clock.now() - EPOCH).total_seconds())

    def bot_as_user(self) -> Json:
        """The bot as the sender of a message."""
        return {name: self.bot[name] for name in ("id", "is_bot", "first_name", "username")}

    def chat_shape(self, chat: Chat) -> Json:
        """The Bot API's Chat."""
        if chat.private:
            return self.chats.people[chat.id].chat()
        return {"id": chat.id, "type": "group", "title": chat.title}

    def message(self, entry: Entry, *, nested: bool = True) -> Json:
        """The Bot API's Message; what it replies to is nested once."""
        chat = self.chats.all[entry.chat]
        shape: Json = {"message_id": entry.id, "chat": self.chat_shape(chat), **entry.body}
        answered = chat.messages.get(entry.reply_to or 0)
        if nested and answered is not None:
            shape["reply_to_message"] = self.message(answered, nested=False)
        return shape

    def member(self, chat: Chat, by: int, before: str, after: str) -> None:
        """The my_chat_member update: the bot's standing in a chat changed."""
        doer = self.bot_as_user() if by == self.bot["id"] else self.chats.people[by].user()
        states: list[Json] = [{"user": self.bot_as_user(), "status": status} for status in (before, after)]
        for state in states:
            if state["status"] == "kicked":
                state["until_date"] = 0
        payload = {
            "chat": self.chat_shape(chat),
            "from": doer,
            "date": self.unix(),
            "old_chat_member": states[0],
            "new_chat_member": states[1],
        }
        self.updates.add("my_chat_member", payload)

    def new_document(self, name: str, mime: str, content: bytes) -> Json:
        """Keep a document; returns the Bot API's Document."""
        self._files += 1
        document = shape(self._files, name, mime, len(content))
        self.store.put("numbers", "files", self._files)
        self.store.put_file(key_of(document), content)
        return document

    def documents(self) -> Iterator[Json]:
        """Those that a message shows."""
        for chat in self.chats.all.values():
            for entry in chat.messages.values():
                if "document" in entry.body:
                    yield entry.body["document"]

    def content_of(self, document: Json) -> bytes | None:
        """A document's bytes."""
        return self.store.file(key_of(document))

    def remove(self, entry: Entry) -> None:
        """Delete a message for everybody, and its document unless another message shows it as well."""
        self.chats.remove(entry)
        document = entry.body.get("document")
        if document is not None and document not in self.documents():
            self.store.drop_file(key_of(document))

    def set_profile(self, key: str, value: Json | list[Json] | str) -> None:
        """Keep a part of the bot's profile: commands, name, descriptions."""
        self.profile[key] = value
        self.store.put("profile", key, value)

    def clear(self) -> None:
        """Start over: empty chats, nothing pending, real time; the people and the bot's profile stay."""
        with self.store.together():
            self.chats.clear()
            self.updates.clear()
            self.callbacks.clear()
            self.store.drop_files()
            self.clock.reset()
        self.events.publish("change", {"all": True})
