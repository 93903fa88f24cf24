"""/erase: a warning, two questions that look different; then all is gone, here and where possible there."""

from __future__ import annotations

from datetime import timedelta

from db import messages, set_aside, therapists
from handlers import export
from handlers.checkin import gone
from handlers.context import Feature, Turn, TurnHandler
from handlers.delivery import DELETABLE
from handlers.effects import Button, CrossOut, Edit, Effects, Remove, Rows, Say, Scrub
from handlers.keyboards import pack
from prompts.texts import Html

STANDS_FOR_MINUTES = 30  # the last question; an older button asks both questions again
MARGIN = timedelta(minutes=5)  # Telegram's clock and ours


def _own(handler: TurnHandler) -> TurnHandler:
    """Every button here carries whose it is: one from before an erasure, or somebody else's, does nothing."""

    async def pressed(turn: Turn) -> Effects:
        return await handler(turn) if turn.press.id() == turn.me.id else gone(turn)

    return pressed


async def warn(turn: Turn) -> Effects:
    """/erase and [Erase]: the first question."""
    text, rows = _warning(turn)
    return [Say(text, rows)]


def _warning(turn: Turn) -> tuple[Html, Rows]:
    export_first = _button(turn, "export_first", "erase_export")
    return turn.texts("erase.warning"), ((export_first,), _onward(turn))


def _onward(turn: Turn) -> tuple[Button, ...]:
    return _button(turn, "go_on", "erase_on"), _button(turn, "keep", "erase_keep")


async def export_first(turn: Turn) -> Effects:
    """[Export first]: the files, and below them the question again, in place of the one above."""
    asked_again = Say(turn.texts("erase.exported"), (_onward(turn),), replaces=(turn.message_id,))
    return [*await export.files(turn), asked_again]


async def ask_again(turn: Turn) -> Effects:
    """[Go on]: the second question. Its buttons stand the other way round, for fingers that tap twice."""
    rows = ((_button(turn, "keep", "erase_keep"),), (_button(turn, "really", "erase_all", _minute(turn)),))
    return [Edit(turn.message_id, turn.texts("erase.again"), rows)]


async def keep(turn: Turn) -> Effects:
    return [Edit(turn.message_id, turn.texts("erase.kept"))]


async def erase(turn: Turn) -> Effects:
    """[Yes, delete for good]: every row goes, then what it left in files, then the messages."""
    if not 0 <= _minute(turn) - turn.press.id(1) <= STANDS_FOR_MINUTES:
        return [Edit(turn.message_id, *_warning(turn))]
    young, old = await within_reach(turn)
    services = turn.services
    for row in await set_aside.of_person(turn.session, services.vault, services.bot_id, turn.telegram_id):
        await turn.session.delete(row)
    done = turn.texts("erase.done_older" if old else "erase.done")
    await therapists.erase(turn.session, turn.me.id)
    return [
        Scrub(),
        Remove(tuple(young)),
        Say(done, ends_menu=True),
        CrossOut(tuple(old)),
    ]


async def within_reach(turn: Turn) -> tuple[list[int], list[int]]:
    """What Telegram lets a bot delete; of what is older our own, newest first: that can be crossed out."""
    since = turn.now - DELETABLE + MARGIN
    present = await messages.present(turn.session, turn.me.id)
    young = {message_id for message_id, at, _ in present if at >= since} | {turn.message_id}
    old = [message_id for message_id, _, incoming in present if not incoming and message_id not in young]
    return sorted(young), old[::-1]


def _minute(turn: Turn) -> int:
    return int(turn.now.timestamp()) // 60


def _button(turn: Turn, label: str, verb: str, *parts: int) -> Button:
    return Button(turn.texts.plain(f"erase.{label}"), pack(verb, turn.me.id, *parts))


FEATURE = Feature(
    name="erase",
    commands={"erase": warn},
    presses={
        "erase": _own(warn), "erase_export": _own(export_first), "erase_on": _own(ask_again),
        "erase_keep": _own(keep), "erase_all": _own(erase),
    },
)  # fmt: skip
