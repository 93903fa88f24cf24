"""What is offered once, after the first plan was stored."""

from __future__ import annotations

from handlers.context import Turn
from handlers.effects import Effects


async def offers_after_first_plan(_turn: Turn) -> Effects:
    """Nothing yet."""
    return []
