"""Titles, numbers of meetings and addresses of feeds: nowhere on disk, nor in the logs."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from db.engine import Database
from tests.handlers.calendar_make import mapped
from tests.make import settled_in
from tests.practice import FAMOUS, practice, serving
from tests.security.test_at_rest import _files_with, logged
from tests.stage import MARA, staged

__all__ = ["logged"]  # the fixture


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_no_title_number_or_address_reaches_disk_or_log(
    database: Database, tmp_path: Path, logged: io.StringIO
) -> None:
    words = (*FAMOUS, "anna@practice", "bert@practice", "secret-path")
    async with staged(database) as stage, serving(practice()) as feeds:
        mara = await settled_in(stage.chat(MARA))
        await mara.say(f"/calendar {feeds.address}")
        assert not _files_with(words, tmp_path), "while titles are asked about"
        await mapped(mara)
        feeds.status = 500
        await stage.wait(hours=3)
        feeds.status, feeds.body = 200, b"BEGIN:VCALENDAR broken"
        await stage.wait(hours=3)
        assert not _files_with(words, tmp_path)
    logs = logged.getvalue()
    assert "not read" in logs, "else this test shows nothing"
    assert not [word for word in words if word in logs]
