"""[More] on a client's card: another word, who is in the room, the series, a copy, and deleting."""

from __future__ import annotations

from db import clients, therapists
from db.models import Client
from handlers import client_series, export
from handlers.clients import button, card, own
from handlers.context import Feature, Turn
from handlers.effects import Button, Edit, Effects, Say
from handlers.keyboards import in_rows, pack
from handlers.lines import written
from handlers.pressed import gone
from prompts.schedule.codes import code_fault, read_code

PARTIES = ("one", "couple", "family", "child", "group")


async def more(turn: Turn) -> Effects:
    """What is rarer than a change of state."""
    client = await own(turn)
    if client is None:
        return gone(turn)
    await therapists.expect_nothing(turn.session, turn.me.id)
    verbs = {"rename": "client_name", "party": "client_who", "export": "client_copy", "erase": "client_erase"}
    buttons = [button(turn, f"clients.button.{label}", verb, client) for label, verb in verbs.items()]
    series = await client_series.buttons(turn, client)
    text, _ = await card(turn, client)
    rows = (*in_rows(buttons, 2), *in_rows(series, 1), (button(turn, "button.back", "client", client),))
    return [Edit(turn.message_id, text, rows)]


async def rename(turn: Turn) -> Effects:
    """[Rename]: the new word is typed."""
    client = await own(turn)
    if client is None:
        return gone(turn)
    payload: dict[str, object] = {"client": client.id, "here": turn.press.id(1), "shown": turn.message_id}
    await therapists.expect(
        turn.session, turn.me.id, "client_name", turn.now, message_id=turn.message_id, payload=payload
    )
    said = turn.texts("clients.rename", code=await turn.client(client.id))
    return [Edit(turn.message_id, said, ((button(turn, "button.back", "client", client),),))]


async def renamed(turn: Turn) -> Effects:
    """A word was typed; one that cannot be, or is another client's, leaves the question open."""
    expected = await therapists.expected(turn.session, turn.me.id, turn.now)
    payload = expected.payload if expected is not None else {}
    client = await clients.own(turn.session, turn.me.id, payload.get("client"))
    if client is None:
        await therapists.expect_nothing(turn.session, turn.me.id)
        return [Say(turn.texts("press.gone"))]
    typed = written(turn).text
    code = read_code(typed)
    if code is None:
        fault = code_fault(typed)
        return [Say(turn.texts(f"session.code_{fault.value if fault else 'empty'}"))]
    if not await turn.codes.rename(client, code):
        return [Say(turn.texts("clients.taken"))]
    await therapists.expect_nothing(turn.session, turn.me.id)
    back = Button(turn.texts.plain("button.back"), pack("client", client.id, int(payload["here"])))
    said = turn.texts("clients.renamed", code=await turn.client(client.id))
    return [Say(said, ((back,),), replaces=(int(payload["shown"]),))]


async def who(turn: Turn) -> Effects:
    """[In the room]: one, a couple, a family, a child, a group."""
    client = await own(turn)
    if client is None:
        return gone(turn)
    buttons = [_party(turn, client, party) for party in PARTIES]
    rows = (*in_rows(buttons, 3), (button(turn, "button.back", "client", client),))
    return [Edit(turn.message_id, turn.texts("clients.who"), rows)]


def _party(turn: Turn, client: Client, party: str) -> Button:
    label = turn.texts.plain(f"clients.button.{party}")
    if party == client.party:
        label = turn.texts.plain("settings.marked", label=label)
    return Button(label, pack("client_party", client.id, turn.press.id(1), party))


async def party(turn: Turn) -> Effects:
    client, chosen = await own(turn), turn.press.word(2)
    if client is None or chosen not in PARTIES:
        return gone(turn)
    client.party = chosen
    return [Edit(turn.message_id, *await card(turn, client))]


async def copy(turn: Turn) -> Effects:
    """[Export]: both files, of this client alone."""
    client = await own(turn)
    return gone(turn) if client is None else await export.files(turn, client)


FEATURE = Feature(
    name="client_more",
    presses={
        "client_more": more, "client_name": rename, "client_who": who, "client_party": party,
        "client_copy": copy,
    },
    typed={"client_name": renamed},
)  # fmt: skip
