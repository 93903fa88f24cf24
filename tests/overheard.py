"""All that a staged bot said, when, and whether anybody had asked; and the rules it has to keep."""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

from tests.stage import Stage

SHORT = 300  # UTF-16 units of a message that is none of the long ones
LONG_ONES = (
    "Welcome to Afterhour.",
    "looked back on.",
    "Your words\n",
    "Behind the tip:",
    "The tip is practice",
)
FORBIDDEN = re.compile(
    r"streak|great job|well done|good job|congrat|keep it up|oops|invalid|sorry to|hurry up|don.t forget"
    r"|overdue|you (have )?missed (a|your|\d)|last chance|only \d+ left|alliance score|\berror\b"
    r"|[\U0001f300-\U0001faff]",
    re.IGNORECASE,
)  # fmt: skip
TAGS = frozenset({"b", "i", "a", "code", "tg-spoiler"})


@dataclass(frozen=True, slots=True)
class Said:
    """One message sent or edited, as the bot handed it over."""

    at: datetime
    unasked: bool
    edit: bool
    chat: int
    markup: str
    buttons: tuple[tuple[str, str], ...]  # label and callback data

    @property
    def text(self) -> str:
        return html.unescape(re.sub(r"<[^<>]*>", "", self.markup))


@dataclass
class Overheard:
    """Listens to a stage: what is said while the clock walks came by itself, all else is a reply."""

    stage: Stage
    said: list[Said] = field(default_factory=list)

    def __post_init__(self) -> None:
        rest = self.stage.app.rest

        async def replied() -> None:
            await rest()
            self._note(unasked=False)

        async def walked() -> None:
            await rest()
            self._note(unasked=True)

        self.stage.app.rest = replied  # type: ignore[method-assign]  # a listener in between
        self.stage.sandbox.settle = walked

    def _note(self, *, unasked: bool) -> None:
        calls = self.stage.sandbox.calls
        for method, data in calls:
            if method in ("sendMessage", "editMessageText"):
                rows = json.loads(data.get("reply_markup") or "{}").get("inline_keyboard", [])
                buttons = tuple((b["text"], b["callback_data"]) for row in rows for b in row)
                edit = method == "editMessageText"
                one = Said(self.stage.now, unasked, edit, int(data["chat_id"]), data["text"], buttons)
                self.said.append(one)
        calls.clear()

    def to(self, person: int) -> list[Said]:
        return [one for one in self.said if one.chat == person]


def too_long(said: Iterable[Said]) -> list[str]:
    """Over 300 characters; welcome and digests, with what stands behind their buttons, may be longer."""
    short = [one.text for one in said if not any(words in one.text for words in LONG_ONES)]
    return [text for text in short if len(text.encode("utf-16-le")) // 2 > SHORT]


def out_of_tone(said: Iterable[Said], typed: Iterable[str]) -> list[str]:
    """Exclamation marks, emoji, praise, guilt; in the bot's own words and labels."""
    lines = tuple(typed)
    found = []
    for one in said:
        own = one.text
        for line in lines:
            own = own.replace(line, "")
        own = "\n".join([own, *(label for label, _ in one.buttons)])
        if "!" in own or FORBIDDEN.search(own):
            found.append(own)
    return found


def telling_others(said: Iterable[Said], typed: Iterable[str]) -> list[str]:
    """Messages that came by themselves and hold a typed line or an answer."""
    lines = tuple(typed)
    held = re.compile(r"\b\d of 5\b|Your line|lately:")
    new = [one.text for one in said if one.unasked and not one.edit]
    return [text for text in new if held.search(text) or any(line in text for line in lines)]


def in_quiet_hours(said: Iterable[Said], zone: str) -> list[Said]:
    """What came by itself between 21:00 and 7:00."""
    here = ZoneInfo(zone)
    return [
        one
        for one in said
        if one.unasked and not one.edit and not time(7) <= one.at.astimezone(here).time() < time(21)
    ]


def check_ins_by_day(said: Iterable[Said], zone: str, evening: time) -> tuple[Counter[date], Counter[date]]:
    """Unasked check-ins of each local day: by day, and in the evening."""
    by_day: Counter[date] = Counter()
    evenings: Counter[date] = Counter()
    for one in said:
        if one.unasked and not one.edit and one.text.startswith("A moment to look back?"):
            here = one.at.astimezone(ZoneInfo(zone))
            (evenings if here.time() == evening else by_day)[here.date()] += 1
    return by_day, evenings


def long_callback_data(said: Iterable[Said]) -> list[str]:
    return [data for one in said for _, data in one.buttons if len(data.encode()) > 64]


def ill_formed(said: Iterable[Said]) -> list[str]:
    """Markup that is not made of whole, known tags."""
    return [one.markup for one in said if not _Tags().well_formed(one.markup)]


class _Tags(HTMLParser):
    def well_formed(self, markup: str) -> bool:
        self.open: list[str] = []
        self.sound = True
        self.feed(markup)
        self.close()
        bare = re.sub(r"</?[a-z-]+( [a-z]+=\"[^\"]*\")?>|&(amp|lt|gt|quot|#\d+|#x[0-9a-f]+);", "", markup)
        return self.sound and not self.open and not re.search(r"[<>&\x00]", bare)

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        self.sound = self.sound and tag in TAGS
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.sound = self.sound and bool(self.open) and self.open.pop() == tag
