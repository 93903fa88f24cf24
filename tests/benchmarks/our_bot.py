"""`python -m bot` without limits on what it sends: with them, its pace would be measured."""

from __future__ import annotations

import sys
from functools import partial

from bot import app, cli  # the composition root, where the pacer is made
from bot.pacing import Pacer


def main() -> int:
    app.Pacer = partial(Pacer, per_second=None, per_chat_gap=0.0)  # type: ignore[assignment, attr-defined]  # all else is real
    return cli.main(["run"])


if __name__ == "__main__":
    sys.exit(main())
