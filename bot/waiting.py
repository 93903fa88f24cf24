"""Sends that wait, in the order in which they go: therapists' replies first, then the others in turns."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from itertools import count

REPLY, STRANGER, SCHEDULED = 0, 1, 2  # lanes


@dataclass(slots=True, eq=False)
class Send:
    """One request. `gap`: it puts a new message into the chat; an edit does not wait for the chat.

    `early`: so many seconds before it may start it may be handed out, with `start_at` to wait for; meanwhile
    its caller does what has to be done before.
    """

    chat: int
    lane: int = REPLY
    gap: bool = True
    early: float = 0.0
    order: int = field(default=-1)  # given when it is first added, kept when it is tried again
    start_at: float = 0.0  # when it may start; may still change until then, for one that overtakes it
    gone: bool = False


class Waiting:
    """First come, first served within a lane. Many strangers do not keep away what is due."""

    def __init__(self) -> None:
        self._orders = count()
        self._lanes: dict[int, list[tuple[int, Send]]] = {REPLY: [], STRANGER: [], SCHEDULED: []}
        self._behind = (STRANGER, SCHEDULED)  # whose turn it is behind the replies

    def add(self, send: Send) -> None:
        """At the end of its lane; one that was there before, at its old place."""
        if send.order < 0:
            send.order = next(self._orders)
        heapq.heappush(self._lanes[send.lane], (send.order, send))

    def first(self) -> Send | None:
        """Whose turn it is."""
        for lane in (REPLY, *self._behind):
            waiting = self._lanes[lane]
            while waiting and waiting[0][1].gone:
                heapq.heappop(waiting)
            if waiting:
                return waiting[0][1]
        return None

    def pop(self, send: Send) -> None:
        """Take the first one out."""
        heapq.heappop(self._lanes[send.lane])

    def went(self, send: Send) -> None:
        """It was handed out: behind the replies it is the other lane's turn now."""
        if send.lane == self._behind[0]:
            self._behind = (self._behind[1], self._behind[0])

    def length(self, lane: int) -> int:
        """How many wait in a lane."""
        return len(self._lanes[lane])
