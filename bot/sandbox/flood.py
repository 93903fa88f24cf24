"""Strict flood limits, off unless switched on: what Telegram allows a bot at most, held to the letter.

New messages count: methods that send, copy or forward. Telegram's FAQ speaks of messages only (about 30 a
second to different people, one a second in one chat) and lets short bursts pass; here none passes. Edits,
deletions, reactions and answers to presses do not count. Answers, Telegram's developers say, have no limit at
all; edits share a chat's limit, which a bot that edits where one pressed hardly meets; and over all chats
they name none but that for sending to many. So an edit is free here, but a bot must heed a 429 to one too.
"""

from __future__ import annotations

import math
from bisect import insort

from bot.sandbox.refused import Json, NotPossible, Refused

SECOND = 1.0
EXAMPLE = 'for example {"strict": true, "per_second": 30, "per_chat": 1}'


class Flood:
    """Counts new messages as they arrive, by the monotonic clock, in windows that slide.

    `refused` counts the refusals since it was switched on, for tests to assert that there were none. What is
    refused does not count as a message.
    """

    def __init__(self) -> None:
        self.strict = False
        self.per_second = 30
        self.per_chat = 1
        self.refused = 0
        self._arrived: list[tuple[float, int]] = []  # when and in which chat, of the last second

    def switch(self, *, strict: bool = True, per_second: int = 30, per_chat: int = 1) -> None:
        """On or off, with limits of one's own for tests in a hurry; the count of refusals begins anew."""
        self.strict, self.per_second, self.per_chat = strict, per_second, per_chat
        self.refused = 0
        self._arrived.clear()

    def from_json(self, body: Json) -> None:
        """The switch as the page API takes it. Raises NotPossible with an example."""
        strict, limits = body.get("strict"), {k: v for k, v in body.items() if k != "strict"}
        whole = all(type(limit) is int and limit > 0 for limit in limits.values())
        if not isinstance(strict, bool) or not whole or not limits.keys() <= {"per_second", "per_chat"}:
            raise NotPossible(f"The flood limits are a switch and two whole numbers, {EXAMPLE}.")
        self.switch(strict=strict, **limits)

    def as_json(self) -> Json:
        """The switch, its limits and the refusals so far."""
        return {name: getattr(self, name) for name in ("strict", "per_second", "per_chat", "refused")}

    def count(self, method: str, chat: int, at: float) -> None:
        """A call arrived at this monotonic instant. Raises Refused 429 where it is one message too many."""
        if not self.strict or not is_new(method):
            return
        # Both ends of the second belong to it.
        self._arrived = [entry for entry in self._arrived if entry[0] >= at - SECOND]
        here = [when for when, where in self._arrived if where == chat]
        everywhere = [when for when, _ in self._arrived]
        free_at = max(
            (times[-limit] for times, limit in ((here, self.per_chat), (everywhere, self.per_second))
             if len(times) >= limit),
            default=None,
        )  # fmt: skip
        if free_at is not None:
            self.refused += 1
            raise too_many(max(1, math.ceil(free_at + SECOND - at)))
        insort(self._arrived, (at, chat))


def is_new(method: str) -> bool:
    """Whether a method puts a new message into a chat."""
    return method.startswith(("send", "copy", "forward")) and method != "sendChatAction"


def too_many(seconds: int) -> Refused:
    """The 429 as Telegram words it."""
    return Refused(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})
