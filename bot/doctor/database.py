"""What the database says: can it be used, are its tables and key the right ones, did the bot look lately."""

from __future__ import annotations

import asyncio
from pathlib import Path

from babel.dates import format_datetime
from sqlalchemy.ext.asyncio import AsyncSession

from bot.doctor.files import size_in_words
from bot.doctor.findings import Finding, finding
from bot.doctor.home import ALIVE, SECONDS, Home, one_line, span
from db import condition, heartbeat
from db.engine import UnreadableDatabase
from db.instance import is_running
from db.vault import UnreadableKey, Vault
from prompts.texts import load_texts


async def examine(home: Home) -> list[Finding]:
    """All that the database tells; changes nothing, and makes nothing that is not there."""
    try:
        file = condition.file_of(home.url)
        if file is not None and not file.exists():
            vault = _vault(home.key, sealed=False)
            key = vault if isinstance(vault, Finding) else finding("ok", "key", "key_idle")
            return [finding("ok", "database", "database_none", place=file), key]
        async with asyncio.timeout(SECONDS), condition.opened(home.url) as session:
            return await _examined(home, session)
    except UnreadableDatabase as error:
        return [finding("wrong", "database", "database_away", line=one_line(error))]
    except TimeoutError:
        return [finding("wrong", "database", "late", seconds=round(SECONDS))]
    except OSError as error:  # somebody else's folder
        return [finding("wrong", "database", "database_away", line=f"{error.filename}: {error.strerror}")]


async def _examined(home: Home, session: AsyncSession) -> list[Finding]:
    said = {"version": await condition.version(session), "size": size_in_words(await condition.size(session))}
    found = [finding("ok", "database", "database", **said, place=condition.place_of(home.url))]
    try:
        due = await condition.missing(session, home.url)
    except UnreadableDatabase as error:
        return [*found, finding("wrong", "migrations", "settings", line=one_line(error))]
    if due is not None:
        return [*found, finding("warning", "migrations", "migrations_due", revision=due)]
    found.append(finding("ok", "migrations", "migrations"))
    found.append(await _key_of(home, session))
    found.append(await _running(home, session))
    return found


async def _key_of(home: Home, session: AsyncSession) -> Finding:
    sealed = await condition.sealed(session)
    vault = _vault(home.key, sealed=sealed)
    if isinstance(vault, Finding):
        return vault
    if not sealed:
        return finding("ok", "key", "key_idle")
    if closed := await condition.unopened(session, vault):
        place = home.key if isinstance(home.key, Path) else "ENCRYPTION_KEY"
        return finding("wrong", "key", "key_other", place=place, wanted=", ".join(closed))
    return finding("ok", "key", "key")


def _vault(source: Path | str, *, sealed: bool) -> Vault | Finding:
    if isinstance(source, Path) and not source.exists():
        if sealed:
            return finding("wrong", "key", "key_lost", place=source)
        return finding("ok", "key", "key_none", place=source)
    try:
        return Vault.load(source)
    except UnreadableKey as error:
        return finding("wrong", "key", "key_unreadable", line=one_line(error))


async def _running(home: Home, session: AsyncSession) -> Finding:
    running = await is_running(session, home.url, home.bot_id)
    last = await heartbeat.last(session, home.bot_id)
    if last is None:
        return finding(
            *(("warning", "running", "running_new") if running else ("ok", "running", "stopped_new"))
        )
    if home.now is None:
        key = "running_sandbox" if running else "stopped_sandbox"
        return finding("ok", "running", key, when=format_datetime(last, locale=load_texts().locale))
    ago = home.now - last
    if ago < -ALIVE:
        return finding("warning", "running", "running_ahead", ago=span(ago))
    if not running:
        return finding("warning", "running", "stopped", ago=span(ago))
    if ago > ALIVE:
        return finding("wrong", "running", "running_stuck", ago=span(ago))
    return finding("ok", "running", "running", ago=span(ago))
