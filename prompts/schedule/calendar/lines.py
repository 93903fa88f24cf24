"""The bytes of a calendar file as unfolded lines, and a line as name, parameters and value."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass

from prompts.schedule.calendar.values import MOST_BYTES, Refused

LONGEST_LINE = 20_000  # a thousand dates taken out of a series
_MOST_PARAMETERS = 30
_PACKED = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ",
    b"7z\xbc\xaf",
    b"Rar!",
    b"(\xb5/\xfd",
)
_BREAKS = re.compile(rb"\r\n?")
_FOLD = re.compile(rb"(?<!\n)\n+[ \t]")  # without the look-behind a file of line breaks takes minutes
# Possessive throughout: a quote that is never closed costs one pass.
_NAME = r"[A-Za-z0-9-]++"
_LINE = re.compile(rf'({_NAME})((?:;(?:[^":]|"[^"]*+")*+)?+):(.*)', re.DOTALL)
_TIME_LINE = re.compile(rf"({_NAME})((?:;.*)?):([^:]*)")  # some write a zone such as (UTC+01:00) unquoted
_PARAMETER = re.compile(rf';\s*+({_NAME})\s*+=((?:[^";]|"[^"]*+")*+)')
_ESCAPED = re.compile(r"\\([\\;,nN])")


@dataclass(frozen=True, slots=True)
class Line:
    """`DTSTART;TZID="Europe/London":20261201T100000`: names in capitals, parameters without their quotes."""

    name: str
    parameters: Mapping[str, str]
    value: str


def lines_of(data: bytes) -> list[str]:
    """Unfolded lines, in order, none of them empty. Refuses what is no calendar, and opens nothing packed."""
    if len(data) > MOST_BYTES:
        raise Refused("too_big")
    if data.startswith(_PACKED):
        raise Refused("packed")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        data = data.decode("utf-16", "replace").encode()
    data = data.removeprefix(codecs.BOM_UTF8).lstrip()
    if not data[:15].upper() == b"BEGIN:VCALENDAR" or b"\0" in data:
        raise Refused("no_calendar")
    # Unfolded as bytes: some exporters fold in the middle of a letter.
    unfolded = _FOLD.sub(b"", _BREAKS.sub(b"\n", data))
    return [line for line in _text(unfolded).split("\n") if line.strip()]


def read_line(text: str, *, time: bool = False, position: int | None = None) -> Line | None:
    """The parts of an unfolded line, `time` for one whose value is dates; None where it cannot be read."""
    if len(text) > LONGEST_LINE:
        raise Refused("broken", position)
    found = (_TIME_LINE if time else _LINE).fullmatch(text)
    if found is None:
        return None
    if found[2].count(";") > _MOST_PARAMETERS:
        raise Refused("broken", position)
    pairs = _PARAMETER.findall(found[2])
    parameters = {name.upper(): value.replace('"', "").strip() for name, value in pairs}
    return Line(found[1].upper(), parameters, found[3].strip())


def unescaped(value: str) -> str:
    r"""A text value as it was meant: `\,` is a comma, `\n` a line break."""
    return _ESCAPED.sub(lambda sign: "\n" if sign[1] in "nN" else sign[1], value)


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")  # what older Windows programs write
