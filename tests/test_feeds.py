"""The feeds that tests are served by behave as they are told, also badly."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import aiohttp
import pytest

from tests.feeds import serving

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)


async def test_a_feed_is_served_and_not_again_to_who_has_it() -> None:
    async with serving() as feeds, aiohttp.ClientSession() as client:
        feed = feeds.at("/week.ics").gives("BEGIN:VCALENDAR", etag='"1"', modified=MONDAY)
        first = await client.get(feed.url)
        assert (first.status, first.content_type, await first.text()) == (
            200, "text/calendar", "BEGIN:VCALENDAR",
        )  # fmt: skip
        seen = first.headers
        by_tag = {"If-None-Match": seen["ETag"]}
        by_date = {"If-Modified-Since": seen["Last-Modified"]}
        for headers, status in ((by_tag, 304), (by_date, 304), ({"If-None-Match": '"0"', **by_date}, 200)):
            assert (await client.get(feed.url, headers=headers)).status == status
        assert feed.count == 4
        assert feed.requests[1]["If-None-Match"] == '"1"'
        assert (await client.get(feeds.at("/week.ics").gives("", status=503).url)).status == 503


async def test_redirects_are_followed_to_their_end_or_for_ever() -> None:
    async with serving() as feeds, aiohttp.ClientSession() as client:
        feeds.at("/end").gives("x")
        moved = await client.get(feeds.at("/start").redirects("/end", 301).url)
        assert (await moved.text(), len(moved.history)) == ("x", 1)
        with pytest.raises(aiohttp.TooManyRedirects):
            await client.get(feeds.at("/round").redirects("/round").url)


async def test_a_body_comes_late_in_drops_or_not_to_its_end() -> None:
    async with serving() as feeds, aiohttp.ClientSession() as client:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await client.get(feeds.at("/late").gives("x").slow(60).url)
        dripping = await client.get(feeds.at("/drops").gives("x" * 99).slow(pause=5).url)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await dripping.read()
        dripping.close()
        torn = await client.get(feeds.at("/torn").gives("x" * 99).breaks_off(50).url)
        with pytest.raises(aiohttp.ClientPayloadError):
            await torn.read()


async def test_a_huge_body_and_a_bomb_are_as_large_as_they_were_to_be() -> None:
    size = 3 << 20
    async with serving() as feeds, aiohttp.ClientSession() as client:
        huge = await client.get(feeds.at("/huge").huge(size).url)
        assert (huge.content_length, len(await huge.read())) == (None, size)
        left = await client.get(feeds.at("/endless").huge(1 << 40).url)
        await left.content.readexactly(1 << 16)
        left.close()
        bomb = feeds.at("/bomb").bomb(size)
        assert len(bomb.body) < 10_000
        assert len(await (await client.get(bomb.url)).read()) == size
