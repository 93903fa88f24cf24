"""The sticker, photo, voice and forwarded message that a person of the sandbox can send."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.sandbox.refused import Json


def _file(name: str, **more: object) -> Json:
    return {"file_id": f"sandbox-{name}", "file_unique_id": f"s{name}", **more}


def sticker(_unix: int) -> Json:
    """A still sticker."""
    more = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
    return {"sticker": _file("sticker", emoji="🌊", **more)}


def photo(_unix: int) -> Json:
    """A photo in two sizes."""
    sizes = ((90, 67, 1200), (1280, 960, 98000))
    return {
        "photo": [_file(f"photo{w}", width=w, height=h, file_size=size) for w, h, size in sizes],
    }


def voice(_unix: int) -> Json:
    """A voice message of seven seconds."""
    return {"voice": _file("voice", duration=7, mime_type="audio/ogg", file_size=27000)}


def forward(unix: int) -> Json:
    """A text forwarded from somebody else, written an hour before."""
    sender = {"id": 1999, "is_bot": False, "first_name": "Robin"}
    return {
        "text": "See you at the conference?",
        "forward_origin": {"type": "user", "sender_user": sender, "date": unix - 3600},
    }


SAMPLES: Mapping[str, Callable[[int], Json]] = {
    "sticker": sticker,
    "photo": photo,
    "voice": voice,
    "forward": forward,
}
