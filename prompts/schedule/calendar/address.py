"""The address of a feed as people paste it: http, https or webcal, without a user and a password."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

LONGEST = 2000
_SCHEMES = {"http": "http", "https": "https", "webcal": "https", "webcals": "https"}


def read_address(text: str) -> str | None:
    """The address to fetch; None for what is none."""
    text = text.strip().strip("<>")
    if not 8 <= len(text) <= LONGEST or len(text.split()) != 1 or not text.isprintable():
        return None
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return None
    scheme = _SCHEMES.get(parts.scheme.lower())
    if scheme is None or not host or "@" in parts.netloc:
        return None
    return urlunsplit((scheme, parts.netloc, parts.path or "/", parts.query, ""))
