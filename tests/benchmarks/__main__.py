"""`python -m tests.benchmarks [answers …]`: measures, shows a table, keeps the figures as JSON."""

from __future__ import annotations

import argparse
import json
import os
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

from tests.benchmarks.figures import Figure, say, table

ALL = ("answers", "flood", "startup", "memory")


def main() -> int:
    """0 if every promise that was measured is met."""
    args = _arguments()
    figures: list[Figure] = []
    raw = {}
    load = os.getloadavg()[0]
    for name in args.which or ALL:
        found, raw[name] = import_module(f"tests.benchmarks.{name}").run(args.size)
        figures += found
    say(table(figures))
    say(f"load average before: {load:.2f}" + (", so other work disturbed this" if load > 1 else ""))
    kept = {"load_average": load, "figures": [asdict(figure) for figure in figures], "runs": raw}
    args.json.parent.mkdir(parents=True, exist_ok=True)
    args.json.write_text(json.dumps(kept, indent=1))
    return 1 if any(figure.met is False for figure in figures) else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("which", nargs="*", help="all unless named")
    parser.add_argument("--size", type=float, default=1.0, help="1 is the full measure")
    parser.add_argument("--json", type=Path, default=Path("build/bench.json"))
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
