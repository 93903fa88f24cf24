"""/clients: the words that stand for clients, where each stands, and what the therapist says of it."""

from __future__ import annotations

from datetime import datetime

from db import clients
from db.clients import Overview
from db.models import Client
from handlers import client_ending, client_series, discreet
from handlers.context import Feature, Turn
from handlers.effects import Button, Edit, Effects, Rows, Say
from handlers.keyboards import in_rows, pack
from handlers.pressed import gone
from handlers.resting import bring_back, leave_alone
from handlers.strain_card import on_card
from prompts.schedule.say import say_day
from prompts.schedule.times import local
from prompts.texts import Html

A_PAGE = 8  # codes on one card


async def listed(turn: Turn) -> Effects:
    """/clients: every code, and its state in words."""
    return [Say(*await _list(turn, 0))]


async def page(turn: Turn) -> Effects:
    """The list again, in place: another part of it, or [Back] from a client's card."""
    return [Edit(turn.message_id, *await _list(turn, turn.press.id()))]


async def one(turn: Turn) -> Effects:
    """A client's card. Every button on it carries the page of the list that it came from."""
    client = await own(turn)
    return gone(turn) if client is None else [Edit(turn.message_id, *await card(turn, client))]


async def died(turn: Turn) -> Effects:
    """[Died] asks once: a slip of the finger hurts here."""
    return await _sure(turn, "died")


async def ended(turn: Turn) -> Effects:
    """[Ended] asks once: what is planned goes."""
    return await _sure(turn, "ended")


async def _sure(turn: Turn, status: str) -> Effects:
    client = await own(turn)
    if client is None:
        return gone(turn)
    yes = Button(
        turn.texts.plain("clients.button.yes"), pack("client_as", client.id, turn.press.id(1), status)
    )
    said = turn.texts(f"clients.{status}_sure", code=await turn.client(client.id))
    return [Edit(turn.message_id, said, ((yes, button(turn, "button.back", "client", client)),))]


async def as_(turn: Turn) -> Effects:
    """[On hold] [Yes] [Active again] [Undo]. The same press again says the same, and does nothing more."""
    client, status = await own(turn), turn.press.word(2)
    if client is None or status not in clients.STATES:
        return gone(turn)
    changed = await clients.set_status(turn.session, turn.me.id, client.id, status)
    if status == "active":
        return await _asked_again(turn, client)
    if status == "ended":
        return await client_ending.told(turn, client)
    others = await leave_alone(turn, client) if changed is not None else []
    said = turn.texts(f"clients.{status}", code=await turn.client(client.id))
    rows = () if status == "died" else await rows_of(turn, client)
    return [Edit(turn.message_id, said, rows), *await discreet.by_itself(turn, others)]


async def ask(turn: Turn) -> Effects:
    """[Ask about Oak again], after a hard session."""
    client = await own(turn)
    if client is None:
        return gone(turn)
    client.hushed_at = None
    await turn.session.flush()
    return await _asked_again(turn, client)


async def _asked_again(turn: Turn, client: Client) -> Effects:
    """Asked about again from now on, unless something else speaks against it: then the card says what."""
    await bring_back(turn, client)
    text, rows = await card(turn, client)
    if not clients.is_quiet(client):
        text = turn.texts("clients.asked_again", code=await turn.client(client.id))
    return [Edit(turn.message_id, text, rows)]


async def own(turn: Turn) -> Client | None:
    """The therapist's own client behind this button; None for anybody else's."""
    return await clients.own(turn.session, turn.me.id, turn.press.id())


