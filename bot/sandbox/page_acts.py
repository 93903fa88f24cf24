"""The page's JSON API for what people do, in their chat and in groups."""

from __future__ import annotations

import json
import re
from typing import Any

from aiohttp import web

from bot.sandbox.acts import Acts
from bot.sandbox.attachments import TOO_BIG, Attachments
from bot.sandbox.documents import FETCHED_BYTES
from bot.sandbox.page_view import chat_view
from bot.sandbox.params import Upload
from bot.sandbox.refused import Json, NotPossible


async def body_of(request: web.Request) -> Json:
    """The request's JSON object."""
    try:
        body = json.loads(await request.text() or "{}")
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise NotPossible("The body must be a JSON object.")
    return body


def field_of(body: Json, name: str, kind: type) -> Any:
    """One field of it. Raises NotPossible where it is missing or of another kind; a float may be whole."""
    value = body.get(name)
    if kind is float and isinstance(value, int) and abs(value) < 10**6:
        value = value if isinstance(value, bool) else float(value)
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise NotPossible(f"“{name}” is missing or of the wrong kind.")
    return value


class PageActs:
    """Handlers by duty."""

    def __init__(self, acts: Acts, attachments: Attachments) -> None:
        self._acts, self._attachments = acts, attachments

    def routes(self) -> list[web.RouteDef]:
        """All routes."""
        return [
            web.post(r"/api/chat/{person:\d+}/{act:say|press|edit|delete|send|locate|block}", self.act),
            web.post(r"/api/chat/{person:\d+}/file", self.file),
            web.post("/api/group", self.group),
        ]

    async def act(self, request: web.Request) -> web.Response:
        """What a person does in their chat."""
        person, body, acts = int(request.match_info["person"]), await body_of(request), self._acts
        answer: Json = {}
        match request.match_info["act"]:
            case "say":
                reply = body.get("reply_to")
                reply_to = None if reply is None else field_of(body, "reply_to", int)
                answer["message_id"] = acts.say(person, field_of(body, "text", str), reply_to=reply_to)
            case "press":
                message, data = field_of(body, "message_id", int), field_of(body, "data", str)
                answer["callback_id"] = acts.press(person, message, data)
            case "edit":
                acts.edit(person, field_of(body, "message_id", int), field_of(body, "text", str))
            case "delete":
                acts.delete(person, field_of(body, "message_id", int))
            case "send":
                answer["message_id"] = self._attachments.send(person, field_of(body, "kind", str))
            case "locate":
                place = field_of(body, "latitude", float), field_of(body, "longitude", float)
                answer["message_id"] = self._attachments.send_location(person, *place)
            case "block":
                acts.block(person, field_of(body, "blocked", bool))
        return web.json_response(answer)

    async def file(self, request: web.Request) -> web.Response:
        """A person sends a document: the body is its bytes; name, caption and reply_to stand in the query."""
        person, given = int(request.match_info["person"]), request.query
        reply = given.get("reply_to")
        if reply is not None and not re.fullmatch(r"[0-9]{1,9}", reply):
            raise NotPossible("“reply_to” is of the wrong kind.")
        file = Upload(given.get("name", ""), request.content_type, await _bounded(request))
        caption, reply_to = given.get("caption", ""), None if reply is None else int(reply)
        message = self._attachments.send_file(person, file, caption=caption, reply_to=reply_to)
        return web.json_response({"message_id": message})

    async def group(self, request: web.Request) -> web.Response:
        """A person brings the bot into a new group, or writes into the one whose "chat_id" is given."""
        body, world = await body_of(request), self._acts.world
        first = next(iter(world.chats.people))
        person, text = field_of({"person_id": first} | body, "person_id", int), field_of(body, "text", str)
        if body.get("chat_id") is None:
            group = self._acts.group(person, text, title=str(body.get("title", "A group")))
        else:
            group = field_of(body, "chat_id", int)
            self._acts.say_in_group(person, group, text)
        return web.json_response({"chat_id": group, **chat_view(world.chats.all[group])})


async def _bounded(request: web.Request) -> bytes:
    """The body, if it is none too big to be fetched; it is refused before all of it has come."""
    content = bytearray()
    async for piece in request.content.iter_any():
        content += piece
        if len(content) > FETCHED_BYTES:
            raise NotPossible(TOO_BIG)
    return bytes(content)
