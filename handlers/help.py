"""/help with the table of commands, which is made from FEATURES; and /cancel."""

from __future__ import annotations

from collections.abc import Iterable

from db import therapists
from handlers.context import Feature, Turn, Visit
from handlers.effects import Effects, Say
from prompts.texts import Html, Texts


def command_table(texts: Texts, features: Iterable[Feature]) -> list[tuple[str, str]]:
    """Every command and its one line, in the order of the features: for the menu, /help and the docs."""
    names = dict.fromkeys(
        name for feature in features for name in (*feature.open_commands, *feature.commands)
    )
    return [(name, texts.plain(f"command.{name}")) for name in names]


async def show(visit: Visit) -> Effects:
    """/help: how it works, and every command. Open to strangers: nothing is stored."""
    from handlers import FEATURES  # here, because this module is itself one of them

    texts = visit.texts
    rows = [texts("help.row", command=name, line=line) for name, line in command_table(texts, FEATURES)]
    return [Say(Html("\n".join([f"{texts('help.text')}\n", *rows])))]


async def cancel(turn: Turn) -> Effects:
    """/cancel: nothing is awaited any more. What was kept stays kept."""
    waiting = await therapists.expected(turn.session, turn.me.id, turn.now)
    await therapists.expect_nothing(turn.session, turn.me.id)
    return [Say(turn.texts("cancel.done" if waiting is not None else "cancel.nothing"))]


FEATURE = Feature(name="help", open_commands={"help": show}, commands={"cancel": cancel})
