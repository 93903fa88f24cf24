"""Client codes: sealed, found by a keyed hash, opened when they are shown."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, func, select

from db import clients
from db.engine import Session
from db.ids import new_id
from db.models import Answer, Appointment, AskedQuestion, CheckIn, Client, Note, Prepared
from db.sealed import Sealed


class Codes:
    """One therapist's client codes, within one transaction."""

    def __init__(self, session: Session, sealed: Sealed, therapist_id: int) -> None:
        self._session = session
        self._sealed = sealed
        self._therapist_id = therapist_id
        self._opened: dict[int, str] = {}

    async def own(self, client_id: int | None) -> Client | None:
        """The therapist's client with this id; None for anybody else's."""
        return await clients.own(self._session, self._therapist_id, client_id)

    async def of(self, client_id: int | None) -> str | None:
        """The code of an own client; None for no client and for somebody else's."""
        if client_id in self._opened:
            return self._opened[client_id]
        client = await self.own(client_id)
        return None if client is None else await self._open(client)

    async def find(self, code: str) -> Client | None:
        """The client with this code, in whatever case it was typed."""
        code_hash = await self._sealed.code_hash(code)
        own = select(Client).where(Client.therapist_id == self._therapist_id, Client.code_hash == code_hash)
        return await self._session.scalar(own)

    async def find_or_make(self, code: str, now: datetime) -> Client:
        """The client with this code; a new one otherwise."""
        if (known := await self.find(code)) is not None:
            return known
        client = Client(
            id=new_id(now),
            therapist_id=self._therapist_id,
            code_sealed=b"",
            code_hash=await self._sealed.code_hash(code),
            status="active",
            created_at=now,
        )
        self._session.add(client)
        await self._session.flush()  # the client's own key refers to this row
        client.code_sealed = await self._sealed.put(
            code, client_id=client.id, table="clients", row=client.id, column="code_sealed"
        )
        self._opened[client.id] = code
        return client

    async def rename(self, client: Client, code: str) -> bool:
        """The client is called this from now on; False if another one is."""
        other = await self.find(code)
        if other is not None and other.id != client.id:
            return False
        client.code_hash = await self._sealed.code_hash(code)
        client.code_sealed = await self._sealed.put(
            code, client_id=client.id, table="clients", row=client.id, column="code_sealed"
        )
        self._opened[client.id] = code
        await self._session.flush()
        return True

    async def forget_unused(self, client_id: int) -> None:
        """A code that nothing refers to was made by a slip: it goes, with its key. One not active stays."""
        client = await self.own(client_id)
        if client is not None and client.status != "active":
            return
        for table in (Appointment, CheckIn, AskedQuestion, Answer, Note, Prepared):
            used = select(table.id).where(table.client_id == client_id).limit(1)
            if client is None or await self._session.scalar(used) is not None:
                return
        await self._session.execute(delete(Client).where(Client.id == client_id))

    async def recent(self, most: int, *, to_ask: bool = False) -> list[tuple[int, str]]:
        """Ids and codes of the active clients seen last, newest first; `to_ask`: not the quiet ones."""
        last_seen = func.max(Appointment.starts_at)
        latest = (
            select(Client)
            .outerjoin(Appointment, Appointment.client_id == Client.id)
            .where(Client.therapist_id == self._therapist_id, Client.status == "active")
            .group_by(Client.id)
            .order_by(last_seen.desc().nulls_last(), Client.id.desc())
            .limit(most)
        )
        if to_ask:
            latest = latest.where(clients.asked_about())
        return [(client.id, await self._open(client)) for client in await self._session.scalars(latest)]

    async def all(self) -> dict[int, str]:
        """Every code of this therapist, by client id."""
        own = select(Client).where(Client.therapist_id == self._therapist_id).order_by(Client.id)
        found = list(await self._session.scalars(own))
        if len(found) > 1:
            await self._sealed.every_key()
        return {client.id: await self._open(client) for client in found}

    async def any_of(self, words: Iterable[str]) -> bool:
        """Whether one of these words is a code of this therapist's, however it is written."""
        own = select(Client.id).where(Client.therapist_id == self._therapist_id).limit(1)
        if await self._session.scalar(own) is None:  # nor a key to look with
            return False
        hashes = {await self._sealed.code_hash(word) for word in words}
        return await self._session.scalar(own.where(Client.code_hash.in_(hashes))) is not None

    async def _open(self, client: Client) -> str:
        if client.id not in self._opened:
            self._opened[client.id] = await self._sealed.get(
                client.code_sealed, table="clients", row=client.id, column="code_sealed", client_id=client.id
            )
        return self._opened[client.id]
