"""What Telegram says: of the token, of this machine's clock, of a webhook that stands in the way."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp

from bot.clock import Clock
from bot.doctor.findings import Finding, finding
from bot.settings import Settings, proxy_for
from prompts.texts import load_texts

SECONDS = 4.0  # for one answer
CLOCK_WARNING, CLOCK_WRONG = 5, 60  # seconds apart
_UNKNOWN = (401, 404)  # Telegram's words for a token that nobody has, or that cannot be one


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    told: dict[str, Any]
    apart: float | None  # seconds that this machine is ahead; None where the answer holds no time

    @property
    def result(self) -> dict[str, Any]:
        result = self.told.get("result")
        return result if isinstance(result, dict) else {}


async def ask(settings: Settings, clock: Clock) -> list[Finding]:
    """Two questions that change nothing there; without a token none, since the sandbox asks nobody."""
    if settings.token is None:
        return [finding("ok", "token", "no_token")]
    api_url, token = settings.telegram_api_url, settings.token.get_secret_value()
    server = api_url.partition("://")[2]
    limits = aiohttp.ClientTimeout(total=SECONDS)
    async with aiohttp.ClientSession(timeout=limits, proxy=proxy_for(api_url)) as http:
        try:
            me = await _call(http, f"{api_url}/bot{token}/getMe", clock)
        except (aiohttp.ClientError, OSError) as error:  # its words would hold the token
            return [finding("wrong", "token", "telegram_away", server=server, cause=type(error).__name__)]
        found = [_token(me, f"{token.partition(':')[0]}:…", server), _clock(me)]
        if me.result:
            found.append(await _webhook(http, f"{api_url}/bot{token}/getWebhookInfo", clock))
        return found


async def _call(http: aiohttp.ClientSession, url: str, clock: Clock) -> _Answer:
    before, began = clock.now(), time.monotonic()
    async with http.get(url, allow_redirects=False) as response:
        middle = before.timestamp() + (time.monotonic() - began) / 2
        try:
            told = await response.json(content_type=None)
        except ValueError:
            told = None  # a page of something in between
        then = _read(response.headers.get("Date"))
        apart = None if then is None else middle - then.timestamp() - 0.5  # it tells whole seconds
        return _Answer(response.status, told if isinstance(told, dict) else {}, apart)


def _read(header: str | None) -> datetime | None:
    try:
        then = None if header is None else parsedate_to_datetime(header)
    except ValueError:
        return None
    return then if then is None or then.tzinfo else then.replace(tzinfo=UTC)


def _token(me: _Answer, shown: str, server: str) -> Finding:
    if me.status in _UNKNOWN and me.told.get("ok") is False:
        return finding("wrong", "token", "token_unknown", token=shown)
    name = me.result.get("username")
    if name is None:
        return finding("warning", "token", "telegram_odd", server=server, status=me.status)
    return finding("ok", "token", "token", token=shown, name=name)


def _clock(me: _Answer) -> Finding:
    if me.apart is None:
        return finding("warning", "clock", "clock_unsure")
    seconds = round(abs(me.apart))
    if seconds <= CLOCK_WARNING:
        return finding("ok", "clock", "clock", seconds=seconds)
    way = load_texts().plain(f"terminal.doctor.{'clock_ahead' if me.apart > 0 else 'clock_behind'}")
    if seconds <= CLOCK_WRONG:
        return finding("warning", "clock", "clock_off", seconds=seconds, way=way)
    return finding("wrong", "clock", "clock_wrong", seconds=seconds, way=way)


async def _webhook(http: aiohttp.ClientSession, url: str, clock: Clock) -> Finding:
    try:
        told = await _call(http, url, clock)
    except (aiohttp.ClientError, OSError) as error:
        return finding("warning", "webhook", "webhook_unsure", cause=type(error).__name__)
    if "url" not in told.result:
        return finding("warning", "webhook", "webhook_unsure", cause=told.status)
    if told.result["url"]:
        return finding("wrong", "webhook", "webhook")
    return finding("ok", "webhook", "webhook_none")
