"""Lengths and places as Telegram counts them: in UTF-16 code units."""

from __future__ import annotations

from bot.sandbox.refused import Json

SPACE = " \t\r\n\v\f"


def units(text: str) -> int:
    """Length in UTF-16 code units; an emoji outside the basic plane counts two."""
    return len(text) + sum(char > "\uffff" for char in text)


def cut(text: str, most: int) -> list[str]:
    """Pieces of at most so many units each, as an app splits a long message; never within a character."""
    pieces: list[str] = []
    piece: list[str] = []
    length = 0
    for char in text:
        width = 2 if char > "\uffff" else 1
        if length + width > most:
            pieces.append("".join(piece))
            piece, length = [], 0
        piece.append(char)
        length += width
    return [*pieces, "".join(piece)]


def trimmed(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """The text without white space at either end, its entities moved and shortened to fit."""
    start = units(text) - units(text.lstrip(SPACE))
    text = text.strip(SPACE)
    end, kept = units(text), []
    for entity in entities:
        first = max(entity["offset"] - start, 0)
        last = min(entity["offset"] - start + entity["length"], end)
        if first < last:
            kept.append(entity | {"offset": first, "length": last - first})
    return text, kept
