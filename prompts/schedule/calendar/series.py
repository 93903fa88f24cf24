"""Which events belong together: by their UID, a series and what was changed in it; older copies fall away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from prompts.schedule.calendar.events import Event
from prompts.schedule.calendar.values import Window


@dataclass(slots=True)
class Series:
    """One event, and those that stand for single occurrences of it. `alone`: its UID means nothing else."""

    head: Event | None
    changes: list[Event] = field(default_factory=list)
    alone: bool = False

    @property
    def events(self) -> list[Event]:
        return [*([self.head] if self.head else []), *self.changes]


def series_of(events: Iterable[Event], window: Window) -> tuple[list[Series], list[Event]]:
    """All that may matter for the window, and the older copies that were passed over.

    Two events with one UID are versions of each other only where SEQUENCE or the same start says so: some
    programs give the same UID to all that they write.
    """
    by_uid: dict[str, list[Event]] = {}
    for event in events:
        by_uid.setdefault(event.uid, []).append(event)
    found: list[Series] = []
    older: list[Event] = []
    for group in by_uid.values():
        heads = [event for event in group if not event.replaces]
        newest = list(_newest(heads))
        kept = {event.position for event in newest}
        older += [event for event in heads if event.position not in kept and event.touches(window)]
        found += _together(newest, [event for event in group if event.replaces], window)
    return found, older


def _newest(heads: list[Event]) -> Iterator[Event]:
    """Those of the highest SEQUENCE, one for each start."""
    highest = max((event.sequence for event in heads), default=0)
    starts: set[str] = set()
    for event in heads:
        if event.sequence == highest and event.start not in starts:
            starts.add(event.start)
            yield event


def _together(heads: list[Event], changes: list[Event], window: Window) -> Iterator[Series]:
    """Changes belong to the first event that repeats, or to the first of all."""
    near = [change for change in changes if change.touches(window)]
    first = next((event for event in heads if event.repeats), heads[0] if heads else None)
    if near or (first is not None and first.touches(window)):
        yield Series(first, near, alone=len(heads) == 1 and not changes and not heads[0].repeats)
    for event in heads:
        if event is not first and event.touches(window):
            yield Series(event)
