"""Every request that the bot makes fits the Bot API as data."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.sandbox.methods import METHODS
from db.engine import Database
from tests.make import just_finished, settled_in
from tests.sandbox import schema
from tests.stage import staged

pytestmark = pytest.mark.skipif(
    not schema.FILE.is_file(), reason="the Bot API as data (bot-api-10.1.json) is not part of the project"
)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_every_request_on_the_way_from_start_to_erase_fits_the_schema(database: Database) -> None:
    async with staged(database) as stage:
        mara = await settled_in(stage.chat())
        await just_finished(mara)
        await stage.wait(minutes=6)
        await mara.tap("4")
        await mara.say("A line, for whatever is open.")
        await mara.send("voice")
        for command in (
            "/today",
            "/digest",
            "/checkin",
            "/settings",
            "/pause",
            "/export",
            "/privacy",
            "/erase",
        ):
            await mara.say(command)
        await mara.tap("Go on")
        await mara.tap("Yes, delete for good")
        calls = list(stage.sandbox.calls)
    assert {"sendMessage", "editMessageText", "sendDocument", "setMessageReaction"} <= {
        name for name, _ in calls
    }
    for method, params in calls:
        assert method in METHODS
        types = {
            field["name"]: field["types"] for field in schema.schema()["methods"][method].get("fields", [])
        }
        sent = {name: _value(value, types.get(name, [])) for name, value in params.items()}
        # A file travels as a part of its own, which the sandbox does not keep among the parameters.
        uploaded = {"document": "attach://part"} if method == "sendDocument" else {}
        schema.hold_request(method, uploaded | sent)


def _value(value: Any, types: list[str]) -> Any:
    """A parameter of a form is text: JSON, unless the schema wants text there."""
    if not isinstance(value, str) or types == ["String"]:
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value
