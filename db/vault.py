"""Sealing under data keys, which are wrapped by a key that lives outside the database."""

from __future__ import annotations

import hmac
import secrets
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from db.blobs import ID_BYTES, CannotOpen, data_key_id, decrypt, encrypt, key_id_in, place
from db.keyfile import KEY_BYTES, UnreadableKey, make_key, read_keys

__all__ = ["CannotOpen", "UnreadableKey", "Vault", "new_data_key"]


@dataclass(frozen=True, slots=True)
class _Kek:
    """What is derived from one key-encryption key; the key itself seals nothing."""

    id: bytes
    wrapping: bytes = field(repr=False)
    system: bytes = field(repr=False)

    @classmethod
    def of(cls, key: bytes) -> Self:
        return cls(_derive(key, "id")[:ID_BYTES], *(_derive(key, use) for use in ("wrap", "system")))


class Vault:
    """Holds one or several key-encryption keys: the first seals, every one opens."""

    def __init__(self, keys: Iterable[bytes]) -> None:
        self._keks = tuple(_Kek.of(key) for key in keys)
        if not self._keks:
            raise UnreadableKey("the encryption key is empty")

    @property
    def key_id(self) -> str:
        """The id of the sealing key, 16 hexadecimal digits; gives nothing of the key away."""
        return self._keks[0].id.hex()

    @classmethod
    def load(cls, source: Path | str) -> Self:
        """From a file (a Path) or from the key's own text (a str): 32 bytes in URL-safe base64.

        Several keys stand apart by spaces, line ends or commas, the sealing one first. Raises UnreadableKey.
        """
        return cls(read_keys(source))

    @classmethod
    def create(cls, path: Path) -> Self:
        """With a new key file, mode 0600; one that is there is never replaced. Raises UnreadableKey."""
        return cls([make_key(path)])

    def seal(self, key: bytes, text: str, *, table: str, row: int, column: str) -> bytes:
        """Seals under a data key; the blob opens at this table, row and column only. Any str is allowed."""
        return encrypt(key, data_key_id(key), _encode(text), place(table, row, column))

    def open(self, key: bytes, blob: bytes, *, table: str, row: int, column: str) -> str:
        """What was sealed, to the character. Raises CannotOpen."""
        if key_id_in(blob) != data_key_id(key):
            raise CannotOpen(f"{table}.{column} of {row} is sealed with another key")
        return _decode(decrypt(key, blob, place(table, row, column)))

    def wrap(self, key: bytes, *, row: int, therapist_id: int, client_id: int | None) -> bytes:
        """Wraps a data key for its row and its owner."""
        kek = self._keks[0]
        return encrypt(kek.wrapping, kek.id, key, _owner(row, therapist_id, client_id))

    def unwrap(self, wrapped: bytes, *, row: int, therapist_id: int, client_id: int | None) -> bytes:
        """The data key, 32 bytes. Raises CannotOpen."""
        kek = self._kek_of(wrapped, f"data key {row}")
        return decrypt(kek.wrapping, wrapped, _owner(row, therapist_id, client_id))

    def seal_system(self, text: str, *, table: str, row: int, column: str) -> bytes:
        """Seals what belongs to no therapist yet (an update set aside), under a key of the vault's own."""
        kek = self._keks[0]
        return encrypt(kek.system, kek.id, _encode(text), place(table, row, column))

    def open_system(self, blob: bytes, *, table: str, row: int, column: str) -> str:
        """What `seal_system` sealed. Raises CannotOpen."""
        kek = self._kek_of(blob, f"{table}.{column} of {row}")
        return _decode(decrypt(kek.system, blob, place(table, row, column)))

    def _kek_of(self, blob: bytes, what: str) -> _Kek:
        wanted = key_id_in(blob)
        for kek in self._keks:
            if kek.id == wanted:
                return kek
        raise CannotOpen(f"{what} is sealed with key {wanted.hex()}, and this is key {self.key_id}")


def code_hash(key: bytes, code: str) -> bytes:
    """A hash (32 bytes) of a client code under the therapist's own data key, the same however it is written.

    Under the data key rather than the key-encryption key: it outlives a change of the latter, and once the
    data key is erased, nobody can try codes against a backup.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", code).casefold())
    return hmac.digest(_derive(key, "codes"), _encode(folded), "sha256")


def keyed_hashes(key: bytes, use: str, texts: Iterable[str]) -> list[bytes]:
    """Hashes (32 bytes) of any texts under the therapist's own data key; those of two uses never meet."""
    derived = _derive(key, use)
    return [hmac.digest(derived, _encode(text), "sha256") for text in texts]


def new_data_key() -> bytes:
    """A fresh data key, 32 random bytes."""
    return secrets.token_bytes(KEY_BYTES)


def _derive(key: bytes, use: str) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=f"afterhour {use}".encode()).derive(key)


def _owner(row: int, therapist_id: int, client_id: int | None) -> bytes:
    return place("data_keys", row, f"wrapped\0{therapist_id}\0{client_id or 0}")


def _encode(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")  # half an emoji comes back as it was typed


def _decode(data: bytes) -> str:
    return data.decode("utf-8", "surrogatepass")
