"""The composition root: puts the parts together, for Telegram and for the sandbox."""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress
from itertools import chain, repeat
from pathlib import Path
from typing import cast

import structlog
from telegram import BotCommand
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application, ExtBot

from bot.bell import Bell
from bot.calendars import CalendarReader
from bot.clock import Clock, WallClock
from bot.collector import spare_what_stays
from bot.feeds import CalendarFetcher
from bot.intake import WRONG_TOKEN, Intake, Unauthorised
from bot.pacing import Pacer
from bot.settings import Settings, proxy_for
from bot.sorry import Sorry
from bot.transport import AiohttpRequest
from bot.tries import App, RawUpdate, Rules
from db import invites, keys, set_aside
from db.engine import Database, is_database_fault
from db.instance import Watch, only_instance
from db.vault import Vault
from handlers import FEATURES, dispatch
from handlers.calendar_work import Keeper
from handlers.context import Services
from handlers.fetching import Calendars
from handlers.help import command_table
from handlers.tick import Ticker
from prompts.questions.bank import load_bank
from prompts.schedule.cities import load_cities
from prompts.texts import load_texts

log = structlog.get_logger(__name__)

DRAIN = 6.0  # seconds; a service manager kills after ten, and what is done is acknowledged after this
PAUSES_AT_START = (1.0, 2.0, 5.0, 10.0, 30.0)  # seconds between tries to reach Telegram; then the last again


class Afterhour:
    """One running bot."""

    def __init__(
        self,
        *,
        token: str,
        api_url: str,
        database: Database,
        vault: Vault,
        clock: Clock,
        invite_only: bool,
        tick_seconds: float = 5.0,
        pacer: Pacer | None = None,
        reader: CalendarReader | None = None,
        local: bool = False,
        questions: Path | None = None,
    ) -> None:
        self._pacer = pacer or Pacer()
        proxy = None if local else proxy_for(api_url)
        self._request = AiohttpRequest(proxy=proxy)
        self._polling = AiohttpRequest(connections=1, proxy=proxy)
        self.bot: ExtBot[str] = ExtBot(
            token,
            base_url=f"{api_url}/bot",
            base_file_url=f"{api_url}/file/bot",
            request=self._request,
            get_updates_request=self._polling,
            rate_limiter=self._pacer,
        )
        self.database, self.clock = database, clock
        self._fetcher = CalendarFetcher(self.bot, loopback=local)
        self.services = Services(
            database=database,
            vault=vault,
            clock=clock,
            bot_id=bot_id_of(token),
            invite_only=invite_only,
            questions=questions,
            calendars=Calendars(self._fetcher, reader or CalendarReader()),
        )
        self._tick_seconds = tick_seconds

    async def start(self) -> None:
        """Reach Telegram, set the command menu, ring the bell, take updates. Raises Unauthorised."""
        load_bank(own=self.services.questions), load_texts()
        self._warming = asyncio.create_task(
            asyncio.to_thread(load_cities)
        )  # a second of CPU, before anybody asks
        await self._reach()
        self.application = cast(App, Application.builder().bot(self.bot).updater(None).build())
        self.application.bot_data = self.services
        dispatch.add_to(self.application, FEATURES)
        await self.application.initialize()
        await self.application.start()
        self.ticker = Ticker(self.bot, self.services, self._pacer.turn)
        self.keeper = Keeper(self.bot, self.services)
        self.bell = Bell(self.application, self._tick, every=self._tick_seconds)
        sorry = Sorry(self.bot, self.services)
        rules = Rules(
            is_database_fault=is_database_fault, set_aside=self._set_aside,
            apologise=sorry.set_aside, not_saved=sorry.not_saved, take_back=sorry.take_back,
        )  # fmt: skip
        self.intake = Intake(self.application, self._request, rules)
        await self._introduce()
        await self._warming
        await self.bell.start()
        self.keeper.start()
        self.intake_task = asyncio.create_task(self.intake.run(), name="intake")

    async def serve(self, stopped: asyncio.Event, watch: Watch) -> None:
        """Until asked to stop; if taking updates fails for good, or the watch does, that is raised."""
        waiting, watching = asyncio.create_task(stopped.wait()), asyncio.ensure_future(watch())
        try:
            either = {waiting, watching, self.intake_task}
            done, _ = await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        finally:
            waiting.cancel(), watching.cancel()
        for ended in done - {waiting}:
            ended.result()

    async def stop(self) -> None:
        """Let what is under way finish, for `DRAIN` seconds and a little; nothing new is taken."""
        self.ticker.stop()
        await asyncio.gather(self.intake.stop(DRAIN), self.bell.stop(DRAIN))
        await self.keeper.stop()
        await self._fetcher.close()
        with suppress(asyncio.CancelledError, Exception):
            await self.intake_task
        await self.application.stop()
        await self.application.shutdown()

    async def close(self) -> None:
        """Close the connections to Telegram, also after a start that failed. Saying it twice is harmless."""
        await self._fetcher.close()
        await self._request.shutdown()
        await self._polling.shutdown()

    async def rest(self) -> None:
        """Until every update is handled and all that is due is sent: each step of a walk waits for it."""
        await self.intake.settled()
        await self.bell.ring()
        await self.keeper.settled()

    async def _reach(self) -> None:
        pauses = chain(PAUSES_AT_START, repeat(PAUSES_AT_START[-1]))
        while True:
            try:
                await self.bot.initialize()
            except InvalidToken:
                raise Unauthorised(WRONG_TOKEN) from None
            except TelegramError as error:
                pause = next(pauses)
                log.warning("telegram_not_reached", cause=type(error).__name__, again_in=pause)
                await asyncio.sleep(pause)
            else:
                return

    async def _introduce(self) -> None:
        """The command menu and the description; a bot without them still works."""
        texts = load_texts()
        try:
            await self.bot.set_my_commands([BotCommand(*row) for row in command_table(texts, FEATURES)])
            await self.bot.set_my_description(texts.plain("bot.description"))
            await self.bot.set_my_short_description(texts.plain("bot.short"))
        except TelegramError as error:
            log.warning("not_introduced", cause=type(error).__name__)

    async def _tick(self) -> None:
        """One pass; the database in trouble puts it off to the next."""
        try:
            await self._pass()
        except Exception as error:
            if not is_database_fault(error):
                raise
            log.warning("tick put off", cause=type(error).__name__)

    async def _pass(self) -> None:
        """What is due, and the seven days of what was set aside."""
        await self.ticker.tick()
        await self.keeper.tick()
        async with self.database.read() as session:
            expired = await set_aside.any_expired(session, self.clock.now())
        if expired:
            async with self.database.write() as session:
                await set_aside.drop_expired(session, self.clock.now())

    async def _set_aside(self, raw: RawUpdate, cause: str) -> None:
        async with self.database.write() as session:
            await set_aside.keep(
                session, self.services.vault, self.services.bot_id, raw, cause, self.clock.now()
            )


