"""`make bench`, or `python -m tests.benchmarks [answers …]`: measures, shows a table, keeps JSON."""

from __future__ import annotations

import argparse
import json
import os
import platform
import signal
import sqlite3
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.benchmarks.figures import Figure, markdown, say, table
from tests.benchmarks.processes import ROOT, cores
from tests.docs_blocks import filled

ALL = ("capacity", "answers", "flood", "startup", "memory", "calendar")
PAGE = ROOT / "docs" / "performance.md"
BUSY = 1.0  # a load average above it means that something else was running


def main() -> int:
    """0 if every promise that was measured is met."""
    args = _arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that no bot is left running
    kept = json.loads(args.json.read_text()) if args.json.exists() else {}
    if args.which == ["docs"]:
        PAGE.write_text(filled(PAGE.read_text("utf-8"), "figures", _block(kept)), "utf-8")
        return 0
    if cores()[0] == cores()[1]:
        say("There is one core only: the load stub and the bot share it, and the figures say little.")
    for name in args.which or ALL:
        kept[name] = _measured(name, args.size)
        args.json.parent.mkdir(parents=True, exist_ok=True)
        args.json.write_text(json.dumps(kept, indent=1))
    figures = _figures({name: kept[name] for name in args.which or ALL})
    say(table(figures))
    return 1 if any(figure.met is False for figure in figures) else 0


def _measured(name: str, size: float) -> dict[str, Any]:
    load = os.getloadavg()[0]
    if load > BUSY:
        say(f"{name}: the load average is {load:.1f}; what else runs here disturbs the figures")
    figures, runs = import_module(f"tests.benchmarks.{name}").run(size)
    about = {"at": f"{datetime.now(UTC):%Y-%m-%d}", "size": size, "load_average": load, "machine": _machine()}
    return {**about, "figures": [asdict(figure) for figure in figures], "runs": runs}


def _machine() -> str:
    model = platform.processor() or platform.machine()
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
    versions = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    return f"{os.cpu_count()} cores ({model}), {versions}"


def _figures(kept: dict[str, Any]) -> list[Figure]:
    found = [Figure(**figure) for name in ALL if name in kept for figure in kept[name]["figures"]]
    return sorted(found, key=lambda figure: figure.part)


def _block(kept: dict[str, Any]) -> str:
    """The table, and on what it was measured."""
    days = ", ".join(sorted({kept[name]["at"] for name in kept}))
    machines = "; ".join(sorted({kept[name]["machine"] for name in kept}))
    load = max(kept[name]["load_average"] for name in kept)
    return f"{markdown(_figures(kept))}\n\n{days}; {machines}; load average before: at most {load:.1f}."


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("which", nargs="*", help=f"{', '.join(ALL)}; docs writes docs/performance.md")
    parser.add_argument("--size", type=float, default=1.0, help="1 is the full measure; less is a try")
    parser.add_argument("--json", type=Path, default=Path("build/bench.json"))
    args = parser.parse_args()
    if unknown := set(args.which) - {*ALL, "docs"}:
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    return args


if __name__ == "__main__":
    raise SystemExit(main())
