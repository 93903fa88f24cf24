"""What the suite asks of each database."""

from __future__ import annotations

import asyncio
import random

from tests.faults.hindrances import TELEGRAM
from tests.faults.points import NAMED
from tests.faults.process import Nursery
from tests.faults.run import NewDatabase, with_deaths, with_faults

DRAWN = 60  # deaths drawn by lot; `make faults` draws more


async def survived(nursery: Nursery, new: NewDatabase, drawn: int) -> None:
    """Two stories side by side; says the seed when something is amiss."""
    seed = random.SystemRandom().randrange(10**6)
    try:
        deaths, faults = await asyncio.gather(
            with_deaths(nursery, new, seed, drawn), with_faults(nursery, new, seed)
        )
    except BaseException as error:
        error.add_note(f"seed {seed}")
        raise
    both = deaths + faults
    assert both.fine, f"seed {seed}: {both}\n" + "\n".join([*both.lost, *both.doubled, *both.leaked])
    assert deaths.points >= drawn + 20, f"seed {seed}: only {deaths.points} of {drawn + len(NAMED)} points"
    assert faults.faults > len(TELEGRAM)
