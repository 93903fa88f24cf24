"""What a calendar's word changes: said once it rules, said again it changes nothing done by hand since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

_MINUTE = "%Y%m%dT%H%M"
OFF = "off"  # what it says of a meeting that was called off or is missing

Act = Literal["leave", "note", "make", "move", "cancel"]


@dataclass(frozen=True, slots=True)
class Stands:
    """A session as it stands. `settled`: held, or asked about, so that no calendar changes it any more."""

    starts_at: datetime
    ends_at: datetime
    client_id: int | None
    status: str
    settled: bool


def said_of(starts_at: datetime, ends_at: datetime, client_id: int | None) -> str:
    """A meeting's hours, and whose its title says it is, as they are compared the next time."""
    return f"{starts_at.astimezone(UTC):{_MINUTE}}/{ends_at.astimezone(UTC):{_MINUTE}}/{client_id or 0}"


def whose(said: str) -> int | None:
    """The client in what a calendar said; None for a single contact, and of what was called off."""
    return int(said.rpartition("/")[2]) or None if said != OFF else None


def follow(said: str | None, now_said: str, stands: Stands | None) -> Act:
    """What to do with a meeting of which the calendar `said` one thing before and says another now.

    "note": nothing but remember what it says. What it says again changes nothing, whatever was done by hand.
    """
    if said == now_said:
        return "leave"
    if now_said == OFF:
        if stands is None or stands.settled or stands.status != "planned":
            return "note"
        return "cancel"
    if said is None:
        return "make"
    if stands is None or stands.settled:
        return "note"
    as_it_stands = said_of(stands.starts_at, stands.ends_at, stands.client_id)
    if now_said == as_it_stands and stands.status == "planned":
        return "note"
    return "move"
