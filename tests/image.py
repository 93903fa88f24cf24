"""The Dockerfile without an engine: its steps carried out under a root of their own, on this Python.

All of it are mounts, in a namespace that ends with the process that holds it: the system's folders as they
are, what the steps add in memory. What an engine alone has, layers and the real base image, it cannot show.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pip
import pytest

from tests.dockerfile import Dockerfile
from tests.docs_blocks import ROOT

PATH = "/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_PASSED_ON = re.compile(r"(PIP|SSL)_\w+|\w+_proxy|\w+_PROXY")  # how this machine reaches a package index
_SYSTEM = [
    name for name in ("usr", "bin", "sbin", "lib", "lib32", "lib64", "etc") if Path("/", name).exists()
]
_DEVICES = ("null", "zero", "random", "urandom")
_BASE = """
mount -t tmpfs -o mode=755 afterhour . && cd "$PWD" && mkdir image added work && cd image
mkdir -p -m 755 proc dev run/secrets build tools app
for folder in $SYSTEM; do
  if [ -L "/$folder" ]; then cp -P "/$folder" . && continue; fi
  mkdir "$folder" && mount --bind -o ro "/$folder" "$folder"
done
mount -t overlay -o "lowerdir=$PYTHON,upperdir=../added,workdir=../work" overlay usr/local
[ -e usr/local/bin/python ] || ln -s "$(command -v python3)" usr/local/bin/python
for device in $DEVICES; do touch "dev/$device" && mount --bind "/dev/$device" "dev/$device"; done
mount -t proc proc proc
mkdir tools/pip && mount --bind -o ro "$PIP" tools/pip
echo ready && exec cat
"""
_SEALED = """
umount tools/pip && mkdir -m 1777 tmp && mount -t tmpfs -o mode=1777 tmp tmp
mount --bind "$DATA" app/data && mount --bind -o ro "$SECRETS" run/secrets
mount -o remount,ro usr/local && mount -o remount,ro .. && [ ! -w . ]
"""


@dataclass(frozen=True)
class Stage:
    """One stage's files; `folder` is its root, from where a process of the namespace sees it."""

    holder: int
    folder: Path

    @property
    def files(self) -> Path:
        """The same from outside the namespace."""
        return Path(f"/proc/{self.holder}/root{self.folder}")

    def script(self, text: str, **words: str) -> None:
        """A shell script beside the root, in the namespace."""
        self._run(["sh", "-eu", "-c", f"cd {shlex.quote(str(self.folder))}\n{text}"], {"PATH": PATH} | words)

    def run(self, line: str, environment: Mapping[str, str]) -> None:
        """A RUN step, as root."""
        self._run([*self.inside(), "sh", "-c", line], environment)

    def inside(self) -> list[str]:
        """What makes a command of this machine one under this root."""
        return ["nsenter", f"--mount=/proc/{self.holder}/ns/mnt", "chroot", str(self.folder)]

    def _run(self, command: list[str], environment: Mapping[str, str]) -> None:
        if command[0] != "nsenter":
            command = ["nsenter", f"--mount=/proc/{self.holder}/ns/mnt", *command]
        done = subprocess.run(command, env=dict(environment), capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{command}: {done.stdout[-2000:]}{done.stderr[-2000:]}"


@dataclass(frozen=True)
class Image:
    """The final stage, read-only; `data` is its volume and `secrets` what an engine would mount for it."""

    says: Dockerfile
    stage: Stage
    data: Path
    secrets: Path

    def command(self, *arguments: str, user: str | None = None) -> list[str]:
        """A command as the image's user without a single right, in its working directory."""
        uid, _, gid = (user or self.says.last("USER")).partition(":")
        narrow = ["setpriv", f"--reuid={uid}", f"--regid={gid}", "--clear-groups", "--no-new-privs"]
        rights = ["--bounding-set=-all", "--inh-caps=-all"]
        here = ["env", "-C", self.says.last("WORKDIR")]
        return [*self.stage.inside(), *narrow, *rights, *here, *arguments]

    def environment(self, **given: str) -> dict[str, str]:
        own = {name: value.replace("$PATH", PATH) for name, value in self.says.environment.items()}
        return {"LD_LIBRARY_PATH": "/usr/local/lib"} | own | given


@contextmanager
def built(folder: Path) -> Iterator[Image]:
    """Carry out every step. Skips the test where this machine lets nobody mount; it needs root."""
    if os.geteuid() != 0 or subprocess.run(["unshare", "--mount", "true"], check=False).returncode:
        pytest.skip("this needs root and mount namespaces, to stand in for a container's engine")
    says, (data, secrets) = Dockerfile.read(), (folder / "data", folder / "secrets")
    with _base(folder / "build") as build, _base(folder / "final") as final:
        _carry_out(says.stages[0], build, build)
        _carry_out(says.stages[1], final, build)
        _copy(final.files / "app/data", data)  # an engine fills a new volume like this
        secrets.mkdir()
        final.script(_SEALED, DATA=str(data), SECRETS=str(secrets))
        yield Image(says, final, data, secrets)


@contextmanager
def _base(folder: Path) -> Iterator[Stage]:
    folder.mkdir()
    prefix = Path(sys.base_prefix)
    words = {
        "PATH": PATH,
        "SYSTEM": " ".join(_SYSTEM),
        "DEVICES": " ".join(_DEVICES),
        "PYTHON": "/usr/local" if prefix == Path("/usr") else str(prefix),
        "PIP": str(Path(pip.__file__).parent),
    }
    holder = subprocess.Popen(
        ["unshare", "--mount", "sh", "-eu", "-c", _BASE], cwd=folder, env=words, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    assert holder.stdin is not None
    assert holder.stdout is not None
    try:
        assert (line := holder.stdout.readline()) == "ready\n", line + holder.stdout.read()
        yield Stage(holder.pid, folder / "image")
    finally:
        holder.communicate(timeout=10)


def _carry_out(steps: list[tuple[str, str]], here: Stage, build: Stage) -> None:
    passed_on = {name: value for name, value in os.environ.items() if _PASSED_ON.fullmatch(name)}
    environment = {"PATH": PATH, "PYTHONPATH": "/tools", "LD_LIBRARY_PATH": "/usr/local/lib"} | passed_on
    for word, rest in steps:
        if word == "RUN":
            here.run(rest, environment)
        elif word == "COPY":
            *option, source, target = rest.split()
            assert option in ([], ["--from=build"])
            into = here.files / target.lstrip("/")
            _copy(build.files / source.lstrip("/") if option else _context(source), into)


def _context(name: str) -> Path:
    """A file or folder that .dockerignore lets through."""
    assert f"!{name}" in (ROOT / ".dockerignore").read_text("utf-8").splitlines(), name
    return ROOT / name


def _copy(source: Path, target: Path) -> None:
    """As COPY does: a folder's contents into the target, a file into a folder."""
    into = target if source.is_dir() else target / source.name
    into.parent.mkdir(parents=True, exist_ok=True)
    whole = f"{source}/." if source.is_dir() else str(source)
    subprocess.run(["cp", "-a", whole, into], check=True)
