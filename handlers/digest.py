"""The week handed back: opened, looked into, and a focus taken from it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from db import digests, focuses, messages
from db.models import Digest
from handlers.checkin import gone
from handlers.context import Feature, Turn
from handlers.digest_message import back, draw, offered_before, parts_since, record, week_of
from handlers.effects import Edit, Effects, Ref, Say
from prompts.digest import choose_next, render, render_why, render_words
from prompts.schedule.times import local

PACES = ("weekly", "monthly")
RECENT = timedelta(days=7)


async def asked(turn: Turn) -> Effects:
    """/digest: the time since the last weekly one, at once and open. It does not shorten the next.

    With nothing new, the week that was handed back last is worth more than a line that says so.
    """
    day, slot = local(turn.now, turn.zone).date(), f"asked:m{turn.message_id}"
    digest, lead = await digests.find(turn.session, turn.me.id, day, slot), None
    if digest is None:
        parts = await parts_since(turn, await digests.span_start(turn.session, turn.me, turn.now))
        if parts.kind == "full":
            digest = await record(turn, parts, day=day, slot=slot)
        else:
            digest = await digests.last_weekly(turn.session, turn.me.id, turn.now, "full")
            if digest is None or turn.now - digest.ends_at > RECENT:
                return [Say(render(replace(parts, kind="quiet"), turn.texts, turn.bank))]
            lead = turn.texts("digest.same_again")
    digest.opened_at = digest.opened_at or turn.now
    text, rows = await draw(turn, digest, lead=lead)
    return [Say(text, rows, ref=Ref("digest", digest.id))]


async def open_(turn: Turn) -> Effects:
    """[Open]: the text comes in on the tap. [Back] leads here too."""
    digest = await own(turn)
    if digest is None:
        return gone(turn)
    digest.opened_at = digest.opened_at or turn.now
    return [Edit(turn.message_id, *await draw(turn, digest, offered_before(turn)))]


async def focus(turn: Turn) -> Effects:
    """[Make it my focus]: a quarter to two fifths of the coming week's questions."""
    digest = await own(turn)
    if digest is None:
        return gone(turn)
    await focuses.choose(turn.session, digest, turn.now)
    return [Edit(turn.message_id, *await draw(turn, digest, offered_before(turn)))]


async def no_focus(turn: Turn) -> Effects:
    """[No focus]: the choice is taken back."""
    digest = await own(turn)
    if digest is None:
        return gone(turn)
    await focuses.drop(turn.session, digest, turn.now)
    return [Edit(turn.message_id, *await draw(turn, digest, offered_before(turn)))]


async def another(turn: Turn) -> Effects:
    """[Another]: the next suggestion; once all were offered, it begins again."""
    digest = await own(turn)
    if digest is None:
        return gone(turn)
    week = await week_of(turn, digest.starts_at, digest.ends_at)
    offered = offered_before(turn) | {digest.suggestion}
    following = choose_next(week, turn.bank, turn.me.seed, offered)
    if following[0] in offered:
        offered = frozenset({digest.suggestion})
        following = choose_next(week, turn.bank, turn.me.seed, offered)
    digest.suggestion, digest.tip = following
    return [Edit(turn.message_id, *await draw(turn, digest, offered))]


async def why(turn: Turn) -> Effects:
    """[Why this]: the reason, and the source behind the tip."""
    digest = await own(turn)
    if digest is None:
        return gone(turn)
    text = render_why(digest.suggestion, digest.tip, turn.texts, turn.bank)
    return [Edit(turn.message_id, text, back(turn, digest, offered_before(turn)))]


async def words(turn: Turn) -> Effects:
    """[My words]: every line of the week."""
    digest = await own(turn)
    if digest is None:
        return gone(turn)
    text = render_words(await week_of(turn, digest.starts_at, digest.ends_at), turn.texts)
    return [Edit(turn.message_id, text, back(turn, digest, offered_before(turn)))]


async def pace(turn: Turn) -> Effects:
    """[Once a month] or [Stay as it is]. Either is an answer, so the bot does not grow quieter by itself."""
    digest = await own(turn)
    name = turn.press.word(1)
    if digest is None or name not in PACES:
        return gone(turn)
    digest.opened_at = digest.opened_at or turn.now
    turn.me.digest_pace = name
    return [Edit(turn.message_id, turn.texts(f"digest.pace_{name}"))]


async def own(turn: Turn) -> Digest | None:
    """The therapist's own digest behind this button, however long ago it came; None for anybody else's.

    The press proves that the message arrived, even if a crash kept us from noting it.
    """
    digest = await digests.own(turn.session, turn.me.id, turn.press.id())
    if digest is None:
        return None
    if await messages.find(turn.session, turn.me, turn.message_id) is None:
        await messages.note(
            turn.session, turn.me, turn.message_id, turn.now,
            incoming=False, refers="digest", refers_id=digest.id,
        )  # fmt: skip
    if digest.message_id is None:
        digests.sent(digest, turn.message_id, turn.now)
    return digest


FEATURE = Feature(
    name="digest",
    commands={"digest": asked},
    presses={
        "open": open_, "focus": focus, "no_focus": no_focus, "another": another, "week_why": why,
        "words": words, "pace": pace,
    },
)  # fmt: skip
