"""Text as a message carries it: parsed, trimmed, measured, with the links and commands Telegram finds."""

from __future__ import annotations

import re

from bot.sandbox.entities import parse_html
from bot.sandbox.params import Params
from bot.sandbox.refused import Json, bad_request
from bot.sandbox.units import trimmed, units

FOUND = re.compile(
    r"(?P<url>https?://[^\s<>\"]+)"
    r"|(?P<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?<![\w/])(?P<bot_command>/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?)(?![\w/])"
    r"|(?<!\w)(?P<mention>@[A-Za-z]\w{3,31})(?!\w)"
    r"|(?<!\w)(?P<hashtag>#(?=\w*[^\W\d])\w{1,256})(?!\w)"
)
SURROGATE = re.compile("[\ud800-\udfff]")  # half of a character
OPAQUE = {"code", "pre", "text_link"}


def with_found(text: str, entities: list[Json]) -> list[Json]:
    """The entities, and those that Telegram sees by itself outside code and links, in order of place."""
    taken = [(e["offset"], e["offset"] + e["length"]) for e in entities if e["type"] in OPAQUE]
    found = list(entities)
    for match in FOUND.finditer(text):
        start = units(text[: match.start()])
        end = start + units(match.group())
        if all(end <= first or start >= last for first, last in taken):
            found.append({"type": match.lastgroup, "offset": start, "length": end - start})
    return sorted(found, key=lambda entity: (entity["offset"], -entity["length"]))


def formatted(params: Params, field: str, entities_field: str) -> tuple[str, list[Json]]:
    """The text of a request and its entities. Raises Refused for markup that cannot be parsed.

    parse_mode HTML or none; the two Markdowns are not offered and refused as an unknown mode is.
    """
    text = params.text(field)
    mode = params.text("parse_mode").lower()
    given = params.array(entities_field)
    if SURROGATE.search(text):
        raise bad_request("strings must be encoded in UTF-8")
    if mode == "html":
        text, entities = parse_html(text)
        for entity in entities:
            if entity["type"] == "code" or not entity.get("language", "."):
                entity.pop("language", None)
    elif mode in ("", "none"):
        entities = [_entity(entity) for entity in given or []]
    else:
        raise bad_request("Unsupported parse_mode")
    text, entities = trimmed(text, entities)
    return text, with_found(text, entities)


def _entity(entity: object) -> Json:
    if not isinstance(entity, dict):
        raise bad_request("Can't parse MessageEntity: expected an Object")
    for field, kind in (("type", str), ("offset", int), ("length", int)):
        if not isinstance(entity.get(field), kind):
            raise bad_request(f"Can't parse MessageEntity: Can't find field \"{field}\"")
    return dict(entity)
