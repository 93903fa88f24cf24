"""Data keys: one for each therapist and each client, in rows whose deletion erases what they sealed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from sqlalchemy import bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from db import memo
from db.blobs import CannotOpen, data_key_id, key_id_in
from db.ids import new_id
from db.keyfile import UnreadableKey
from db.models import DataKey
from db.vault import Vault, new_data_key

_KEY = DataKey.__table__.c
_SOME = select(_KEY.id, _KEY.client_id, _KEY.wrapped).where(
    _KEY.therapist_id == bindparam("therapist"),
    _KEY.client_id.is_(None) | (_KEY.client_id == bindparam("client")),
)


class KeyErased(CannotOpen):
    """The data key is gone, and with it what it sealed."""


class Keyring:
    """The keys of one therapist and of all their clients: one query, then many values opened."""

    def __init__(self, vault: Vault, keys: Iterable[bytes]) -> None:
        self._vault = vault
        self._keys = {data_key_id(key): key for key in keys}

    def open(self, blob: bytes, *, table: str, row: int, column: str) -> str:
        """Opens with whichever key the blob names. Raises KeyErased, and CannotOpen for damage."""
        key = self._keys.get(key_id_in(blob))
        if key is None:
            raise KeyErased(f"the key of {table}.{column} of {row} is gone")
        return self._vault.open(key, blob, table=table, row=row, column=column)


async def data_key(
    session: AsyncSession, vault: Vault, therapist_id: int, client_id: int | None, now: datetime
) -> bytes:
    """The data key (32 bytes) of a client, or without a client of the therapist; made when there is none.

    Needs a write session. Raises CannotOpen when the key was wrapped under another key-encryption key.
    """
    held = await _find(session, vault, therapist_id, client_id)
    if held is not None:
        return held
    key, row = new_data_key(), new_id(now)
    wrapped = vault.wrap(key, row=row, therapist_id=therapist_id, client_id=client_id)
    session.add(
        DataKey(id=row, therapist_id=therapist_id, client_id=client_id, kek_id=vault.key_id, wrapped=wrapped)
    )
    await session.flush()
    return key


async def keyring(session: AsyncSession, vault: Vault, therapist_id: int) -> Keyring:
    """Every key of a therapist; a read session will do. Raises CannotOpen."""
    rows = await session.scalars(select(DataKey).where(DataKey.therapist_id == therapist_id))
    return Keyring(vault, [_unwrap(vault, row) for row in rows])


async def some(
    session: AsyncSession, vault: Vault, therapist_id: int, client_id: int | None
) -> dict[int | None, bytes]:
    """The therapist's own key and a client's, as far as they are there, by client; the client's alone where
    it was read along with their question. Raises CannotOpen."""
    if client_id is not None and (known := memo.wrapped_keys(session).get(client_id)) is not None:
        row, wrapped = known
        return {client_id: vault.unwrap(wrapped, row=row, therapist_id=therapist_id, client_id=client_id)}
    found = await session.execute(_SOME, {"therapist": therapist_id, "client": client_id})
    return {
        row.client_id: vault.unwrap(
            row.wrapped, row=row.id, therapist_id=therapist_id, client_id=row.client_id
        )
        for row in found
    }


async def destroy_keys(session: AsyncSession, therapist_id: int, *, client_id: int | None = None) -> None:
    """Erases for ever what a client's key sealed, or without a client all of the therapist's sealed text.

    Follow the commit with `Database.scrub()`.
    """
    doomed = delete(DataKey).where(DataKey.therapist_id == therapist_id)
    if client_id is not None:
        doomed = doomed.where(DataKey.client_id == client_id)
    await session.execute(doomed)


async def check(session: AsyncSession, vault: Vault) -> None:
    """Raises UnreadableKey when the database was sealed with a key that this vault does not hold."""
    row = await _any(session)
    if row is None:
        return
    try:
        _unwrap(vault, row)
    except CannotOpen:
        raise UnreadableKey(
            f"the database is sealed with key {row.kek_id}, and the key given is {vault.key_id}"
        ) from None


async def unlock(session: AsyncSession, source: Path | str) -> Vault:
    """The vault at start, from a key file or a key's own text, checked against the database.

    A file that is not there is made, unless the database holds something sealed. Raises UnreadableKey.
    """
    row = await _any(session)
    if isinstance(source, Path) and not await asyncio.to_thread(source.exists):
        if row is not None:
            raise UnreadableKey(
                f"the key file {source} is missing; the database is sealed with key {row.kek_id}"
            )
        return Vault.create(source)
    vault = Vault.load(source)
    await check(session, vault)
    return vault


async def _any(session: AsyncSession) -> DataKey | None:
    return await session.scalar(select(DataKey).order_by(DataKey.id.desc()).limit(1))


async def _find(
    session: AsyncSession, vault: Vault, therapist_id: int, client_id: int | None
) -> bytes | None:
    row = await session.scalar(
        select(DataKey).where(
            DataKey.therapist_id == therapist_id, DataKey.client_id.is_not_distinct_from(client_id)
        )
    )
    return None if row is None else _unwrap(vault, row)


def _unwrap(vault: Vault, row: DataKey) -> bytes:
    return vault.unwrap(row.wrapped, row=row.id, therapist_id=row.therapist_id, client_id=row.client_id)
