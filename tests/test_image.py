"""The image: what its Dockerfile promises, and the bot under it, without a right and on a read-only root."""

from __future__ import annotations

import asyncio
import re
import stat
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.sandbox import Sandbox
from tests.dockerfile import Dockerfile
from tests.image import Image, built
from tests.stage import MARA, TOKEN

USER = 10001
NONE = "0" * 16

Running = tuple[asyncio.subprocess.Process, str]


# What it says


def test_signals_reach_the_bot_and_nobody_is_root() -> None:
    says = Dockerfile.read()
    assert [*says.command("ENTRYPOINT"), *says.command("CMD")] == ["python", "-m", "bot", "live"]
    assert says.last("USER") == f"{USER}:{USER}"
    assert says.last("STOPSIGNAL") == "SIGTERM"


def test_only_what_the_lock_vouches_for_is_installed_and_nothing_in_the_final_stage() -> None:
    build, final = (
        " ".join(rest for word, rest in stage if word == "RUN") for stage in Dockerfile.read().stages
    )
    assert "--require-hashes" in build
    assert "--only-binary :all:" in build
    assert re.findall(r"install|apt|curl|gcc", final) == []


def test_data_lies_in_one_volume() -> None:
    says = Dockerfile.read()
    assert [rest for stage in says.stages for word, rest in stage if word == "VOLUME"] == ["/app/data"]
    assert says.last("WORKDIR") == "/app"  # where data/ of the settings' defaults is looked for


# What it does


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Image]:
    with built(tmp_path_factory.mktemp("image")) as image:
        (image.secrets / "bot_token").write_text(f"{TOKEN}\n")
        (image.secrets / "bot_token").chmod(0o444)
        yield image


@pytest.fixture
async def telegram() -> AsyncIterator[tuple[Sandbox, str]]:
    sandbox = Sandbox(token=TOKEN, page=False)
    yield sandbox, await sandbox.start("127.0.0.1", 0)
    await sandbox.stop()


async def test_it_serves_is_healthy_and_stops_when_told(image: Image, telegram: tuple[Sandbox, str]) -> None:
    sandbox, address = telegram
    given = image.environment(BOT_TOKEN_FILE="/run/secrets/bot_token", TELEGRAM_API_URL=address)
    async with serving(image, given) as (bot, link):
        sandbox.say(MARA, f"/start {link}")
        await until(lambda: "Welcome to Afterhour" in sandbox.history(MARA)[-1]["text"])
        assert rights(bot.pid) == {"Uid": str(USER), "CapEff": NONE, "CapBnd": NONE, "NoNewPrivs": "1"}
        await until(lambda: run(image, image.says.command("HEALTHCHECK"), given).returncode == 0)
        doctor = ["python", "-m", "bot", "doctor"]
        assert (await asyncio.to_thread(run, image, doctor, given)).returncode == 0
        other = await asyncio.to_thread(run, image, doctor, given, "10002:10002")
        assert (other.returncode, "Permission denied" in other.stdout, other.stderr) == (1, True, "")
        bot.terminate()
        async with asyncio.timeout(10):
            _, errors = await bot.communicate()
    assert (bot.returncode, errors.decode()) == (0, "")
    assert only_for(image.data) == {"afterhour.db", "afterhour.key", "afterhour.db.8095.lock"}


def test_without_a_token_it_says_so_and_ends(image: Image) -> None:
    ended = run(image, ["python", "-m", "bot", *image.says.command("CMD")], image.environment())
    assert (ended.returncode, ended.stdout, ended.stderr.count("\n")) == (2, "", 1)
    assert "BOT_TOKEN_FILE" in ended.stderr


def test_a_bot_that_never_ran_is_not_healthy(image: Image) -> None:
    given = image.environment(BOT_TOKEN=TOKEN, DATABASE_URL="sqlite+aiosqlite:///data/none.db")
    assert run(image, image.says.command("HEALTHCHECK"), given).returncode == 1


@pytest.mark.parametrize("user", ["0:0", f"{USER}:{USER}"])
def test_not_even_root_can_write_anywhere_but_where_it_should(image: Image, user: str) -> None:
    places = [
        "/app",
        "/app/bot",
        "/opt/afterhour",
        "/usr",
        "/usr/local/bin",
        "/etc",
        "/run/secrets",
        "/dev",
        "/",
    ]
    line = "for place in $0 $@; do touch $place/mark 2>/dev/null && echo $place; done; true"
    tried = run(image, ["sh", "-c", line, *places], image.environment(), user=user)
    assert (tried.stdout, tried.stderr) == ("", "")


def test_it_holds_no_installer(image: Image) -> None:
    assert run(image, ["python", "-m", "pip", "--version"], image.environment()).returncode == 1
    assert run(image, ["python", "-c", "import telegram, bot.app"], image.environment()).returncode == 0


@asynccontextmanager
async def serving(image: Image, given: dict[str, str]) -> AsyncIterator[Running]:
    """The image started as an engine would, and the word that lets its owner in."""
    line = image.command(*image.says.command("ENTRYPOINT"), *image.says.command("CMD"))
    pipe = asyncio.subprocess.PIPE
    bot = await asyncio.create_subprocess_exec(*line, env=given, stdout=pipe, stderr=pipe)
    try:
        assert bot.stdout is not None
        async with asyncio.timeout(60):
            while not (link := re.search(rb"start=(\S+)", await bot.stdout.readline())):
                assert bot.returncode is None, (await bot.communicate())[1].decode()
        yield bot, link[1].decode()
    finally:
        if bot.returncode is None:
            bot.kill()
            await bot.communicate()


def run(
    image: Image, command: list[str], given: dict[str, str], user: str | None = None
) -> subprocess.CompletedProcess[str]:
    line = image.command(*command, user=user)
    return subprocess.run(line, env=given, capture_output=True, text=True, timeout=60, check=False)


async def until(done: Callable[[], bool]) -> None:
    """Half a minute at most."""
    async with asyncio.timeout(30):
        while not await asyncio.to_thread(done):  # noqa: ASYNC110 - another process does it
            await asyncio.sleep(0.2)


def rights(pid: int) -> dict[str, str]:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    told = {name: value.split()[0] for name, value in (line.split(":", 1) for line in lines) if value.strip()}
    return {name: told[name] for name in ("Uid", "CapEff", "CapBnd", "NoNewPrivs")}


def only_for(folder: Path) -> set[str]:
    """The names of a folder's files; the folder and each of them are for the image's user alone."""
    assert (folder.stat().st_uid, stat.S_IMODE(folder.stat().st_mode)) == (USER, 0o700)
    for file in folder.iterdir():
        assert (file.stat().st_uid, stat.S_IMODE(file.stat().st_mode)) == (USER, 0o600), file
    return {file.name for file in folder.iterdir()}
