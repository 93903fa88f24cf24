"""Odd parameters are refused or overlooked; none breaks the server."""

from __future__ import annotations

from typing import Any

import pytest

from bot.sandbox.methods import METHODS
from tests.sandbox.make import Caller

ODD: list[Any] = [
    None,
    [],
    {},
    -1,
    10**30,
    1.5,
    True,
    "x",
    "[",
    "[[1]]",
    [None],
    [[]],
    {"type": []},
    "\ud800",
    "\0",
]
SOUND: dict[str, Any] = {
    "chat_id": 1001,
    "message_id": 2,
    "text": "x",
    "document": "sandbox-file-1",
    "action": "typing",
    "message_ids": [2],
    "file_id": "sandbox-file-1",
}
FIELDS = {
    *SOUND,
    *("offset", "limit", "allowed_updates", "callback_query_id", "url", "reaction", "caption"),
    *("parse_mode", "entities", "link_preview_options", "reply_parameters", "reply_markup"),
    *("commands", "scope", "language_code", "name", "description", "short_description"),
}
INLINE: list[Any] = [None, {}, [None], [[None]], [[{}]], [[{"text": 1}]], [[{"text": "x", "url": 5}]]]
REPLY: list[Any] = [None, [[5]], [[{"text": None}]], "x"]
MARKUPS = [{"inline_keyboard": rows} for rows in INLINE] + [{"keyboard": rows} for rows in REPLY]


async def _bears(api: Caller, method: str, params: dict[str, Any]) -> None:
    answer = await api(method, **params)
    assert answer["ok"] or answer["error_code"] < 500, (method, params, answer)


@pytest.mark.parametrize("method", METHODS)
async def test_no_odd_value_breaks_a_method(method: str, api: Caller) -> None:
    for field in sorted(FIELDS):
        for odd in ODD:
            await _bears(api, method, SOUND | {field: odd})


@pytest.mark.parametrize("markup", MARKUPS)
async def test_no_odd_keyboard_breaks_a_message(markup: object, api: Caller) -> None:
    await _bears(api, "sendMessage", SOUND | {"reply_markup": markup})


async def test_half_a_character_is_no_text(api: Caller) -> None:
    refused = await api.refusal("sendMessage", chat_id=1001, text="a \ud800")
    assert refused == (400, "Bad Request: strings must be encoded in UTF-8")
    await api.post("/api/chat/1001/say", {"text": "a \ud800"})
    assert (await api.get("/api/chat/1001"))[1]["messages"][-1]["text"] == "a \ufffd"


ACTS = [("say", "text"), ("say", "reply_to"), ("press", "data"), ("press", "message_id"), ("edit", "text")]
PLACE = [("locate", "latitude"), ("locate", "longitude")]


@pytest.mark.parametrize(
    ("act", "field"), [*ACTS, ("delete", "message_id"), ("send", "kind"), ("block", "blocked"), *PLACE]
)
async def test_no_odd_value_breaks_an_act(act: str, field: str, api: Caller) -> None:
    for odd in ODD:
        body = {"text": "x", "message_id": 1, "data": "d", "kind": "photo", "blocked": False}
        body |= {"latitude": 1, "longitude": 1} | {field: odd}
        status, _ = await api.post(f"/api/chat/1001/{act}", body)
        assert status in (200, 400), (body, status)


async def test_no_odd_value_breaks_the_clock_or_a_group(api: Caller) -> None:
    for odd in ODD:
        for path, body in (
            ("/api/clock", {"minutes": odd if odd != 10**30 else -5}),
            ("/api/clock", {"to": odd}),
            ("/api/clock", {"to": "2026-11-20", "zone": odd}),
            ("/api/group", {"text": "x", "chat_id": odd}),
            ("/api/group", {"text": "x", "person_id": odd}),
            ("/faults", odd),
        ):
            status, _ = await api.post(path, body)
            assert status in (200, 400), (path, body, status)
