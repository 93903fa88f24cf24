"""Telegram's HTML becomes text and entities, or is refused in Telegram's words."""

from __future__ import annotations

from typing import Any

import pytest

from bot.sandbox.entities import parse_html
from bot.sandbox.formatted import formatted
from bot.sandbox.params import Params
from bot.sandbox.refused import Refused


def entity(kind: str, offset: int, length: int, **more: Any) -> dict[str, Any]:
    """A MessageEntity."""
    return {"type": kind, "offset": offset, "length": length, **more}


def read(source: str) -> tuple[str, list[dict[str, Any]]]:
    """Text and entities of a message sent as HTML."""
    return formatted(Params({"text": source, "parse_mode": "html"}), "text", "entities")


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("<b>a</b><strong>b</strong>", "ab", [entity("bold", 0, 1), entity("bold", 1, 1)]),
        ("<i>a<em>b</em></i>", "ab", [entity("italic", 0, 2), entity("italic", 1, 1)]),
        ("<U>a</u>", "a", [entity("underline", 0, 1)]),
        ("<del>a</del>", "a", [entity("strikethrough", 0, 1)]),
        ("🌊<b>é</b>", "🌊é", [entity("bold", 2, 1)]),
        ("<b>🌊</b>", "🌊", [entity("bold", 0, 2)]),
        ('<span class="tg-spoiler">a</span>', "a", [entity("spoiler", 0, 1)]),
        ("<tg-spoiler>a</tg-spoiler>", "a", [entity("spoiler", 0, 1)]),
        ("<blockquote>a</blockquote>", "a", [entity("blockquote", 0, 1)]),
        ("<blockquote expandable>a</blockquote>", "a", [entity("expandable_blockquote", 0, 1)]),
        (
            "<a href='https://x.y/?a=1&amp;b'>a</a>",
            "a",
            [entity("text_link", 0, 1, url="https://x.y/?a=1&b")],
        ),
        ("<a href=x>a</a>", "a", []),
        ("<code class='language-x'>a</code>", "a", [entity("code", 0, 1)]),
        ("<pre>a</pre>", "a", [entity("pre", 0, 1)]),
        ("<pre><code class='language-py'>a</code></pre>", "a", [entity("pre", 0, 1, language="py")]),
        ("&lt;b&gt;&amp;&quot;&#65;&#x41;&nbsp;", '<b>&"AA&nbsp;', []),
        ("&ltb &#0; &", "&ltb &#0; &", []),
        ("  <b> a </b>  ", "a", [entity("bold", 0, 1)]),
        ("<b></b>a", "a", []),
        ("<b>a</>", "a", [entity("bold", 0, 1)]),
        ("see /help", "see /help", [entity("bot_command", 4, 5)]),
        ("<code>/help</code>", "/help", [entity("code", 0, 5)]),
        ("either/or", "either/or", []),
        ("🌊 https://x.y", "🌊 https://x.y", [entity("url", 3, 11)]),
    ],
)
def test_html_becomes_entities(source: str, text: str, entities: list[dict[str, Any]]) -> None:
    assert read(source) == (text, entities)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("é<div>a</div>", 'Unsupported start tag "div" at byte offset 2'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("1 <2", "Unclosed start tag at byte offset 2"),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b>a</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b>a</b", "Unclosed end tag at byte offset 4"),
        ("<b>a</b x>", "Unclosed end tag at byte offset 4"),
        ("<a href='x>a</a>", "Unclosed start tag at byte offset 0"),
        ("<a href", 'Unclosed start tag "a" at byte offset 0'),
        ("<a href=", 'Unclosed start tag "a" at byte offset 0'),
        ("<a href=a/b>x</a>", "Unexpected end of name token at byte offset 8"),
        ("<a =x>x</a>", 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<br/>", 'Unsupported start tag "br/" at byte offset 0'),
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<tg-emoji emoji-id='x'>a</tg-emoji>", "Invalid custom emoji identifier specified"),
    ],
)
def test_what_cannot_be_parsed_is_refused(source: str, words: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_html(source)
    assert (refused.value.code, refused.value.description) == (
        400,
        f"Bad Request: can't parse entities: {words}",
    )


def test_given_entities_are_taken_over_and_trimmed() -> None:
    params = Params({"text": "  ab ", "entities": [entity("bold", 0, 5)]})
    assert formatted(params, "text", "entities") == ("ab", [entity("bold", 0, 2)])
