"""Data keys: made once for each owner, opened by the right vault, and with them goes what they sealed."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from db import keys
from db.engine import Database, Session
from db.keys import KeyErased
from db.models import Client, DataKey
from db.vault import UnreadableKey, Vault
from tests.db.make import NOW, therapist

_VAULT = Vault([b"k" * 32])
_OTHER = Vault([b"o" * 32])
_HERE: dict[str, Any] = {"table": "notes", "row": 7, "column": "text_sealed"}


async def _somebody(database: Database) -> int:
    """A therapist with the clients 11 and 12."""
    async with database.write() as session:
        session.add(row := therapist())
        await session.flush()
        session.add_all(
            Client(id=n, therapist_id=row.id, code_sealed=b"", code_hash=bytes([n]), created_at=NOW)
            for n in (11, 12)
        )
        return row.id


async def _seal(session: Session, me: int, client: int | None, text: str, vault: Vault = _VAULT) -> bytes:
    return vault.seal(await keys.data_key(session, vault, me, client, NOW), text, **_HERE)


async def test_each_owner_has_one_key_and_keeps_it(database: Database) -> None:
    me = await _somebody(database)

    async def ask(client: int | None) -> bytes:
        async with database.write() as session:
            return await keys.data_key(session, _VAULT, me, client, NOW)

    got = await asyncio.gather(*(ask(client) for client in (None, 11, 12) * 5))
    assert got[:3] * 5 == got
    assert len(set(got)) == 3


async def test_what_was_sealed_for_an_owner_opens_for_that_owner(database: Database) -> None:
    me = await _somebody(database)
    async with database.write() as session:
        own, oaks = await _seal(session, me, None, "mine"), await _seal(session, me, 11, "Oak's")
    async with database.read() as session:
        assert (await keys.keyring(session, _VAULT, me)).open(own, **_HERE) == "mine"
        assert (await keys.keyring(session, _VAULT, me)).open(oaks, **_HERE) == "Oak's"
        ring = await keys.keyring(session, _VAULT, me)
    assert [ring.open(blob, **_HERE) for blob in (own, oaks)] == ["mine", "Oak's"]


async def test_a_destroyed_client_key_takes_that_clients_words_only(database: Database) -> None:
    me = await _somebody(database)
    async with database.write() as session:
        blobs = [await _seal(session, me, client, "a line") for client in (None, 11, 12)]
        await keys.destroy_keys(session, me, client_id=11)
    async with database.read() as session:
        with pytest.raises(KeyErased):
            (await keys.keyring(session, _VAULT, me)).open(blobs[1], **_HERE)
        ring = await keys.keyring(session, _VAULT, me)
    with pytest.raises(KeyErased):
        ring.open(blobs[1], **_HERE)
    assert [ring.open(blob, **_HERE) for blob in (blobs[0], blobs[2])] == ["a line", "a line"]


async def test_erasing_a_therapist_takes_every_key_of_theirs_and_nobody_elses(database: Database) -> None:
    me = await _somebody(database)
    async with database.write() as session:
        session.add(other := therapist())
        await session.flush()
        await _seal(session, other.id, None, "theirs")
        for client in (None, 11, 12):
            await _seal(session, me, client, "a line")
        await keys.destroy_keys(session, me)
        assert await session.scalar(select(func.count()).select_from(DataKey)) == 1


async def test_a_database_sealed_with_another_key_is_noticed(database: Database) -> None:
    me = await _somebody(database)
    async with database.write() as session:
        await keys.check(session, _OTHER)  # nothing is sealed yet: any key will do
        await _seal(session, me, None, "a line")
        await keys.check(session, _VAULT)
        with pytest.raises(UnreadableKey, match=f"{_VAULT.key_id}.*{_OTHER.key_id}"):
            await keys.check(session, _OTHER)


async def test_the_first_start_makes_the_key_and_the_next_finds_it(
    database: Database, tmp_path: Path
) -> None:
    me, path = await _somebody(database), tmp_path / "afterhour.key"
    async with database.write() as session:
        made = await keys.unlock(session, path)
        await _seal(session, me, None, "a line", made)
        assert (await keys.unlock(session, path)).key_id == made.key_id


async def test_a_lost_key_is_not_replaced_by_a_new_one(database: Database, tmp_path: Path) -> None:
    me, path = await _somebody(database), tmp_path / "afterhour.key"
    async with database.write() as session:
        await _seal(session, me, None, "a line")
        with pytest.raises(UnreadableKey, match=f"missing.*{_VAULT.key_id}"):
            await keys.unlock(session, path)
    assert not await asyncio.to_thread(path.exists)
