"""A strain as a message, drawn from its row: marked, open, or with what became of it; a client's card."""

from __future__ import annotations

from datetime import datetime

from db import answers, strains
from db.models import Client, Strain
from handlers.context import Turn
from handlers.effects import Button, Rows
from handlers.keyboards import in_rows, pack
from prompts.digest.lines import cut, fold
from prompts.schedule.say import say_day, say_weekday
from prompts.schedule.times import local
from prompts.texts import Html, Private

NEAR_DAYS = 6  # further back a weekday alone would be unclear


async def draw(turn: Turn, row: Strain, face: str) -> tuple[Html, Rows]:
    """`marking`: kind, marks, line; `writing`: the line is awaited; `open`: what became of it."""
    lines = [await _head(turn, row), *await _marked(turn, row)]
    if row.outcome is not None and row.outcome_at is not None:
        day = since(turn, row.outcome_at)
        lines.append(turn.texts(f"strain.became.{row.outcome}", day=day))
        return Html("\n".join(lines)), ((_button(turn, "again", "strain_is", row, "again"),),)
    if face == "writing":
        lines.append(turn.texts("strain.write"))
        return Html("\n".join(lines)), ((_button(turn, "back", "strain_see", row, "marking"),),)
    if face == "open":
        lines.append(turn.texts("strain.what_became"))
        return Html("\n".join(lines)), _open_rows(turn, row)
    return Html("\n".join(lines)), await _marking_rows(turn, row)


async def thought(turn: Turn, row: Strain) -> tuple[Html, Rows]:
    """A thought on what may help, by the kind of strain, and its source."""
    kind = row.kind or "cant_tell"
    said = f"{turn.texts(f'strain.thought.{kind}')}\n\n{turn.texts('strain.thought.source')}"
    return Html(said), ((_button(turn, "back", "strain_see", row, "open"),),)


async def on_card(turn: Turn, client: Client) -> tuple[list[Html], Rows]:
    """For a client's card: a line on the oldest strain that is open, and its button."""
    if not turn.me.strains:
        return [], ()
    found = await strains.open_for(turn.session, turn.me.id, client.id, also_hard=True)
    if not found:
        return [], ()
    line = turn.texts("strain.on_card", day=since(turn, found[0].since))
    return [line], ((Button(turn.texts.plain("strain.the"), pack("strain_show", found[0].id)),),)


def since(turn: Turn, instant: datetime) -> str:
    """`Tue`, or further back `Tue 10 Nov`."""
    day, today = local(instant, turn.zone).date(), local(turn.now, turn.zone).date()
    near = (today - day).days <= NEAR_DAYS
    return say_weekday(day, turn.texts) if near else say_day(day, today, turn.texts)


async def _head(turn: Turn, row: Strain) -> Html:
    return turn.texts("strain.head", client=await turn.client(row.client_id), day=since(turn, row.marked_at))


async def _marked(turn: Turn, row: Strain) -> list[Html]:
    """What was marked, on one line; and the line that was typed."""
    names = [row.kind, *(name for name in strains.MARKS if getattr(row, name))]
    words = [turn.texts.plain(f"strain.{name}") for name in names if name]
    note = await strains.line_of(turn.session, row)
    lines = [turn.texts("strain.marked", words=" · ".join(words))] if words else []
    if note is not None:
        text = Private(cut(fold(await answers.note_text(turn.sealed, note))))
        lines.append(turn.texts("strain.line", text=text))
    return lines


async def _marking_rows(turn: Turn, row: Strain) -> Rows:
    kinds, marks = (tuple(_mark(turn, row, name) for name in some) for some in (strains.KINDS, strains.MARKS))
    more = [_button(turn, "thought_on", "strain_tip", row), _button(turn, "undo", "strain_undo", row)]
    if await strains.line_of(turn.session, row) is None:
        more.insert(0, _button(turn, "line", "strain_line", row))
    return kinds, marks, *in_rows(more, 3)


def _mark(turn: Turn, row: Strain, name: str) -> Button:
    chosen = row.kind == name or (name in strains.MARKS and getattr(row, name))
    label = turn.texts.plain(f"strain.{name}")
    return Button(
        turn.texts.plain("settings.marked", label=label) if chosen else label,
        pack("strain_tick", row.id, name),
    )


def _open_rows(turn: Turn, row: Strain) -> Rows:
    outcomes = [_button(turn, name, "strain_is", row, name) for name in strains.OUTCOMES]
    more = [
        _button(turn, "thought_on", "strain_tip", row),
        _button(turn, "change", "strain_see", row, "marking"),
    ]
    return (*in_rows(outcomes, 2), tuple(more))


def _button(turn: Turn, label: str, verb: str, row: Strain, *more: str) -> Button:
    key = f"button.{label}" if f"button.{label}" in turn.texts else f"strain.{label}"
    return Button(turn.texts.plain(key), pack(verb, row.id, *more))
