"""What stands behind a digest's buttons: [Why this] and [My words]."""

from __future__ import annotations

from prompts.digest.lines import clean, cut, isolate
from prompts.digest.report import title, where
from prompts.digest.week import Line, Week
from prompts.questions.model import Bank, Tip
from prompts.texts import Html, Texts, spoiler

LIMIT = 4096  # Telegram's, in UTF-16 units after parsing
RESERVE = 200  # for the heading and the closing line
LONG_LINE = 1000  # characters of one line; the whole is in the export


def render_why(suggestion: int, tip: str, texts: Texts, bank: Bank, *, wished: bool = False) -> Html:
    """Why this suggestion, where the tip comes from, and what the literature found, never as a cause."""
    reason = texts(f"digest.why.{'wish' if wished else 'least_asked'}", suggestion=title(suggestion, texts))
    return Html(f"{reason}\n\n{_source(suggestion, bank.tips.get(tip), texts)}")


def _source(suggestion: int, tip: Tip | None, texts: Texts) -> str:
    if tip is None or tip.source is None:
        fact = texts(f"digest.fact.{suggestion}")
        return texts(f"digest.why.{'practice' if tip else 'no_tip'}", fact=fact)
    where = texts("digest.why.doi", doi=tip.doi) if tip.doi else ""
    return texts("digest.why.source", source=tip.source, where=where)


def render_words(week: Week, texts: Texts) -> Html:
    """All lines of the week in order of time, in one message; what does not fit is left to /export."""
    lines = sorted((line for line in week.lines if clean(line.text)), key=lambda line: line.at)
    if not lines:
        return texts("digest.my_words.none")
    shown: list[str] = []
    room = LIMIT - RESERVE
    openly = texts.discreetly(False)
    for line in lines:
        text, said = isolate(cut(clean(line.text), LONG_LINE)), where(line, week.zone, week.ends_at, openly)
        room -= units(text) + units(said) + 4
        if room < 0:
            break
        shown.append(texts("digest.my_words.line", text=text, where=_starred(line, said, texts)))
    # One spoiler for them all: Telegram heeds a hundred in a message, and shows what the next would hide.
    words = [spoiler("\n\n".join(shown))] if texts.discreet else shown
    return Html("\n\n".join([texts("digest.my_words.head"), *words, *_rest(lines, len(shown), texts)]))


def _starred(line: Line, said: Html, texts: Texts) -> Html:
    return texts("digest.my_words.starred", where=said) if line.starred else said


def _rest(lines: list[Line], shown: int, texts: Texts) -> list[str]:
    if left := len(lines) - shown:
        return [texts("digest.my_words.more", count=left)]
    if any(len(clean(line.text)) > LONG_LINE for line in lines):
        return [texts("digest.my_words.cut")]
    return []


def units(text: str) -> int:
    """The length in UTF-16 units, as Telegram counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
