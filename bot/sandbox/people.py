"""The made-up people who talk to the bot, and the bot as Telegram would describe it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.sandbox.refused import Json


@dataclass(frozen=True, slots=True)
class Person:
    """One Telegram user of the sandbox; the id is also the id of the private chat."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = "en"

    def user(self) -> Json:
        """The Bot API's User."""
        user: Json = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        optional = {
            "last_name": self.last_name,
            "username": self.username,
            "language_code": self.language_code,
        }
        return user | {name: value for name, value in optional.items() if value}

    def chat(self) -> Json:
        """The Bot API's Chat for the private chat with this person."""
        chat: Json = {"id": self.id, "type": "private", "first_name": self.first_name}
        optional = {"last_name": self.last_name, "username": self.username}
        return chat | {name: value for name, value in optional.items() if value}


DEFAULT_PEOPLE = (
    Person(1001, "Mara", "Lindqvist", "mara_sandbox"),
    Person(1002, "Jonas", "Okafor", "jonas_sandbox"),
)

DEFAULT_BOT: Json = {"id": 8095, "first_name": "Afterhour", "username": "afterhour_sandbox_bot"}


def bot_user(given: Json) -> Json:
    """The bot's User, with what getMe adds where it was not given."""
    return {
        "is_bot": True,
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    } | given
