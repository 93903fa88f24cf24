"""/privacy: what is kept and who could read it, for therapists and for people who have not agreed."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from db.models import Base
from prompts.texts import load_texts
from tests.stage import JONAS, Chat, Stage

SAID = [
    "what you type", "words you use for clients", "ratings", "options", "times",
    "machine of whoever runs this bot", "not end-to-end encrypted", "not the clinical record",
    "Clients or courts may ask", "Names do not belong here", "still personal data",
    "sealed for seven days", "no text",
]  # fmt: skip


async def rows(stage: Stage) -> int:
    """How many rows the whole database holds, without the bot's own pulse."""
    async with stage.database.read() as session:
        counts = [
            await session.scalar(select(func.count()).select_from(t))
            for t in Base.metadata.sorted_tables
            if t.name != "heartbeats"
        ]
    return sum(count or 0 for count in counts)


@pytest.mark.parametrize("said", SAID)
def test_the_page_says(said: str) -> None:
    assert said in load_texts().plain("privacy.page")


async def test_a_therapist_goes_from_the_page_to_export_and_erase(mara: Chat) -> None:
    await mara.say("/privacy")
    page = mara.last["id"]
    assert mara.labels() == [["Export", "Erase"]]
    await mara.tap("Export", on=page)
    assert mara.last["document"]["name"] == "afterhour-2026-11-23.md"
    await mara.tap("Erase", on=page)
    assert "for good" in mara.text


async def test_a_stranger_reads_it_before_agreeing_and_nothing_is_stored(stage: Stage) -> None:
    jonas = stage.chat(JONAS)
    await jonas.say("/privacy")
    assert "Sealed:" in jonas.text
    assert jonas.labels() == []
    assert await rows(stage) == 0
