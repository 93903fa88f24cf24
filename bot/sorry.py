"""What a chat hears when its update could not be taken: not saved yet, or not at all."""

from __future__ import annotations

from dataclasses import dataclass

from telegram import Chat, Update
from telegram.ext import ExtBot

from handlers.context import Services
from handlers.owed import Address, Owed
from prompts.texts import load_texts

_LANE = "stranger"  # of the pacer: whoever it is, the answers go first


@dataclass(frozen=True, slots=True)
class Sorry:
    """Speaks without the database; what it sends is owed to that."""

    bot: ExtBot[str]
    services: Services

    async def set_aside(self, update: Update) -> None:
        """It is given up, and kept sealed."""
        await self._say(update, f"error.set_aside{'_press' if update.callback_query else ''}")

    async def not_saved(self, update: Update) -> int | None:
        """It waits for the database: a box for a press; for a message a line, whose id is returned."""
        if update.callback_query is not None:
            text = load_texts().plain("error.not_saved_press")
            await self.bot.answer_callback_query(update.callback_query.id, text, show_alert=True)
            return None
        return await self._say(update, "error.not_saved") if update.effective_message else None

    async def take_back(self, update: Update, line: int) -> None:
        """It was taken after all: the line that said otherwise goes, the answer speaks for itself."""
        if update.effective_chat is not None:
            for one in [one for one in self.services.owed if one.message_id == line]:
                self.services.owed.remove(one)
            await self.bot.delete_message(update.effective_chat.id, line)

    async def _say(self, update: Update, key: str) -> int | None:
        chat, user = update.effective_chat, update.effective_user
        if chat is None or user is None or chat.type != Chat.PRIVATE:
            return None
        sent = await self.bot.send_message(chat.id, load_texts()(key), rate_limit_args=_LANE)
        self.services.owed.append(Owed(Address(user.id, chat.id, None), sent.message_id))
        return sent.message_id
