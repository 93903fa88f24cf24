"""Documents and places that people send: what the bot hears, how it fetches a document, when one is gone."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from yarl import URL

from bot.sandbox import Fault, NotPossible, Sandbox
from tests.sandbox.make import TOKEN, Caller, make_sandbox

WEEK = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n\0\xff"
TOO_BIG = "This file is larger than 20 MB, the most that a bot can fetch."
MOST = 20 * 1024 * 1024


async def _upload(api: Caller, content: bytes, query: str = "name=week.ics") -> tuple[int, Any]:
    path, kind = f"{api.url}/api/chat/1001/file?{query}", {"Content-Type": "text/calendar"}
    async with api.session.post(path, data=BytesIO(content), headers=kind) as response:
        return response.status, await response.json()


async def _heard(api: Caller) -> dict[str, Any]:
    """The newest message that the bot hears."""
    message: dict[str, Any] = (await api.result("getUpdates"))[-1]["message"]
    return message


async def _fetched(api: Caller, path: str, token: str = TOKEN) -> tuple[int, bytes]:
    address = URL(f"{api.url}/file/bot{token}/{path}", encoded=True)
    async with api.session.get(address) as response:
        return response.status, await response.read()


async def test_a_document_arrives_and_its_bytes_can_be_fetched(api: Caller) -> None:
    await _upload(api, WEEK, "name=my%20week.ics&caption=/calendar%20mine&reply_to=1")
    message = await _heard(api)
    document = message["document"]
    assert (document["file_name"], document["mime_type"]) == ("my week.ics", "text/calendar")
    assert (message["caption"], document["file_size"]) == ("/calendar mine", len(WEEK))
    assert message["caption_entities"] == [{"type": "bot_command", "offset": 0, "length": 9}]
    assert message["reply_to_message"]["text"] == "/start"
    file = await api.result("getFile", file_id=document["file_id"])
    assert file["file_path"] == "documents/file_1.ics"
    assert await _fetched(api, file["file_path"]) == (200, WEEK)


async def test_the_page_shows_a_document_that_was_sent_and_hands_it_out(api: Caller) -> None:
    await _upload(api, b"x,y", "name=a%2Fb%5Cw%C3%B6rds.csv")
    shown = (await api.get("/api/chat/1001"))[1]["messages"][-1]
    assert (shown["kind"], shown["from"], shown["text"]) == ("document", "person", "")
    assert (shown["document"]["name"], shown["document"]["size"]) == ("wörds.csv", 3)
    async with api.session.get(api.url + shown["document"]["url"]) as response:
        assert await response.read() == b"x,y"


async def test_a_place_arrives_and_is_shown(api: Caller) -> None:
    await api.post("/api/chat/1001/locate", {"latitude": 35.68, "longitude": 139})
    place = {"latitude": 35.68, "longitude": 139.0}
    assert (await _heard(api))["location"] == place
    shown = (await api.get("/api/chat/1001"))[1]["messages"][-1]
    assert (shown["kind"], shown["location"]) == ("location", place)


@pytest.mark.parametrize("place", [(91, 0), (-90.1, 0), (0, 181), (float("nan"), 0), (0, float("inf"))])
def test_a_place_that_is_nowhere_is_refused(place: tuple[float, float], sandbox: Sandbox) -> None:
    with pytest.raises(NotPossible, match="latitude"):
        sandbox.send_location(1001, *place)


async def test_a_document_of_20_mb_can_be_sent_and_no_larger_one(sandbox: Sandbox, api: Caller) -> None:
    assert (await _upload(api, bytes(MOST)))[0] == 200
    assert await _upload(api, bytes(MOST + 1)) == (400, {"error": TOO_BIG})
    with pytest.raises(NotPossible, match="20 MB"):
        sandbox.send_file(1001, "x", bytes(MOST + 1))
    assert len(sandbox.history(1001)) == 2


@pytest.mark.parametrize(
    ("content", "query", "word"),
    [(b"", "name=x", "nothing"), (b"x", "caption=" + "y" * 1025, "1,024"), (b"x", "reply_to=-1", "reply_to"),
     (b"x", "reply_to=9", "not there")],
)  # fmt: skip
async def test_a_document_that_cannot_be_sent_gets_one_line(
    content: bytes, query: str, word: str, api: Caller
) -> None:
    status, answer = await _upload(api, content, query)
    assert (status, word in answer["error"]) == (400, True)
    assert len((await api.get("/api/chat/1001"))[1]["messages"]) == 1


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("", "file"),
        ("../../etc/passwd", "passwd"),
        ("C:\\week.ics", "week.ics"),
        ("a\0\u202eb\n.ics", "ab.ics"),
    ],
)
def test_a_name_is_kept_without_folders_and_what_cannot_be_seen(
    name: str, kept: str, sandbox: Sandbox
) -> None:
    sandbox.send_file(1001, name, b"x")
    assert sandbox.history(1001)[-1]["document"]["name"] == kept


ELSEWHERE = (
    "documents/file_2.ics", "documents/file_1", "file_1.ics", "1", "documents/%2e%2e/documents/file_1.ics",
    "..%2f..%2fsandbox.db", "documents/file_1.ics/", "documents/file_1.ics%00", "%00",
)  # fmt: skip


async def test_nothing_but_a_documents_own_path_is_served_and_only_to_the_bot(
    sandbox: Sandbox, api: Caller
) -> None:
    sandbox.send_file(1001, "week.ics", WEEK)
    assert {(await _fetched(api, path))[0] for path in ELSEWHERE} == {404}
    assert (await _fetched(api, "documents/file_1.ics", token="8095:other"))[0] == 404
    assert (await _fetched(api, "documents/file_1.ics"))[0] == 200


async def test_what_is_no_document_or_too_large_to_fetch_is_refused(api: Caller, sandbox: Sandbox) -> None:
    sandbox.send(1001, "photo")
    large = sandbox.world.new_document("x", "x/y", bytes(MOST + 1))
    sandbox.acts.arrive(sandbox.acts.chat(1001), 1001, {"document": large})
    words = {"": "file_id not specified", "sandbox-photo90": "invalid file_id", "x": "invalid file_id"}
    for file_id, said in {**words, large["file_id"]: "file is too big"}.items():
        assert await api.refusal("getFile", file_id=file_id) == (400, f"Bad Request: {said}")


async def test_faults_of_a_download_can_be_ordered(api: Caller, sandbox: Sandbox) -> None:
    sandbox.send_file(1001, "week.ics", WEEK)
    sandbox.faults.order(Fault(method="file", code=502))
    assert (await _fetched(api, "documents/file_1.ics"))[0] == 502
    assert (await _fetched(api, "documents/file_1.ics"))[0] == 200


async def test_a_document_goes_with_the_last_message_that_shows_it(api: Caller, sandbox: Sandbox) -> None:
    theirs = sandbox.send_file(1001, "week.ics", WEEK)
    again = await api.result("sendDocument", chat_id=1001, document="sandbox-file-1")
    await api.result("deleteMessage", chat_id=1001, message_id=theirs)
    assert (await _fetched(api, "documents/file_1.ics"))[0] == 200
    await api.result("deleteMessage", chat_id=1001, message_id=again["message_id"])
    assert (await _fetched(api, "documents/file_1.ics"))[0] == 404
    assert sandbox.world.store.file("1") is None


async def test_what_was_sent_survives_a_restart_and_is_gone_after_starting_over(tmp_path: Path) -> None:
    before = make_sandbox(store=tmp_path)
    before.send_file(1001, "week.ics", WEEK)
    before.send_location(1001, 1, 2)
    await before.stop()
    sandbox = make_sandbox(store=tmp_path)
    async with Caller(await sandbox.start("127.0.0.1", 0), TOKEN) as api:
        assert await _fetched(api, "documents/file_1.ics") == (200, WEEK)
        assert sandbox.history(1001)[-1]["location"] == {"latitude": 1.0, "longitude": 2.0}
        await sandbox.begin_again()
        assert (await _fetched(api, "documents/file_1.ics"))[0] == 404
        assert sandbox.world.store.file("1") is None
    await sandbox.stop()
