"""The first minute: welcome, consent, the time, the rhythm, and at once a first question."""

from __future__ import annotations

import re
from dataclasses import replace

from db import invites, messages, planning, questions, therapists
from handlers import asking, zones
from handlers.checkin import gone
from handlers.context import Feature, Turn, Visit, as_turn
from handlers.effects import Button, Edit, Effects, Ref, Rows, Say
from handlers.keyboards import in_rows, pack
from handlers.lines import written
from handlers.preferences_kinds import Unclear
from prompts.schedule.checkins import FIRST_RHYTHMS
from prompts.schedule.say import say_time
from prompts.schedule.zones import zone_label
from prompts.texts import Html

_TOKEN = re.compile(r"[A-Za-z0-9_-]{10,48}")


async def start(visit: Visit) -> Effects:
    """/start: a welcome to strangers; to therapists, the next open step or the menu."""
    if visit.known is not None:
        visit.known.blocked_at = None
        return await _resume(as_turn(visit))
    token = _token(visit.argument)
    if not await _may_enter(visit, token):
        return [Say(visit.texts("start.invite_only"))]
    return [Say(visit.texts("start.welcome"), _consent_rows(visit, token, more=True))]


async def _resume(turn: Turn) -> Effects:
    """The first step that is still open; past them all, the menu."""
    if turn.me.zone is None:
        return [await _ask_time(turn)]
    if turn.me.rhythm is None:
        return [await _ask_rhythm(turn)]
    first = await planning.by_slot(turn.session, turn.me.id, asking.FIRST_SLOT)
    put = await questions.questions_of(turn.session, first.id) if first and first.state == "open" else []
    for asked in put:
        if first is not None and asked.state == "open":
            return await asking.put_again(turn, first, asked, turn.texts("start.first_question"))
    return [Say(turn.texts("start.again"), menu=True)]


async def more(visit: Visit) -> Effects:
    """[More]: what is kept, where, and who could read it."""
    token = _token(visit.press.word(0))
    text = Html(f"{visit.texts('start.welcome')}\n\n{visit.texts('start.more')}")
    return [Edit(visit.message_id, text, _consent_rows(visit, token, more=False))]


async def agree(visit: Visit) -> Effects:
    """[I agree]: from here on things are stored. An invitation is used up now."""
    if visit.known is None:
        token = visit.press.word(0)
        if visit.services.invite_only and not await invites.redeem(
            visit.session, visit.services.bot_id, token, visit.now
        ):
            return [Edit(visit.message_id, visit.texts("start.invite_only"))]
    me = await therapists.agree(
        visit.session, visit.services.vault, bot_id=visit.services.bot_id, telegram_id=visit.telegram_id,
        chat_id=visit.chat_id, now=visit.now,
    )  # fmt: skip
    turn = as_turn(visit, me)
    await messages.note(
        turn.session, me, visit.message_id, visit.now, incoming=False
    )  # so that /erase finds it
    # What was agreed to stays to be read.
    agreed = Edit(visit.message_id, Html(f"{turn.texts('start.welcome')}\n\n{turn.texts('start.agreed')}"))
    return [agreed, await _ask_time(turn)] if me.zone is None else [agreed]


def _token(given: str) -> str:
    """What may be an invitation; a button cannot carry just anything on."""
    return given if _TOKEN.fullmatch(given) else ""


async def _may_enter(visit: Visit, token: str) -> bool:
    if not visit.services.invite_only:
        return True
    return bool(token) and await invites.is_good(visit.session, visit.services.bot_id, token, visit.now)


def _consent_rows(visit: Visit, token: str, *, more: bool) -> Rows:
    names = ("agree", "more") if more else ("agree",)
    return (tuple(Button(visit.texts.plain(f"start.{name}_button"), pack(name, token)) for name in names),)


async def _ask_time(turn: Turn) -> Say:
    return await _step(turn, turn.texts("start.time"), zones.rows(turn, zones.likely(turn), "zone"))


