"""Who may send next, and when: the pacer's arithmetic. Pure; times are seconds on any steady clock."""

from __future__ import annotations

import heapq
from collections import deque
from dataclasses import dataclass, field
from itertools import count

REPLY, SCHEDULED = 0, 1  # lanes, the lower one first
_MARGIN = 0.002  # seconds; keeps out of the same instant of Telegram's sliding window
_SECOND = 1 + _MARGIN
_MANY = 3  # so many chats refused at a time mean that we are too fast altogether


@dataclass(slots=True, eq=False)
class Send:
    """One request. `gap`: it puts a new message into the chat; an edit does not wait for the chat."""

    chat: int
    lane: int = REPLY
    gap: bool = True
    order: int = field(default=-1)  # given when it is first added, kept when it is tried again
    gone: bool = False


@dataclass(slots=True)
class _Chat:
    busy: bool = False  # a new message is on its way
    free_at: float = 0.0  # for the next new message
    held_until: float = 0.0  # Telegram said "retry after", for edits too
    parked: list[Send] = field(default_factory=list)


class Lanes:
    """Sends wait here until `take` hands them out; the caller says when each was answered.

    A send counts against its second from its start until one second after its *reply*: it reached Telegram at
    some moment in between. So no window of one second ever holds more than `per_second`, whatever the network
    does, and one hanging request costs one place, not the whole lane.
    """

    def __init__(self, *, per_second: int | None, per_chat_gap: float) -> None:
        self._limit = per_second
        self._spacing = 1 / per_second if per_second else 0.0
        self._gap = per_chat_gap
        self._orders = count()
        self._waiting: list[tuple[int, int, Send]] = []  # heap: lane, order
        self._chats: dict[int, _Chat] = {}
        self._wakes: list[tuple[float, int]] = []  # heap: when to look at a chat's parked sends again
        self._in_flight: set[Send] = set()
        self._replies: deque[float] = deque()  # of the last second
        self._next_start = 0.0
        self._all_held_until = 0.0

    def add(self, send: Send) -> None:
        """Queue a send, or queue it again."""
        if send.order < 0:
            send.order = next(self._orders)
        heapq.heappush(self._waiting, (send.lane, send.order, send))

    def take(self, now: float) -> Send | None:
        """The next send that may go now, or None. It is in flight until `replied` or `forget`."""
        self._wake_chats(now)
        while self._replies and self._replies[0] + _SECOND <= now:
            self._replies.popleft()
        while self._waiting and (free_at := self._free_at()) is not None and free_at <= now:
            send = heapq.heappop(self._waiting)[2]
            if send.gone:
                continue
            chat = self._chat(send.chat)
            if now < chat.held_until or (send.gap and (chat.busy or now < chat.free_at)):
                chat.parked.append(send)
                continue
            chat.busy = chat.busy or send.gap
            self._in_flight.add(send)
            # Even spacing, catching up on one late timer at most.
            self._next_start = max(self._next_start, now - self._spacing) + self._spacing
            return send
        return None

    def next_at(self) -> float | None:
        """When `take` may have something again; None if only a reply or a new send can change anything."""
        times = [self._wakes[0][0]] if self._wakes else []
        if self._waiting and (free_at := self._free_at()) is not None:
            times.append(free_at)
        return min(times, default=None)

    def replied(self, send: Send, now: float) -> None:
        """Telegram answered, or the request failed."""
        if send not in self._in_flight:
            return
        self._in_flight.discard(send)
        if self._limit:
            self._replies.append(now)
        chat = self._chat(send.chat)
        if send.gap:
            chat.busy = False
            chat.free_at = max(chat.free_at, now + self._gap + (_MARGIN if self._gap else 0.0))
        self._look_again(send.chat, chat)

    def refused(self, send: Send, now: float, seconds: float) -> None:
        """Telegram said to retry after so many seconds: the chat waits, and all do if many chats must."""
        chat = self._chat(send.chat)
        chat.held_until = max(chat.held_until, now + seconds + _MARGIN)
        if sum(now < other.held_until for other in self._chats.values()) >= _MANY:
            self._all_held_until = max(self._all_held_until, chat.held_until)

    def forget(self, send: Send) -> None:
        """The send will not happen, whether it waits or was just handed out."""
        send.gone = True
        if send in self._in_flight:
            self._in_flight.discard(send)
            chat = self._chat(send.chat)
            chat.busy = chat.busy and not send.gap
            self._look_again(send.chat, chat)

    def held_until(self, chat: int) -> float:
        """Until when Telegram wants nothing for this chat; 0.0 if it said nothing."""
        return self._chats[chat].held_until if chat in self._chats else 0.0

    def _chat(self, chat_id: int) -> _Chat:
        return self._chats.setdefault(chat_id, _Chat())

    def _free_at(self) -> float | None:
        """When the next send may start, the chats aside; None while only a reply can make room."""
        free_at = max(self._next_start, self._all_held_until)
        if self._limit and len(self._in_flight) + len(self._replies) >= self._limit:
            if not self._replies:
                return None
            free_at = max(free_at, self._replies[0] + _SECOND)
        return free_at

    def _look_again(self, chat_id: int, chat: _Chat) -> None:
        heapq.heappush(self._wakes, (max(chat.free_at, chat.held_until), chat_id))

    def _wake_chats(self, now: float) -> None:
        """Parked sends of chats that are free again go back into the queue, to their old places."""
        while self._wakes and self._wakes[0][0] <= now:
            chat_id = heapq.heappop(self._wakes)[1]
            chat = self._chats.get(chat_id)
            if chat is None or chat.busy:
                continue  # its reply will bring it here again
            if now < max(chat.free_at, chat.held_until):
                self._look_again(chat_id, chat)
                continue
            del self._chats[chat_id]  # nothing to remember: an idle chat takes no room
            for send in chat.parked:
                self.add(send)
