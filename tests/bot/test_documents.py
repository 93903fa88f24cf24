"""Documents and places that a therapist sends reach the running application, which fetches the documents."""

from __future__ import annotations

import pytest
from telegram import Document, Location, Update
from telegram.error import BadRequest, NetworkError
from telegram.ext import MessageHandler, filters

from bot.sandbox import Fault
from db.engine import Database
from tests.handlers.look import SQLITE
from tests.stage import Stage, staged

pytestmark = pytest.mark.parametrize("database_url", SQLITE, indirect=True)
WEEK = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n" + bytes(range(256)) * 4096


async def _sent(stage: Stage) -> Document:
    """The document as the running application was told of it."""
    heard: list[Document] = []

    async def hear(update: Update, _context: object) -> None:
        assert update.message
        assert update.message.document
        heard.append(update.message.document)

    stage.app.application.add_handler(MessageHandler(filters.Document.ALL, hear), group=-2)
    await stage.chat().send_file("week.ics", WEEK, caption="my week")
    (document,) = heard
    return document


async def test_a_document_is_fetched_as_it_was_sent(database: Database) -> None:
    async with staged(database) as stage:
        document = await _sent(stage)
        assert (document.file_name, document.mime_type, document.file_size) == (
            "week.ics", "text/calendar", len(WEEK),
        )  # fmt: skip
        file = await document.get_file()
        assert bytes(await file.download_as_bytearray()) == WEEK


async def test_what_goes_wrong_on_the_way_is_the_librarys_error_without_the_token(database: Database) -> None:
    async with staged(database) as stage:
        document, bot = await _sent(stage), stage.app.bot
        file = await document.get_file()
        for fault in (Fault("file", code=502, html=True), Fault("file", times=2, drop="before")):
            stage.sandbox.faults.order(
                fault
            )  # a connection that is cut is tried once more, since it only reads
            with pytest.raises(NetworkError) as failed:
                await file.download_as_bytearray()
            assert bot.token not in str(failed.value)
        with pytest.raises(BadRequest, match="Invalid file_id"):
            await bot.get_file("sandbox-file-9")


async def test_a_place_arrives_as_it_was_sent(database: Database) -> None:
    heard: list[Location | None] = []

    async def hear(update: Update, _context: object) -> None:
        heard.append(update.message.location if update.message else None)

    async with staged(database) as stage:
        stage.app.application.add_handler(MessageHandler(filters.LOCATION, hear), group=-2)
        await stage.chat().send_location(35.68, 139.69)
    assert heard == [Location(longitude=139.69, latitude=35.68)]
