"""The words: what the code says exists, what exists is said, and both agree on what is filled in."""

from __future__ import annotations

import ast
import re
import string
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from prompts.texts import Html, MissingText, Private, Texts, load_texts

ROOT = Path(__file__).resolve().parents[2]
LOCALES = ROOT / "prompts" / "locales"
ALWAYS = {"count"}  # chooses the form; a form need not say it
# Keys that are built from data, not written in a call; each must say where.
ELSEWHERE = (
    re.compile(r"suggestion\.\d+\.title"),  # context.title, and the digest's
)


def entries(locale: str = "en") -> dict[str, set[str]]:
    """Every key with the names of what is filled in, over all plural forms."""
    texts = load_texts(locale)
    return {key: _fields(texts, key) for key in texts.keys()}  # noqa: SIM118 - Texts is no mapping


def _fields(texts: Texts, key: str) -> set[str]:
    entry = texts._entries[key]
    forms = [entry] if isinstance(entry, str) else list(entry.values())
    return {name for form in forms for _, name, _, _ in string.Formatter().parse(form) if name}


@cache
def sources() -> tuple[tuple[Path, ast.Module], ...]:
    """Every module that may say something, parsed once."""
    paths = [
        path for folder in ("bot", "handlers", "prompts") for path in sorted((ROOT / folder).rglob("*.py"))
    ]
    return tuple((path, ast.parse(path.read_text("utf-8"))) for path in paths)


def strings() -> Iterator[re.Pattern[str]]:
    """Every string that might be a key, as a pattern; what is filled in at run time may be any words."""
    for _, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield re.compile(re.escape(node.value))
            elif isinstance(node, ast.JoinedStr):
                parts = [
                    re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[\w.]+"
                    for part in node.values
                ]
                if any(isinstance(part, ast.Constant) and "." in str(part.value) for part in node.values):
                    yield re.compile("".join(parts))


def calls() -> Iterator[tuple[str, str, set[str]]]:
    """Where a text is asked for by a written key: place, key, and what is handed in ("**" for anything)."""
    for path, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _asks_for_text(node):
                key = node.args[0]
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    given = {keyword.arg or "**" for keyword in node.keywords}
                    yield f"{path.name}:{node.lineno}", key.value, given


def _asks_for_text(call: ast.Call) -> bool:
    """`texts(…)`, `turn.texts(…)`, `texts.plain(…)`, `load_texts()(…)`."""
    of = call.func
    if isinstance(of, ast.Attribute) and of.attr == "plain":
        return bool(call.args)
    if isinstance(of, ast.Call):
        return isinstance(of.func, ast.Name) and of.func.id == "load_texts" and bool(call.args)
    name = of.attr if isinstance(of, ast.Attribute) else of.id if isinstance(of, ast.Name) else ""
    return name == "texts" and bool(call.args)


def test_every_text_that_is_asked_for_exists() -> None:
    known = entries()
    assert [(where, key) for where, key, _ in calls() if key not in known] == []


def test_every_text_is_used() -> None:
    patterns = list(strings())
    unused = [
        key for key in entries() if not any(pattern.fullmatch(key) for pattern in (*patterns, *ELSEWHERE))
    ]
    assert unused == []


def test_what_is_filled_in_is_handed_in() -> None:
    known = entries()
    missing = [
        (where, key, sorted(known[key] - given))
        for where, key, given in calls()
        if key in known and "**" not in given and not known[key] <= given
    ]
    assert missing == []


def test_nothing_is_handed_in_for_nothing() -> None:
    known = entries()
    idle = [
        (where, key, sorted(given - known[key] - ALWAYS - {"**"}))
        for where, key, given in calls()
        if key in known and given - known[key] - ALWAYS - {"**"}
    ]
    assert idle == []


def test_messages_stay_short_but_for_the_few_that_may_be_long() -> None:
    texts = load_texts()
    long = {
        "start.welcome",
        "start.more",
        "help.text",
        "privacy.text",
        "alarm.phrases",
        "planning.words.no_codes",
    }
    over = [
        key
        for key in texts.keys()  # noqa: SIM118 - Texts is no mapping
        if isinstance(texts._entries[key], str) and len(str(texts._entries[key])) > 300
        if key not in long and not key.startswith(("privacy.", "help.", "erase.", "export."))
    ]
    assert over == []


def test_no_text_shouts_or_scolds() -> None:
    said = [path.read_text("utf-8") for path in sorted((LOCALES / "en").glob("*.toml"))]
    values = [value for text in said for value in _values(tomllib.loads(text))]
    assert [value for value in values if "!" in value or "Oops" in value or "nvalid" in value] == []


def _values(node: object) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for value in node.values():
            yield from _values(value)


def test_values_are_escaped_unless_they_are_html() -> None:
    texts = Texts("en", {"a": "<b>{name}</b>"})
    assert texts("a", name="<i>&{x}") == "<b>&lt;i&gt;&amp;{x}</b>"
    assert texts("a", name=Html("<i>x</i>")) == "<b><i>x</i></b>"
    assert texts.plain("a", name="<i>") == "<b><i></b>"


@pytest.mark.parametrize(("count", "said"), [(0, "none"), (1, "one line"), (2, "2 lines"), (21, "21 lines")])
def test_the_plural_form_fits_the_count(count: int, said: str) -> None:
    texts = Texts("en", {"a": {"zero": "none", "one": "one line", "other": "{count} lines"}})
    assert texts("a", count=count) == said


def test_a_key_that_is_not_there_says_which() -> None:
    with pytest.raises(MissingText, match=r"en: no text for a\.b"):
        load_texts()("a.b")


def test_what_is_private_stands_in_a_spoiler_in_discreet_words_alone() -> None:
    texts = load_texts()
    for words, shown in ((texts, "O&lt;k"), (texts.discreetly(), "<tg-spoiler>O&lt;k</tg-spoiler>")):
        assert words("question.about", client=Private("O<k")) == shown
        assert words("question.about", client="O<k") == "O&lt;k"
        assert words.plain("question.about", client=Private("O<k")) == "O<k"
    assert texts.discreetly()("question.about", client=Private("")) == ""
    assert texts.discreetly().discreetly(False)("question.about", client=Private("Oak")) == "Oak"


def test_a_code_within_a_sentence_is_hidden_wherever_it_stands_as_a_word() -> None:
    discreet, code = load_texts().discreetly(), Private("oak")
    hidden = "<tg-spoiler>Oak</tg-spoiler>'s day: Oaken &amp; <tg-spoiler>oak</tg-spoiler>."
    assert discreet.around("Oak's day: Oaken & oak.", code) == hidden
    assert load_texts().around("Oak's day & oak.", code) == "Oak's day &amp; oak."
    assert discreet.around("your client's day", "your client") == "your client's day"
