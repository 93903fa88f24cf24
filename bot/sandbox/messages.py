"""Bot API methods that write into a chat: messages, documents, the typing state."""

from __future__ import annotations

from bot.sandbox.chats import Chat
from bot.sandbox.formatted import formatted
from bot.sandbox.markup import reply_markup
from bot.sandbox.params import Params
from bot.sandbox.refused import Json, bad_request
from bot.sandbox.targets import writable
from bot.sandbox.units import units
from bot.sandbox.world import World

TEXT_UNITS, CAPTION_UNITS = 4096, 1024
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


def text_content(params: Params) -> Json:
    """Text, entities and link preview of a message, checked. Raises Refused."""
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
    content = text_content(params)
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
        return world.new_document(upload.name, upload.mime, upload.content)
    if not named:
        raise bad_request("there is no document in the request")
    for document in world.documents():
        if document["file_id"] == named:
            return dict(document)
    raise bad_request("wrong remote file identifier specified: Wrong string length")


def send_chat_action(world: World, params: Params) -> bool:
    """sendChatAction"""
    action = params.text("action")
    if action not in ACTIONS:
        raise bad_request("Wrong parameter action in request")
    chat = writable(world, params)
    chat.type_for()
    world.events.publish("typing", {"chat": chat.id})
    return True
