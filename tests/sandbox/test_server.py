"""Starting and stopping."""

from __future__ import annotations

import pytest

from tests.sandbox.make import TOKEN, Caller, make_sandbox


async def test_a_port_that_is_taken_is_an_error_and_leaves_nothing_open() -> None:
    first, second = make_sandbox(), make_sandbox()
    url = await first.start("127.0.0.1", 0)
    with pytest.raises(OSError, match="address already in use"):
        await second.start("127.0.0.1", int(url.rpartition(":")[2]))
    await first.stop()


async def test_listening_everywhere_still_names_an_address_to_open() -> None:
    sandbox = make_sandbox()
    url = await sandbox.start("0.0.0.0", 0)  # noqa: S104 - that is the case
    async with Caller(url, TOKEN) as api:
        assert await api.get("/healthz") == (200, "ok")
    await sandbox.stop()
    assert url.startswith("http://127.0.0.1:")


async def test_stopping_twice_is_harmless() -> None:
    sandbox = make_sandbox()
    await sandbox.start("127.0.0.1", 0)
    await sandbox.stop()
    await sandbox.stop()
