"""`python -m bot questions`: prints the bank, as a table or as JSON."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from prompts.questions.bank import load_bank
from prompts.questions.kinds import KINDS
from prompts.questions.model import Bank, Question


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("--format", choices=("table", "json"), default="table")


def run(args: argparse.Namespace) -> int:
    """Prints the bank."""
    bank = load_bank()
    sys.stdout.write(as_json(bank) if args.format == "json" else as_table(bank))
    return 0


def as_json(bank: Bank) -> str:
    """A list of `id`, `suggestion`, `kind`, `wordings` (texts) and `options` (`slug` and `label` of each)."""
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
