"""Words that nobody may find: planted in what people type and are called, sought in what is left behind."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

import psycopg
from sqlalchemy import make_url

from bot.sandbox.people import Person
from tests.faults.book import Said
from tests.faults.ledger import Ledger


def planted(people: list[Person], ledger: Ledger, token: str, key: Path, url: str) -> set[str]:
    """Names, codes, lines (each holds its writer's first name), token, key, the database's password."""
    names = {name for one in people for name in (one.first_name, one.last_name, one.username) if name}
    password = make_url(url).password
    secrets = {token, token.partition(":")[2], key.read_text().strip(), *([password] if password else [])}
    return names | set(ledger.sessions.values()) | secrets


def traces(words: set[str], left: Iterator[tuple[str, bytes]], key: Path) -> list[str]:
    """Which word is where, in whatever case, as UTF-8 or UTF-16; the key also as the bytes it stands for."""
    raw = base64.urlsafe_b64decode(key.read_text().strip())
    found = []
    for where, held in left:
        small = held.lower()
        forms = [(word, form) for word in words for form in (word.lower().encode(), _wide(word))]
        found += [f"{word!r} is in {where}" for word, form in forms if form in small]
        found += [f"the key is in {where}"] * (raw in held)
    return found


def told_to_people(words: set[str], said: list[Said], people: list[Person]) -> list[str]:
    """What the bot has no business to write: secrets, and names that it was never told."""
    own = {one.first_name for one in people}  # stands in the lines, which come back in a digest
    never = {word for word in words - own if len(word) > 12} | {one.last_name or "" for one in people} - {""}
    return [f"a message to {one.chat} holds {word!r}" for one in said for word in never if word in one.text]


def left_behind(folder: Path, url: str, key: Path, output: bytes) -> Iterator[tuple[str, bytes]]:
    """Logs; the bot's working directory with database, WAL and temporary files; PostgreSQL's own files."""
    yield "what the bots wrote", output
    for file in folder.rglob("*"):
        if file.is_file() and file != key:
            yield file.name, file.read_bytes()
    if url.startswith("postgresql"):
        yield from _of_server(url)


def _of_server(url: str) -> Iterator[tuple[str, bytes]]:
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as server:
        server.execute("CHECKPOINT")
        where = "SELECT current_setting('data_directory'), oid::text FROM pg_database WHERE datname = %s"
        row = server.execute(where, (make_url(url).database,)).fetchone()
    assert row is not None
    data = Path(row[0])
    for part in (data / "base" / row[1], data / "pg_wal", data.parent / "log"):
        for file in [part, *part.rglob("*")]:
            if file.is_file():
                yield f"PostgreSQL's {file.relative_to(data.parent)}", file.read_bytes()


def _wide(word: str) -> bytes:
    return word.lower().encode("utf-16-le")
