"""What is no answer and no command: a kind line for each; a location says in which zone somebody is."""

from __future__ import annotations

from handlers import alarm, journey
from handlers.checkin import gone
from handlers.context import Turn, TurnHandler
from handlers.effects import Effects, Say


async def unknown_press(turn: Turn) -> Effects:
    """A button that no conversation knows any more."""
    return gone(turn)


def receiver(kinds: dict[str, TurnHandler]) -> TurnHandler:
    """The one handler of what is no text; `kinds` are the features' own."""

    async def receive(turn: Turn) -> Effects:
        return await kinds.get(turn.kind, kind_line)(turn)

    return receive


async def kind_line(turn: Turn) -> Effects:
    """Stickers, photos, voice, forwarded messages, commands that do not exist. Nothing of them is kept."""
    if turn.place is not None:
        return await journey.arrived(turn, *turn.place)
    if turn.typed is not None and alarm.sounds(turn, turn.typed.text):
        return [alarm.not_kept(turn)]
    return [Say(turn.texts(f"other.{turn.kind}"))]
