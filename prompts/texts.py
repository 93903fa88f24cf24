"""The words: looks up a key in a locale's TOML files and fills in the values, escaped."""

from __future__ import annotations

import html
import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from babel import Locale

_FORMS = {"zero", "one", "two", "few", "many", "other"}  # plural forms as Babel names them; zero is ours


class Html(str):
    """Text that is already HTML; it is not escaped again."""

    __slots__ = ()


class Private(str):
    """A client's code, or the therapist's own words: bare text that discreet texts put in a spoiler."""

    __slots__ = ()


class MissingText(LookupError):
    """A key that the locale does not have, or an entry that cannot be read."""


class Texts:
    """The words of one locale. `texts("a.b", name=value)` gives HTML, `texts.plain` the bare text.

    `discreet`: values that are `Private` stand in spoilers. Labels of buttons cannot.
    """

    def __init__(
        self, locale: str, entries: Mapping[str, str | Mapping[str, str]], *, discreet: bool = False
    ) -> None:
        self.locale = locale
        self.discreet = discreet
        self._entries = entries
        self._plural = Locale.parse(locale).plural_form

    def discreetly(self, on: bool = True) -> Texts:
        """The same words, with what is private in spoilers, or without."""
        return self if self.discreet == on else Texts(self.locale, self._entries, discreet=on)

    def __call__(self, key: str, /, **values: object) -> Html:
        """HTML for a message. Values are escaped unless they are `Html`; `count` chooses the plural form."""
        return Html(
            self._template(key, values).format(**{name: self.shown(value) for name, value in values.items()})
        )

    def plain(self, key: str, /, **values: object) -> str:
        """Bare text, for button labels, callback answers and files."""
        return self._template(key, values).format(**values)

    def shown(self, value: object) -> Html:
        """A value as HTML: escaped, and in a spoiler if it is private and these texts are discreet."""
        escaped = escape(value)
        return spoiler(escaped) if self.discreet and isinstance(value, Private) else Html(escaped)

    def around(self, text: str, word: str) -> Html:
        """Bare text as HTML, where it holds a private word, wherever that stands."""
        if not self.discreet or not isinstance(word, Private) or not word:
            return Html(escape(text))
        parts = re.split(rf"(?<!\w)({re.escape(word)})(?!\w)", text, flags=re.IGNORECASE)
        return Html("".join(self.shown(Private(part) if odd % 2 else part) for odd, part in enumerate(parts)))

    def __contains__(self, key: str) -> bool:
        return key in self._entries

    def keys(self) -> frozenset[str]:
        return frozenset(self._entries)

    def _template(self, key: str, values: Mapping[str, object]) -> str:
        entry = self._entries.get(key)
        if entry is None:
            raise MissingText(f"{self.locale}: no text for {key}")
        if isinstance(entry, str):
            return entry
        count = values.get("count", 0)
        form = self._plural(count if isinstance(count, int) else 0)
        return entry["zero"] if count == 0 and "zero" in entry else entry.get(form, entry["other"])


def escape(value: object) -> str:
    """HTML for any value; `Html` stays as it is."""
    return value if isinstance(value, Html) else html.escape(str(value), quote=False)


def spoiler(markup: str) -> Html:
    """HTML behind a spoiler; nothing needs none."""
    return Html(f"<tg-spoiler>{markup}</tg-spoiler>" if markup else "")


def capitalise(text: str) -> str:
    """The first letter large, the rest as it is."""
    return text[:1].upper() + text[1:]


@cache
def load_texts(locale: str = "en") -> Texts:
    """All TOML files of `locales/<locale>/`, as one. Loaded once."""
    entries: dict[str, str | Mapping[str, str]] = {}
    folder = resources.files("prompts") / "locales" / locale
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if file.name.endswith(".toml"):
            _flatten("", tomllib.loads(file.read_text("utf-8")), entries, f"{locale}/{file.name}")
    return Texts(locale, entries)


def _flatten(
    prefix: str, node: Mapping[str, Any], into: dict[str, str | Mapping[str, str]], where: str
) -> None:
    for name, value in node.items():
        key = f"{prefix}{name}"
        if key in into:
            raise MissingText(f"{where}: {key} stands twice")
        if isinstance(value, str):
            into[key] = value.strip("\n")
        elif isinstance(value, dict) and "other" in value and value.keys() <= _FORMS:
            into[key] = {form: str(text).strip("\n") for form, text in value.items()}
        elif isinstance(value, dict):
            _flatten(f"{key}.", value, into, where)
        else:
            raise MissingText(f"{where}: {key} is neither text nor a table")
