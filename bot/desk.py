"""Where updates are handled: side by side, but those of one chat one after the other."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from contextvars import Context

from telegram import Bot, CallbackQuery, Chat, InaccessibleMessage, Update, User

from bot.spell import Spell
from bot.tries import App, Journey, LeftForLater, RawUpdate, Rules

# So many updates of one chat in its queue, and they no longer wait for each other's replies: Telegram hands
# out only the hundred oldest unresolved updates, so one person's flood would keep everybody else's away.
CROWD = 10


class _Place:
    """One update's place in its chat's queue. `gone` when the next one may begin."""

    def __init__(self, before: _Place | None) -> None:
        self.before = before
        self.gone = asyncio.Event()
        self.moved = asyncio.Event()  # it is gone, or it waits for the database
        self.left = False  # for later: then all behind it are left as well, or they would overtake it

    def go(self) -> None:
        self.gone.set()
        self.moved.set()


class Desk:
    """Handles accepted updates in tasks of their own; each is reported as resolved once."""

    def __init__(self, application: App, rules: Rules) -> None:
        self._application = application
        self._rules = rules
        self._last: dict[int, _Place] = {}
        self._waiting: Counter[int | None] = Counter()  # for their turn, by chat
        self._stopping = asyncio.Event()
        self._spell = Spell()
        self.tasks: set[asyncio.Task[None]] = set()

    def accept(self, number: int, raw: RawUpdate, resolved: Callable[[], None]) -> asyncio.Task[None]:
        """Start handling. Within a chat the order is that of these calls."""
        update, cause = self._parse(raw)
        chat = _chat_of(update)
        place = _Place(self._last.get(chat) if chat is not None else None)
        if chat is not None:
            self._last[chat] = place
        self._waiting[chat] += 1
        journey = Journey(
            self._application,
            self._rules,
            self._stopping,
            number,
            raw,
            resolved,
            # A reply may have to wait for its pace; the chat's next update waits for it so long, no longer.
            committed=lambda: _after(self._patience(chat), place.go),
            spell=self._spell,
            stuck=place.moved.set,
            chat=chat,
        )
        work = self._in_turn(place, journey, update, cause)
        task = asyncio.create_task(work, name=f"update-{number}")
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return task

    async def drain(self, seconds: float) -> None:
        """Let what is being handled finish, for so long; what is not finished then stays unresolved."""
        self._stopping.set()
        if self.tasks:
            await asyncio.wait(self.tasks, timeout=seconds)
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    async def _in_turn(self, place: _Place, journey: Journey, update: Update | None, cause: str) -> None:
        chat = journey.chat
        try:
            if not await self._looked(place, journey, update):
                await journey.run(update, cause)
        except LeftForLater:
            place.left = True
        except asyncio.CancelledError:
            place.left = True
            raise
        finally:
            place.go()
            if chat is not None and self._last.get(chat) is place:
                del self._last[chat]

    async def _looked(self, place: _Place, journey: Journey, update: Update | None) -> bool:
        """Wait for its turn. True if it needs none: one before it waits for the database, and to answer this
        one a look at what is stored was enough."""
        looked = False
        try:
            if (before := place.before) is not None:
                await before.moved.wait()
                if not before.gone.is_set():
                    looked = update is not None and await journey.look(update)
                    place.moved.set()
                    await before.gone.wait()  # whatever comes behind still keeps its order
                if before.left:
                    raise LeftForLater
                place.before = None  # or the queue's whole past would stay in memory
        finally:
            self._waiting[journey.chat] -= 1
            if not self._waiting[journey.chat]:
                del self._waiting[journey.chat]
        return looked

    def _patience(self, chat: int | None) -> float:
        """How long, in seconds, the chat's next update waits for the replies to a committed one."""
        return 0.0 if self._waiting[chat] > CROWD else self._rules.patience

    def _parse(self, raw: RawUpdate) -> tuple[Update | None, str]:
        """The update, or None and the failure's name: one that cannot be parsed must not stop the others."""
        try:
            update = _read(raw, self._application.bot)
            _chat_of(update)
            return update, ""
        except Exception as error:
            return None, type(error).__name__


def _chat_of(update: Update | None) -> int | None:
    """Whose queue it stands in. Raises what is raised where an update is none in truth: the library lets
    anything pass for an id."""
    if update is None:
        return None
    whose = update.effective_chat or update.effective_user
    if whose is None:
        return None
    if not isinstance(whose.id, int):
        raise TypeError("an id that is no number")
    return whose.id


def _after(seconds: float, call: Callable[[], None]) -> None:
    """In a context of its own: the present one would keep the update in memory for so long."""
    asyncio.get_running_loop().call_later(seconds, call, context=Context())


def _read(raw: RawUpdate, bot: Bot) -> Update:
    """The library's object. Of the message under a press only which one it is: nobody reads its text and its
    buttons, which are our own. Raises all kinds of errors for what is no update."""
    query = raw.get("callback_query")
    message = query.get("message") if isinstance(query, dict) else None
    if not isinstance(query, dict) or not isinstance(message, dict):
        return Update.de_json(raw, bot)
    press = CallbackQuery(
        id=query["id"],
        from_user=User.de_json(query["from"], bot),
        chat_instance=query["chat_instance"],
        message=InaccessibleMessage(Chat.de_json(message["chat"], bot), message["message_id"]),
        data=query.get("data"),
    )
    return Update(raw["update_id"], callback_query=press)
