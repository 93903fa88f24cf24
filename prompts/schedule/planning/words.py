"""The words of one language, as they are typed: from its TOML, and days and months from Babel."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from babel import Locale, UnknownLocaleError
from babel.dates import get_day_names, get_month_names

from prompts.schedule.planning.tokens import Token, tokens_of
from prompts.texts import Texts, load_texts

_WORDS = "planning.words."
_LEAST = {"weekday": 2, "month": 3}  # letters of a name that are enough, where they fit one alone
# Lists whose order says the number.
_COUNTED = {"numbers": "number", "tens": "ten", "ordinals": "ordinal", "weekdays_also": "weekday"}


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way to type something: `name` is its key in the TOML, `value` what it stands for, if anything."""

    tokens: tuple[str, ...]
    name: str
    value: int = 0


class Vocabulary:
    """What may be typed in a language, and the order it writes dates in.

    `day_first`: 3/4 is the third of April; None: the language alone does not say.
    """

    def __init__(self, texts: Texts, tag: str | None = None) -> None:
        self.texts = texts
        self.day_first = _day_first(tag or texts.locale)
        self.no_codes = frozenset(texts.plain(f"{_WORDS}no_codes").split())
        self.possessive = tuple(_listed(texts, "possessive"))
        by_first: dict[str, set[Spelling]] = defaultdict(set)
        for spelling in (*_from_texts(texts), *_from_babel(Locale.parse(texts.locale, sep="_"), texts)):
            by_first[spelling.tokens[0]].add(spelling)
        self._by_first = {
            first: sorted(spellings, key=lambda one: (-len(one.tokens), one.name))
            for first, spellings in by_first.items()
        }

    def found(self, tokens: Sequence[Token], at: int) -> Iterator[tuple[Spelling, int]]:
        """Every spelling that stands at this place, the longest first, with where it ends."""
        for spelling in self._by_first.get(tokens[at].text, ()):
            end = at + len(spelling.tokens)
            if spelling.tokens == tuple(token.text for token in tokens[at:end]):
                yield spelling, end


@cache
def vocabulary(language: str = "en") -> Vocabulary:
    """The words of a language tag, "en" or "en-US"; those of English for one that is not spoken here yet."""
    tag = language.replace("-", "_")
    spoken = tag.partition("_")[0].lower()
    known = spoken.isalpha() and (resources.files("prompts") / "locales" / spoken).is_dir()
    return Vocabulary(load_texts(spoken if known else "en"), tag)


def _from_texts(texts: Texts) -> Iterator[Spelling]:
    keys = sorted(key for key in texts.keys() if key.startswith(_WORDS))  # noqa: SIM118 - Texts is no mapping
    for key in keys:
        name = key.removeprefix(_WORDS)
        if name in ("no_codes", "possessive", "plural"):
            continue
        for count, spelling in enumerate(_listed(texts, name), 1):
            if tokens := _cut(spelling):
                value = count - (name == "weekdays_also")  # Monday is 0
                yield Spelling(tokens, _COUNTED[name], value) if name in _COUNTED else Spelling(tokens, name)


def _from_babel(locale: Locale, texts: Texts) -> Iterator[Spelling]:
    """Names of weekdays and months, short and long, each beginning that fits one alone, and "Tuesdays"."""
    for width in ("wide", "abbreviated"):
        for context in ("format", "stand-alone"):
            yield from _named("weekday", get_day_names(width, context, locale).items())
            yield from _named("month", get_month_names(width, context, locale).items())
    for day, name in get_day_names("wide", "format", locale).items():
        for plural in _listed(texts, "plural"):
            yield Spelling(_cut(name + plural), "weekdays", day)


def _named(kind: str, names: Iterable[tuple[int, str]]) -> Iterator[Spelling]:
    cut = {value: _cut(name.rstrip(".")) for value, name in names}
    whole = {value: tokens[0] for value, tokens in cut.items() if tokens}
    for value, name in whole.items():
        yield Spelling(cut[value], kind, value)
        for length in range(_LEAST[kind], len(name)):
            begin = name[:length]
            if [other for other in whole if whole[other].startswith(begin)] == [value]:
                yield Spelling((begin,), kind, value)


def _listed(texts: Texts, name: str) -> list[str]:
    return [spelling for spelling in texts.plain(_WORDS + name).split("/") if spelling.strip()]


def _cut(spelling: str) -> tuple[str, ...]:
    found = tokens_of(spelling)
    return tuple(token.text for token in found[1]) if found else ()


def _day_first(tag: str) -> bool | None:
    """Whether this language writes the day before the month; None if it does so in some countries only."""
    tag = tag.replace("-", "_")
    orders = {_order(tag)} - {None}
    if "_" not in tag:
        orders |= {_order(f"{tag}_001")} - {None}  # the language as it is written in the rest of the world
    return orders.pop() if len(orders) == 1 else None


def _order(tag: str) -> bool | None:
    try:
        pattern = Locale.parse(tag, sep="_").date_formats["short"].pattern
    except (UnknownLocaleError, ValueError):
        return None
    return str(pattern).index("d") < str(pattern).index("M")
