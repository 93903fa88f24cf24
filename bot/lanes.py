"""Who may send next, and when: the pacer's arithmetic. Pure; times are seconds on any steady clock."""

from __future__ import annotations

import heapq
from collections import deque
from dataclasses import dataclass, field

from bot.waiting import REPLY, Send, Waiting

_MARGIN = 0.002  # seconds; keeps out of the same instant of Telegram's sliding window
_SECOND = 1 + _MARGIN
_MANY = 3  # so many chats refused at a time mean that we are too fast altogether


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
    does, and one hanging request costs one place, not the whole lane. `evenly`: spread over the second.
    """

    def __init__(self, *, per_second: int | None, per_chat_gap: float, evenly: bool = True) -> None:
        self._limit = per_second
        self._spacing = 1 / per_second if per_second and evenly else 0.0
        self._gap = per_chat_gap
        self._waiting = Waiting()
        self._chats: dict[int, _Chat] = {}
        self._wakes: list[tuple[float, int]] = []  # heap: when to look at a chat's parked sends again
        self._in_flight: set[Send] = set()
        self._early: list[Send] = []  # of those the ones that may not start yet, in the order of their starts
        self._replies: deque[float] = deque()  # of the last second
        self._next_start = 0.0
        self._all_held_until = 0.0

    def add(self, send: Send) -> None:
        """Queue a send, or queue it again."""
        self._waiting.add(send)

    def take(self, now: float) -> Send | None:
        """The next send that may go by its `early`, or None. It is in flight until `replied` or `forget`."""
        self._tidy(now)
        while (send := self._waiting.first()) is not None:
            last = self._free_at()  # the newest place; an earlier one if it overtakes
            if last is None or self._place_for(send, last) - send.early > now:
                return None
            self._waiting.pop(send)
            last = max(now, last)
            at, chat = self._place_for(send, last), self._chat(send.chat)
            if at < chat.held_until or (send.gap and (chat.busy or at < chat.free_at)):
                chat.parked.append(send)
                continue
            chat.busy = chat.busy or send.gap
            self._in_flight.add(send)
            # Even spacing, catching up on one late timer at most.
            self._next_start = max(self._next_start, last - self._spacing) + self._spacing
            self._line_up(send, last)
            self._waiting.went(send)
            return send
        return None

    def next_at(self) -> float | None:
        """When `take` may have something again; None if only a reply or a new send can change anything."""
        times = [self._wakes[0][0]] if self._wakes else []
        send, free_at = self._waiting.first(), self._free_at()
        if send is not None and free_at is not None:
            times.append(self._place_for(send, free_at) - send.early)
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
        self._look_again(send.chat, chat)

    def forget(self, send: Send) -> None:
        """The send will not happen, whether it waits or was just handed out: its place is free again."""
        send.gone = True
        if send in self._in_flight:
            self._in_flight.discard(send)
            self._early = [other for other in self._early if other is not send]
            self._next_start -= self._spacing
            chat = self._chat(send.chat)
            chat.busy = chat.busy and not send.gap
            self._look_again(send.chat, chat)

    def held_until(self, chat: int) -> float:
        """Until when Telegram wants nothing for this chat; 0.0 if it said nothing."""
        return self._chats[chat].held_until if chat in self._chats else 0.0

    def length(self, lane: int) -> int:
        """How many wait in a lane, those of chats that have to wait anyway left out."""
        return self._waiting.length(lane)

    def _chat(self, chat_id: int) -> _Chat:
        return self._chats.setdefault(chat_id, _Chat())

    def _free_at(self) -> float | None:
        """When the next send may start, the chats aside; None while only a reply can make room."""
        newest = self._early[-1].start_at if self._early else 0.0
        free_at = max(self._next_start, self._all_held_until, newest)
        # Those handed out early have the places of the oldest replies; this one gets that of the next.
        ahead = len(self._in_flight) + len(self._replies) - self._limit if self._limit else -1
        if ahead >= len(self._replies):
            return None
        return max(free_at, self._replies[ahead] + _SECOND) if ahead >= 0 else free_at

    def _place_for(self, send: Send, last: float) -> float:
        """When it would start: a reply before everything else that has not started yet."""
        overtaken = [other.start_at for other in self._early if send.lane == REPLY != other.lane]
        return min([*overtaken, last])

    def _line_up(self, send: Send, last: float) -> None:
        """Give out anew the places of those that have not started: none starts earlier than it was told."""
        places = [*(other.start_at for other in self._early), last]
        behind = [other for other in self._early if send.lane == REPLY != other.lane]
        self._early = [*(other for other in self._early if other not in behind), send, *behind]
        for other, at in zip(self._early, places, strict=True):
            other.start_at = at

    def _look_again(self, chat_id: int, chat: _Chat) -> None:
        heapq.heappush(self._wakes, (max(chat.free_at, chat.held_until), chat_id))

    def _tidy(self, now: float) -> None:
        """Forget replies of more than a second ago; parked sends of chats that are free queue again."""
        while self._replies and self._replies[0] + _SECOND <= now:
            self._replies.popleft()
        self._early = [send for send in self._early if send.start_at > now]
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
