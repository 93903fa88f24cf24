"""What the Dockerfile says, stage by stage."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from tests.docs_blocks import ROOT

Step = tuple[str, str]  # the word and what follows it


@dataclass(frozen=True, slots=True)
class Dockerfile:
    """Two stages: one builds, the other is the image."""

    stages: list[list[Step]]

    @classmethod
    def read(cls) -> Dockerfile:
        text = re.sub(r"^#.*\n", "", (ROOT / "Dockerfile").read_text("utf-8"), flags=re.MULTILINE)
        stages: list[list[Step]] = []
        for line in filter(str.strip, text.replace("\\\n", " ").splitlines()):
            word, _, rest = line.partition(" ")
            if word == "FROM":
                stages.append([])
            elif stages:
                stages[-1].append((word, " ".join(rest.split())))
        return cls(stages)

    def last(self, word: str) -> str:
        """What the image says of this."""
        return next(rest for said, rest in reversed(self.stages[-1]) if said == word)

    def command(self, word: str) -> list[str]:
        """ENTRYPOINT's, CMD's, HEALTHCHECK's: as JSON; a shell would stand between a signal and the bot."""
        told: Any = json.loads(self.last(word).rpartition("CMD ")[2])
        assert isinstance(told, list)
        return [str(part) for part in told]

    @property
    def environment(self) -> dict[str, str]:
        return dict(part.split("=", 1) for part in self.last("ENV").split())