def bot_id_of(token: str) -> int:
    """The bot's number, which its token begins with."""
    return int(token.partition(":")[0])


async def open_database(url: str, key: str | Path) -> tuple[Database, Vault]:
    """The migrated database and the vault that fits it. Raises UnreadableDatabase, UnreadableKey."""
    database = Database(url)
    try:
        await database.migrate()
        async with database.write() as session:
            return database, await keys.unlock(session, key)
    except BaseException:
        await database.close()
        raise


async def run_live(settings: Settings, stopped: asyncio.Event) -> int:
    """Serve Telegram until `stopped`. Raises AnotherInstance where another copy has the database."""
    token = settings.token
    if token is None:
        raise Unauthorised("There is no bot token: set BOT_TOKEN or BOT_TOKEN_FILE, or start the sandbox.")
    url = settings.database.get_secret_value()
    async with only_instance(url, bot_id_of(token.get_secret_value())) as watch:
        database, vault = await open_database(url, settings.key_source)
        app = Afterhour(
            token=token.get_secret_value(), api_url=settings.telegram_api_url, database=database, vault=vault,
            clock=WallClock(), invite_only=settings.access != "open", tick_seconds=settings.tick_seconds,
            questions=settings.questions_dir,
        )  # fmt: skip
        try:
            if await _started(app, stopped):
                try:
                    await _print_owner_link(app)
                    with spare_what_stays():
                        await app.serve(stopped, watch)
                finally:
                    await app.stop()
        finally:
            await app.close()
            await database.close()
    return 0


async def _started(app: Afterhour, stopped: asyncio.Event) -> bool:
    """Whether the bot is up; False if it was asked to stop while Telegram could not be reached."""
    starting, waiting = asyncio.create_task(app.start()), asyncio.create_task(stopped.wait())
    await asyncio.wait({starting, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if not starting.done():
        starting.cancel()
        await asyncio.gather(starting, return_exceptions=True)
        return False
    starting.result()
    return True


async def make_invite(settings: Settings) -> int:
    """Print a one-time link."""
    token = settings.token
    if token is None:
        raise Unauthorised("There is no bot token: set BOT_TOKEN. In the sandbox everybody may come in.")
    database, vault = await open_database(settings.database.get_secret_value(), settings.key_source)
    try:
        app = Afterhour(
            token=token.get_secret_value(), api_url=settings.telegram_api_url, database=database, vault=vault,
            clock=WallClock(), invite_only=True,
        )  # fmt: skip
        async with app.bot:
            _print(load_texts().plain("terminal.invite", link=await _link(app, owner=False)))
    finally:
        await database.close()
    return 0


async def _print_owner_link(app: Afterhour) -> None:
    """A first start of an invite-only bot: the way in for whoever runs it, shown in the terminal alone."""
    if not app.services.invite_only:
        return
    async with app.database.read() as session:
        first = await invites.nobody_yet(session, app.services.bot_id)
    if first:
        _print(load_texts().plain("terminal.owner", link=await _link(app, owner=True)))


async def _link(app: Afterhour, *, owner: bool) -> str:
    now, bot_id = app.clock.now(), app.services.bot_id
    async with app.database.write() as session:
        if owner:
            await invites.withdraw_owner_links(session, bot_id, now)
        token = await invites.make(session, bot_id, now, owner=owner)
    return f"{app.bot.link}?start={token}"


def _print(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
