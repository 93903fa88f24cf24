"""Parses Telegram's HTML into plain text and entities, and refuses what Telegram refuses, in its words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.sandbox.refused import Json, Refused, bad_request
from bot.sandbox.units import units

KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
REFERENCE = re.compile(r"&(?:#(\d{1,8})|#[xX]([0-9a-fA-F]{1,7})|(lt|gt|amp|quot)(?![A-Za-z]));?")
ATTRIBUTE = re.compile(r"\s*([^\s=>/\"']*)\s*(=?)\s*")
TOKEN = re.compile(r"[A-Za-z0-9.\-]*")


@dataclass(slots=True)
class Open:
    """A start tag whose end has not come yet."""

    tag: str
    argument: str
    offset: int  # in UTF-16 units
    at: int  # in pieces of plain text


def unescape(text: str) -> str:
    """Character references, the numeric ones and the four names; everything else stays as it stands."""

    def one(match: re.Match[str]) -> str:
        decimal, hexadecimal, name = match.groups()
        if name:
            return NAMED[name]
        code = int(decimal) if decimal else int(hexadecimal, 16)
        whole = 0 < code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF
        return chr(code) if whole else match.group()

    return REFERENCE.sub(one, text)


def parse_html(source: str) -> tuple[str, list[Json]]:
    """Plain text and its entities, sorted by place. Raises Refused "can't parse entities: ..."."""
    return _Parser(source).parse()


class _Parser:
    def __init__(self, source: str) -> None:
        self.source, self.at = source, 0
        self.plain: list[str] = []
        self.length = 0
        self.open: list[Open] = []
        self.found: list[Json] = []

    def parse(self) -> tuple[str, list[Json]]:
        while self.at < len(self.source):
            tag = self.source.find("<", self.at)
            text = unescape(self.source[self.at : tag if tag >= 0 else None])
            self.plain.append(text)
            self.length += units(text)
            if tag < 0:
                break
            self.at = tag + 1
            if self.source.startswith("/", self.at):
                self._end(tag)
            else:
                self._start(tag)
        if self.open:
            raise self._no(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        self.found.sort(key=lambda entity: (entity["offset"], -entity["length"]))
        return "".join(self.plain), self.found

    def _no(self, words: str, tag: int | None = None) -> Refused:
        where = "" if tag is None else f" at byte offset {len(self.source[:tag].encode(errors='replace'))}"
        return bad_request(f"can't parse entities: {words}{where}")

    def _name(self, tag: int, stop: str) -> str:
        """Reads on to white space or ">"."""
        match = re.compile(r"[^\s>]*").match(self.source, self.at)
        name = match.group() if match else ""
        self.at += len(name)
        if self.at >= len(self.source):
            raise self._no(stop, tag)
        return name.lower()

    def _start(self, tag: int) -> None:
        name = self._name(tag, "Unclosed start tag")
        if name not in KINDS:
            raise self._no(f'Unsupported start tag "{name}"', tag)
        argument = ""
        while (attribute := self._attribute(name, tag)) is not None:
            argument = _argument(name, *attribute) or argument
        if name == "span" and argument != "spoiler":
            raise self._no('Tag "span" must have class "tg-spoiler"', tag)
        self.open.append(Open(name, argument, self.length, len(self.plain)))

    def _attribute(self, name: str, tag: int) -> tuple[str, str] | None:
        """The next attribute and its value; None once the tag is closed."""
        match = ATTRIBUTE.match(self.source, self.at)
        key, equals = match.groups() if match else ("", "")
        self.at = match.end() if match else self.at
        if not key and not equals and self.source.startswith(">", self.at):
            self.at += 1
            return None
        if not key and self.at < len(self.source):
            raise self._no(f'Empty attribute name in the tag "{name}"', tag)
        if self.at >= len(self.source):
            raise self._no(f'Unclosed start tag "{name}"', tag)
        return (key, self._value(tag)) if equals else (key, "")

    def _value(self, tag: int) -> str:
        quote = self.source[self.at]
        if quote not in "\"'":
            begin = self.at
            match = TOKEN.match(self.source, self.at)
            value = match.group() if match else ""
            self.at += len(value)
            if self.at < len(self.source) and self.source[self.at] not in " \t\r\n\v\f>":
                raise self._no("Unexpected end of name token", begin)
            value = value.lower()
        else:
            close = self.source.find(quote, self.at + 1)
            close = close if close >= 0 else len(self.source)
            value = unescape(self.source[self.at + 1 : close])
            self.at = close + 1
        if self.at >= len(self.source):
            raise self._no("Unclosed start tag", tag)
        return value

    def _end(self, tag: int) -> None:
        if not self.open:
            raise self._no("Unexpected end tag", tag)
        self.at += 1
        name = self._name(tag, "Unclosed end tag")
        while self.source[self.at : self.at + 1].isspace():
            self.at += 1
        if not self.source.startswith(">", self.at):
            raise self._no("Unclosed end tag", tag)
        self.at += 1
        start = self.open.pop()
        if name and name != start.tag:
            raise self._no(
                f"Unmatched end tag at byte offset {len(self.source[:tag].encode(errors='replace'))}, "
                f'expected "</{start.tag}>", found "</{name}>"'
            )
        if self.length > start.offset:
            self._close(start)

    def _close(self, start: Open) -> None:
        entity: Json = {
            "type": KINDS[start.tag],
            "offset": start.offset,
            "length": self.length - start.offset,
        }
        if start.tag == "a":
            entity["url"] = start.argument or "".join(self.plain[start.at :])
            if not (entity := _link(entity)):
                return
        elif start.tag == "blockquote" and start.argument:
            entity["type"] = "expandable_blockquote"
        elif start.tag == "tg-emoji":
            if not start.argument.isdigit():
                raise self._no("Invalid custom emoji identifier specified")
            entity["custom_emoji_id"] = start.argument
        elif start.tag in ("pre", "code") and self._merge(start, entity):
            return
        self.found.append(entity)

    def _merge(self, start: Open, entity: Json) -> bool:
        """<pre><code class="language-x"> is one block of code in a language, not two entities."""
        if start.tag == "code":
            entity["language"] = start.argument
            return False
        for inner in self.found:
            same = (inner["offset"], inner["length"]) == (entity["offset"], entity["length"])
            if same and inner["type"] == "code" and inner["language"]:
                inner["type"] = "pre"
                return True
        return False


def _argument(tag: str, name: str, value: str) -> str:
    """What the one attribute that counts for a tag says; "" for all the others."""
    if (tag, name) in (("a", "href"), ("tg-emoji", "emoji-id")):
        return value
    if (tag, name) == ("blockquote", "expandable"):
        return "1"
    prefix = {("code", "class"): "language-", ("span", "class"): "tg-"}.get((tag, name))
    return value[len(prefix) :] if prefix and value.startswith(prefix) else ""


def _link(entity: Json) -> Json:
    """A text link with a full address; nothing if it is no address at all: the text then stays plain."""
    url = entity["url"].strip()
    if re.match(r"(?:https?|tg|ton)://[^\s]+$", url):
        return entity | {"url": url}
    if re.match(r"[\w-]+(?:\.[\w-]+)+(?:[/?#]\S*)?$", url):
        return entity | {"url": f"http://{url}"}
    return {}
