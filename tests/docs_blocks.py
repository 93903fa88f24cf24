"""The tables in the docs that come from declarations; run as a program, it writes them anew (`make docs`)."""

from __future__ import annotations

from pathlib import Path

from bot.settings import settings_table
from handlers import FEATURES
from handlers.help import command_table
from prompts.texts import load_texts

ROOT = Path(__file__).parent.parent


def commands() -> str:
    """The bot's commands, as Markdown."""
    rows = [f"| `/{name}` | {line} |" for name, line in command_table(load_texts(), FEATURES)]
    return "\n".join(["| command | what it does |", "|---|---|", *rows])


BLOCKS = {
    ("README.md", "commands"): commands,
    ("docs/operator-guide.md", "settings"): settings_table,
}


def filled(text: str, name: str, block: str) -> str:
    """The text with what stands between `<!-- name -->` and `<!-- /name -->` replaced."""
    head, opening, rest = text.partition(f"<!-- {name} -->")
    _, closing, tail = rest.partition(f"<!-- /{name} -->")
    assert closing, f"no block {name}"
    return f"{head}{opening}\n{block.strip()}\n{closing}{tail}"


def main() -> None:
    for (file, name), block in BLOCKS.items():
        path = ROOT / file
        path.write_text(filled(path.read_text("utf-8"), name, block()), "utf-8")


if __name__ == "__main__":
    main()
