"""One therapist's sealed words within one transaction: put away under the right key, and opened again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from db import keys
from db.blobs import data_key_id, key_id_in
from db.engine import Session
from db.keys import Keyring
from db.vault import Vault, code_hash, keyed_hashes


class Sealed:
    """Seals and opens for one therapist. A key is fetched once, on first use."""

    def __init__(self, session: Session, vault: Vault, therapist_id: int, now: datetime) -> None:
        self._session = session
        self._vault = vault
        self._therapist_id = therapist_id
        self._now = now
        self._held: dict[int | None, bytes] = {}  # by client; None: the therapist's own
        self._by_id: dict[bytes, bytes] = {}  # the same, by what stands in a blob
        self._ring: Keyring | None = None  # every key

    async def put(self, text: str, *, client_id: int | None, table: str, row: int, column: str) -> bytes:
        """Seal under the client's key, or the therapist's own where there is no client."""
        key = await self._key(client_id)
        if key is None:
            self._ring = None
            key = await keys.data_key(self._session, self._vault, self._therapist_id, client_id, self._now)
            self._hold({client_id: key})
        return self._vault.seal(key, text, table=table, row=row, column=column)

    async def get(
        self, blob: bytes, *, table: str, row: int, column: str, client_id: int | None = None
    ) -> str:
        """Open one value; `client_id` says whose it is, where that is known. Raises KeyErased, CannotOpen."""
        wanted = key_id_in(blob)
        if client_id is not None and self._ring is None:
            await self._key(client_id)
        if (key := self._by_id.get(wanted)) is not None:
            return self._vault.open(key, blob, table=table, row=row, column=column)
        return (await self.every_key()).open(blob, table=table, row=row, column=column)

    async def every_key(self) -> Keyring:
        """Fetched at once: many values of many clients then open without a query each."""
        if self._ring is None:
            self._ring = await keys.keyring(self._session, self._vault, self._therapist_id)
        return self._ring

    async def code_hash(self, code: str) -> bytes:
        """What a client code is looked up by."""
        return code_hash(await self._own_key(), code)

    async def hashed(self, use: str, texts: Iterable[str]) -> list[bytes]:
        """What other texts are told again by, though they are not kept."""
        return keyed_hashes(await self._own_key(), use, texts)

    async def _own_key(self) -> bytes:
        return await self._key(None) or await keys.data_key(
            self._session, self._vault, self._therapist_id, None, self._now
        )

    async def _key(self, client_id: int | None) -> bytes | None:
        """A client's key, often with it the therapist's own; None where there is none yet."""
        if client_id not in self._held:
            self._hold(await keys.some(self._session, self._vault, self._therapist_id, client_id))
        return self._held.get(client_id)

    def _hold(self, found: dict[int | None, bytes]) -> None:
        self._held |= found
        self._by_id |= {data_key_id(key): key for key in found.values()}
