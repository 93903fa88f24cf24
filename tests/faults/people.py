"""Made-up therapists: what each does next, from what the chat shows; no two ever type the same words."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import time

from bot.sandbox.people import Person
from handlers.keyboards import unpack
from tests.faults.due import HEADING, READY, Due
from tests.faults.ledger import Ledger
from tests.faults.telegram import Telegram
from tests.stage import Bubble, buttons

LINES = (
    "I let the silence run",
    "Rushed the end again",
    "We laughed, <b>both</b>",
    "Same knot & a new thread",
)
ARRIVED = ("That is all it takes.", "I am here.")
Act = Callable[[], object]


@dataclass
class Therapist:
    """One person with a phone. Every act is posted at once; what comes of it is seen when the bot rests."""

    person: Person
    rhythm: str  # as the button says it
    hours: tuple[time, ...]  # when this person's sessions start
    codes: tuple[str, ...]
    telegram: Telegram
    ledger: Ledger
    due: Due
    chance: random.Random
    left: set[int] = field(default_factory=set)  # questions that are not going to be answered
    planned: dict[tuple[str, time], int] = field(default_factory=dict)  # today's sessions, by whom and when
    _typed: int = 0

    @property
    def id(self) -> int:
        return self.person.id

    def bubbles(self) -> list[Bubble]:
        """What the bot shows, newest first."""
        return [b for b in reversed(self.telegram.sandbox.history(self.id)) if b["from"] == "bot"]

    def shows(self, words: str) -> bool:
        return any(str(bubble["text"]).startswith(words) for bubble in self.bubbles())

    def say(self, text: str, reply_to: int | None = None) -> int:
        return self.telegram.sandbox.say(self.id, text, reply_to=reply_to)

    def press(self, bubble: Bubble, data: str) -> None:
        now = self.telegram.sandbox.now()
        self.telegram.diary.append(f"{now:%a %H:%M:%S} {self.id} pressed {data} under {bubble['id']}")
        self.telegram.sandbox.press(self.id, bubble["id"], data)

    def tap(self, label: str, *, newest: int = 6) -> bool:
        """The newest button with this label; False if there is none."""
        for bubble in self.bubbles()[:newest]:
            for button in buttons(bubble):
                if button["text"] == label:
                    self.press(bubble, button["data"])
                    return True
        return False

    def line(self) -> str:
        """Words that nobody else types, nor this person again."""
        self._typed += 1
        serial = "".join(chr(ord("a") + int(digit)) for digit in str(self._typed))
        return f"{LINES[self._typed % len(LINES)]}, {self.person.first_name}zq{serial}."

    @property
    def arrived(self) -> bool:
        """Through the first minute."""
        return any(self.shows(words) for words in ARRIVED)

    def arrive(self) -> bool:
        """The next step of the first minute; False once it is over."""
        if self.arrived:
            return False
        if self.question() is not None:
            return self.answer()
        for label in (self.rhythm, "I agree"):
            if self.tap(label):
                return True
        asked = [str(newest["text"]) for newest in self.bubbles()[:1]]
        self.say("London" if asked and asked[0].startswith("What time is it") else "/start")
        return True

    def plan(self, code: str, at: time) -> None:
        """A session, told in one line."""
        line = f"{code} {at:%H:%M}"
        self.planned[code, at] = message = self.say(line)
        self.ledger.typed_plan(self.id, message, line)

    def said_right(self, session: tuple[str, time]) -> bool:
        """Whether this one was said back, and pressed [Right]."""
        return (self.id, self.planned[session]) in self.ledger.sessions

    def confirm(self) -> bool:
        """[Right] under the oldest plan that is said back and not stored yet."""
        return any(self._right(bubble) for bubble in reversed(self.bubbles()[:12]))

    def has_to_confirm(self) -> bool:
        labels = {button["text"] for bubble in self.bubbles()[:12] for button in buttons(bubble)}
        return not labels.isdisjoint({"Right", "A session"})

    def _right(self, bubble: Bubble) -> bool:
        """A plan is given once it is said to be right: a death may take away what says it back."""
        for button in buttons(bubble):
            if button["text"] == "Right":
                message = unpack(button["data"]).id()
                code = next((code for (code, _), typed in self.planned.items() if typed == message), "")
                self.ledger.told(self.id, message, code)
            if button["text"] in ("Right", "A session"):
                self.press(bubble, button["data"])
                return True
        return False

    def question(self) -> Bubble | None:
        """The newest question that waits and that this person means to answer."""
        for bubble in self.bubbles():
            data = next((b["data"] for b in buttons(bubble) if b["text"] == "Skip"), None)
            if data is not None and unpack(data).id() not in self.left:
                return bubble
        return None

    def answer(self) -> bool:
        """Answer what is open, by button or in words; at times skip it, put it off, or leave it."""
        bubble = self.question()
        if bubble is None:
            return False
        offered = {b["text"]: b["data"] for b in buttons(bubble)}
        asked, mood = unpack(offered["Skip"]).id(), self.chance.random()
        first_ever = "Later" not in offered or "Your last session" in bubble["text"]
        if mood < 0.06 and not first_ever:
            self.left.add(asked)
            return False
        if mood < 0.14 and not first_ever:
            return self.tap("Later")
        self.due.answered.add(asked)
        if mood < 0.2:
            self.press(bubble, offered["Skip"])
            return True
        self._answer(bubble, asked, {label: d for label, d in offered.items() if d.startswith("answer:")})
        return True

    def _answer(self, bubble: Bubble, asked: int, choices: dict[str, str]) -> None:
        if choices:
            label = self.chance.choice(list(choices))
            self.ledger.tapped(self.id, asked, unpack(choices[label]).word(1), label)
            self.press(bubble, choices[label])
            return
        text = self.line()
        reply = bubble["id"] if self.chance.random() < 0.5 or not HEADING.search(bubble["text"]) else None
        self.ledger.wrote(self.id, self.say(text, reply), text)

    def put_off(self) -> bool:
        """After [Later]: when."""
        return self.tap("15 min")

    def begin(self) -> bool:
        """[Yes] to an evening's offer."""
        for bubble in self.bubbles()[:3]:
            for button in buttons(bubble):
                if button["text"] == "Yes" and button["data"].startswith("offer:"):
                    self.press(bubble, button["data"])
                    return True
        return False

    def open_week(self) -> bool:
        """[Open] under the digest."""
        return any(b["text"].endswith(READY) for b in self.bubbles()[:4]) and self.tap("Open")

    def write(self) -> None:
        """A line that nobody asked for."""
        text = self.line()
        self.ledger.wrote(self.id, self.say(text), text)

    def rewrite(self) -> bool:
        """Edit what was typed last."""
        mine = [message for whose, message in self.ledger.lines if whose == self.id]
        if mine:
            text = self.line()
            self.telegram.sandbox.edit(self.id, mine[-1], text)
            self.ledger.wrote(self.id, mine[-1], text)
        return bool(mine)
