"""Builders for the sandbox's tests, and a small client that speaks to it as a bot or as the page does."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

import aiohttp

from bot.sandbox import Sandbox

TOKEN = "8095:made-up"
START = datetime(2026, 11, 23, 9, 7, tzinfo=UTC)  # a Monday


def make_sandbox(*, store: Path | None = None, frozen: bool = True) -> Sandbox:
    """A sandbox at START, not listening yet."""
    sandbox = Sandbox(token=TOKEN, start=START, store=store)
    if frozen:
        sandbox.freeze(START)
    return sandbox


class Caller:
    """`await api("sendMessage", chat_id=1, text="x")` returns the answer; `get`/`post` speak to the page."""

    def __init__(self, url: str, token: str) -> None:
        self.url, self.token = url, token
        self.session = aiohttp.ClientSession()

    async def __aenter__(self) -> Caller:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.session.close()

    async def __call__(self, method: str, **params: Any) -> dict[str, Any]:
        """One Bot API call with a JSON body."""
        async with self.session.post(f"{self.url}/bot{self.token}/{method}", json=params) as response:
            answer: dict[str, Any] = await response.json()
            assert response.status == answer.get("error_code", 200)
            return answer

    async def result(self, method: str, **params: Any) -> Any:
        """The result of a call that must succeed."""
        answer = await self(method, **params)
        assert answer["ok"], answer
        return answer["result"]

    async def refusal(self, method: str, **params: Any) -> tuple[int, str]:
        """Code and words of a call that must be refused."""
        answer = await self(method, **params)
        assert not answer["ok"], answer
        return answer["error_code"], answer["description"]

    async def sent(self, text: str = "Hello", **params: Any) -> int:
        """The id of a new message to Mara."""
        message = await self.result("sendMessage", chat_id=1001, text=text, **params)
        return int(message["message_id"])

    async def get(self, path: str, **headers: str) -> tuple[int, Any]:
        """Status and JSON (or text) of a page request."""
        async with self.session.get(self.url + path, headers=headers) as response:
            return response.status, await _content(response)

    async def post(self, path: str, body: Any, **headers: str) -> tuple[int, Any]:
        """Status and JSON (or text) of a page request with a JSON body."""
        async with self.session.post(self.url + path, json=body, headers=headers) as response:
            return response.status, await _content(response)

    async def delete(self, path: str) -> tuple[int, Any]:
        """Status and JSON of a DELETE."""
        async with self.session.delete(self.url + path) as response:
            return response.status, await _content(response)


async def _content(response: aiohttp.ClientResponse) -> Any:
    return await response.json() if response.content_type == "application/json" else await response.text()


def button(data: str = "yes", text: str = "Yes") -> dict[str, Any]:
    """An inline keyboard with one button."""
    return {"inline_keyboard": [[{"text": text, "callback_data": data}]]}
