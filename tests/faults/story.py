"""One step of a story after the other: acts, what befalls the bot meanwhile, and a look at what is stored."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.faults.counts import Counts
from tests.faults.due import Due
from tests.faults.ledger import Ledger
from tests.faults.nursery import HeldClock
from tests.faults.people import Act, Therapist
from tests.faults.points import Kind, Lot, Named, Points
from tests.faults.process import Bot, Life
from tests.faults.stored import Reader
from tests.faults.telegram import Telegram

LEASE = timedelta(seconds=125)
LONGEST_LEASE = timedelta(minutes=31)
AT_WORK = 0.3  # seconds; far longer than what people send takes
CHAINED = ("due", "digest", "again")  # what comes by itself, and comes again
Hindrance = Callable[["Story", Act], Awaitable[None]]


@dataclass
class Story:
    """One database, one bot in many lives."""

    telegram: Telegram
    bot: Bot
    clock: HeldClock
    url: str
    reader: Reader
    chance: random.Random
    points: Points
    people: list[Therapist]
    ledger: Ledger
    due: Due
    hindrances: list[tuple[str, Hindrance]] = field(default_factory=list)
    counts: Counts = field(default_factory=Counts)

    @property
    def told(self) -> list[str]:
        """What happened, for whoever looks into a failure."""
        return self.telegram.diary

    @property
    def life(self) -> Life:
        """The bot's present one."""
        assert self.bot.life is not None
        return self.bot.life

    @property
    def now(self) -> datetime:
        return self.telegram.sandbox.now()

    def move(self, to: datetime) -> None:
        self.telegram.sandbox.freeze(to)
        self.clock.show(to)

    async def step(self, kind: Kind, *acts: Act) -> None:
        """Acts that people do side by side, a second later, until the bot rests; with what may befall it."""
        self.move(self.now + timedelta(seconds=1))
        if (point := self.points.name(kind)) is not None:
            if not await self._die(point, acts[:1], kind):
                self.points.named.append(point)  # what it names did not happen this time
            acts = acts[1:]
        elif (lot := self.points.draw()) is not None:
            await self._die(lot, acts, kind)
            acts = ()
        elif kind in ("tap", "line", "due") and self.hindrances and self.chance.random() < 0.4:
            await self._hinder(*self.hindrances.pop(), acts[0])
            acts = acts[1:]
        if acts:
            for act in acts:
                act()
            await self.rest()

    async def until(self, moment: datetime, kind: Kind = "due") -> None:
        """Time passes."""
        await self.step(kind, lambda: self.move(max(moment, self.now)))

    async def rest(self) -> None:
        if not await self.bot.rest():
            raise self._unexpected("the bot died by itself")

    def _unexpected(self, what: str) -> AssertionError:
        return AssertionError(f"{what}; before that: {self.told[-3:]}\n{self.bot.last_words}")

    async def _die(self, point: Named | Lot, acts: Iterable[Act], kind: Kind) -> bool:
        """The acts, and death in the midst of what they set off; False if it did not come to that."""
        life = self.life
        if isinstance(point, Lot) and point.after is not None:
            asyncio.get_running_loop().call_later(point.after, life.kill)
        elif isinstance(point, Lot) or point.method:
            self.telegram.trap = point.trap(lambda: self.life.kill())
        else:
            await life.asked("die", point.nth, point.when)
        for act in acts:
            act()
        if kind not in CHAINED:  # asked to come to rest, it acknowledges nothing while it is at work
            await life.left_alone(AT_WORK)
        alive = await self.bot.rest()
        if isinstance(point, Named) and alive:
            await self._disarm()
            return False
        await self.bot.kill()
        await self._again(str(point), kind)
        return True

    async def _disarm(self) -> None:
        self.telegram.trap = None
        await self.life.asked("die", 0, "never")

    async def _again(self, point: str, kind: Kind, chain: int = 0) -> None:
        """Look at what is left, and begin a new life; what was under way comes again there, and it may die
        at the next named point of the same kind."""
        self.telegram.trap = None
        self.telegram.book.reborn()
        self.counts.points += 1
        self.told.append(f"{self.now:%a %H:%M:%S} killed {point}")
        await self.look(all_of_it=False)
        if self.chance.random() < 0.5:
            self.telegram.say_again()
        following = self.points.name(kind) if kind in CHAINED else None
        if following is not None:
            self.move(self.now + min(LEASE * 2**chain, LONGEST_LEASE))
            if not await self._begin(following):
                return await self._again(str(following), kind, chain + 1)
            self.points.named.append(following)
        elif (soon := self.points.soon()) is not None:
            await self.bot.start(kill_after=soon)
            await self.bot.kill()
            return await self._again(f"{soon * 1000:.0f} ms after its start", kind)
        elif not await self.bot.start():
            raise self._unexpected("the bot did not start again")
        await self.rest()
        self.move(self.now + LEASE)
        await self.rest()
        return await self.look(all_of_it=True)

    async def _begin(self, point: Named) -> bool:
        """A life that ends at this point; True if it does not come to that."""
        if point.method:
            self.telegram.trap = point.trap(lambda: self.life.kill())
        die = (0, "never") if point.method else (point.nth, point.when)
        if not await self.bot.start(die=die) or not await self.bot.rest():
            await self.bot.kill()
            return False
        await self._disarm()
        return True

    async def _hinder(self, name: str, hindrance: Hindrance, act: Act) -> None:
        self.counts.faults += 1
        self.told.append(f"{self.now:%a %H:%M:%S} {name}")
        await hindrance(self, act)
        self.telegram.book.troubled()
        self.telegram.sandbox.faults.clear()
        await self.rest()
        self.move(self.now + LEASE)
        await self.rest()
        await self.look(all_of_it=True)

    async def look(self, *, all_of_it: bool) -> None:
        """Hold the bot's database against our own book."""
        found = await self.reader.read(dead=not all_of_it)
        for kind, news in (
            ("lost", self.ledger.lost(found, all_of_it=all_of_it)),
            ("doubled", self.ledger.doubled(found)),
            ("leaked", self.ledger.strange(found)),
        ):
            known: list[str] = getattr(self.counts, kind)
            known += [f"{one} (after: {self.told[-12:]})" for one in news if not any(one in k for k in known)]
