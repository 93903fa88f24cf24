"""Faults that a test orders: a code for the next calls, a dropped connection, a delay, a page of HTML."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from bot.sandbox.flood import Flood, too_many
from bot.sandbox.refused import Json, NotPossible, Refused

WORDS = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    404: "Not Found",
    409: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    500: "Internal Server Error",
    502: "Bad Gateway",
}
EXAMPLE = 'for example {"method": "sendMessage", "times": 2, "code": 500}'


@dataclass(slots=True)
class Fault:
    """What goes wrong with the next `times` calls of a method ("*": any; "file": a document that is fetched),
    of one chat if one is named."""

    method: str = "*"
    times: int = 1
    code: int | None = None
    description: str | None = None
    retry_after: int | None = None
    drop: str | None = None  # "before" or "after" the effect
    delay: float | None = None  # seconds, before the effect; a long one is a server that never answers
    html: bool = False  # with a code: a page about it in place of the answer, as proxies give
    chat: int | None = None

    def hits(self, method: str, chat: int) -> bool:
        """Whether this call is one of those it is for."""
        return self.method in ("*", method) and self.chat in (None, chat)

    def refusal(self) -> Refused | None:
        """The answer in place of the effect, if the fault is one."""
        if self.code is None:
            return None
        if self.code == 429:
            wait = self.retry_after or 1
            said = too_many(wait)
            return Refused(429, self.description or said.description, said.parameters)
        return Refused(self.code, self.description or WORDS.get(self.code, "Internal Server Error"))


class Faults:
    """The faults ordered and not yet spent, oldest first; and the strict flood limits."""

    def __init__(self) -> None:
        self.ordered: list[Fault] = []
        self.flood = Flood()

    def order(self, fault: Fault) -> None:
        """Let it happen from the next call on."""
        self.ordered.append(fault)

    def from_json(self, body: Json) -> None:
        """Order a fault as the page API takes it. Raises NotPossible with an example."""
        try:
            fault = Fault(**body)
            times, whole = int(fault.times), float(fault.delay or 0) >= 0 and isinstance(fault.method, str)
        except (TypeError, ValueError):
            raise NotPossible(f"A fault is an object, {EXAMPLE}.") from None
        kinds = [kind for kind in (fault.code, fault.drop, fault.delay) if kind is not None]
        if times < 1 or not kinds or not whole or fault.drop not in (None, "before", "after"):
            raise NotPossible(f"A fault has a code, a drop or a delay, {EXAMPLE}.")
        self.order(fault)

    def take(self, method: str, chat: int = 0) -> Fault | None:
        """The fault that hits this call, if any; counts it."""
        for fault in self.ordered:
            if fault.hits(method, chat):
                fault.times -= 1
                if fault.times <= 0:
                    self.ordered.remove(fault)
                return fault
        return None

    def listed(self) -> list[Json]:
        """Those still to come, as JSON."""
        return [{k: v for k, v in asdict(fault).items() if v not in (None, False)} for fault in self.ordered]

    def clear(self) -> None:
        """None any more."""
        self.ordered.clear()
