"""Time zones from what a therapist types: a city, a country, an IANA name, "UTC+2", or the clock there."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from importlib import resources
from typing import Any
from zoneinfo import available_timezones

from prompts.schedule.cities import name_key
from prompts.schedule.clocks import DAY, clock_of, plain
from prompts.schedule.places import Place, guess_place, read_place
from prompts.schedule.times import local

MOST = 6  # zones offered at once
_NEAR_MINUTES = 20  # how far a typed clock may be off

_OFFSET = re.compile(r"(?:utc|gmt)?\s?([+-])\s?(\d{1,2})(?::?([0-5]\d))?(?:\s?h)?")
_FIXED = re.compile(r"Etc/GMT([+-])(\d{1,2})")
_TIME_WORDS = re.compile(r"\s(?:standard|daylight|summer)?\s?time(?:\s?zone)?$|\stimezone$")


@dataclass(frozen=True, slots=True)
class ZoneReading:
    """`zones`: what the text says; one is taken, of several one is chosen. `suggestions`: what it may mean.

    At most one of the two holds anything. `places` names the place meant, where a place was typed.
    """

    zones: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)

    def label(self, zone: str) -> str:
        """What to call one of these zones on a button: "Portland, US" rather than "Los Angeles"."""
        return self.places.get(zone) or zone_label(zone)


def read_zone(text: str, now: datetime) -> ZoneReading:
    """The zones a text may mean at `now` (aware), likely first, at most six. Never raises, whatever the text.

    The first city that is not in the small table loads all cities: a second or two of CPU, once.
    """
    line = plain(text)
    if line is None:
        return ZoneReading()
    line = line.casefold().replace("−", "-").replace("–", "-").rstrip(".!?, ")
    zones = _by_offset(line, now) or _by_table(line) or _by_full_name(line) or _by_clock(line, now)
    if zones:
        return ZoneReading(zones[:MOST])
    if places := read_place(line, _table()["countries"]):
        return ZoneReading(zones=_zones(places), places=_names_of(places))
    guesses = guess_place(line)
    return ZoneReading(suggestions=_zones(guesses), places=_names_of(guesses))


def likely_zones(now: datetime, language: str | None = None, count: int = MOST) -> tuple[str, ...]:
    """So many likely zones, no two with the same time at `now`; a language ("de", "pt-br") brings its own."""
    table = _table()
    code = (language or "").casefold().replace("_", "-")
    first = table["languages"].get(code) or table["languages"].get(code.split("-")[0])
    by_offset: dict[timedelta | None, str] = {}
    for zone in [*([first] if first else []), *table["likely"]]:
        by_offset.setdefault(local(now, zone).utcoffset(), zone)
    return tuple(by_offset.values())[:count]


def zone_label(zone: str) -> str:
    """A zone as people call it: "Berlin", "Buenos Aires", "UTC+2"."""
    if fixed := _FIXED.fullmatch(zone):
        return f"UTC{'-' if fixed[1] == '+' else '+'}{fixed[2]}"  # the names of fixed zones count westward
    return zone.rsplit("/", 1)[-1].replace("_", " ")


def _by_offset(line: str, now: datetime) -> tuple[str, ...]:
    """ "UTC+2": zones that are there now, and last the one that stays there."""
    match = _OFFSET.fullmatch(line)
    if not match:
        return ()
    sign, hours, minutes = match[1], int(match[2]), int(match[3] or 0)
    offset = timedelta(hours=hours, minutes=minutes) * (1 if sign == "+" else -1)
    zones = [zone for zone in _all_zones() if local(now, zone).utcoffset() == offset]
    if zones and hours and not minutes:
        zones[MOST - 1 :] = [f"Etc/GMT{'-' if sign == '+' else '+'}{hours}"]
    return tuple(zones)


def _by_table(line: str) -> tuple[str, ...]:
    """Letters on a clock, usual words, and the cities of the likely zones, without reading all cities."""
    names = _names()
    return names.get(name_key(line)) or names.get(name_key(_TIME_WORDS.sub("", line)), ())


def _by_full_name(line: str) -> tuple[str, ...]:
    """An IANA name in any case; a bare word is left to countries and cities."""
    zone = _full_names().get(line.replace(" ", "_")) if "/" in line else None
    return (zone,) if zone else ()


def _by_clock(line: str, now: datetime) -> tuple[str, ...]:
    """The zones in which it is about that time now."""
    clock = None if line.isdecimal() and len(line) < 3 else clock_of(line)  # a bare "1" says too little
    if clock is None:
        return ()

    def fits(zone: str) -> bool:
        here = local(now, zone)
        off = (abs(here.hour * 60 + here.minute - minute) for minute in clock.minutes)
        return any(min(minutes, DAY - minutes) <= _NEAR_MINUTES for minutes in off)

    return tuple(zone for zone in _all_zones() if fits(zone))


def _zones(places: list[Place]) -> tuple[str, ...]:
    return tuple(place.zone for place in places)[:MOST]


def _names_of(places: list[Place]) -> dict[str, str]:
    return {place.zone: place.name for place in places if place.name}


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((resources.files("prompts.schedule") / "zones.toml").read_text("utf-8"))


@cache
def _names() -> dict[str, tuple[str, ...]]:
    cities = {name_key(zone_label(zone)): (zone,) for zone in _table()["likely"]}
    return cities | {name: tuple(zones) for name, zones in _table()["names"].items()}


@cache
def _full_names() -> dict[str, str]:
    return {zone.casefold(): zone for zone in available_timezones()}


@cache
def _all_zones() -> tuple[str, ...]:
    """Every zone of a place, the likely ones first, the poles last."""
    lines = (resources.files("tzdata") / "zoneinfo" / "zone.tab").read_text("utf-8").splitlines()
    places = sorted(line.split("\t")[2] for line in lines if not line.startswith("#"))
    places.sort(key=lambda zone: zone.startswith("Antarctica/"))
    return tuple(dict.fromkeys([*_table()["likely"], *places]))
