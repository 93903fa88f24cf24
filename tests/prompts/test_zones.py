"""Zones from what therapists type."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prompts.schedule.cities import load_cities, name_key
from prompts.schedule.times import local, zone_info
from prompts.schedule.zones import likely_zones, read_zone, zone_label

NOW = datetime(2026, 11, 23, 10, 24, tzinfo=UTC)
SUMMER = datetime(2026, 7, 1, 10, 24, tzinfo=UTC)
BERLIN, LONDON, NEW_YORK = "Europe/Berlin", "Europe/London", "America/New_York"
CHICAGO, LOS_ANGELES = "America/Chicago", "America/Los_Angeles"


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Berlin", BERLIN),
        ("berlin", BERLIN),
        (" BERLIN. ", BERLIN),
        ("Ｂｅｒｌｉｎ", BERLIN),
        ("Ber\u200blin\x00", BERLIN),
        ("Europe/Berlin", BERLIN),
        ("europe/berlin", BERLIN),
        ("america/new york", NEW_YORK),
        ("America/New_York", NEW_YORK),
        ("America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("Etc/GMT+5", "Etc/GMT+5"),
        ("US/Eastern", "US/Eastern"),
        ("London", LONDON),
        ("London, UK", LONDON),
        ("London, England", LONDON),
        ("London, Ontario", "America/Toronto"),
        ("New York", NEW_YORK),
        ("new york city", NEW_YORK),
        ("NYC", NEW_YORK),
        ("LA", LOS_ANGELES),
        ("Washington DC", NEW_YORK),
        ("Portland, Oregon", LOS_ANGELES),
        ("Portland OR", LOS_ANGELES),
        ("portland, me", NEW_YORK),
        ("Portland, Oregon, USA", LOS_ANGELES),
        ("Birmingham UK", LONDON),
        ("Birmingham, Alabama", CHICAGO),
        ("Paris", "Europe/Paris"),
        ("Paris France", "Europe/Paris"),
        ("Paris, Texas", CHICAGO),
        ("San Jose Costa Rica", "America/Costa_Rica"),
        ("São Paulo", "America/Sao_Paulo"),
        ("sao paulo", "America/Sao_Paulo"),
        ("SAO-PAULO", "America/Sao_Paulo"),
        ("München", BERLIN),
        ("Munchen", BERLIN),
        ("Muenchen", BERLIN),
        ("Munich", BERLIN),
        ("Berlim", BERLIN),  # Portuguese
        ("Köln", BERLIN),
        ("cologne", BERLIN),
        ("Frankfurt", BERLIN),
        ("Zürich", "Europe/Zurich"),
        ("zurich", "Europe/Zurich"),
        ("Wien", "Europe/Vienna"),
        ("Vienna", "Europe/Vienna"),
        ("Genf", "Europe/Zurich"),
        ("Roma", "Europe/Rome"),
        ("Łódź", "Europe/Warsaw"),
        ("lodz", "Europe/Warsaw"),
        ("København", "Europe/Copenhagen"),
        ("Kiev", "Europe/Kyiv"),
        ("Bombay", "Asia/Kolkata"),
        ("Москва", "Europe/Moscow"),
        ("東京", "Asia/Tokyo"),
        ("القاهرة", "Africa/Cairo"),
        ("मुंबई", "Asia/Kolkata"),
        ("תל אביב", "Asia/Jerusalem"),
        ("Αθήνα", "Europe/Athens"),
        ("Melbourne", "Australia/Melbourne"),
        ("Monaco", "Europe/Monaco"),
        ("Germany", BERLIN),
        ("germany", BERLIN),
        ("Deutschland", BERLIN),
        ("Österreich", "Europe/Vienna"),
        ("Ireland", "Europe/Dublin"),
        ("UK", LONDON),
        ("United Kingdom", LONDON),
        ("Scotland", LONDON),
        ("New Zealand", "Pacific/Auckland"),
        ("Nepal", "Asia/Kathmandu"),
        ("Jordan", "Asia/Amman"),
        ("California", LOS_ANGELES),
        ("Oregon", LOS_ANGELES),
        ("British Columbia", "America/Vancouver"),
        ("Montreal, Quebec", "America/Toronto"),
        ("Bavaria", BERLIN),
        ("Queensland", "Australia/Brisbane"),
        ("UTC", "UTC"),
        ("utc", "UTC"),
        ("CET", BERLIN),
        ("MEZ", BERLIN),
        ("BST", LONDON),
        ("EST", NEW_YORK),
        ("Eastern", NEW_YORK),
        ("Eastern time", NEW_YORK),
        ("Pacific Standard Time", LOS_ANGELES),
        ("UK time", LONDON),
        ("Mountain", "America/Denver"),
        ("AEDT", "Australia/Sydney"),
    ],
)
def test_a_place_is_read_in_any_usual_spelling(typed: str, zone: str) -> None:
    assert read_zone(typed, NOW).zones == (zone,)


@pytest.mark.parametrize(
    ("typed", "first", "also"),
    [
        ("Portland", LOS_ANGELES, NEW_YORK),
        ("Birmingham", LONDON, CHICAGO),
        ("Cambridge", LONDON, NEW_YORK),
        ("St. Petersburg", "Europe/Moscow", NEW_YORK),
        ("Kingston", "America/Jamaica", "America/Toronto"),
        ("Georgia", NEW_YORK, "Asia/Tbilisi"),
        ("Washington", LOS_ANGELES, NEW_YORK),
        ("Ontario", "America/Toronto", LOS_ANGELES),
        ("Texas", CHICAGO, "America/Denver"),
        ("USA", NEW_YORK, "America/Phoenix"),
        ("Australia", "Australia/Sydney", "Australia/Perth"),
        ("Spain", "Europe/Madrid", "Atlantic/Canary"),
        ("GMT", LONDON, "UTC"),
        ("IST", "Asia/Kolkata", "Europe/Dublin"),
        ("UTC+2", "Europe/Athens", "Etc/GMT-2"),
        ("gmt +2", "Europe/Athens", "Etc/GMT-2"),
        ("+01:00", BERLIN, "Etc/GMT-1"),
        ("UTC−5", NEW_YORK, "Etc/GMT+5"),
        ("UTC+5:30", "Asia/Kolkata", "Asia/Colombo"),
        ("10:24", LONDON, "Europe/Lisbon"),
        ("10.20", LONDON, "Europe/Dublin"),
        ("11:24", BERLIN, "Africa/Lagos"),
        ("5:24 am", NEW_YORK, "America/Bogota"),
        ("5:24", NEW_YORK, "America/Bogota"),
        ("half past four", CHICAGO, "America/Mexico_City"),
        ("١١:٢٤", BERLIN, "Africa/Lagos"),
        ("16:09", "Asia/Kolkata", "Asia/Kathmandu"),
        ("21:24", "Australia/Sydney", "Australia/Hobart"),
    ],
)
def test_of_several_zones_the_likeliest_comes_first(typed: str, first: str, also: str) -> None:
    reading = read_zone(typed, NOW)
    assert reading.zones[0] == first
    assert also in reading.zones
    assert len(reading.zones) <= 6
    assert not reading.suggestions


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Münchn", BERLIN),
        ("Berlinn", BERLIN),
        ("sao paolow", "America/Sao_Paulo"),
        ("Lndon", LONDON),
        ("Barcalona", "Europe/Madrid"),
        ("Stockhom", "Europe/Stockholm"),
        ("Edinbrugh", LONDON),
        ("Amsterdaam", "Europe/Amsterdam"),
        ("Germny", BERLIN),
        ("Philadelpia", NEW_YORK),
        ("Johanesberg", "Africa/Johannesburg"),
    ],
)
def test_a_slip_brings_suggestions(typed: str, zone: str) -> None:
    reading = read_zone(typed, NOW)
    assert not reading.zones
    assert reading.suggestions[0] == zone
    assert len(reading.suggestions) <= 4


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "\x00",
        "../etc/passwd",
        "/etc/passwd",
        "xyzzy",
        "asdfghjkl",
        "1",
        "99",
        "25:00",
        "UTC+27",
        "I do not know",
        "🙂",
        "<b>&_*[",
        ",",
        ", ,",
        "Europe/",
        "Berlin" * 30,
        "\ud800",
        "-" * 60,
    ],
)
def test_what_is_no_place_is_nothing(typed: str) -> None:
    reading = read_zone(typed, NOW)
    assert (reading.zones, reading.suggestions) == ((), ())


def test_a_typed_clock_finds_zones_by_the_time_there_now() -> None:
    assert read_zone("11:24", SUMMER).zones[0] == LONDON
    for zone in read_zone("15:40", NOW).zones:
        here = local(NOW, zone)
        assert abs(here.hour * 60 + here.minute - (15 * 60 + 40)) <= 20


def test_an_offset_is_that_of_now() -> None:
    assert read_zone("UTC+2", SUMMER).zones[0] == BERLIN
    assert BERLIN not in read_zone("UTC+2", NOW).zones


def test_namesakes_are_told_apart_by_where_they_lie() -> None:
    portland, birmingham = read_zone("Portland", NOW), read_zone("Birmingham", NOW)
    assert [portland.label(zone) for zone in portland.zones] == ["Portland, OR", "Portland, ME"]
    assert [birmingham.label(zone) for zone in birmingham.zones] == ["Birmingham, GB", "Birmingham, AL"]


def test_a_place_keeps_its_name_and_a_zone_has_one() -> None:
    assert read_zone("munchen", NOW).label(BERLIN) == "Munich"
    assert read_zone("CET", NOW).label(BERLIN) == "Berlin"


@pytest.mark.parametrize(
    ("zone", "label"),
    [
        (BERLIN, "Berlin"),
        (NEW_YORK, "New York"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires"),
        ("UTC", "UTC"),
        ("Etc/GMT-2", "UTC+2"),
        ("Etc/GMT+11", "UTC-11"),
    ],
)
def test_a_zone_is_called_as_people_call_it(zone: str, label: str) -> None:
    assert zone_label(zone) == label


@pytest.mark.parametrize("now", [NOW, SUMMER])
@pytest.mark.parametrize("language", [None, "de", "pt-br", "pt_BR", "en", "en-AU", "de-AT", "xx", ""])
def test_six_likely_zones_show_six_times(now: datetime, language: str | None) -> None:
    zones = likely_zones(now, language)
    assert len({local(now, zone).utcoffset() for zone in zones}) == len(zones) == 6


def test_the_language_puts_its_zone_first() -> None:
    assert likely_zones(NOW)[:3] == (LONDON, BERLIN, NEW_YORK)
    assert likely_zones(NOW, "de")[:2] == (BERLIN, LONDON)
    assert likely_zones(NOW, "de-AT")[0] == BERLIN
    assert likely_zones(NOW, "pt_BR")[0] == "America/Sao_Paulo"


def test_names_are_compared_without_accents_case_and_signs() -> None:
    assert name_key("São Paulo") == name_key("SAO-PAULO") == "saopaulo"
    assert name_key("Łódź") == name_key("lodz")
    assert name_key("Straße") == name_key("STRASSE")


def test_every_city_is_found_by_its_own_name_and_has_a_zone() -> None:
    cities = list(load_cities().of_at_least(500_000))
    assert len(cities) > 1000
    for city in cities:
        assert city in load_cities().named(city.name)
        assert zone_info(city.zone).key == city.zone


@settings(max_examples=60, deadline=None)
@given(st.text() | st.text("Beurlinop/ ,.+-0123456789:ü\x00", max_size=20))
def test_no_text_at_all_makes_it_fail(text: str) -> None:
    reading = read_zone(text, NOW)
    assert not (reading.zones and reading.suggestions)
    for zone in reading.zones + reading.suggestions:
        assert zone_info(zone)
        assert reading.label(zone)
