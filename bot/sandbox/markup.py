"""Checks the keyboards that come with a message, and refuses what Telegram refuses."""

from __future__ import annotations

import re
from typing import Any

from bot.sandbox.params import Params
from bot.sandbox.refused import Json, bad_request

DATA_BYTES = 64
BUTTONS = 100
KINDS = [
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
]


def reply_markup(params: Params) -> Json | None:
    """The request's reply_markup: an inline or reply keyboard, its removal or a forced reply; checked."""
    markup = params.object("reply_markup", "reply markup")
    if not markup:
        return None
    if "inline_keyboard" in markup:
        return inline(markup)
    if "keyboard" in markup:
        rows = _rows(markup["keyboard"], 'Field "keyboard" must be an Array of Arrays')
        return markup | {"keyboard": [[_key(button) for button in row] for row in rows]}
    if "remove_keyboard" in markup or "force_reply" in markup:
        return markup
    raise bad_request("object expected as reply markup")


def inline_markup(params: Params) -> Json | None:
    """The reply_markup of an edit: an inline keyboard or nothing."""
    markup = reply_markup(params)
    if markup is not None and "inline_keyboard" not in markup:
        raise bad_request("Inline keyboard expected")
    return markup


def inline(markup: Json) -> Json | None:
    """An inline keyboard without empty rows; None if nothing is left."""
    refusal = 'Field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'
    rows = _rows(markup["inline_keyboard"], refusal)
    checked = [[_button(button) for button in row] for row in rows if row]
    if sum(map(len, checked)) > BUTTONS:
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": checked} if checked else None


def _rows(value: Any, refusal: str) -> list[list[Any]]:
    if not isinstance(value, list) or not all(isinstance(row, list) for row in value):
        raise bad_request(refusal)
    return value


def _button(button: Any) -> Json:
    prefix = "Can't parse inline keyboard button: "
    if not isinstance(button, dict):
        raise bad_request(f"{prefix}InlineKeyboardButton must be an Object")
    if not isinstance(button.get("text"), str):
        raise bad_request(f'{prefix}Can\'t find field "text"')
    if not button["text"].strip():
        raise bad_request("Inline keyboard button text must be non-empty")
    if not any(button.get(kind) or (kind in button and "switch" in kind) for kind in KINDS):
        raise bad_request(f"{prefix}Text buttons are unallowed in the inline keyboard")
    data = button.get("callback_data")
    if data is not None and (not isinstance(data, str) or len(data.encode(errors="replace")) > DATA_BYTES):
        raise bad_request("BUTTON_DATA_INVALID")
    url = button.get("url")
    if url is not None and not re.match(r"(?:(?:https?|tg|ton)://)?[^\s/]+(?:\.|://)?\S*$", str(url)):
        raise bad_request(f"Inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
    return button


def _key(button: Any) -> Json:
    """A button of a reply keyboard; a plain string is a button with that text."""
    prefix = "Can't parse keyboard button: "
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict):
        raise bad_request(f"{prefix}KeyboardButton must be a String or an Object")
    if not isinstance(button.get("text"), str):
        raise bad_request(f'{prefix}Can\'t find field "text"')
    if not button["text"].strip():
        raise bad_request("Keyboard button text must be non-empty")
    return button
