"""A digest in words: one message, short lines, nothing that blames or praises."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import format_decimal

from prompts.digest.build import DigestParts
from prompts.digest.figures import Figure
from prompts.digest.lines import LONGEST, cut, fold, isolate
from prompts.digest.week import Line
from prompts.questions.model import Bank
from prompts.schedule.say import say_day, say_span, say_weekday
from prompts.schedule.times import local
from prompts.texts import Html, Private, Texts

NAMED = 3  # suggestions named as not asked; more are counted
NEAR_DAYS = 6  # further back a weekday alone would be unclear
CODE = 16  # characters shown of a client code


def render(parts: DigestParts, texts: Texts, bank: Bank) -> Html:
    """One message in HTML, far below Telegram's 4,096 UTF-16 units."""
    if parts.kind != "full":
        return _quiet(parts, texts)
    return _paragraphs(
        [
            _head(parts, texts),
            _figures(parts, texts),
            _impressions(parts, texts),
            _strain(parts, texts),
            _words(parts, texts),
            _next(parts, texts, bank),
        ]
    )


def render_closed(texts: Texts) -> Html:
    """What an unasked digest shows until it is opened: no answer and no typed word."""
    return texts("digest.closed")


def _paragraphs(parts: Iterable[str]) -> Html:
    return Html("\n\n".join(part for part in parts if part))


def _lines(parts: Iterable[str]) -> str:
    return "\n".join(part for part in parts if part)


def _quiet(parts: DigestParts, texts: Texts) -> Html:
    if parts.kind == "ask_quieter":
        return texts("digest.ask_quieter")
    nothing_yet = parts.first and parts.span == "short"
    return texts(f"digest.quiet.{'first' if nothing_yet else parts.span}")


def _impressions(parts: DigestParts, texts: Texts) -> str:
    return texts("digest.impressions") if parts.first else ""


def _head(parts: DigestParts, texts: Texts) -> str:
    days = say_span(parts.first_day, parts.last_day, texts)
    sessions = _sessions(parts.held, parts.reflected, texts)
    return _lines([texts("digest.head", days=days), sessions, _focus(parts, texts)])


def _sessions(held: int, reflected: int, texts: Texts) -> str:
    if not reflected:
        return texts("digest.sessions.held", count=held)
    which = "all" if reflected == held else "some"
    return texts(f"digest.sessions.{which}", count=held, reflected=reflected)


def _focus(parts: DigestParts, texts: Texts) -> str:
    """The look back on the focus; of a week that is not over, as it stands."""
    focus = parts.focus
    if focus is None:
        return ""
    when = "is" if parts.span == "short" else "was"
    which = "not_asked" if not focus.asked else "answered" if focus.answered else "asked"
    asked, answered = (texts("digest.focus.times", count=n) for n in (focus.asked, focus.answered))
    head = texts(f"digest.focus.{when}", suggestion=title(focus.suggestion, texts))
    return texts(f"digest.focus.{which}", focus=head, asked=asked, answered=answered)


def title(suggestion: int, texts: Texts) -> Html:
    return texts(f"suggestion.{suggestion}.title")


def _figures(parts: DigestParts, texts: Texts) -> str:
    return _lines([*(_figure(f, texts) for f in parts.figures), _not_asked(parts, texts)])


def _figure(figure: Figure, texts: Texts) -> str:
    which = "raw" if not figure.before else "apart" if figure.changed else "same"
    return texts(
        f"digest.figure.{which}",
        suggestion=title(figure.suggestion, texts),
        values=" ".join(map(str, figure.lately)),
        lately=_mean(figure.lately, texts),
        before=_mean(figure.before, texts),
        n_lately=len(figure.lately),
        n_before=len(figure.before),
        clients=_clients(figure, texts),
    )


def _mean(values: tuple[int, ...], texts: Texts) -> str:
    if not values:
        return ""
    mean = (Decimal(sum(values)) / len(values)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return str(format_decimal(mean, format="0.0", locale=texts.locale))


def _clients(figure: Figure, texts: Texts) -> str:
    """Whom the figures come from. Ratings without a code may be anybody's, so they count as ratings."""
    if not figure.clients:
        return texts("digest.clients.none")
    clients = texts("digest.clients.known", count=figure.clients)
    if not figure.uncoded:
        return clients
    return texts("digest.clients.some", clients=clients, count=figure.uncoded)


def _not_asked(parts: DigestParts, texts: Texts) -> str:
    if not parts.not_asked:
        return ""
    span = "long" if parts.span == "long" else "week"
    if len(parts.not_asked) > NAMED:
        return texts(f"digest.not_asked.many_{span}", count=len(parts.not_asked), all=parts.unmuted)
    titles = Html(texts("digest.between").join(title(n, texts) for n in parts.not_asked))
    return texts(f"digest.not_asked.{span}", suggestions=titles)


def _strain(parts: DigestParts, texts: Texts) -> str:
    """One at most, above the therapist's own words and the outlook: never the last line."""
    if parts.strain is None:
        return ""
    day = _day(parts.strain.since, parts.zone, parts.ends_at, texts)
    return texts("digest.strain.open", client=_code(parts.strain.client), day=day)


def _words(parts: DigestParts, texts: Texts) -> str:
    if not parts.lines:
        return ""
    return _lines([texts("digest.words.head"), *(_line(line, parts, texts) for line in parts.lines)])


def _line(line: Line, parts: DigestParts, texts: Texts) -> str:
    text = Private(isolate(cut(fold(line.text), LONGEST)))
    return texts("digest.words.line", text=text, where=where(line, parts.zone, parts.ends_at, texts))


def where(line: Line, zone: str, ends_at: datetime, texts: Texts) -> Html:
    """The day and, if there is one, the client's code: "Thu, Oak"; from a week ago, "Fri 13 Nov, Oak"."""
    said = _day(line.at, zone, ends_at, texts)
    if not (code := _code(line.client or "")):
        return texts("digest.words.day", day=said)
    return texts("digest.words.day_client", day=said, client=code)


def _day(at: datetime, zone: str, ends_at: datetime, texts: Texts) -> str:
    day, today = local(at, zone).date(), local(ends_at, zone).date()
    return say_weekday(day, texts) if (today - day).days <= NEAR_DAYS else say_day(day, today, texts)


def _code(client: str) -> Private:
    return Private(isolate(cut(fold(client), CODE)))


def _next(parts: DigestParts, texts: Texts, bank: Bank) -> str:
    span = "long" if parts.span == "long" else "week"
    tip = bank.tips.get(parts.tip)
    return _lines(
        [
            texts(f"digest.next.{span}", suggestion=title(parts.suggestion, texts)),
            texts("digest.next.tip", tip=tip.text) if tip else "",
        ]
    )
