"""What people do: write, press, edit, delete, block, bring the bot into a group."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from bot.sandbox.chats import Chat, Entry
from bot.sandbox.formatted import with_found
from bot.sandbox.refused import Json, NotPossible
from bot.sandbox.units import SPACE, cut
from bot.sandbox.world import World

MESSAGE_UNITS = 4096


class Acts:
    """Each act changes the world and tells the bot by an update. Raises NotPossible: one line for people."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._closed = False

    @contextmanager
    def closed(self) -> Iterator[None]:
        """Nobody can do anything inside; whoever tries is told to wait."""
        self.check()
        self._closed = True
        try:
            yield
        finally:
            self._closed = False

    def check(self) -> None:
        """Raises NotPossible while nobody can do anything."""
        if self._closed:
            raise NotPossible("The sandbox is starting over; wait until it has.")

    def chat(self, person: int) -> Chat:
        """The person's chat with the bot, to look at."""
        if person not in self.world.chats.people:
            raise NotPossible("There is nobody with this id.")
        return self.world.chats.all[person]

    def _own(self, person: int) -> Chat:
        self.check()
        return self.chat(person)

    def reach(self, person: int, reply_to: int | None = None) -> Chat:
        """The chat, to write into, perhaps in reply to a message in it."""
        chat = self._own(person)
        if chat.blocked:
            raise NotPossible("You have blocked this bot. Unblock it to write to it.")
        if reply_to is not None:
            self._entry(chat, reply_to)
        return chat

    def _entry(self, chat: Chat, message: int) -> Entry:
        entry = chat.messages.get(message)
        if entry is None:
            raise NotPossible("This message is not there any more.")
        return entry

    def arrive(self, chat: Chat, person: int, content: Json, reply_to: int | None = None) -> int:
        """A message from a person comes into a chat, and the bot hears of it."""
        world = self.world
        body = {"from": world.chats.people[person].user(), "date": world.unix(), **content}
        with world.store.together():
            chat.begun = True
            entry = world.chats.add(chat, body, reply_to=reply_to)
            world.updates.add("message", world.message(entry))
        world.events.changed(chat.id)
        return entry.id

    def say(self, person: int, text: str, *, reply_to: int | None = None) -> int:
        """Write to the bot; a long text is split as an app does it. Returns the (last) message id."""
        chat, text = self.reach(person, reply_to), typed(text)
        keyboard = chat.reply_keyboard or {}
        keys = [button["text"] for row in keyboard.get("keyboard", []) for button in row]
        if keyboard.get("one_time_keyboard") and text in keys:
            chat.reply_keyboard = None
        last = 0
        for piece in cut(text, MESSAGE_UNITS):
            last = self.arrive(chat, person, _text(piece), reply_to)
        return last

    def press(self, person: int, message: int, data: str) -> str:
        """Press an inline button, also one of a keyboard since replaced. Returns the callback query's id."""
        chat, world = self.reach(person), self.world
        if not 0 < message <= chat.last_id:
            raise NotPossible("This message is not there any more.")
        entry = chat.messages.get(message)
        gone = {"chat": world.chat_shape(chat), "message_id": message, "date": 0}
        with world.store.together():
            query = world.callbacks.open(chat.id)
            payload = {
                "id": query,
                "from": world.chats.people[person].user(),
                "message": world.message(entry) if entry else gone,
                "chat_instance": str(chat.id * 7919 + world.bot["id"]),
                "data": data,
            }
            world.updates.add("callback_query", payload)
        return query

    def edit(self, person: int, message: int, text: str) -> None:
        """Change one's own message."""
        chat, world = self.reach(person), self.world
        entry = self._entry(chat, message)
        if entry.body["from"]["is_bot"] or "text" not in entry.body or "forward_origin" in entry.body:
            raise NotPossible("Only your own text messages can be edited.")
        text = cut(typed(text), MESSAGE_UNITS)[0]
        if text == entry.body["text"]:
            return
        entry.body.pop("entities", None)
        entry.body |= _text(text) | {"edit_date": world.unix()}
        with world.store.together():
            world.chats.keep_entry(entry)
            world.updates.add("edited_message", world.message(entry))
        world.events.changed(chat.id)

    def delete(self, person: int, message: int) -> None:
        """Delete a message from one's own view; the bot keeps it and hears nothing."""
        chat = self._own(person)
        entry = self._entry(chat, message)
        entry.hidden = True
        self.world.chats.keep_entry(entry)
        self.world.events.changed(chat.id)

    def block(self, person: int, blocked: bool) -> None:
        """Block or unblock the bot."""
        chat, world = self._own(person), self.world
        if chat.blocked == blocked:
            return
        chat.blocked = blocked
        with world.store.together():
            world.chats.keep(chat)
            world.member(chat, person, "member" if blocked else "kicked", "kicked" if blocked else "member")
        world.events.changed(chat.id)

    def group(self, person: int, text: str | None = None, *, title: str = "A group") -> int:
        """Bring the bot into a new group, and write there. Returns the group's (negative) id."""
        self._own(person)
        world = self.world
        chat = world.chats.new_group(title)
        world.member(chat, person, "left", "member")
        self.arrive(chat, person, {"group_chat_created": True})
        if text:
            self.say_in_group(person, chat.id, text)
        return chat.id

    def say_in_group(self, person: int, group: int, text: str) -> int:
        """Write in a group; the bot hears everything that is said there."""
        self._own(person)
        chat = self.world.chats.all.get(group)
        if chat is None or chat.private:
            raise NotPossible("There is no such group.")
        if chat.bot_left:
            raise NotPossible("The bot has left this group.")
        return self.arrive(chat, person, _text(typed(text)))


def typed(text: str) -> str:
    """What was typed, as an app sends it: without white space at the ends or halves of characters."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").strip(SPACE)
    if not whole:
        raise NotPossible("There is nothing to send yet.")
    return whole


def _text(text: str) -> Json:
    entities = with_found(text, [])
    return {"text": text, "entities": entities} if entities else {"text": text}
