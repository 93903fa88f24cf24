"""The command line. What each command needs is imported only when it runs."""

from __future__ import annotations

import argparse
import asyncio
import errno
import os
import signal
import socket
import sys
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from bot.settings import Settings

Serve: TypeAlias = "Callable[[Settings, asyncio.Event], Awaitable[int]]"

SECONDS_TO_STOP = 20
OURS = ("bot", "handlers", "db", "prompts")
HELP = {
    "run": "serve Telegram; without a token, the sandbox (this is what happens without a command)",
    "live": "serve Telegram; without a token, say so and stop",
    "sandbox": "live through a week in the browser, without Telegram",
    "invite": "print a one-time link that lets somebody in",
    "doctor": "look whether all is well, change nothing, and say what to do",
    "questions": "print the bank of questions",
    "calendar": "show what a calendar file (.ics) would bring",
    "read": "print what a typed line is taken for",
    "rehearse": "play a made-up therapist through weeks, without Telegram",
}
MODULES = {  # each: add_arguments, run
    "doctor": "bot.doctor",
    "questions": "bot.questions_command",
    "calendar": "bot.calendar_command",
    "read": "bot.read_command",
    "rehearse": "bot.rehearse",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; the exit status. What the operator can put right ends as one line on standard error."""
    given = list(sys.argv[1:] if argv is None else argv)
    try:
        return _run(parser(given).parse_args(given))
    except (KeyboardInterrupt, asyncio.CancelledError):
        return 130
    except BrokenPipeError:  # `... | head`
        with suppress(OSError):
            sys.stdout.close()
        return 0
    except Exception as error:
        line = plain_line(error)
        if line is None:
            return _unexpected(error)
        sys.stderr.write(f"{line}\n")
        return 2


def parser(given: Sequence[str]) -> argparse.ArgumentParser:
    """All commands; of those in modules of their own only the named one is imported, for its arguments."""
    top = argparse.ArgumentParser(
        prog="python -m bot", description="Afterhour: two questions after a session."
    )
    commands = top.add_subparsers(dest="command", metavar="command")
    top.set_defaults(command="run")
    for name, meaning in HELP.items():
        command = commands.add_parser(name, help=meaning, description=meaning)
        if name in MODULES and name in given[:1]:
            import_module(MODULES[name]).add_arguments(command)
    return top


def plain_line(error: Exception) -> str | None:
    """One clear line for a failure that whoever starts the bot can put right; None for any other."""
    if isinstance(error, ModuleNotFoundError) and str(error.name).partition(".")[0] not in OURS:
        return f"This Python lacks {error.name}: run `make run` once, then use .venv/bin/python -m bot."

    from telegram.error import BadRequest, InvalidToken, NetworkError

    from bot.intake import WRONG_TOKEN, AnotherCopy, Unauthorised
    from bot.settings import BadSetting
    from db.engine import UnreadableDatabase, is_database_fault
    from db.instance import AnotherInstance
    from db.vault import UnreadableKey
    from prompts.questions.fields import BankError

    if isinstance(error, BankError):
        return f"The questions cannot be used: {error}"
    ours = BadSetting | Unauthorised | AnotherCopy | AnotherInstance | UnreadableDatabase | UnreadableKey
    if isinstance(error, ours):
        return " ".join(str(error).split())
    if is_database_fault(error):
        return "The database takes nothing in now: look at its disk and its server, then start again."
    if isinstance(error, InvalidToken):
        return WRONG_TOKEN
    if isinstance(error, NetworkError) and not isinstance(error, BadRequest):
        return "Telegram is not reached: look at the connection and at TELEGRAM_API_URL, then try again."
    if not isinstance(error, OSError):
        return None
    address = error.errno in (errno.EADDRINUSE, errno.EADDRNOTAVAIL) or isinstance(error, socket.gaierror)
    if address or (error.errno == errno.EACCES and error.filename is None):  # a port below 1024
        return (
            "The sandbox cannot listen at its address, which is taken, reserved or not this machine's: "
            "stop the other program, or set SANDBOX_LISTEN, for example to 127.0.0.1:8096."
        )
    if error.filename is not None and error.strerror is not None:
        return f"{error.filename} cannot be used: {error.strerror}."
    return None


def _run(args: argparse.Namespace) -> int:
    if args.command in MODULES:
        return int(import_module(MODULES[args.command]).run(args))
    from bot.logs import set_up_logs
    from bot.settings import load_settings

    os.umask(0o077)  # whatever is made from here on is for this user alone, the sandbox's chats too
    settings = load_settings()
    set_up_logs(settings.log_format, settings.log_level, settings.secrets)
    with asyncio.Runner(loop_factory=_loop()) as runner:
        return runner.run(_until_stopped(_chosen(args.command, settings), settings))


def _loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """A loop that spends a tenth less on an answer, where there is one for this system."""
    try:
        from uvloop import new_event_loop
    except ImportError:
        return None
    return new_event_loop


def _chosen(command: str, settings: Settings) -> Serve:
    if command == "invite":
        from bot.app import make_invite

        return lambda given, _: make_invite(given)
    if command == "sandbox" or (settings.token is None and command != "live"):
        from bot.play import run_sandbox

        return run_sandbox
    from bot.app import run_live

    return run_live


async def _until_stopped(serve: Serve, settings: Settings) -> int:
    """The first SIGTERM or SIGINT lets it finish what is under way; the next one, or time, cuts that off."""
    stopped = asyncio.Event()
    serving = asyncio.ensure_future(serve(settings, stopped))
    loop = asyncio.get_running_loop()

    def stop() -> None:
        if stopped.is_set():
            serving.cancel()
        stopped.set()
        loop.call_later(SECONDS_TO_STOP, serving.cancel)

    for number in (signal.SIGTERM, signal.SIGINT):
        with suppress(NotImplementedError):  # Windows: Ctrl-C cancels this coroutine instead
            loop.add_signal_handler(number, stop)
    return await serving


def _unexpected(error: Exception) -> int:
    """A mistake of ours: where it happened, without what anybody wrote."""
    from bot.logs import Redactor, outline

    sys.stderr.write(Redactor()(outline(error)) + "\n")
    return 1