async def _list(turn: Turn, wanted: int) -> tuple[Html, Rows]:
    everyone = await clients.every(turn.session, turn.me.id)
    if not everyone:
        return turn.texts("clients.none"), ()
    await turn.codes.all()  # opened at once, not with a query each
    coded = sorted([(await turn.client(client.id), client) for client in everyone], key=_by_code)
    here = min(wanted, (len(coded) - 1) // A_PAGE)
    shown = coded[here * A_PAGE : (here + 1) * A_PAGE]
    row = "clients.numbered" if turn.me.discreet else "clients.row"  # a label cannot be a spoiler
    lines, buttons = [], []
    told = await clients.overview(turn.session, turn.me.id, [client.id for _, client in shown], turn.now)
    for number, (code, client) in enumerate(shown, here * A_PAGE + 1):
        more = _more(turn, client, told[client.id])
        lines.append(turn.texts(row, number=number, code=code, state=_state(turn, client), more=more))
        label = str(number) if turn.me.discreet else str(code)
        buttons.append(Button(label, pack("client", client.id, here)))
    turns = {"earlier": here - 1, "further": here + 1}
    ways = [
        Button(turn.texts.plain(f"clients.button.{way}"), pack("clients", to))
        for way, to in turns.items()
        if 0 <= to * A_PAGE < len(coded)
    ]
    return Html("\n".join([turn.texts("clients.head"), *lines])), (*in_rows(buttons, 2), *in_rows(ways, 2))


def _by_code(coded: tuple[str, Client]) -> tuple[str, int]:
    return coded[0].casefold(), coded[1].id


def _more(turn: Turn, client: Client, told: Overview) -> Html:
    """`: next today 14:00, 12 held, last looked back on Fri 20 Nov`; no count of those at rest."""
    parts = []
    if told.next_at is not None and not clients.has_died(client):
        parts.append(turn.texts("clients.in_list.next", when=turn.say(told.next_at)))
    if client.status not in clients.AT_REST and told.held:
        parts.append(turn.texts("clients.in_list.held", count=told.held))
    if client.status not in clients.AT_REST and told.reflected_at is not None:
        parts.append(turn.texts("clients.in_list.last", day=day_said(turn, told.reflected_at)))
    return Html(f": {', '.join(parts)}") if parts else Html()


def day_said(turn: Turn, instant: datetime) -> str:
    """`Fri 20 Nov`."""
    return say_day(local(instant, turn.zone).date(), local(turn.now, turn.zone).date(), turn.texts)


def _state(turn: Turn, client: Client) -> Html:
    hushed = client.status == "active" and client.hushed_at is not None
    return turn.texts(f"clients.state.{'hushed' if hushed else client.status}")


async def card(turn: Turn, client: Client) -> tuple[Html, Rows]:
    """Code, state and who is in the room; of those not at rest also what is ahead and what was held."""
    head = turn.texts("clients.one", code=await turn.client(client.id), state=_state(turn, client))
    party = Html() if client.party == "one" else turn.texts(f"clients.party.{client.party}")
    lines = [Html(f"{head}{party}")]
    ahead = await clients.ahead(turn.session, turn.me.id, client.id, turn.now)
    if ahead and not clients.has_died(client):
        lines.append(turn.texts("clients.next", when=turn.say(ahead[0].starts_at)))
    if not clients.has_died(client):
        going_on = await clients.series_of(turn.session, turn.me.id, client.id)
        lines += [turn.texts("clients.series", series=client_series.said(turn, one)) for one in going_on]
    if client.status not in clients.AT_REST:  # no count of theirs until told
        told = (await clients.overview(turn.session, turn.me.id, [client.id], turn.now))[client.id]
        if told.held:
            lines.append(turn.texts("clients.held", count=told.held))
        if told.reflected_at is not None:
            lines.append(turn.texts("clients.last", day=day_said(turn, told.reflected_at)))
    strain, rows = await on_card(turn, client)
    return Html("\n".join([*lines, *strain])), (*rows, *await rows_of(turn, client))


async def rows_of(turn: Turn, client: Client) -> Rows:
    """What may be said of the client now; what is rarer stands behind [More]."""
    here = turn.press.id(1)
    died_ = clients.has_died(client)
    slip = {"active": "button.undo"} if died_ else {}  # "active" is no word for them
    states = [
        Button(
            turn.texts.plain(slip.get(status, f"clients.button.{status}")),
            pack("client_as", client.id, here, status),
        )
        for status in ("active", "on_hold")
        if status != client.status and not (status == "on_hold" and client.status in ("died", "ended"))
    ]
    if not died_:
        if client.status != "ended":
            states.append(button(turn, "clients.button.ended", "client_ended", client))
        states.append(button(turn, "clients.button.died", "client_died", client))
    states.append(button(turn, "clients.button.more", "client_more", client))
    rows = list(in_rows(states, 2))
    if client.hushed_at is not None and client.status not in clients.AT_REST:
        key = "clients.button.ask_again" if turn.me.discreet else "clients.button.ask"
        label = turn.texts.plain(key, code=await turn.client(client.id))
        rows.append((Button(label, pack("client_ask", client.id, here)),))
    back = Button(turn.texts.plain("button.back"), pack("clients", here))
    return (*rows, (back,))


def button(turn: Turn, label: str, verb: str, client: Client) -> Button:
    return Button(turn.texts.plain(label), pack(verb, client.id, turn.press.id(1)))


FEATURE = Feature(
    name="clients",
    commands={"clients": listed},
    presses={
        "clients": page, "client": one, "client_died": died, "client_ended": ended, "client_as": as_,
        "client_ask": ask,
    },
)  # fmt: skip
