"""The week handed back: opened, looked into, and a focus taken from it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from db import digests
from db.models import Digest
from handlers.checkin import gone
from handlers.context import Feature, Turn
from handlers.effects import Button, Edit, Effects, Ref, Rows, Say
from handlers.keyboards import in_rows, pack
from prompts.digest import (
    DigestParts,
    Week,
    build,
    choose_next,
    render,
    render_closed,
    render_why,
    render_words,
)
from prompts.schedule.times import local
from prompts.texts import Html

PACES = ("weekly", "monthly")


async def asked(turn: Turn) -> Effects:
    """/digest: the time since the last weekly one, at once and open. It does not shorten the next."""
    day, slot = local(turn.now, turn.zone).date(), f"asked:m{turn.message_id}"
    digest = await digests.find(turn.session, turn.me.id, day, slot)
    if digest is None:
        starts_at = await digests.span_start(turn.session, turn.me, turn.now)
        digest = await make(turn, day=day, slot=slot, starts_at=starts_at)
    digest.opened_at = turn.now
    text, rows = await _open(turn, digest)
    return [Say(text, rows, ref=Ref("digest", digest.id))]


async def make(turn: Turn, *, day: date, slot: str, starts_at: datetime) -> Digest:
    """Write down a digest: its span, what kind it is, and the suggestion it will offer."""
    week = await digests.week(
        turn.session, turn.sealed, turn.codes, turn.me, turn.bank, starts_at=starts_at, ends_at=turn.now
    )
    parts = build(week, turn.bank, seed=turn.me.seed)
    digest = digests.row(
        turn.me, day=day, slot=slot, kind=parts.kind, starts_at=starts_at, now=turn.now,
        suggestion=parts.suggestion, tip=parts.tip,
    )  # fmt: skip
    turn.session.add(digest)
    await turn.session.flush()
    return digest


async def unasked(turn: Turn, digest: Digest) -> Effects:
    """The weekly message: closed, as banners and watches show it; a quiet week says its line at once."""
    if digest.kind == "full":
        rows: Rows = ((Button(turn.texts.plain("digest.open"), pack("open", digest.id)),),)
        return [Say(render_closed(turn.texts), rows, ref=Ref("digest", digest.id), unasked=True)]
    text, rows = await _open(turn, digest)
    return [Say(text, rows, ref=Ref("digest", digest.id), unasked=True)]


async def open_(turn: Turn) -> Effects:
    """[Open]: the text comes in on the tap."""
    digest = await _own(turn)
    if digest is None:
        return gone(turn)
    digest.opened_at = digest.opened_at or turn.now
    return [Edit(turn.message_id, *await _open(turn, digest))]


async def focus(turn: Turn) -> Effects:
    """[Make it my focus]: a quarter to two fifths of the coming week's questions."""
    digest = await _own(turn)
    if digest is None:
        return gone(turn)
    await digests.set_focus(turn.session, digest, turn.now)
    return [Edit(turn.message_id, *await _open(turn, digest))]


async def another(turn: Turn) -> Effects:
    """[Another]: the next suggestion; the button remembers which were offered."""
    digest = await _own(turn)
    if digest is None:
        return gone(turn)
    offered = _numbers(turn.press.id(1)) | {digest.suggestion}
    week = await _week(turn, digest)
    digest.suggestion, digest.tip = choose_next(week, turn.bank, turn.me.seed, frozenset(offered))
    return [Edit(turn.message_id, *await _open(turn, digest, offered=frozenset(offered)))]


async def why(turn: Turn) -> Effects:
    """[Why this]: the reason, and the source behind the tip."""
    digest = await _own(turn)
    if digest is None:
        return gone(turn)
    week = await _week(turn, digest)
    text = render_why(
        digest.suggestion, digest.tip, turn.texts, turn.bank, wished=week.wish == digest.suggestion
    )
    return [Edit(turn.message_id, text, (_back(turn, digest),))]


async def words(turn: Turn) -> Effects:
    """[My words]: every line of the week."""
    digest = await _own(turn)
    if digest is None:
        return gone(turn)
    return [
        Edit(turn.message_id, render_words(await _week(turn, digest), turn.texts), (_back(turn, digest),))
    ]


async def pace(turn: Turn) -> Effects:
    """Once a month, or as it is."""
    name = turn.press.word(0)
    if name not in PACES:
        return gone(turn)
    turn.me.digest_pace = name
    return [Edit(turn.message_id, turn.texts(f"digest.pace_{name}"))]


def _back(turn: Turn, digest: Digest) -> tuple[Button, ...]:
    return (Button(turn.texts.plain("button.back"), pack("open", digest.id)),)


async def _own(turn: Turn) -> Digest | None:
    digest = await digests.own(turn.session, turn.me.id, turn.press.id())
    if digest is not None and digest.message_id is None:
        digest.message_id = turn.message_id  # it arrived, and a crash kept us from noting it
    return digest if digest is not None and digest.message_id == turn.message_id else None


async def _week(turn: Turn, digest: Digest) -> Week:
    return await digests.week(
        turn.session,
        turn.sealed,
        turn.codes,
        turn.me,
        turn.bank,
        starts_at=digest.starts_at,
        ends_at=digest.ends_at,
    )


async def _open(turn: Turn, digest: Digest, offered: frozenset[int] = frozenset()) -> tuple[Html, Rows]:
    week = await _week(turn, digest)
    parts = replace(build(week, turn.bank, seed=turn.me.seed), suggestion=digest.suggestion, tip=digest.tip)
    text, rows = render(parts, turn.texts, turn.bank), await _rows(turn, digest, parts, offered)
    taken = await digests.focus_of(turn.session, digest.id)
    if parts.kind == "full" and taken == digest.suggestion:
        text = Html(f"{text}\n\n{turn.texts('digest.focus_taken', suggestion=turn.title(taken))}")
    return text, rows


async def _rows(turn: Turn, digest: Digest, parts: DigestParts, offered: frozenset[int]) -> Rows:
    if parts.kind == "quiet":
        return ()
    if parts.kind == "ask_quieter":
        choices = [
            Button(turn.texts.plain("digest.monthly"), pack("pace", "monthly")),
            Button(turn.texts.plain("digest.pause"), pack("pause_for", "open")),
            Button(turn.texts.plain("digest.stay"), pack("pace", "weekly")),
        ]
        return in_rows(choices, 2)
    buttons = []
    if await digests.focus_of(turn.session, digest.id) != digest.suggestion:
        buttons.append(Button(turn.texts.plain("digest.make_focus"), pack("focus", digest.id)))
    buttons.append(Button(turn.texts.plain("digest.another"), pack("another", digest.id, _mask(offered))))
    buttons.append(Button(turn.texts.plain("digest.why_this"), pack("week_why", digest.id)))
    if parts.words:
        buttons.append(Button(turn.texts.plain("digest.my_words_button"), pack("words", digest.id)))
    return in_rows(buttons, 2)


def _mask(numbers: frozenset[int]) -> int:
    return sum(1 << number for number in numbers)


def _numbers(mask: int) -> set[int]:
    return {number for number in range(1, 11) if mask >> number & 1}


FEATURE = Feature(
    name="digest",
    commands={"digest": asked},
    presses={
        "open": open_, "focus": focus, "another": another, "week_why": why, "words": words, "pace": pace,
    },
)  # fmt: skip
