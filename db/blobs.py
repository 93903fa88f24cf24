"""Sealed values as bytes: AES-GCM that names its key and is bound to its place."""

from __future__ import annotations

import hashlib
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

# A blob: one byte of version, the key's id, the nonce, the ciphertext with its tag.
_VERSION = b"\x01"
ID_BYTES = 8
_HEAD_BYTES = len(_VERSION) + ID_BYTES
_NONCE_BYTES = 12


class CannotOpen(Exception):
    """A blob does not open: another key, another place, or damaged. The message holds no text."""


def place(table: str, row: int, column: str) -> bytes:
    """Where a value stands, as additional data; names hold no NUL, so two places never read the same."""
    return f"{table}\0{row}\0{column}".encode()


def encrypt(key: bytes, key_id: bytes, plain: bytes, where: bytes) -> bytes:
    """A blob that opens with this key, at this place only."""
    head, nonce = _VERSION + key_id, secrets.token_bytes(_NONCE_BYTES)
    return head + nonce + AESGCM(key).encrypt(nonce, plain, head + where)


def decrypt(key: bytes, blob: bytes, where: bytes) -> bytes:
    """What was encrypted. Raises CannotOpen."""
    head, nonce, sealed = (
        blob[:_HEAD_BYTES],
        blob[_HEAD_BYTES:][:_NONCE_BYTES],
        blob[_HEAD_BYTES + _NONCE_BYTES :],
    )
    try:
        return AESGCM(key).decrypt(nonce, sealed, head + where)
    except InvalidTag:
        raise CannotOpen("a sealed value is damaged, or stands in another's place") from None


def key_id_in(blob: bytes) -> bytes:
    """The id of the key that a blob was sealed with. Raises CannotOpen for what is no blob."""
    if len(blob) < _HEAD_BYTES + _NONCE_BYTES or not blob.startswith(_VERSION):
        raise CannotOpen("not a sealed value")
    return blob[len(_VERSION) : _HEAD_BYTES]


def data_key_id(key: bytes) -> bytes:
    """A data key's id, as it stands in every blob sealed with it; gives nothing of the key away."""
    return hashlib.sha256(b"afterhour data key id\0" + key).digest()[:ID_BYTES]
