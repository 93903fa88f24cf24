"""`python -m bot rehearse`: plays a made-up therapist and prints what was asked, and each digest."""

from __future__ import annotations

import argparse
import html
import json
import re
import sys
from datetime import datetime
from typing import Any

from bot.rehearsal import Put, Rehearsal, Told, rehearse
from prompts.digest import render
from prompts.questions.bank import load_bank
from prompts.schedule.times import local
from prompts.texts import Html, load_texts

__all__ = ["Rehearsal", "add_arguments", "rehearse", "run"]

TAG = re.compile(r"<[^>]*>")
BAD_ARGUMENTS = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("--weeks", type=int, default=8, help="how many weeks to play (default 8)")
    parser.add_argument("--sessions-per-week", type=int, default=20, help="sessions in a week (default 20)")
    parser.add_argument("--clients", type=int, default=12, help="how many clients (default 12)")
    parser.add_argument("--zone", default="Europe/London", help="the therapist's time zone")
    parser.add_argument("--seed", type=int, default=1, help="another number, another therapist (default 1)")
    parser.add_argument("--format", choices=("text", "json"), default="text")


def run(args: argparse.Namespace) -> int:
    """Prints the rehearsal; 2 and one line on stderr for arguments that cannot be played."""
    try:
        played = rehearse(args.weeks, args.sessions_per_week, args.clients, args.zone, args.seed)
    except ValueError as fault:
        sys.stderr.write(f"rehearse: {fault}\n")
        return BAD_ARGUMENTS
    sys.stdout.write(as_json(played) if args.format == "json" else as_text(played))
    return 0


def as_json(played: Rehearsal) -> str:
    """An object of `asked` and `digests`; instants are local, with their offset."""
    found = {
        "asked": [_asked(put, played.zone) for put in played.asked],
        "digests": [{"at": _at(told.at, played.zone), "text": digest_text(told)} for told in played.digests],
    }
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def _asked(put: Put, zone: str) -> dict[str, Any]:
    question = put.choice.question
    return {
        "at": _at(put.at, zone),
        "client": put.session.code,
        "question": question.id,
        "suggestion": question.suggestion,
        "kind": question.kind,
        "wording": put.choice.wording.text,  # as `questions` lists it
        "text": put.choice.wording.said(put.session.code),
        "why": why(put),
    }


def as_text(played: Rehearsal) -> str:
    """One line for each question, and each digest where it came."""
    parts = [(put.at, _line(put, played.zone)) for put in played.asked]
    parts += [(told.at, _block(told, played.zone)) for told in played.digests]
    return "".join(text for _, text in sorted(parts, key=lambda part: part[0]))


def _line(put: Put, zone: str) -> str:
    head = f"{_clock(put.at, zone)}  {put.session.code:<12} {put.choice.question.id:<12}"
    return f"{head} {put.choice.wording.said(put.session.code)}\n{'':{len(head)}} {why(put)}\n"


def _block(told: Told, zone: str) -> str:
    indented = "".join(f"    {line}\n" if line else "\n" for line in digest_text(told).splitlines())
    return f"\n{_clock(told.at, zone)}\n{indented}\n"


def why(put: Put) -> str:
    """The sentence behind [Why this?]."""
    texts, reason = load_texts(), put.choice.reason
    title = texts.plain(f"suggestion.{put.suggestion}.title")
    return texts.plain(f"why.{reason.code}", suggestion=title, **reason.figures)


def digest_text(told: Told) -> str:
    """The digest as it is read, without its tags."""
    return plain(render(told.parts, load_texts(), load_bank()))


def plain(text: Html) -> str:
    return html.unescape(TAG.sub("", text))


def _at(instant: datetime, zone: str) -> str:
    return local(instant, zone).isoformat()


def _clock(instant: datetime, zone: str) -> str:
    return f"{local(instant, zone):%a %d %b %Y %H:%M}"
