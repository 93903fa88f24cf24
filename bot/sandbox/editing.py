"""Bot API methods that change messages that are there: edit, delete, react."""

from __future__ import annotations

from datetime import timedelta

from bot.sandbox.chats import Chat, Entry
from bot.sandbox.markup import inline_markup
from bot.sandbox.messages import text_content
from bot.sandbox.params import Params
from bot.sandbox.reactions import REACTIONS
from bot.sandbox.refused import Json, bad_request
from bot.sandbox.targets import chat_of, entry_of
from bot.sandbox.world import World

DELETABLE = timedelta(hours=48)
DELETE_AT_ONCE = 100
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)


def _edited(world: World, params: Params, change: Json) -> Json:
    """Apply new fields to a message of the bot's. Raises Refused when nothing would change."""
    chat = chat_of(world, params)
    entry = entry_of(chat, params, "edit")
    if not entry.body["from"]["is_bot"]:
        raise bad_request("message can't be edited")
    if "text" in change and "text" not in entry.body:
        raise bad_request("there is no text in the message to edit")
    fields = {"text", "entities", "link_preview_options"} if "text" in change else set()
    body = {name: value for name, value in entry.body.items() if name not in fields | {"reply_markup"}}
    body |= {name: value for name, value in change.items() if value is not None}
    if all(body.get(name) == entry.body.get(name) for name in ("text", "entities", "reply_markup")):
        raise bad_request(NOT_MODIFIED)
    entry.body = body | {"edit_date": world.unix()}
    world.chats.keep_entry(entry)
    world.events.changed(chat.id)
    return world.message(entry)


def edit_message_text(world: World, params: Params) -> Json:
    """editMessageText; without a reply_markup the keyboard goes."""
    return _edited(world, params, text_content(params) | {"reply_markup": inline_markup(params)})


def edit_message_reply_markup(world: World, params: Params) -> Json:
    """editMessageReplyMarkup"""
    return _edited(world, params, {"reply_markup": inline_markup(params)})


def _remove(world: World, chat: Chat, entries: list[Entry]) -> bool:
    oldest = world.unix() - DELETABLE.total_seconds()
    if any(entry.body["date"] < oldest for entry in entries):
        raise bad_request("message can't be deleted for everyone")
    with world.store.together():
        for entry in entries:
            world.remove(entry)
    world.events.changed(chat.id)
    return True


def delete_message(world: World, params: Params) -> bool:
    """deleteMessage"""
    chat = chat_of(world, params)
    return _remove(world, chat, [entry_of(chat, params, "delete")])


def delete_messages(world: World, params: Params) -> bool:
    """deleteMessages; those that are gone already are passed over."""
    chat = chat_of(world, params)
    ids = params.array("message_ids", "message identifiers")
    if not ids:
        raise bad_request("Message identifiers are not specified")
    if len(ids) > DELETE_AT_ONCE:
        raise bad_request("Too many message identifiers specified")
    if not all(isinstance(number, int) and number > 0 for number in ids):
        raise bad_request("Invalid message identifier specified")
    return _remove(world, chat, [chat.messages[number] for number in ids if number in chat.messages])


def set_message_reaction(world: World, params: Params) -> bool:
    """setMessageReaction: one emoji at most, as for any bot."""
    chat = chat_of(world, params)
    entry = entry_of(chat, params, "react")
    reactions = params.array("reaction", "ReactionType") or []
    emoji = [str(reaction.get("emoji")) for reaction in reactions if isinstance(reaction, dict)]
    if len(reactions) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    if len(emoji) != len(reactions) or not REACTIONS.issuperset(emoji):
        raise bad_request("REACTION_INVALID")
    entry.reaction = emoji[0] if emoji else None
    world.chats.keep_entry(entry)
    world.events.changed(chat.id)
    return True
