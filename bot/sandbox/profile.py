"""Bot API methods about the bot itself: its commands, name and descriptions, and the chats it is in."""

from __future__ import annotations

import json
import re
from typing import Any

from bot.sandbox.params import Params
from bot.sandbox.refused import Json, bad_request, forbidden
from bot.sandbox.targets import chat_of
from bot.sandbox.world import World

COMMANDS, COMMAND_DESCRIPTION = 100, 256
SCOPES = frozenset(
    [
        "default",
        "all_private_chats",
        "all_group_chats",
        "all_chat_administrators",
        "chat",
        "chat_administrators",
        "chat_member",
    ]
)
LONGEST = {"name": 64, "description": 512, "short_description": 120}


def get_me(world: World, _params: Params) -> Json:
    """getMe"""
    return world.bot | {"first_name": world.profile.get("name/") or world.bot["first_name"]}


def get_chat(world: World, params: Params) -> Json:
    """getChat"""
    chat = chat_of(world, params)
    gifts = dict.fromkeys(
        ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"),
        False,
    )
    full = {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": gifts}
    return world.chat_shape(chat) | full


def leave_chat(world: World, params: Params) -> bool:
    """leaveChat: groups only; the bot hears of its own leaving."""
    chat = chat_of(world, params)
    if chat.private:
        raise bad_request("chat member status can't be changed in private chats")
    if chat.bot_left:
        raise forbidden("bot is not a member of the group chat")
    chat.bot_left = True
    with world.store.together():
        world.chats.keep(chat)
        world.member(chat, world.bot["id"], "member", "left")
    return True


def _scope_key(params: Params) -> str:
    scope = params.object("scope", "BotCommandScope") or {"type": "default"}
    if str(scope.get("type")) not in SCOPES:
        raise bad_request("Can't parse BotCommandScope: Unsupported type specified")
    return f"commands/{json.dumps(scope, sort_keys=True)}/{params.text('language_code')}"


def _command(command: Any) -> Json:
    if not isinstance(command, dict):
        raise bad_request("Can't parse BotCommand: expected an Object")
    for field in ("command", "description"):
        if not isinstance(command.get(field), str):
            raise bad_request(f"Can't parse BotCommand: Can't find field \"{field}\"")
    name, description = command["command"].removeprefix("/"), command["description"].strip()
    if not name:
        raise bad_request("Command must be non-empty")
    if not re.fullmatch(r"[a-z0-9_]{1,32}", name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not description:
        raise bad_request("Command description must be non-empty")
    if len(description) > COMMAND_DESCRIPTION:
        raise bad_request(f"Command description length must not exceed {COMMAND_DESCRIPTION}")
    return {"command": name, "description": description}


def set_my_commands(world: World, params: Params) -> bool:
    """setMyCommands, per scope and language."""
    commands = params.array("commands", "BotCommand") or []
    if len(commands) > COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    world.set_profile(_scope_key(params), [_command(command) for command in commands])
    world.events.publish("change", {"all": True})
    return True


def get_my_commands(world: World, params: Params) -> list[Json]:
    """getMyCommands of exactly this scope and language."""
    commands = world.profile.get(_scope_key(params), [])
    return commands if isinstance(commands, list) else []


def delete_my_commands(world: World, params: Params) -> bool:
    """deleteMyCommands"""
    world.set_profile(_scope_key(params), [])
    world.events.publish("change", {"all": True})
    return True


def commands_for_private_chats(world: World) -> list[Json]:
    """What a person's command menu shows: the narrowest scope that holds any."""
    for scope in ("all_private_chats", "default"):
        commands = world.profile.get(f'commands/{{"type": "{scope}"}}/')
        if isinstance(commands, list) and commands:
            return commands
    return []


def text_of(world: World, field: str, language: str = "") -> str:
    """The bot's description or short description; without one in the language, the general one."""
    return str(world.profile.get(f"{field}/{language}") or world.profile.get(f"{field}/") or "")


def _set(world: World, params: Params, field: str) -> bool:
    text = params.text(field)
    if len(text) > LONGEST[field]:
        raise bad_request(f"{field.upper()}_TOO_LONG")
    world.set_profile(f"{field}/{params.text('language_code')}", text)
    world.events.publish("change", {"all": True})
    return True


def _get(world: World, params: Params, field: str) -> Json:
    return {field: text_of(world, field, params.text("language_code"))}


def set_my_name(world: World, params: Params) -> bool:
    """setMyName"""
    return _set(world, params, "name")


def get_my_name(world: World, params: Params) -> Json:
    """getMyName; the one it came with, until another is set."""
    return {"name": text_of(world, "name", params.text("language_code")) or world.bot["first_name"]}


def set_my_description(world: World, params: Params) -> bool:
    """setMyDescription"""
    return _set(world, params, "description")


def get_my_description(world: World, params: Params) -> Json:
    """getMyDescription"""
    return _get(world, params, "description")


def set_my_short_description(world: World, params: Params) -> bool:
    """setMyShortDescription"""
    return _set(world, params, "short_description")


def get_my_short_description(world: World, params: Params) -> Json:
    """getMyShortDescription"""
    return _get(world, params, "short_description")
