"""While the database takes nothing in: which updates wait for it, and which chats were told so."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(eq=False)
class Spell:
    """Shared by all updates in hand. It is on while any update waits for the database."""

    waiting: set[int] = field(default_factory=set)  # updates, by number
    told: set[int] = field(default_factory=set)  # chats; each once, until one of its updates was taken

    @property
    def on(self) -> bool:
        return bool(self.waiting)

    def tells(self, chat: int | None) -> bool:
        """Whether this chat is to be told now. From here on it counts as told."""
        if chat is None or chat in self.told:
            return False
        self.told.add(chat)
        return True

    def taken(self, chat: int | None) -> None:
        """An update of this chat was taken: should it begin again, the chat hears of it again."""
        if chat is not None:
            self.told.discard(chat)
