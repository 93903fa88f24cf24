"""A session that runs each statement where it is called, for a database in this very process."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session


def _inline(method: Callable[..., Any]) -> Any:
    async def call(self: AsyncSession, *args: Any, **named: Any) -> Any:
        return method(self.sync_session, *args, **named)

    return call


class InlineSession(AsyncSession):
    """An AsyncSession over a synchronous connection whose transaction somebody else begins and ends.

    Its own work stands in a savepoint. A statement costs no change of greenlet or thread; it holds up the
    loop for as long as it runs, which on SQLite is microseconds.
    """

    execute = _inline(Session.execute)
    scalar = _inline(Session.scalar)
    scalars = _inline(Session.scalars)
    get = _inline(Session.get)
    get_one = _inline(Session.get_one)
    flush = _inline(Session.flush)
    merge = _inline(Session.merge)
    delete = _inline(Session.delete)

    def __init__(self, connection: Connection) -> None:
        super().__init__(expire_on_commit=False, join_transaction_mode="create_savepoint")
        self.sync_session.bind = connection
