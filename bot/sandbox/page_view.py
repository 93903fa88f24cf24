"""Chats and messages as the page shows them."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import quote

from bot.sandbox.chats import Chat, Entry
from bot.sandbox.clock import iso
from bot.sandbox.documents import key_of
from bot.sandbox.params import Params
from bot.sandbox.profile import commands_for_private_chats, get_me, text_of
from bot.sandbox.refused import Json
from bot.sandbox.world import World

KINDS = {
    "document": "document",
    "location": "location",
    "sticker": "sticker",
    "photo": "photo",
    "voice": "voice",
    "forward_origin": "forward",
}


def _when(unix: int | None) -> str | None:
    return None if unix is None else iso(datetime.fromtimestamp(unix, UTC))


def _keyboard(body: Json) -> list[list[Json]] | None:
    rows = body.get("reply_markup", {}).get("inline_keyboard")
    if rows is None:
        return None
    names = {"text": "text", "callback_data": "data", "url": "url"}
    return [[{new: key[old] for old, new in names.items() if old in key} for key in row] for row in rows]


def _document(body: Json) -> Json | None:
    document = body.get("document")
    if document is None:
        return None
    name = document["file_name"]
    url = f"/api/files/{key_of(document)}/{quote(name, safe='')}"
    return {"name": name, "size": document["file_size"], "url": url}


def message_view(entry: Entry) -> Json:
    """One bubble."""
    body = entry.body
    return {
        "id": entry.id,
        "from": "bot" if body["from"]["is_bot"] else "person",
        "date": _when(body["date"]),
        "edit_date": _when(body.get("edit_date")),
        "text": body.get("text") or body.get("caption") or body.get("sticker", {}).get("emoji", ""),
        "entities": body.get("entities") or body.get("caption_entities") or [],
        "reply_to": entry.reply_to,
        "keyboard": _keyboard(body),
        "document": _document(body),
        "location": body.get("location"),
        "reaction": entry.reaction,
        "silent": entry.silent,
        "kind": next((kind for field, kind in KINDS.items() if field in body), "text"),
    }


def chat_view(chat: Chat) -> Json:
    """One chat, without what its person deleted for themselves."""
    keyboard = chat.reply_keyboard
    return {
        "messages": [message_view(entry) for entry in chat.messages.values() if not entry.hidden],
        "reply_keyboard": keyboard
        and {
            "rows": [[{"text": key["text"]} for key in row] for row in keyboard["keyboard"]],
            "placeholder": keyboard.get("input_field_placeholder"),
            "persistent": bool(keyboard.get("is_persistent")),
        },
        "typing": chat.typing,
        "blocked": chat.blocked,
        "bot_left": chat.bot_left,
    }


def state_view(world: World) -> Json:
    """Everything the page needs to begin with."""
    me = get_me(world, Params({}))
    people = world.chats.people.values()
    return {
        "bot": {name: me[name] for name in ("id", "first_name", "username")}
        | {name: text_of(world, name) for name in ("description", "short_description")},
        "people": [{"id": p.id, "first_name": p.first_name, "last_name": p.last_name} for p in people],
        "now": iso(world.clock.now()),
        "walking": world.clock.walking,
        "commands": commands_for_private_chats(world),
        "chats": {str(person.id): chat_view(world.chats.all[person.id]) for person in people},
    }
