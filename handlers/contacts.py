"""My contacts: whom the therapist would call; typed by them, shown to them, closed again."""

from __future__ import annotations

from db import contacts, messages, therapists
from handlers.context import Feature, Turn
from handlers.effects import Button, Edit, Effects, Ref, Rows, Say
from handlers.keyboards import pack
from prompts.alarm import sounds_alarming
from prompts.texts import Html

WAITS = "contacts"  # what `expects` holds while they may be typed
MOST, MOST_LINES = 270, 6


async def show(turn: Turn) -> Effects:
    """[My contacts]: at the end of the chat, in place of an older card. With none yet, they may be typed."""
    before = await messages.showing(turn.session, turn.me.id, "contacts", turn.me.id)
    return [Say(*await _card(turn), ref=_ref(turn), replaces=tuple(before))]


async def here(turn: Turn) -> Effects:
    """[Open] [Back]: in this message."""
    return [Edit(turn.message_id, *await _card(turn))]


async def change(turn: Turn) -> Effects:
    """[Change]: the next message takes their place."""
    await _expect(turn)
    return [Edit(turn.message_id, turn.texts("contacts.write"), ((_button(turn, "button.back", "see"),),))]


async def delete(turn: Turn) -> Effects:
    """[Delete]: gone at once; the same press again finds them gone."""
    contacts.forget(turn.me)
    await _expect_no_more(turn)
    return [Edit(turn.message_id, turn.texts("contacts.deleted"), ((button(turn),),))]


async def close(turn: Turn) -> Effects:
    """[Close]: no name and no number is left to be seen in this message."""
    await _expect_no_more(turn)
    opening = Button(turn.texts.plain("contacts.open"), pack("contacts_see"))
    return [Edit(turn.message_id, turn.texts("contacts.closed"), ((opening,),))]


async def typed(turn: Turn) -> Effects:
    """What was awaited, or an edit of it. Too much of it changes nothing, and the bot goes on waiting."""
    text = turn.typed.text.strip() if turn.typed else ""
    if not text or len(text) > MOST or len(text.splitlines()) > MOST_LINES:
        return [Say(turn.texts("contacts.too_long", most=MOST))]
    await contacts.keep(turn.sealed, turn.me, text)
    await _expect_no_more(turn)
    await messages.note(
        turn.session, turn.me, turn.message_id, turn.now, incoming=True, refers=WAITS, refers_id=turn.me.id
    )
    return [*_first_of_all(turn, text), *await show(turn)]


async def are_in(turn: Turn) -> bool:
    """Whether this typed message was kept as contacts: its edits are theirs."""
    message = await messages.find(turn.session, turn.me, turn.message_id)
    return message is not None and message.refers == WAITS and turn.me.contacts_sealed is not None


def button(turn: Turn) -> Button:
    """[My contacts], wherever it may be wanted."""
    return Button(turn.texts.plain("contacts.button"), pack("contacts"))


def _first_of_all(turn: Turn, text: str) -> Effects:
    """Something else may have been typed here than contacts."""
    if not sounds_alarming(text, turn.me.locale):
        return []
    return [Say(turn.texts("alarm.saved"), ref=Ref("alarm", turn.message_id))]


async def _card(turn: Turn) -> tuple[Html, Rows]:
    lines = await contacts.of(turn.sealed, turn.me)
    if lines is None:
        await _expect(turn)
        more = turn.texts("contacts.emergency")
        text = turn.texts("contacts.none")
        return Html(f"{text}\n{more}") if more else text, ((_button(turn, "contacts.close", "end"),),)
    rows = (
        (_button(turn, "button.change", "new"), _button(turn, "button.delete", "del")),
        (_button(turn, "contacts.close", "end"),),
    )
    return turn.texts("contacts.card", lines=lines), rows


async def _expect(turn: Turn) -> None:
    await therapists.expect(turn.session, turn.me.id, WAITS, turn.now, message_id=None)


async def _expect_no_more(turn: Turn) -> None:
    """What else the bot may be waiting for stays awaited."""
    expected = await therapists.expected(turn.session, turn.me.id, turn.now)
    if expected is not None and expected.what == WAITS:
        await therapists.expect_nothing(turn.session, turn.me.id)


def _ref(turn: Turn) -> Ref:
    return Ref("contacts", turn.me.id)


def _button(turn: Turn, label: str, verb: str) -> Button:
    return Button(turn.texts.plain(label), pack(f"contacts_{verb}"))


FEATURE = Feature(
    name="contacts",
    presses={
        "contacts": show, "contacts_see": here, "contacts_new": change, "contacts_del": delete,
        "contacts_end": close,
    },
    typed={WAITS: typed},
)  # fmt: skip
