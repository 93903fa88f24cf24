"""A digest as a message: what is written down when it is made, and how it looks, worked out from the rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from db import digests, focuses
from db.models import Digest, Focus
from db.week import Gathering, gather
from handlers.context import Turn
from handlers.effects import Button, Rows
from handlers.keyboards import in_rows, pack
from prompts.digest import DigestParts, OpenStrain, Week, build, render
from prompts.texts import Html

NONE_OFFERED: frozenset[int] = frozenset()


async def week_of(turn: Turn, starts_at: datetime, ends_at: datetime) -> Week:
    """What came in after the one instant, up to the other."""
    of = Gathering(turn.session, turn.me, turn.sealed, turn.codes, turn.bank)
    return await gather(of, starts_at, ends_at)


async def parts_since(turn: Turn, starts_at: datetime) -> DigestParts:
    """What a digest made now would say."""
    return build(await week_of(turn, starts_at, turn.now), turn.bank, seed=turn.me.seed)


async def record(turn: Turn, parts: DigestParts, *, day: date, slot: str) -> Digest:
    """Write a digest down: its span, what kind it is, and the suggestion it offers."""
    digest = digests.row(turn.me, parts, day=day, slot=slot, now=turn.now)
    turn.session.add(digest)
    await turn.session.flush()
    return digest


async def draw(
    turn: Turn, digest: Digest, offered: frozenset[int] = NONE_OFFERED, *, lead: Html | None = None
) -> tuple[Html, Rows]:
    """The digest, open. Late and changed answers are in it; `offered` are the suggestions shown so far."""
    week = await week_of(turn, digest.starts_at, digest.ends_at)
    parts = replace(build(week, turn.bank, seed=turn.me.seed), suggestion=digest.suggestion, tip=digest.tip)
    if (
        digest.kind == "full" and parts.kind != "full"
    ):  # all of it was of clients at rest by now, and is not shown
        parts = replace(parts, kind="quiet", span="week", first=False)
    text = render(parts, turn.texts, turn.bank)
    if lead:
        text = Html(f"{lead}\n\n{text}")
    if parts.kind != "full":
        return text, quieter_rows(turn, digest) if parts.kind == "ask_quieter" else ()
    focus = await focuses.chosen_from(turn.session, digest)
    if focus is not None:
        taken = turn.texts("digest.focus_taken", suggestion=turn.title(focus.suggestion))
        text = Html(f"{text}\n\n{taken}")
    return text, _rows(turn, digest, focus, offered, words=bool(parts.words), strain=parts.strain)


def _rows(
    turn: Turn,
    digest: Digest,
    focus: Focus | None,
    offered: frozenset[int],
    *,
    words: bool,
    strain: OpenStrain | None,
) -> Rows:
    """[Make it my focus] [Another] [Why this] [My words], each with what was offered, for the way back."""
    in_force = focus is not None and focus.until is None
    verbs = [("digest.another", "another"), ("digest.why_this", "week_why")]
    if focus is None or not in_force or focus.suggestion != digest.suggestion:
        verbs.insert(0, ("digest.make_focus", "focus"))
    if words:
        verbs.append(("digest.my_words_button", "words"))
    if in_force:
        verbs.append(("digest.drop_focus", "no_focus"))
    buttons = [_button(turn, label, verb, digest, offered) for label, verb in verbs]
    if strain is not None:
        buttons.append(Button(turn.texts.plain("strain.the"), pack("strain_show", strain.id)))
    return in_rows(buttons, 2)


def quieter_rows(turn: Turn, digest: Digest) -> Rows:
    """[Once a month] [Pause] [Stay as it is]; not what is so already."""
    paces = {"monthly": "digest.monthly", "weekly": "digest.stay"}
    if turn.me.digest_pace == "monthly":
        del paces["monthly"]
    buttons = [
        Button(turn.texts.plain(label), pack("pace", digest.id, pace)) for pace, label in paces.items()
    ]
    buttons.insert(-1, Button(turn.texts.plain("digest.pause"), pack("pause_for", "open")))
    return in_rows(buttons, 2)


def back(turn: Turn, digest: Digest, offered: frozenset[int]) -> Rows:
    """[Back] to the digest."""
    return ((_button(turn, "button.back", "open", digest, offered),),)


def _button(turn: Turn, label: str, verb: str, digest: Digest, offered: frozenset[int]) -> Button:
    return Button(turn.texts.plain(label), pack(verb, digest.id, _mask(offered)))


def _mask(numbers: frozenset[int]) -> int:
    return sum(1 << number for number in numbers)


def offered_before(turn: Turn) -> frozenset[int]:
    """The suggestions that this digest offered until now, as the button pressed remembers them."""
    mask = turn.press.id(1) if len(turn.press.parts) > 1 else 0
    return frozenset(number for number in range(1, 11) if mask >> number & 1)
