"""[Right]: what a line said is stored, all of it in one go, and nothing twice."""

from __future__ import annotations

from dataclasses import dataclass, field

from db import appointments, planning, series
from db.models import Appointment
from db.planned import plan_all
from handlers import changes, echoes
from handlers.context import Turn
from handlers.effects import Effects
from handlers.plan_state import Row, State
from prompts.schedule.planning import Action


@dataclass(slots=True)
class Kept:
    """What a line became. `planned`: sessions it made or took over."""

    planned: list[Appointment] = field(default_factory=list)
    new: list[Appointment] = field(default_factory=list)
    effects: Effects = field(default_factory=list)


async def keep(turn: Turn, state: State) -> Kept:
    """Store every row under its natural key, the message and its place in it."""
    kept = Kept()
    for place, row in enumerate(state.rows):
        origin = f"m{state.line.message_id}:{place}"
        if row.target is not None:
            kept.effects += await _change(turn, row, row.target)
        elif row.plan.rule:
            await _series(turn, row, row.plan.rule, origin)
        else:
            await _session(turn, row, origin, kept)
    if len(state.rows) == 1 and kept.new and kept.new[0].status == "held":
        await planning.plan_after(turn.session, turn.me, kept.new[0], turn.now, told_now=True)
    else:
        await plan_all(turn.session, turn.me, kept.new, turn.now)
    return kept


async def _change(turn: Turn, row: Row, target: Appointment) -> Effects:
    if row.plan.action is Action.CANCEL:
        return await changes.became(turn, target, "cancelled")
    return await changes.move(turn, target, row.starts_at, row.ends_at)


async def _series(turn: Turn, row: Row, rule: str, origin: str) -> None:
    await series.add(
        turn.session, turn.me, origin=origin, client_id=await _client(turn, row), starts_at=row.starts_at,
        minutes=row.minutes, zone=turn.zone, rule=rule, now=turn.now,
    )  # fmt: skip


async def _session(turn: Turn, row: Row, origin: str, kept: Kept) -> None:
    """One session; one of this client's at that time that is noted already is no second one."""
    client_id = await _client(turn, row)
    if client_id is not None:
        same = await appointments.overlapping(turn.session, turn.me.id, client_id, row.starts_at, row.ends_at)
        if same is not None:
            await _take_over(turn, row, same, kept)
            return
    made, new = await appointments.record(
        turn.session, turn.me.id, origin=origin, client_id=client_id, starts_at=row.starts_at,
        ends_at=row.ends_at, zone=turn.zone, now=turn.now,
        status="held" if row.plan.action is Action.ENDED else "planned",
    )  # fmt: skip
    kept.planned.append(made)
    kept.new += [made] if new else []


async def _take_over(turn: Turn, row: Row, same: Appointment, kept: Kept) -> None:
    """The hours said last hold, as long as nothing was asked about it."""
    if same in kept.planned:  # two lines say the same
        return
    kept.planned.append(same)
    if same.status == "held" or await appointments.was_asked_about(turn.session, same.id):
        return
    same.starts_at, same.ends_at = row.starts_at, row.ends_at
    if row.plan.action is Action.ENDED:
        appointments.became(same, "held", turn.now)
    await appointments.withdraw(turn.session, same)
    kept.new.append(same)
    kept.effects += await echoes.at_rest(turn, [same], but=turn.message_id)


async def _client(turn: Turn, row: Row) -> int | None:
    if row.plan.client is None:
        return None
    return row.client_id or (await turn.codes.find_or_make(row.plan.client, turn.now)).id
