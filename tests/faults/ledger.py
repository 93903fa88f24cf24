"""The test's own book: what people gave, what they were shown of it, and whether the two databases agree."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from handlers.keyboards import pack
from prompts.texts import load_texts
from tests.faults.book import Said
from tests.faults.stored import Stored
from tests.faults.telegram import Telegram

SKIPPED = load_texts().plain("question.skipped")
Chat = int


@dataclass(slots=True)
class Tapped:
    """The answers tapped under one question, in order: slug, and the label that the bubble then shows."""

    person: Chat
    given: list[tuple[str, str]] = field(default_factory=list)
    shown: int = -1  # the last one that was shown as the answer
    shown_at: int = -1  # and the newest place in the book where it was

    def notice(self, lines: list[str], position: int) -> bool:
        """False if the bubble shows what was not given."""
        for index, (_, label) in enumerate(self.given):
            if label in lines and index >= self.shown:
                self.shown, self.shown_at = index, position
        return SKIPPED in lines or any(label in lines for _, label in self.given)

    def label(self, slug: str) -> str | None:
        """What a bubble shows for it."""
        return next((label for given, label in self.given if given == slug), None)


@dataclass
class Ledger:
    """What must be found in the database. Message ids are those of what people wrote."""

    telegram: Telegram
    taps: dict[int, Tapped] = field(default_factory=dict)
    lines: dict[tuple[Chat, int], list[str]] = field(default_factory=dict)  # every version of each
    sessions: dict[tuple[Chat, int], str] = field(default_factory=dict)  # the code told
    plans: dict[tuple[Chat, int], str] = field(default_factory=dict)  # kept as lines until [Right]
    spoken_of: dict[int, str] = field(default_factory=dict)  # rows that buttons named: in which text
    closed: dict[int, str] = field(default_factory=dict)  # questions that were shown answered or skipped
    untrue: list[str] = field(default_factory=list)  # answers shown that nobody gave
    given: int = 0  # answers, lines and sessions, those changed included
    _read: int = 0

    def tapped(self, person: Chat, asked: int, slug: str, label: str) -> None:
        shown = f"{label} of 5" if label.isdecimal() else label
        self.given += 1
        self.taps.setdefault(asked, Tapped(person)).given.append((slug, shown))

    def wrote(self, person: Chat, message: int, text: str) -> None:
        self.given += 1
        self.lines.setdefault((person, message), []).append(text)

    def typed_plan(self, person: Chat, message: int, line: str) -> None:
        self.plans[person, message] = line

    def told(self, person: Chat, message: int, code: str) -> None:
        """[Right] was pressed under this plan."""
        self.given += 1
        self.sessions[person, message] = code

    def lost(self, stored: Stored, *, all_of_it: bool) -> list[str]:
        """What is not there as it should be: all that was shown as stored, or all that was ever given."""
        self._look()
        gone = [*self.untrue, *(f"unreadable: {one}" for one in stored.unreadable)]
        gone += [
            f"row {row}, shown in {text!r}" for row, text in self.spoken_of.items() if row not in stored.rows
        ]
        gone += [
            f"shown closed: {text!r}" for asked, text in self.closed.items() if asked not in stored.closed
        ]
        for asked, tapped in self.taps.items():
            if self._is_lost(asked, tapped, stored.taps.get(asked), all_of_it=all_of_it):
                gone.append(f"tap {tapped.given} under {asked}: {stored.taps.get(asked)}")
        there = {(whose, message): text for whose, message, text in stored.lines}
        for key, versions in self.lines.items():
            due = all_of_it or key in self.telegram.book.reacted
            if due and there.get(key) not in (versions[-1:] if all_of_it else versions):
                gone.append(f"line {key} of {versions}: {there.get(key)}")
        if all_of_it:
            kept = set(stored.sessions)
            gone += [f"session {one}" for one in self.sessions if (one[0], f"m{one[1]}:0") not in kept]
        return gone

    def _is_lost(self, asked: int, tapped: Tapped, kept: tuple[Chat, str] | None, *, all_of_it: bool) -> bool:
        least = len(tapped.given) - 1 if all_of_it else tapped.shown
        right = [(tapped.person, slug) for slug, _ in tapped.given[max(least, 0) :]]
        if least < 0 or kept in right:
            return False
        return all_of_it or kept is None or not self._stands_again(asked, tapped, kept[1])

    def _stands_again(self, asked: int, tapped: Tapped, slug: str) -> bool:
        """An earlier tap that a later life was brought once more stands until the one that was shown has come
        once more, too."""
        newest = tapped.given[tapped.shown][0]
        came = self.telegram.book.times(tapped.person, pack("answer", asked, slug), since=tapped.shown_at)
        return came > 0 and self.telegram.on_its_way(pack("answer", asked, newest))

    def is_true(self, said: Said, stored: Stored) -> bool:
        """Whether what a message shows is stored: its rows, and the answer if it shows one."""
        closing = said.press("change")
        if closing is None:
            return said.rows <= stored.rows
        kept, tapped = stored.taps.get(closing.id()), self.taps.get(closing.id())
        label = tapped.label(kept[1]) if kept and tapped else None
        return closing.id() in stored.closed and (label is None or label in said.text.splitlines())

    def doubled(self, stored: Stored) -> list[str]:
        """What is there twice, though it was given once."""
        messages = Counter((whose, message) for whose, message, _ in stored.lines)
        sessions = Counter(stored.sessions)
        return [f"{one} stored {n} times" for one, n in (messages + sessions).items() if n > 1]

    def strange(self, stored: Stored) -> list[str]:
        """What nobody gave, or what stands under somebody else's name."""
        found = [f"line {one}" for one in stored.lines if not self._gave(*one)]
        for asked, (whose, slug) in stored.taps.items():
            tapped = self.taps.get(asked)
            if tapped is None or tapped.person != whose or slug not in [s for s, _ in tapped.given]:
                found.append(f"tap {slug} of {whose} under {asked}")
        return found

    def _gave(self, person: Chat, message: int, text: str) -> bool:
        return text in self.lines.get((person, message), ()) or text == self.plans.get((person, message))

    def leaked(self) -> list[str]:
        """Messages that hold a word which somebody else typed."""
        words: dict[Chat, set[str]] = {}
        for (person, _), texts in self.lines.items():
            words.setdefault(person, set()).update(texts)
        for (person, _), code in self.sessions.items():
            words.setdefault(person, set()).add(code)
        return [
            f"{one.chat} was shown a word of {person}: {one.method} {one.message}"
            for one in self.telegram.book.said
            for person, held in words.items()
            if person != one.chat and any(word in _all_of(one) for word in held)
        ]

    def _look(self) -> None:
        """What people were shown since the last look."""
        said = self.telegram.book.said
        for position in range(self._read, len(said)):
            one = said[position]
            self.spoken_of |= dict.fromkeys(one.rows, one.text)
            if (closing := one.press("change")) is not None:
                self.closed[closing.id()] = one.text
                tapped = self.taps.get(closing.id())
                if tapped is not None and not tapped.notice(one.text.splitlines(), position):
                    self.untrue.append(f"{one.text!r} in place of {tapped.given}")
        self._read = len(said)


def _all_of(said: Said) -> str:
    return "\n".join([said.text, *(label for label, _ in said.buttons)])
