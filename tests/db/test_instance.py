"""One copy per database and bot: the second is refused, and a lock that was lost is taken back."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from db.engine import Database, UnreadableDatabase
from db.instance import AnotherInstance, Times, only_instance
from tests.docs_blocks import ROOT
from tests.postgres import Server

QUICK = Times(file=0.05, server=0.3, look=0.05, linger=0.3)
_HOLDER = """
import asyncio, sys
from db.instance import only_instance

async def main():
    async with only_instance(sys.argv[1], 7) as watch:
        print("held", flush=True)
        await watch()

asyncio.run(main())
"""
_CUT = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE application_name = 'afterhour-instance' AND datname = current_database()"
)


async def test_a_second_copy_is_refused_and_told_what_to_do(empty_database_url: str) -> None:
    async with only_instance(empty_database_url, 7, QUICK):
        with pytest.raises(AnotherInstance, match="stop that one first") as caught:
            async with only_instance(empty_database_url, 7, QUICK):
                pass
    assert "\n" not in str(caught.value)
    assert "://" not in str(caught.value)


async def test_once_the_first_has_ended_the_next_may_begin(empty_database_url: str) -> None:
    for _ in range(3):
        async with only_instance(empty_database_url, 7, QUICK):
            pass


async def test_another_bot_may_share_the_database(empty_database_url: str) -> None:
    async with only_instance(empty_database_url, 7, QUICK), only_instance(empty_database_url, 8, QUICK):
        pass


async def test_after_a_kill_the_next_copy_begins(empty_database_url: str) -> None:
    holder = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _HOLDER, empty_database_url, stdout=subprocess.PIPE, cwd=ROOT
    )
    assert holder.stdout is not None
    assert await holder.stdout.readline() == b"held\n"
    with pytest.raises(AnotherInstance):
        async with only_instance(empty_database_url, 7, QUICK):
            pass
    holder.kill()
    async with only_instance(empty_database_url, 7):
        pass
    await holder.wait()


async def test_the_lock_file_is_for_this_user_alone_and_holds_nothing(tmp_path: Path) -> None:
    async with only_instance(f"sqlite:///{tmp_path}/new/afterhour.db", 7, QUICK):
        file = tmp_path / "new" / "afterhour.db.7.lock"
        assert (file.stat().st_mode & 0o777, file.read_bytes()) == (0o600, b"")


async def test_another_name_for_the_same_file_is_no_way_around(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path)
    async with only_instance(f"sqlite:///{tmp_path}/afterhour.db", 7, QUICK):
        with pytest.raises(AnotherInstance):
            async with only_instance(f"sqlite:///{tmp_path}/link/afterhour.db", 7, QUICK):
                pass


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_connection_that_is_lost_takes_the_lock_back(database: Database, database_url: str) -> None:
    async with only_instance(database_url, 7, QUICK) as watch:
        watching = asyncio.ensure_future(watch())
        async with database.write() as session:
            assert await session.scalar(text(_CUT))
        await asyncio.sleep(0.4)
        assert not watching.done()
        with pytest.raises(AnotherInstance):
            async with only_instance(database_url, 7, QUICK):
                pass
        watching.cancel()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_whoever_lost_the_lock_to_another_copy_stops(database: Database, database_url: str) -> None:
    slow = replace(QUICK, look=0.3)
    async with only_instance(database_url, 7, slow) as watch:
        watching = asyncio.ensure_future(watch())
        async with database.write() as session:
            await session.execute(text(_CUT))
        async with only_instance(database_url, 7, replace(QUICK, server=2)):
            with pytest.raises(AnotherInstance, match="stop that one first"):
                async with asyncio.timeout(5):
                    await watching


async def test_a_server_that_lets_nobody_in_is_named(postgres: Server) -> None:
    with pytest.raises(UnreadableDatabase, match="password was refused") as caught:
        async with only_instance(f"postgres://a:secret@127.0.0.1:{postgres.port}/x", 7, QUICK):
            pass
    assert "secret" not in str(caught.value)


async def test_a_place_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UnreadableDatabase, match="its directory is a file"):
        async with only_instance(f"sqlite:///{tmp_path}/file/afterhour.db", 7, QUICK):
            pass
