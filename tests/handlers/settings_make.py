"""What tests of settings and pauses look at: the therapist's row, and the list's buttons."""

from __future__ import annotations

from typing import Any

from db import therapists
from db.models import Therapist
from tests.stage import Chat, Stage


async def row_of(stage: Stage, chat: Chat) -> Therapist:
    """The therapist as the database has them now."""
    async with stage.database.read() as session:
        found = await therapists.find(session, stage.app.services.bot_id, chat.person)
    assert found is not None
    return found


async def set_row(stage: Stage, chat: Chat, **columns: Any) -> None:
    """Put values straight into the therapist's row."""
    async with stage.database.write() as session:
        found = await therapists.find(session, stage.app.services.bot_id, chat.person)
        for name, value in columns.items():
            setattr(found, name, value)


def flat(chat: Chat) -> list[str]:
    """The labels under the newest bubble, without their rows."""
    return [label for row in chat.labels() for label in row]


def marked(chat: Chat) -> list[str]:
    """The choices that the newest bubble marks as the present ones."""
    return [label.removeprefix("✓ ") for label in flat(chat) if label.startswith("✓ ")]
