"""The kind line under a hard session: taken to supervision or not, and asked about again."""

from __future__ import annotations

from db import checkins, hard, messages, therapists
from db.models import AskedQuestion, CheckIn
from handlers import contacts, lines
from handlers.context import Turn
from handlers.effects import Button, Edit, Effects, Ref, Rows, Say, What
from handlers.keyboards import in_rows, pack
from handlers.pressed import checkin_of, gone
from handlers.resting import bring_back
from prompts.texts import Html

WAITS = "hard_line"  # what `expects` holds while a line for supervision may be typed
HUSHED, AS_IT_WAS = "h", "w"  # what [Hard one] did to the client: the line's buttons carry it, for [Undo]
STANDS_FOR: dict[str, What] = {HUSHED: "hard", AS_IT_WAS: "hard_still"}  # and so does what its message is


async def say(turn: Turn, asked: AskedQuestion, checkin: CheckIn, did: str) -> Say:
    """A message of its own; `did`: HUSHED or AS_IT_WAS."""
    text, rows = await _draw(turn, asked, checkin, did)
    return Say(text, rows, ref=Ref(STANDS_FOR[did], asked.id))


async def said(turn: Turn, asked: AskedQuestion) -> bool:
    """Whether the line stands in the chat."""
    shown = [await messages.showing(turn.session, turn.me.id, what, asked.id) for what in STANDS_FOR.values()]
    return any(shown)


async def see(turn: Turn) -> Effects:
    """[Open]: the line as it stands now; one that was taken back says so."""
    asked = await checkins.own_question(turn.session, turn.me.id, turn.press.id())
    if asked is None:
        return gone(turn)
    if (found := await pressed(turn)) is None:
        return [Edit(turn.message_id, turn.texts("hard.undone"))]
    return [Edit(turn.message_id, *await _draw(turn, *found, turn.press.word(1)))]


async def pressed(turn: Turn) -> tuple[AskedQuestion, CheckIn] | None:
    """The therapist's own question behind a button of this line, and its check-in while it is a hard one."""
    asked = await checkins.own_question(turn.session, turn.me.id, turn.press.id())
    if asked is None or turn.press.word(1) not in (HUSHED, AS_IT_WAS):
        return None
    checkin = await checkin_of(turn, asked)
    return (asked, checkin) if checkin.hard else None


async def ask(turn: Turn) -> Effects:
    """[Ask about Oak again]: from the next session on. This one stays a hard one."""
    if (found := await pressed(turn)) is None:
        return gone(turn)
    await ask_again(turn, found[0])
    return [Edit(turn.message_id, *await _draw(turn, *found, turn.press.word(1)))]


async def ask_again(turn: Turn, asked: AskedQuestion) -> None:
    """The quiet about the client of this question ends."""
    client = await turn.codes.own(asked.client_id)
    if client is not None and client.hushed_at is not None:
        client.hushed_at = None
        await turn.session.flush()
        await bring_back(turn, client)


async def star(turn: Turn) -> Effects:
    """[Take to supervision]: what was given in this check-in. With no word in it, a line may be typed."""
    if (found := await pressed(turn)) is None:
        return gone(turn)
    asked, checkin = found
    did = turn.press.word(1)
    await hard.star(turn.session, checkin.id, starred=True)
    tail = None
    given = await hard.given(turn.session, checkin.id, asked.client_id)
    if given != "words":
        payload: dict[str, object] = {"asked": asked.id, "did": did}
        await therapists.expect(
            turn.session, turn.me.id, WAITS, turn.now, message_id=turn.message_id, payload=payload
        )
        tail = turn.texts("hard.write_more" if given == "taps" else "hard.write")
    return [Edit(turn.message_id, *await _draw(turn, asked, checkin, did, tail))]


async def no_line(turn: Turn) -> Effects:
    """[No line]: what is there is enough."""
    if (found := await pressed(turn)) is None:
        return gone(turn)
    await _expect_no_more(turn)
    return [Edit(turn.message_id, *await _draw(turn, *found, turn.press.word(1)))]


async def unstar(turn: Turn) -> Effects:
    """[Not to supervision]."""
    if (found := await pressed(turn)) is None:
        return gone(turn)
    await _expect_no_more(turn)
    await hard.star(turn.session, found[1].id, starred=False)
    return [Edit(turn.message_id, *await _draw(turn, *found, turn.press.word(1)))]


async def typed(turn: Turn) -> Effects:
    """What [Take to supervision] waits for: kept with the question, and said above what is kept."""
    expected = await therapists.expected(turn.session, turn.me.id, turn.now)
    await therapists.expect_nothing(turn.session, turn.me.id)
    asked_id = int(expected.payload["asked"]) if expected else 0
    asked = await checkins.own_question(turn.session, turn.me.id, asked_id)
    if asked is None or expected is None:
        return await lines.keep(turn)
    kept = await lines.add_to(turn, asked)
    await hard.star_line(turn.session, turn.me.id, turn.message_id)
    checkin = await checkin_of(turn, asked)
    if not checkin.hard or expected.message_id is None:
        return kept
    text, rows = await _draw(turn, asked, checkin, str(expected.payload.get("did", AS_IT_WAS)))
    return [Edit(expected.message_id, text, rows), *kept]


async def _expect_no_more(turn: Turn) -> None:
    """What else the bot may be waiting for stays awaited."""
    expected = await therapists.expected(turn.session, turn.me.id, turn.now)
    if expected is not None and expected.what == WAITS:
        await therapists.expect_nothing(turn.session, turn.me.id)


async def _draw(
    turn: Turn, asked: AskedQuestion, checkin: CheckIn, did: str, tail: Html | None = None
) -> tuple[Html, Rows]:
    """Worked out from the rows. `tail`: a line may be typed now, and there is a way out of that."""
    client, stars = await turn.codes.own(asked.client_id), await hard.stars(turn.session, checkin.id)
    starred = bool(stars) and all(stars)
    quiet = client is not None and client.hushed_at is not None
    code = await turn.client(client.id) if client else ""
    text = turn.texts(f"hard.{'client' if quiet else 'asked_again'}", code=code)
    if client is None:
        text = turn.texts("hard.none")
    if tail is not None:
        way_out = Button(turn.texts.plain("hard.no_line"), pack("hard_no_line", asked.id, did))
        return Html(f"{text}\n{tail}"), ((way_out, contacts.button(turn)),)
    verb = "unstar" if starred else "star"
    buttons = [Button(turn.texts.plain(f"hard.{verb}"), pack(f"hard_{verb}", asked.id, did))]
    buttons.append(contacts.button(turn))
    if quiet:
        buttons.append(Button(_ask_label(turn, code), pack("hard_ask", asked.id, did)))
    buttons.append(Button(turn.texts.plain("button.undo"), pack("hard_undo", asked.id, did)))
    if starred:
        text = Html(f"{text}\n{turn.texts('hard.starred')}")
    return text, in_rows(buttons, 2)


def _ask_label(turn: Turn, code: str) -> str:
    """With the code, but where codes stand in spoilers: a label cannot be one."""
    return turn.texts.plain("hard.ask_them") if turn.me.discreet else turn.texts.plain("hard.ask", code=code)
