"""One therapist's sealed words within one transaction: put away under the right key, and opened again."""

from __future__ import annotations

from datetime import datetime

from db import keys
from db.engine import Session
from db.keys import Keyring
from db.vault import Vault, code_hash


class Sealed:
    """Seals and opens for one therapist. The keys are fetched once, on first use."""

    def __init__(self, session: Session, vault: Vault, therapist_id: int, now: datetime) -> None:
        self._session = session
        self._vault = vault
        self._therapist_id = therapist_id
        self._now = now
        self._ring: Keyring | None = None

    async def put(self, text: str, *, client_id: int | None, table: str, row: int, column: str) -> bytes:
        """Seal under the client's key, or the therapist's own where there is no client."""
        self._ring = None  # a key may be made
        return await keys.seal_for(
            self._session, self._vault, self._therapist_id, client_id, text,
            table=table, row=row, column=column, now=self._now,
        )  # fmt: skip

    async def get(self, blob: bytes, *, table: str, row: int, column: str) -> str:
        """Open one value. Raises KeyErased, CannotOpen."""
        if self._ring is None:
            self._ring = await keys.keyring(self._session, self._vault, self._therapist_id)
        return self._ring.open(blob, table=table, row=row, column=column)

    async def code_hash(self, code: str) -> bytes:
        """What a client code is looked up by."""
        key = await keys.data_key(self._session, self._vault, self._therapist_id, None, self._now)
        return code_hash(key, code)