async def _step(turn: Turn, text: Html, rows: Rows = ()) -> Say:
    """The step that is open now; a message that asked before goes, so that no old buttons stay."""
    return Say(text, rows, ref=Ref("other", turn.me.id), replaces=await _step_shown(turn))


async def _step_shown(turn: Turn) -> tuple[int, ...]:
    """The messages that show the open step; none if a death came between its commit and its message."""
    return tuple(await messages.showing(turn.session, turn.me.id, "other", turn.me.id))


async def _taken(turn: Turn, text: Html) -> Edit | Say:
    """What was chosen stays in the message that asked; what was typed is answered in its place."""
    if turn.press.verb:
        await messages.stand_for_nothing(turn.session, turn.me, [turn.message_id])
        return Edit(turn.message_id, text)
    said = replace(await _step(turn, text), ref=None)
    await messages.stand_for_nothing(turn.session, turn.me, said.replaces)
    return said


async def zone(turn: Turn) -> Effects:
    """A zone was tapped; on an old message, past the first minute, that changes nothing: /settings does."""
    return gone(turn) if turn.me.rhythm is not None else await take_zone(turn, turn.press.word(0))


async def zone_typed(turn: Turn) -> Effects:
    """A city, a zone or the time was typed."""
    found = zones.read(turn, written(turn).text, "zone")
    if isinstance(found, Unclear):
        return [await _step(turn, found.text, found.rows)]
    return [Say(turn.texts("zone.unread"))] if found is None else await take_zone(turn, found)


async def take_zone(turn: Turn, name: str) -> Effects:
    """The zone is known, and the next step is asked."""
    before = turn.me.zone
    try:
        zones.write(turn.me, name)
    except ValueError:
        return gone(turn)
    await zones.moved(turn)
    await therapists.expect_nothing(turn.session, turn.me.id)
    text = turn.texts("zone.taken", place=zone_label(name), time=say_time(turn.now, name))
    shown: Effects = [await _taken(turn, text)]
    return shown if name == before and await _step_shown(turn) else [*shown, await _ask_rhythm(turn)]


async def _ask_rhythm(turn: Turn) -> Say:
    buttons = [Button(turn.texts.plain(f"rhythm.{name}"), pack("rhythm", name)) for name in FIRST_RHYTHMS]
    return await _step(turn, turn.texts("start.rhythm"), in_rows(buttons, 1))


async def rhythm(turn: Turn) -> Effects:
    """A rhythm was tapped. A second tap, or a tap on an old message, changes nothing: /settings does."""
    name = turn.press.word(0)
    if name not in FIRST_RHYTHMS or turn.me.zone is None or turn.me.rhythm is not None:
        return gone(turn)
    return await _take_rhythm(turn, name)


async def rhythm_typed(turn: Turn) -> Effects:
    """The words of a button were typed, or something else: then the question stays open. What comes again
    from Telegram asks only if no message does."""
    if turn.again and await _step_shown(turn):
        return []
    said = written(turn).text.strip().rstrip(".").casefold()
    labels = {turn.texts.plain(f"rhythm.{name}").casefold(): name for name in FIRST_RHYTHMS}
    return await _take_rhythm(turn, labels[said]) if said in labels else [await _ask_rhythm(turn)]


async def _take_rhythm(turn: Turn, name: str) -> Effects:
    """The rhythm, and at once a first question: a choice, no number."""
    me = turn.me
    me.rhythm = name
    text = turn.texts("start.rhythm_chosen", rhythm=turn.texts(f"rhythm.{name}"))
    chosen = await _taken(turn, text)
    first = await planning.add(
        turn.session, me, kind="spontaneous", slot=asking.FIRST_SLOT, now=turn.now, due_at=turn.now,
        total=1, unasked=False,
    )  # fmt: skip
    if first.state != "waiting":
        return [chosen]
    return [chosen, *await asking.put_next(turn, first, lead=turn.texts("start.first_question"))]


FEATURE = Feature(
    name="start",
    open_commands={"start": start},
    open_presses={"agree": agree, "more": more},
    presses={"zone": zone, "rhythm": rhythm},
    typed={"zone": zone_typed, "rhythm": rhythm_typed},
)
