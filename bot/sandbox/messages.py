"""Bot API methods that write into a chat: send, edit, delete, react, type."""

from __future__ import annotations

import re
from datetime import timedelta

from bot.sandbox.chats import Chat, Entry
from bot.sandbox.formatted import formatted
from bot.sandbox.markup import inline_markup, reply_markup
from bot.sandbox.params import Params
from bot.sandbox.reactions import REACTIONS
from bot.sandbox.refused import Json, bad_request, forbidden
from bot.sandbox.units import units
from bot.sandbox.world import World

TEXT_UNITS, CAPTION_UNITS = 4096, 1024
DELETABLE = timedelta(hours=48)
DELETE_AT_ONCE = 100
FILE_BYTES = 50 * 1024 * 1024
ACTIONS = frozenset(
    [
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    ]
)


def chat_of(world: World, params: Params) -> Chat:
    """The chat a call is about. Raises Refused when the bot does not know it."""
    given = params.text("chat_id").strip()
    if not given:
        raise bad_request("chat_id is empty")
    known = re.fullmatch(r"-?[0-9]{1,18}", given) and world.chats.all.get(int(given))
    if not known:
        raise bad_request("chat not found")
    return known


def writable(world: World, params: Params) -> Chat:
    """A chat the bot may write to now."""
    chat = chat_of(world, params)
    if chat.bot_left:
        raise forbidden("bot is not a member of the group chat")
    if chat.blocked:
        raise forbidden("bot was blocked by the user")
    if not chat.begun:
        raise forbidden("bot can't initiate conversation with a user")
    return chat


def entry_of(chat: Chat, params: Params, what: str) -> Entry:
    """The message a call is about."""
    entry = chat.messages.get(params.integer("message_id"))
    if entry is None:
        raise bad_request(f"message to {what} not found")
    return entry


def _answered(chat: Chat, params: Params) -> int | None:
    """The message a new one replies to, if it is there."""
    reply = params.object("reply_parameters", "reply parameters")
    if not reply:
        return None
    target = Params(reply)
    if target.integer("message_id") in chat.messages:
        return target.integer("message_id")
    if not target.boolean("allow_sending_without_reply"):
        raise bad_request("message to be replied not found")
    return None


def _post(world: World, chat: Chat, params: Params, content: Json) -> Json:
    """Put a message of the bot's into a chat; returns the Message."""
    answered, markup = _answered(chat, params), reply_markup(params)
    body = {"from": world.bot_as_user(), "date": world.unix(), **content}
    if params.boolean("protect_content"):
        body["has_protected_content"] = True
    if markup and "inline_keyboard" in markup:
        body["reply_markup"] = markup
    elif markup and "keyboard" in markup:
        chat.reply_keyboard = markup
    elif markup and "remove_keyboard" in markup:
        chat.reply_keyboard = None
    with world.store.together():
        entry = world.chats.add(chat, body, reply_to=answered, silent=params.boolean("disable_notification"))
    world.events.changed(chat.id)
    return world.message(entry)


def _text(params: Params) -> Json:
    if not params.text("text"):
        raise bad_request("message text is empty")
    text, entities = formatted(params, "text", "entities")
    if not text:
        raise bad_request("text must be non-empty")
    if units(text) > TEXT_UNITS:
        raise bad_request("message is too long")
    content: Json = {"text": text}
    if entities:
        content["entities"] = entities
    if preview := params.object("link_preview_options", "link preview options"):
        content["link_preview_options"] = preview
    return content


def send_message(world: World, params: Params) -> Json:
    """sendMessage"""
    content = _text(params)
    return _post(world, writable(world, params), params, content)


def send_document(world: World, params: Params) -> Json:
    """sendDocument: an upload, or the file_id of a document sent before."""
    caption, entities = formatted(params, "caption", "caption_entities")
    chat = writable(world, params)
    if units(caption) > CAPTION_UNITS:
        raise bad_request("message caption is too long")
    content: Json = {"document": _document(world, params)}
    if caption:
        content["caption"] = caption
    if entities:
        content["caption_entities"] = entities
    return _post(world, chat, params, content)


def _document(world: World, params: Params) -> Json:
    named = params.text("document")
    upload = params.files.get(named.removeprefix("attach://") or "document")
    if upload is not None:
        if not upload.content:
            raise bad_request("file must be non-empty")
        if len(upload.content) > FILE_BYTES:
            raise bad_request("file is too big")
        number = world.new_file(upload.content)
        return {
            "file_id": f"sandbox-file-{number}",
            "file_unique_id": f"f{number}",
            "file_name": upload.name,
            "mime_type": upload.mime,
            "file_size": len(upload.content),
        }
    for chat in world.chats.all.values():
        for entry in chat.messages.values():
            if named and entry.body.get("document", {}).get("file_id") == named:
                return dict(entry.body["document"])
    if not named:
        raise bad_request("there is no document in the request")
    raise bad_request("wrong remote file identifier specified: Wrong string length")


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
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly the same as "
            "a current content and reply markup of the message"
        )
    entry.body = body | {"edit_date": world.unix()}
    world.chats.keep_entry(entry)
    world.events.changed(chat.id)
    return world.message(entry)


def edit_message_text(world: World, params: Params) -> Json:
    """editMessageText; without a reply_markup the keyboard goes."""
    return _edited(world, params, _text(params) | {"reply_markup": inline_markup(params)})


def edit_message_reply_markup(world: World, params: Params) -> Json:
    """editMessageReplyMarkup"""
    return _edited(world, params, {"reply_markup": inline_markup(params)})


def _remove(world: World, chat: Chat, entries: list[Entry]) -> bool:
    oldest = world.unix() - DELETABLE.total_seconds()
    if any(entry.body["date"] < oldest for entry in entries):
        raise bad_request("message can't be deleted for everyone")
    with world.store.together():
        for entry in entries:
            world.chats.remove(entry)
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


def send_chat_action(world: World, params: Params) -> bool:
    """sendChatAction"""
    action = params.text("action")
    if action not in ACTIONS:
        raise bad_request("Wrong parameter action in request")
    chat = writable(world, params)
    chat.type_for()
    world.events.publish("typing", {"chat": chat.id})
    return True
