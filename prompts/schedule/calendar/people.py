"""Whose event it is, and who comes: told from ORGANIZER and ATTENDEE, where a file has them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from prompts.schedule.calendar.components import Component

_ENOUGH = 3  # events with people in them; in fewer, whoever is in all of them may be the one client
_NOBODY = ("unknownorganizer@calendar.google.com", "@group.calendar.google.com")

Going = Literal["declined", "others", "tentative", "confirmed"]


@dataclass(frozen=True, slots=True)
class People:
    """Addresses in small letters, and what each attendee answered."""

    organiser: str
    attendees: Mapping[str, str]

    def going(self, owner: str | None, *, certain: bool) -> Going:
        """Whether the calendar's owner will be there. `certain`: the calendar names its owner itself."""
        answer = self.attendees.get(owner or "", "")
        rest = {who: said for who, said in self.attendees.items() if who not in (owner, self.organiser)}
        if answer == "DECLINED" or (rest and set(rest.values()) == {"DECLINED"}):
            return "declined"
        if certain and self.attendees and self.organiser and owner not in (self.organiser, *self.attendees):
            return "confirmed" if self.organiser.endswith(_NOBODY) else "others"
        if answer in ("TENTATIVE", "NEEDS-ACTION") and self.organiser != owner:
            return "tentative"
        return "confirmed"


def people_in(event: Component) -> People:
    """Who is named in an event."""
    attendees = {
        _address(line.value): line.parameters.get("PARTSTAT", "NEEDS-ACTION").upper()
        for line in event.lines.get("ATTENDEE", ())
    }
    return People(_address(event.value("ORGANIZER")), attendees)


def owner_of(named: str, all_people: Iterable[People]) -> tuple[str | None, bool]:
    """The calendar's owner, and whether that is certain: the calendar's name, as Google has it, else the one
    who is in every event that names anybody."""
    address = _address(named)
    if "@" in address and " " not in address:
        return address, True
    groups = [{who for who in (one.organiser, *one.attendees) if who} for one in all_people]
    counts = Counter(who for group in groups for who in group)
    everywhere = [who for who, count in counts.items() if count == sum(map(bool, groups)) >= _ENOUGH]
    return (everywhere[0], False) if len(everywhere) == 1 else (None, False)


def _address(value: str) -> str:
    return value.strip().casefold().removeprefix("mailto:")
