"""What people send that is no text: documents, places, and samples of what else a phone can send."""

from __future__ import annotations

import re

from bot.sandbox.acts import Acts, typed
from bot.sandbox.documents import FETCHED_BYTES
from bot.sandbox.formatted import with_found
from bot.sandbox.messages import CAPTION_UNITS
from bot.sandbox.params import Upload
from bot.sandbox.refused import Json, NotPossible
from bot.sandbox.samples import SAMPLES
from bot.sandbox.units import units

NAME_LENGTH = 200
TOO_BIG = "This file is larger than 20 MB, the most that a bot can fetch."


class Attachments:
    """Each tells the bot by an update and returns the message id. Raises NotPossible: one line for people."""

    def __init__(self, acts: Acts) -> None:
        self._acts, self._world = acts, acts.world

    def send(self, person: int, kind: str) -> int:
        """A sticker, photo, voice or forwarded message."""
        if kind not in SAMPLES:
            raise NotPossible(f"This can be one of {', '.join(SAMPLES)}.")
        return self._acts.arrive(self._acts.reach(person), person, SAMPLES[kind](self._world.unix()))

    def send_file(self, person: int, file: Upload, *, caption: str = "", reply_to: int | None = None) -> int:
        """A document, with a line if one is given."""
        chat = self._acts.reach(person, reply_to)
        if not file.content:
            raise NotPossible("There is nothing in this file.")
        if len(file.content) > FETCHED_BYTES:
            raise NotPossible(TOO_BIG)
        said = _caption(caption) if caption.strip() else {}
        document = self._world.new_document(_bare(file.name), file.mime, file.content)
        return self._acts.arrive(chat, person, {"document": document, **said}, reply_to)

    def send_location(self, person: int, latitude: float, longitude: float) -> int:
        """A place on the map."""
        chat = self._acts.reach(person)
        if not (abs(latitude) <= 90 and abs(longitude) <= 180):  # not a number is no place either
            raise NotPossible("A latitude is from -90 to 90, a longitude from -180 to 180.")
        place = {"latitude": float(latitude), "longitude": float(longitude)}
        return self._acts.arrive(chat, person, {"location": place})


def _caption(text: str) -> Json:
    text = typed(text)
    if units(text) > CAPTION_UNITS:
        raise NotPossible("A line with a file can have 1,024 characters.")
    entities = with_found(text, [])
    return {"caption": text} | ({"caption_entities": entities} if entities else {})


def _bare(name: str) -> str:
    """A file's name without folders, and without what cannot be seen."""
    last = re.split(r"[/\\]", name)[-1]
    return "".join(char for char in last if char.isprintable()).strip()[-NAME_LENGTH:] or "file"
