"""Other web pages are kept out, and files stay where they are."""

from __future__ import annotations

import pytest

from tests.sandbox.make import Caller


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8095", "127.0.0.1.evil.example", ""])
async def test_a_foreign_host_is_refused(host: str, api: Caller) -> None:
    for path in ("/", "/api/state", f"/bot{api.token}/getMe", "/faults"):
        assert (await api.get(path, Host=host))[0] == 403


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:1", "[::1]:8095", "LOCALHOST:8095"])
async def test_any_name_of_this_machine_will_do(host: str, api: Caller) -> None:
    assert (await api.get("/api/state", Host=host))[0] == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://127.0.0.1", "http://127.0.0.1:1"])
async def test_a_foreign_origin_is_refused(origin: str, api: Caller) -> None:
    status, _ = await api.post("/api/chat/1001/say", {"text": "x"}, Origin=origin)
    assert status == 403
    assert len((await api.get("/api/chat/1001"))[1]["messages"]) == 1


async def test_the_pages_own_origin_is_let_in(api: Caller) -> None:
    assert (await api.post("/api/chat/1001/say", {"text": "x"}, Origin=api.url))[0] == 200


async def test_another_page_cannot_load_anything_but_may_link_here(api: Caller) -> None:
    cross = {"Sec-Fetch-Site": "cross-site"}
    assert (await api.get(f"/bot{api.token}/getMe", **cross))[0] == 403
    assert (await api.get("/api/state", **cross))[0] == 403
    assert (await api.get("/", **cross))[0] != 403


@pytest.mark.parametrize(
    "name", ["..%2fserver.py", "%2e%2e/server.py", "nothing.js", "%00", "page%2findex.html"]
)
async def test_no_file_outside_the_page_is_served(name: str, api: Caller) -> None:
    assert (await api.get(f"/static/{name}"))[0] == 404


async def test_every_answer_carries_the_safety_headers(api: Caller) -> None:
    for path in ("/", "/healthz", "/api/state", "/nothing"):
        async with api.session.get(api.url + path) as response:
            assert "default-src 'none'" in response.headers["Content-Security-Policy"]
            assert response.headers["X-Content-Type-Options"] == "nosniff"


async def test_health_is_ok(api: Caller) -> None:
    assert await api.get("/healthz") == (200, "ok")
