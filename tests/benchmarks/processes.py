"""The processes of a benchmark: the load stub on one core, the bot under test on another."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

TOKEN = "8095:a-token-of-no-value-to-anybody-0000000"
BOT_ID = 8095
ROOT = Path(__file__).parent.parent.parent
_LONGEST = 180.0  # seconds; then a benchmark hangs, and says so
_SETTINGS = ("TELEGRAM", "BOT_", "DATABASE", "ENCRYPTION", "ACCESS", "SANDBOX", "TICK", "LOG_")


def cores() -> tuple[int, int]:
    """The bot's core and the stub's; the same one twice where there is only one."""
    mine = sorted(os.sched_getaffinity(0))
    return mine[0], mine[-1]


class StubProcess:
    """The stub, seen from the benchmark. Orders may be under way side by side."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._answers: dict[int, dict[str, Any]] = {}
        self._orders = 0
        self._heard = b""
        self._bots: list[subprocess.Popen[bytes]] = []
        self.address = f"http://127.0.0.1:{self._read(10)['port']}"

    def order(self, do: str, **given: Any) -> int:
        """Begin something; `result` waits for it."""
        self._orders += 1
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"number": self._orders, "do": do, **given}).encode() + b"\n")
        self._process.stdin.flush()
        return self._orders

    def result(self, order: int, seconds: float = _LONGEST) -> dict[str, Any]:
        """What came of an order. TimeoutError if nothing does."""
        while order not in self._answers:
            answer = self._read(seconds)
            self._answers[answer.pop("number")] = answer
        return self._answers.pop(order)

    def ask(self, do: str, **given: Any) -> dict[str, Any]:
        """Begin it and wait."""
        return self.result(self.order(do, **given))

    def watch(self, bot: subprocess.Popen[bytes]) -> None:
        """While waiting, see to it that this bot still runs."""
        self._bots.append(bot)

    def _read(self, seconds: float) -> dict[str, Any]:
        """The next line; read by hand, since a buffered reader may hold one that `select` cannot see."""
        assert self._process.stdout is not None
        out = self._process.stdout.fileno()
        while b"\n" not in self._heard:
            if not self._comes(out, seconds):
                raise TimeoutError(f"the stub said nothing for {seconds:.0f} s")
            heard = os.read(out, 1 << 16)
            if not heard:
                raise RuntimeError("the stub ended")
            self._heard += heard
        line, _, self._heard = self._heard.partition(b"\n")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _comes(self, out: int, seconds: float) -> bool:
        end = time.monotonic() + seconds
        while not (comes := bool(select.select([out], [], [], 0.5)[0])) and time.monotonic() < end:
            if any(bot.poll() is not None for bot in self._bots):
                raise RuntimeError("the bot ended by itself")
        return comes


@contextmanager
def stub() -> Iterator[StubProcess]:
    """A load stub on a core of its own."""
    with _process(["-m", "tests.benchmarks.stub_process"], core=cores()[1], pipes=True) as process:
        yield StubProcess(process)


class BotProcess:
    """A bot under test. `began` is when it was started, on the monotonic clock."""

    def __init__(self, process: subprocess.Popen[bytes], began: float) -> None:
        self.began = began
        self._pid = process.pid

    @classmethod
    @contextmanager
    def of(
        cls, module: str, telegram: StubProcess, database: Path | None = None, **settings: str
    ) -> Iterator[Self]:
        """Start `python -m module` against a stub, over a SQLite file, its key beside it."""
        given = {**settings, "BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": telegram.address}
        if database is not None:
            given["DATABASE_URL"] = f"sqlite+aiosqlite:///{database}"
            given["ENCRYPTION_KEY_FILE"] = str(database.with_suffix(".key"))
        began = time.monotonic()
        with _process(["-m", module], core=cores()[0], given=given) as process:
            telegram.watch(process)
            yield cls(process, began)

    def seconds_of_cpu(self) -> float:
        """Of all its threads, so far."""
        fields = Path(f"/proc/{self._pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def resident(self) -> tuple[float, float]:
        """MiB of memory: resident, and with shared pages split among those who share them."""
        kib = {}
        for file in ("status", "smaps_rollup"):
            for line in Path(f"/proc/{self._pid}/{file}").read_text().splitlines():
                name, _, rest = line.partition(":")
                kib[name] = rest
        return tuple(int(kib[name].split()[0]) / 1024 for name in ("VmRSS", "Pss"))  # type: ignore[return-value]  # two


@contextmanager
def _process(
    arguments: list[str], *, core: int, given: dict[str, str] | None = None, pipes: bool = False
) -> Iterator[subprocess.Popen[bytes]]:
    """A child of this Python. What it logs is shown only if something goes wrong."""
    plain = {name: value for name, value in os.environ.items() if not name.upper().startswith(_SETTINGS)}
    for name in [name for name in plain if name.lower().endswith("_proxy")]:
        del plain[name]
    environment = {**plain, "PYTHONPATH": str(ROOT), **(given or {})}
    pipe = subprocess.PIPE if pipes else subprocess.DEVNULL
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(
            [sys.executable, *arguments], cwd=folder, env=environment, stdin=pipe, stdout=pipe,
            stderr=log, preexec_fn=lambda: os.sched_setaffinity(0, {core}),
        )  # fmt: skip
        try:
            yield process
        except BaseException:
            _end(process)
            log.seek(0)
            sys.stderr.write(log.read()[-4000:])
            raise
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.stdin is not None:
        process.stdin.close()
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout is not None:
        process.stdout.close()
