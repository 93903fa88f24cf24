"""The parameters of a Bot API call, whichever way they came: JSON, form, multipart or query."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.sandbox.refused import Json, bad_request


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a request."""

    name: str
    mime: str
    content: bytes


class Params:
    """Reads fields by type. `read` holds the names asked for, so that a test can hold them to the schema."""

    def __init__(self, values: Mapping[str, Any], files: Mapping[str, Upload] | None = None) -> None:
        self.values = dict(values)
        self.files = dict(files or {})
        self.read: set[str] = set()

    def _raw(self, name: str) -> Any:
        self.read.add(name)
        return self.values.get(name)

    def has(self, name: str) -> bool:
        """Whether the field came at all."""
        return self._raw(name) is not None

    def text(self, name: str) -> str:
        """A String, "" when missing."""
        value = self._raw(name)
        return value if isinstance(value, str) else "" if value is None else json.dumps(value)

    def integer(self, name: str, default: int = 0) -> int:
        """An Integer; what is none counts as the default, as Telegram does."""
        try:
            return int(self.text(name) or default)
        except ValueError:
            return default

    def boolean(self, name: str) -> bool:
        """A Boolean: true, yes or 1 in any case."""
        return self.text(name).strip().lower() in ("true", "yes", "1")

    def array(self, name: str, what: str = "") -> list[Any] | None:
        """An Array, itself or as JSON; None when missing."""
        value = self._json(name, what)
        if value is not None and not isinstance(value, list):
            raise bad_request(f"Expected an Array of {what or name}")
        return value

    def object(self, name: str, what: str = "") -> Json | None:
        """An object, itself or as JSON; None when missing."""
        value = self._json(name, what)
        if value is not None and not isinstance(value, dict):
            raise bad_request(f"Object expected as {what or name}")
        return value

    def _json(self, name: str, what: str) -> Any:
        value = self._raw(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"Can't parse {what or name} JSON object") from None


async def read_params(request: web.Request) -> Params:
    """Everything in the query and the body. Raises Refused for a body that is not what it says it is."""
    values: dict[str, Any] = dict(request.query)
    files: dict[str, Upload] = {}
    if request.content_type == "application/json":
        try:
            body = json.loads(await request.text() or "{}")
        except ValueError:
            body = None
        if not isinstance(body, dict):
            raise bad_request("Can't parse JSON object")
        return Params(values | body)
    if request.content_type in ("multipart/form-data", "application/x-www-form-urlencoded"):
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                content = value.file.read()
                files[name] = Upload(value.filename, value.content_type, content)
                value.file.close()
            else:
                values[name] = value if isinstance(value, str) else bytes(value).decode()
    return Params(values, files)
