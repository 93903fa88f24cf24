"""`python -m bot doctor`: looks at all that a bot stands on, changes nothing, and says what to do."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Coroutine, Sequence
from typing import Any, NoReturn

from bot.clock import WallClock
from bot.doctor.findings import Finding, as_json, as_table, finding, status
from bot.doctor.home import Home, alive
from bot.settings import BadSetting, Settings, load_settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument(
        "--health", action="store_true", help="only whether the bot looked for what is due lately; cheap"
    )


def run(args: argparse.Namespace) -> NoReturn:
    """Prints what was found and ends the process: 1 when something is wrong; warnings alone are 0."""
    try:
        settings = load_settings()
    except BadSetting as error:
        _told([finding("wrong", "settings", "settings", line=error)], args.format)
    _told(_waited(health(settings) if args.health else examine(settings)), args.format)


async def health(settings: Settings) -> list[Finding]:
    """Whether it is at work, from one row."""
    return [await alive(_home(settings))]


async def examine(settings: Settings) -> list[Finding]:
    """Everything; within 15 seconds, whoever does not answer."""
    from bot.doctor import database, files, telegram  # `health` is asked every other minute, without them

    home = _home(settings)
    asked, stored = await asyncio.gather(telegram.ask(settings, WallClock()), database.examine(home))
    return [*asked, *stored, *await asyncio.to_thread(files.examine, home, settings)]


def _home(settings: Settings) -> Home:
    if settings.token is not None:
        bot_id = int(settings.token.get_secret_value().partition(":")[0])
        return Home(settings.database.get_secret_value(), settings.key_source, bot_id, WallClock().now())
    from bot.play import TOKEN, kept_in  # brings the whole bot along

    return Home(*kept_in(), int(TOKEN.partition(":")[0]), None)


def _waited(looking: Coroutine[Any, Any, list[Finding]]) -> list[Finding]:
    """Not `asyncio.run`, which waits for threads, and with them for a name server that does not answer."""
    return asyncio.new_event_loop().run_until_complete(looking)


def _told(findings: Sequence[Finding], how: str) -> NoReturn:
    sys.stdout.write(as_json(findings) if how == "json" else as_table(findings))
    sys.stdout.flush()
    os._exit(status(findings))  # for the same reason: Python's own end would wait for those threads
