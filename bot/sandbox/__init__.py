"""A local Bot API server with a chat page and a clock to move; knows nothing of the bot it serves."""

from __future__ import annotations

from bot.sandbox.faults import Fault
from bot.sandbox.people import DEFAULT_BOT, DEFAULT_PEOPLE, Person
from bot.sandbox.refused import NotPossible
from bot.sandbox.server import Sandbox

__all__ = ["DEFAULT_BOT", "DEFAULT_PEOPLE", "Fault", "NotPossible", "Person", "Sandbox"]
