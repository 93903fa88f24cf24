"""What came of reading, as plain data for a pipe and back: strings, numbers, lists, nothing that runs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from prompts.schedule.calendar.values import LeftOut, Occurrence, Reading, Refused


def said(reading: Reading) -> str:
    """A reading as JSON."""
    return json.dumps(
        {
            "occurrences": [asdict(one) for one in reading.occurrences],
            "left_out": [asdict(one) for one in reading.left_out],
            "called_off": reading.called_off,
            "name": reading.name,
        },
        default=datetime.isoformat,
    )


def said_no(refused: Refused) -> str:
    """A refusal as JSON."""
    return json.dumps({"refused": refused.reason, "position": refused.position})


def heard(text: str | bytes) -> Reading:
    """The same back. Raises Refused if that was said, or if nothing can be made of it."""
    try:
        answer = json.loads(text)
        if "refused" not in answer:
            kept = tuple(Occurrence(**_timed(one)) for one in answer["occurrences"])
            left = tuple(LeftOut(**_timed(one)) for one in answer["left_out"])
            off = tuple((uid, recurrence) for uid, recurrence in answer["called_off"])
            return Reading(kept, left, off, answer["name"])
    except (ValueError, TypeError, KeyError) as fault:
        raise Refused("unread") from fault
    raise Refused(answer["refused"], answer["position"])


def _timed(one: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: datetime.fromisoformat(value) if name.endswith("_at") and value else value
        for name, value in one.items()
    }
