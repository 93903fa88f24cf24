"""A database that takes nothing in is noticed at the start, in one line that says what to do."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from db.engine import Database, UnreadableDatabase, make_ready
from tests.docs_blocks import ROOT
from tests.trouble import refusing

_START = """
import os, pwd, resource, sys
from db.engine import UnreadableDatabase, make_ready

path, warm, room = sys.argv[1], sys.argv[2], sys.argv[3]
make_ready(warm)  # what is imported on the way may be out of nobody's reach
if room:
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(room), int(room)))
if os.geteuid() == 0:  # root may do anything; others may not
    nobody = pwd.getpwnam("nobody")
    os.setgroups([])
    os.setgid(nobody.pw_gid)
    os.setuid(nobody.pw_uid)
try:
    make_ready(f"sqlite:///{path}")
except UnreadableDatabase as error:
    print(error)
"""


def _start(path: Path, tmp_path: Path, room: str = "") -> str:
    """What a start as an unprivileged process has to complain of. `room`: bytes that a file may take."""
    ended = subprocess.run(
        [sys.executable, "-c", _START, path, f"sqlite:///{tmp_path}/warm.db", room],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.stderr == ""
    assert len(ended.stdout.splitlines()) <= 1
    return ended.stdout


@pytest.fixture
def place(sqlite_template: Path) -> Iterator[Path]:
    """A migrated file in a folder that an unprivileged user can reach and write to."""
    folder = Path(tempfile.mkdtemp(prefix="afterhour-probe-"))
    shutil.copyfile(sqlite_template, folder / "afterhour.db")
    (folder / "afterhour.db").chmod(0o666)
    folder.chmod(0o777)
    yield folder / "afterhour.db"
    shutil.rmtree(folder)


def test_where_all_is_well_nothing_is_said_and_nothing_stays(place: Path, tmp_path: Path) -> None:
    assert _start(place, tmp_path) == ""
    with closing(sqlite3.connect(place)) as connection:
        assert connection.execute("SELECT count(*) FROM set_aside").fetchone() == (0,)


def test_a_file_that_may_not_be_written_to_is_said_so(place: Path, tmp_path: Path) -> None:
    place.chmod(0o444)
    assert "may not be written to; give this user the right" in _start(place, tmp_path)


def test_a_folder_that_may_not_be_written_to_is_said_so(place: Path, tmp_path: Path) -> None:
    place.parent.chmod(0o555)
    assert "give this user the right, in its folder too" in _start(place, tmp_path)


def test_a_first_start_in_a_folder_without_the_right_is_said_so(place: Path, tmp_path: Path) -> None:
    place.parent.chmod(0o555)
    assert "this user may not write there" in _start(place.with_name("new.db"), tmp_path)


def test_a_disk_without_room_is_said_so(place: Path, tmp_path: Path) -> None:
    assert "the disk fails or is full; look at it" in _start(place, tmp_path, room="40000")


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_server_that_takes_no_writes_is_said_so(database_url: str) -> None:
    with refusing(Database(database_url)), pytest.raises(UnreadableDatabase, match="it takes no writes"):
        make_ready(database_url)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_role_that_may_only_read_is_said_so(database_url: str) -> None:
    plain = database_url.replace("+psycopg", "")
    with psycopg.connect(plain, autocommit=True) as server:
        server.execute("DROP ROLE IF EXISTS onlooker")
        server.execute("CREATE ROLE onlooker LOGIN PASSWORD 'looks'")
        server.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO onlooker")
    onlooker = "onlooker:looks@" + database_url.partition("@")[2]
    try:
        with pytest.raises(UnreadableDatabase, match="permission denied") as caught:
            make_ready(f"postgresql://{onlooker}")
        assert "looks" not in str(caught.value).replace("onlooker", "")
    finally:
        with psycopg.connect(plain, autocommit=True) as server:
            server.execute("DROP OWNED BY onlooker")
            server.execute("DROP ROLE onlooker")
