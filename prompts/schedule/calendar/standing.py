"""Where an event stands: whether it is held, by whom, and who comes."""

from __future__ import annotations

from collections.abc import Iterable

from prompts.schedule.calendar.components import Component
from prompts.schedule.calendar.events import Event
from prompts.schedule.calendar.people import owner_of, people_in
from prompts.schedule.calendar.values import Reason, Status

_CANCELLED = frozenset({"CANCELLED", "CANCELED"})


class Standings:
    """What the file says about its events beside their times."""

    def __init__(self, calendars: Iterable[Component]) -> None:
        self._owners = {
            id(calendar): owner_of(
                calendar.value("X-WR-CALNAME"),
                [people_in(part) for part in calendar.parts if part.kind == "VEVENT"],
            )
            for calendar in calendars
        }

    def of(self, event: Event) -> tuple[Status, Reason | None]:
        """Its status, and why there will be no session of it whatever its times."""
        value = event.component.value
        if value("STATUS").upper() in _CANCELLED or event.calendar.value("METHOD").upper() == "CANCEL":
            return "confirmed", "cancelled"
        owner, certain = self._owners[id(event.calendar)]
        going = people_in(event.component).going(owner, certain=certain)
        if going in ("declined", "others"):
            return "confirmed", going
        if value("X-MICROSOFT-CDO-ALLDAYEVENT").upper() == "TRUE":
            return "confirmed", "all_day"
        said = (value("STATUS").upper(), value("X-MICROSOFT-CDO-BUSYSTATUS").upper())
        return ("tentative" if going == "tentative" or "TENTATIVE" in said else "confirmed"), None
