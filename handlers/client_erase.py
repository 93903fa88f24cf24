"""[Erase] of one client: asked twice, as /erase asks; then all of theirs is gone, and the chat is emptied."""

from __future__ import annotations

import json

from db import closing, erasing, set_aside, therapists
from db.models import Client
from handlers import resting
from handlers.clients import button, own
from handlers.context import Feature, Turn
from handlers.effects import Button, CrossOut, Edit, Effects, Remove, Say, Scrub
from handlers.erase import STANDS_FOR_MINUTES, within_reach
from handlers.hide import what_waits
from handlers.keyboards import pack
from handlers.pressed import gone
from handlers.telling import minute_of
from prompts.schedule.codes import normalise_code, words_in


async def warn(turn: Turn) -> Effects:
    """The first question."""
    client = await own(turn)
    return gone(turn) if client is None else [await _warning(turn, client)]


async def _warning(turn: Turn, client: Client) -> Edit:
    export_first = button(turn, "erase.export_first", "client_copy", client)
    on = button(turn, "erase.go_on", "client_sure", client)
    keep = button(turn, "erase.keep", "client_keep", client)
    said = turn.texts("clients.erase.warning", code=await turn.client(client.id))
    return Edit(turn.message_id, said, ((export_first,), (on, keep)))


async def ask_again(turn: Turn) -> Effects:
    """[Go on]: the second question. Its buttons stand the other way round, for fingers that tap twice."""
    client = await own(turn)
    if client is None:
        return gone(turn)
    keep = button(turn, "erase.keep", "client_keep", client)
    data = pack("client_gone", client.id, turn.press.id(1), minute_of(turn.now))
    really = Button(turn.texts.plain("erase.really"), data)
    said = turn.texts("clients.erase.again", code=await turn.client(client.id))
    return [Edit(turn.message_id, said, ((keep,), (really,)))]


async def keep(turn: Turn) -> Effects:
    client = await own(turn)
    if client is None:
        return gone(turn)
    return [Edit(turn.message_id, turn.texts("clients.erase.kept", code=await turn.client(client.id)))]


async def erase(turn: Turn) -> Effects:
    """[Yes, delete for good]: rows, what they left in files, the messages. What waits comes back, closed."""
    client = await own(turn)
    if client is None:
        return gone(turn)
    if not 0 <= minute_of(turn.now) - turn.press.id(2) <= STANDS_FOR_MINUTES:
        return [await _warning(turn, client)]
    await _forget_set_aside(turn, await turn.codes.of(client.id) or "")
    client.status = "died"  # nothing asks about them any more: offers and evenings name the others
    await turn.session.flush()
    await resting.leave_alone(turn, client)
    await turn.session.flush()
    await erasing.erase_client(turn.session, client)
    young, old = await within_reach(turn)
    await therapists.expect_nothing(turn.session, turn.me.id)
    await closing.forget_messages(turn.session, turn.me.id)
    done = turn.texts("clients.erase.done_older" if old else "clients.erase.done")
    return [
        Scrub(),
        Remove(tuple(young)),
        Say(done, menu=True),
        *await what_waits(turn),
        CrossOut(tuple(old)),
    ]


async def _forget_set_aside(turn: Turn, code: str) -> None:
    """Updates that could not be handled and hold the word."""
    services = turn.services
    for row in await set_aside.of_person(turn.session, services.vault, services.bot_id, turn.telegram_id):
        update = json.dumps(set_aside.open_update(services.vault, row), ensure_ascii=False)
        if normalise_code(code) in words_in(update):
            await turn.session.delete(row)


FEATURE = Feature(
    name="client_erase",
    presses={
        "client_erase": warn, "client_sure": ask_again, "client_keep": keep, "client_gone": erase,
    },
)  # fmt: skip
