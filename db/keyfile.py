"""The key-encryption key as a file or as text: read strictly, made once."""

from __future__ import annotations

import base64
import binascii
import os
import secrets
from pathlib import Path

KEY_BYTES = 32


class UnreadableKey(Exception):
    """The key-encryption key cannot be used; the message is one line for whoever starts the bot."""


def read_keys(source: Path | str) -> list[bytes]:
    """The keys, 32 bytes each, in a file (a Path) or in a text itself (a str). Raises UnreadableKey."""
    if isinstance(source, str):
        where, words = "ENCRYPTION_KEY", source
    else:
        where, words = f"the key file {source}", _read(source)
    keys = [_decode(word, where) for word in words.replace(",", " ").split()]
    if not keys:
        raise UnreadableKey(f"{where} is empty")
    return keys


def make_key(path: Path) -> bytes:
    """A new key in a new file, mode 0600, whole or not at all; never replaces one. Raises UnreadableKey."""
    key = secrets.token_bytes(KEY_BYTES)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write_private(draft, base64.urlsafe_b64encode(key) + b"\n")
            os.link(draft, path)  # unlike a rename it refuses to replace; and the file is complete
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise UnreadableKey(f"the key file {path} cannot be made: {_cause(error)}") from None
    return key


def _read(path: Path) -> str:
    try:
        return path.read_text("ascii")
    except UnicodeDecodeError:
        raise UnreadableKey(f"the key file {path} does not hold a key") from None
    except OSError as error:
        raise UnreadableKey(f"the key file {path} cannot be read: {_cause(error)}") from None


def _decode(word: str, where: str) -> bytes:
    try:
        key = base64.b64decode(word + "=" * (-len(word) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise UnreadableKey(f"{where} does not hold a key: {KEY_BYTES} bytes in URL-safe base64 are expected")
    return key


def _write_private(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(descriptor)


def _cause(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()
