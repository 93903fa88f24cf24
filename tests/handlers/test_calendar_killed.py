"""Cut off between the steps, a calendar is read again, and nothing of it is doubled."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from db.models import Calendar
from handlers import calendar_notes
from handlers.calendar_work import Keeper
from tests.handlers.calendar_make import mapped, sent, sessions
from tests.practice import FAMOUS
from tests.stage import Chat, Stage


async def test_what_was_claimed_by_a_process_that_died_is_read_after_the_start(
    stage: Stage, mara: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Keeper, "_read", _dies)
        await sent(mara)
    assert mara.text.startswith("Reading it")
    stage.app.keeper._begun = False  # as in a process that has just begun
    await stage.settle()
    assert FAMOUS[0] in mara.text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_an_import_cut_off_in_the_middle_goes_on_and_doubles_nothing(
    stage: Stage, mara: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    await sent(mara)
    with monkeypatch.context() as patch:
        patch.setattr("handlers.calendar_work.A_SLICE", 2)
        patch.setattr("handlers.calendar_notes.carry_over", _DiesOnTheSecond().carry_over)
        await mapped(mara)
    assert len(await sessions(stage)) == 2
    await stage.wait(minutes=5)
    assert len(await sessions(stage)) == 5
    async with stage.database.write() as session:  # and once more: it had not been reported back
        await session.execute(update(Calendar).values(wake_at=stage.now - timedelta(seconds=1)))
    await sent(mara)
    await mara.tap("Right")
    assert len(await sessions(stage)) == 5


async def _dies(*_: object) -> None:
    raise KeyError("cut off")


class _DiesOnTheSecond:
    def __init__(self) -> None:
        self._slices, self._real = 0, calendar_notes.carry_over

    async def carry_over(self, *of: object) -> object:
        self._slices += 1
        if self._slices == 2:
            raise KeyError("cut off")
        return await self._real(*of)  # type: ignore[arg-type]  # as they came
