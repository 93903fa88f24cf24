"""An export as Markdown to read: by week and by day, with what was typed kept from acting as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby

from db.export import Everything, Row
from handlers.bubble import label_of
from prompts.questions.bank import Bank
from prompts.schedule.say import say_clocks, say_day, say_span, say_time, say_weekday
from prompts.schedule.times import local
from prompts.texts import Texts

_SPECIAL = re.compile(r"([\\`*_\[\]<>&#|~])")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f]")
_HALVES = re.compile("[\ud800-\udfff]")  # of an emoji; UTF-8 has no place for them
_SEPARATOR = "\n\n"


@dataclass(frozen=True, slots=True)
class Words:
    """What turns slugs, numbers and ids into words, for one therapist."""

    texts: Texts
    bank: Bank
    zone: str
    codes: Mapping[int, str] = field(repr=False)  # client -> code

    def title(self, suggestion: int) -> str:
        return self.texts.plain(f"suggestion.{suggestion}.title")

    def label(self, question: str, option: str | None) -> str | None:
        return None if option is None else label_of(self.bank.questions.get(question), option)

    def why(self, asked: Row) -> str | None:
        """Why a question was chosen, in words; None for a reason that is no longer in use."""
        key = f"why.{asked['reason'].get('code')}"
        figures = asked["reason"].get("figures", {})
        title = self.title(asked["suggestion"])
        return self.texts.plain(key, suggestion=title, **figures) if key in self.texts else None


def reading(found: Everything, words: Words, now: datetime) -> str:
    """The whole file."""
    whole = "rhythm" in found.therapist  # else it is of one client alone
    settings = [_settings(found.therapist, words)] if whole else []
    parts = [_head(words, now), *settings, *_clients(found, words)]
    events = sorted(_events(found, words), key=lambda event: event[0])
    if not events:
        parts.append(words.texts.plain("reading.empty"))
    for monday, week in groupby(events, key=lambda event: _monday(event[0], words)):
        sunday = monday + timedelta(days=6)
        days = say_span(monday, sunday, words.texts)
        parts.append(words.texts.plain("reading.week", days=days, year=sunday.year))
        for day, ours in groupby(week, key=lambda event: _day(event[0], words)):
            parts.append(words.texts.plain("reading.day", day=say_day(day, day, words.texts)))
            parts += [text for _, text in ours]
    return _HALVES.sub("\ufffd", _SEPARATOR.join(parts)) + "\n"


def _head(words: Words, now: datetime) -> str:
    when = f"{_date(now, words)} {say_time(now, words.zone)}"
    head = words.texts.plain("reading.head", when=when, zone=words.zone)
    return words.texts.plain("reading.title") + _SEPARATOR + head


def _settings(me: Row, words: Words) -> str:
    texts = words.texts
    rhythm = texts.plain(f"rhythm.{me['rhythm']}") if me["rhythm"] else texts.plain("reading.no_rhythm")
    return texts.plain(
        "reading.settings", zone=words.zone, rhythm=rhythm, questions=me["questions"],
        quiet=say_clocks(me["quiet_from"], me["quiet_until"]),
        weekday=say_weekday(me["digest_weekday"], texts, full=True),
        time=f"{me['digest_time']:%H:%M}", agreed=_date(me["consented_at"], words),
    )  # fmt: skip


def _clients(found: Everything, words: Words) -> Iterator[str]:
    rows = found.tables["clients"]
    if rows:
        yield words.texts.plain("reading.clients")
        yield "\n".join(
            words.texts.plain("reading.client", code=_whom(row["id"], words), status=_status(row, words))
            for row in rows
        )


def _events(found: Everything, words: Words) -> Iterator[tuple[datetime, str]]:
    """Everything that happened, each with its moment. What was typed stands under what it answers."""
    answers = {row["asked_id"]: row for row in found.tables["answers"]}
    for row in found.tables["appointments"]:
        yield row["starts_at"], _appointment(row, words)
    for row in found.tables["asked_questions"]:
        yield row["put_at"], _SEPARATOR.join(_asked(row, answers.get(row["id"]), words))
    for row in found.tables["notes"]:
        yield row["written_at"], _line(row, words)
    for row in found.tables["prepared"]:
        yield row["written_at"], _prepared(row, words)
    for row in found.tables["focuses"]:
        yield (
            row["since"],
            words.texts.plain(
                "reading.focus", time=say_time(row["since"], words.zone), title=words.title(row["suggestion"])
            ),
        )
    for row in found.tables["digests"]:
        yield row["ends_at"], _digest(row, words)


def _appointment(row: Row, words: Words) -> str:
    return words.texts.plain(
        "reading.appointment", start=say_time(row["starts_at"], words.zone),
        end=say_time(row["ends_at"], words.zone), name=_whom(row["client_id"], words),
        status=_status(row, words),
    )  # fmt: skip


def _asked(row: Row, answer: Row | None, words: Words) -> Iterable[str]:
    texts = words.texts
    name, time = _whom(row["client_id"], words), say_time(row["put_at"], words.zone)
    yield texts.plain("reading.asked", time=time, name=name, title=words.title(row["suggestion"]))
    yield inline(row["shown"] or texts.plain("reading.unreadable"))
    if answer is None:
        yield texts.plain(f"reading.state.{row['state']}")
        return
    said = words.label(row["question"], answer["option"])
    if answer["rating"] is not None:
        said = texts.plain("reading.rated", rating=answer["rating"])
    marks = texts.plain("reading.late") if answer["late"] else ""
    marks += _edited(answer, words)
    if said is not None:
        yield texts.plain("reading.answer", answer=inline(said), marks=marks)
    else:
        yield _text(answer, words)
        if marks:
            yield marks.strip()


def _line(row: Row, words: Words) -> str:
    whose = _whom(row["client_id"], words) if row["client_id"] else words.texts.plain("line.general")
    head = words.texts.plain(
        "reading.line", time=say_time(row["written_at"], words.zone), whose=whose, marks=_edited(row, words)
    )
    return head + _SEPARATOR + _text(row, words)


def _prepared(row: Row, words: Words) -> str:
    head = words.texts.plain(
        "reading.prepared", time=say_time(row["written_at"], words.zone),
        name=_whom(row["client_id"], words), marks=_edited(row, words),
    )  # fmt: skip
    return head + _SEPARATOR + _text(row, words)


def _digest(row: Row, words: Words) -> str:
    tip = words.bank.tips.get(row["tip"])
    return words.texts.plain(
        "reading.digest", time=say_time(row["ends_at"], words.zone), title=words.title(row["suggestion"]),
        tip=inline(tip.text) if tip else "",
    ).strip()  # fmt: skip


def _text(row: Row, words: Words) -> str:
    return words.texts.plain("reading.unreadable") if row["text"] is None else fenced(row["text"])


def _edited(row: Row, words: Words) -> str:
    if row["edited_at"] is None:
        return ""
    when = f"{_date(row['edited_at'], words)} {say_time(row['edited_at'], words.zone)}"
    return words.texts.plain("reading.edited", when=when)


def _whom(client_id: int | None, words: Words) -> str:
    if client_id is None:
        return words.texts.plain("question.session")
    return inline(words.codes.get(client_id, "?"))


def _status(row: Row, words: Words) -> str:
    return words.texts.plain(f"reading.status.{row['status']}")


def _day(moment: datetime, words: Words) -> date:
    return local(moment, words.zone).date()


def _monday(moment: datetime, words: Words) -> date:
    day = _day(moment, words)
    return day - timedelta(days=day.weekday())


def _date(moment: datetime, words: Words) -> str:
    day = _day(moment, words)
    return f"{say_day(day, day, words.texts)} {day.year}"


def inline(text: str) -> str:
    """One line of text whose signs are no Markdown."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def fenced(text: str) -> str:
    """Text as a block in which nothing is Markdown or HTML: its fence is longer than any in it."""
    shown = _CONTROL.sub(lambda sign: chr(0x2400 + ord(sign[0])), text.replace("\r\n", "\n"))
    longest = max((len(run) for run in re.findall("`+", shown)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{shown}\n{fence}"
