"""How the bot fetches a document: getFile, and the bytes at the path that it names."""

from __future__ import annotations

from bot.sandbox.documents import FETCHED_BYTES, path_of
from bot.sandbox.params import Params
from bot.sandbox.refused import Json, bad_request
from bot.sandbox.world import World


def get_file(world: World, params: Params) -> Json:
    """getFile: of documents; the samples of photos and voices have nothing in them."""
    wanted = params.text("file_id")
    if not wanted:
        raise bad_request("file_id not specified")
    document = next((known for known in world.documents() if known["file_id"] == wanted), None)
    if document is None:
        raise bad_request("invalid file_id")
    if document["file_size"] > FETCHED_BYTES:
        raise bad_request("file is too big")
    told = {name: document[name] for name in ("file_id", "file_unique_id", "file_size")}
    return told | {"file_path": path_of(document)}


def fetched(world: World, path: str) -> bytes | None:
    """The bytes, if it is one of the paths there are; nothing else is looked up."""
    document = next((known for known in world.documents() if path_of(known) == path), None)
    return None if document is None else world.content_of(document)
