"""Holds values to the Bot API as data: every field known, every required one there, every type right."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).resolve().parents[3] / "shared" / "telegram" / "bot-api-10.1.json"
PLAIN: dict[str, type | tuple[type, ...]] = {
    "Integer": int,
    "String": str,
    "Boolean": bool,
    "True": bool,
    "Float": (int, float),
}


class Misfit(AssertionError):
    """A value that the schema does not allow; the message names the path to it."""


@cache
def schema() -> dict[str, Any]:
    """The whole file."""
    data: dict[str, Any] = json.loads(FILE.read_text())
    return data


def hold_request(method: str, params: dict[str, Any]) -> None:
    """Parameters of a call, as JSON values."""
    _hold_fields(schema()["methods"][method].get("fields", []), params, method)


def hold_reply(method: str, result: Any) -> None:
    """The result of a call."""
    hold(result, schema()["methods"][method]["returns"], f"{method}()")


def hold(value: Any, types: list[str], where: str) -> None:
    """A value against alternatives; the last misfit speaks for all."""
    for number, name in enumerate(types, 1):
        try:
            _hold_one(value, name, where)
        except Misfit:
            if number == len(types):
                raise
        else:
            return


def _hold_one(value: Any, name: str, where: str) -> None:
    if name.startswith("Array of "):
        if not isinstance(value, list):
            raise Misfit(f"{where}: no array: {value!r}")
        for place, item in enumerate(value):
            hold(item, [name.removeprefix("Array of ")], f"{where}[{place}]")
    elif name in PLAIN:
        if not isinstance(value, PLAIN[name]) or (
            isinstance(value, bool) and name not in ("Boolean", "True")
        ):
            raise Misfit(f"{where}: no {name}: {value!r}")
    elif subtypes := schema()["types"][name].get("subtypes"):
        hold(value, subtypes, where)
    else:
        _hold_fields(schema()["types"][name].get("fields", []), value, f"{where}<{name}>")


def _hold_fields(fields: list[dict[str, Any]], value: Any, where: str) -> None:
    if not isinstance(value, dict):
        raise Misfit(f"{where}: no object: {value!r}")
    known = {field["name"]: field for field in fields}
    if unknown := value.keys() - known.keys():
        raise Misfit(f"{where}: unknown {sorted(unknown)}")
    if missing := {name for name, field in known.items() if field["required"]} - value.keys():
        raise Misfit(f"{where}: missing {sorted(missing)}")
    for name, item in value.items():
        hold(item, known[name]["types"], f"{where}.{name}")
