"""`python -m bot questions`: prints the bank, as a table or as JSON, or checks an operator's own folder."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from prompts.questions.bank import FOLDER, load_bank
from prompts.questions.editorial import Remark, Rules, remarks
from prompts.questions.fields import BankError
from prompts.questions.kinds import KINDS, seconds
from prompts.questions.lines import line_of
from prompts.questions.model import Bank, Question
from prompts.suggestions import SUGGESTIONS

USABLE, UNUSABLE = 0, 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("--format", choices=("table", "json"), default="table")
    parser.add_argument("--check", type=Path, metavar="DIR", help="check a folder as QUESTIONS_DIR names one")


def run(args: argparse.Namespace) -> int:
    """Prints the bank, with the operator's own; or what is to be said of a folder."""
    if args.check is not None:
        return check(args.check)
    from bot.settings import load_settings

    bank = load_bank(own=load_settings().questions_dir)
    sys.stdout.write(as_json(bank) if args.format == "json" else as_table(bank))
    return USABLE


def check(folder: Path) -> int:
    """What would stop the bot ends it; what the rules of docs/questions.md say of the rest is advice."""
    locales = sorted(path for path in FOLDER.iterdir() if (folder / path.name).is_dir())
    if not locales:
        known = ", ".join(path.name for path in FOLDER.iterdir())
        sys.stdout.write(f"{folder} holds no folder of a language; known are {known}.\n")
        return UNUSABLE
    for ours in locales:
        try:
            bank = load_bank(ours.name, folder)
        except BankError as error:
            sys.stdout.write(f"{ours.name}/{error}\n")
            return UNUSABLE
        for remark in _news(bank, ours):
            sys.stdout.write(_advice(folder / ours.name, remark))
        many = f"{len(bank.questions)} questions, {len(bank.tips)} tips"
        sys.stdout.write(f"{ours.name}: {many}. The bot can use it.\n")
    return USABLE


def _news(bank: Bank, ours: Path) -> list[Remark]:
    """Remarks on what is not as it was shipped."""
    rules, shipped = Rules.read(ours), load_bank(ours.name).questions
    return [each for each in remarks(bank, rules) if bank.questions[each.id] != shipped.get(each.id)]


def _advice(folder: Path, remark: Remark) -> str:
    number = int(remark.id[:2])
    name = next(f"{number:02d}-{each.slug}.toml" for each in SUGGESTIONS if each.number == number)
    line = line_of(folder / name, remark.id)
    return f"{folder.name}/{name}: {remark.id}: {remark.says}: {remark.text} (line {line})\n"


def as_json(bank: Bank) -> str:
    """A list of `id`, `suggestion`, `kind`, `wordings` (texts), `options` (`slug` and `label` of each),
    `marks` (when it comes, with `not_` when not) and `seconds` (that it takes)."""
    return json.dumps([_entry(question) for question in in_order(bank)], ensure_ascii=False, indent=1) + "\n"


def in_order(bank: Bank) -> list[Question]:
    """By suggestion, the pulse first, the rest as they stand in their file."""
    numbers = sorted({question.suggestion for question in bank.questions.values()})
    return [question for n in numbers for question in (bank.pulse(n), *bank.explorations(n))]


def _entry(question: Question) -> dict[str, Any]:
    options = KINDS[question.kind].options(question)
    return {
        "id": question.id,
        "suggestion": question.suggestion,
        "kind": question.kind,
        "wordings": [wording.text for wording in question.wordings],
        "options": [{"slug": option.slug, "label": option.label} for option in options],
        "marks": list(question.marks),
        "seconds": seconds(question),
    }


def as_table(bank: Bank) -> str:
    """One line for each wording: id, kind, text."""
    questions = in_order(bank)
    wide = max(len(question.id) for question in questions)
    kind = max(len(question.kind) for question in questions)
    return "".join(
        f"{question.id if first else '':<{wide}}  {question.kind if first else '':<{kind}}  {wording.text}\n"
        for question in questions
        for first, wording in ((wording is question.wordings[0], wording) for wording in question.wordings)
    )
