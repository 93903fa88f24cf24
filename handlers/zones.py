"""Time zones: as buttons, read from what was typed, and as a setting; shared with the first minute."""

from __future__ import annotations

from db import checkins, therapists
from db.models import Therapist
from handlers.context import Turn
from handlers.effects import Button, Rows
from handlers.keyboards import in_rows, pack
from handlers.preferences_kinds import Choice, Groups, Setting, Unclear
from prompts.schedule.say import say_time
from prompts.schedule.times import zone_info
from prompts.schedule.zones import ZoneReading, likely_zones, read_zone, zone_label
from prompts.texts import Html

NAME = "zone"


def rows(turn: Turn, reading: ZoneReading, *verb: str) -> Rows:
    """Zones as buttons that show the time there: `10:24 London`. A press says `verb`, and the zone."""
    found = reading.zones or reading.suggestions
    return in_rows([Button(_at(turn, zone, reading.label(zone)), pack(*verb, zone)) for zone in found], 2)


def likely(turn: Turn) -> ZoneReading:
    """The zones to offer before anything is typed."""
    return ZoneReading(zones=likely_zones(turn.now, turn.language))


def read(turn: Turn, text: str, *verb: str) -> str | Unclear | None:
    """The zone typed; several as buttons that say `verb`; None if it is no place known here."""
    reading = read_zone(text, turn.now)
    if len(reading.zones) == 1:
        return reading.zones[0]
    if not reading.zones and not reading.suggestions:
        return None
    key = "zone.which" if reading.zones else "zone.perhaps"
    return Unclear(turn.texts(key), rows(turn, reading, *verb))


def write(me: Therapist, name: str) -> None:
    """Set the zone; ValueError if there is none of that name."""
    zone_info(name)
    me.zone = name


async def moved(turn: Turn) -> None:
    """The zone changed: the digest, the evenings still to come and what quiet hours held move with it."""
    therapists.move_digest(turn.me, turn.now)
    await checkins.replan_evenings(turn.session, turn.me, turn.now)
    await checkins.look_anew(turn.session, turn.me.id, turn.now)


def _offer(turn: Turn) -> Groups:
    names = likely(turn).zones
    if turn.me.zone not in (None, *names):
        names = (turn.zone, *names)
    return (tuple(Choice(_at(turn, zone, zone_label(zone)), zone) for zone in names),)


def _at(turn: Turn, zone: str, label: str) -> str:
    return f"{say_time(turn.now, zone)} {label}"


def _remark(turn: Turn) -> Html | None:
    return turn.texts("settings.zone.there", time=say_time(turn.now, turn.me.zone)) if turn.me.zone else None


ZONE = Setting(
    NAME,
    present=lambda me: me.zone or "",
    write=write,
    say=lambda _texts, value: zone_label(value),
    offer=_offer,
    read=lambda turn, text: read(turn, text, "set_to", NAME),
    moved=moved,
    remark=_remark,
)
