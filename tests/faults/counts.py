"""What a story came to."""

from __future__ import annotations

from dataclasses import dataclass, field, fields


@dataclass
class Counts:
    """What `make faults` says at its end."""

    points: int = 0
    faults: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    leaked: list[str] = field(default_factory=list)  # to the wrong person
    traces: list[str] = field(default_factory=list)  # of words, in logs and files

    def __add__(self, other: Counts) -> Counts:
        both = (getattr(self, one.name) + getattr(other, one.name) for one in fields(self))
        return Counts(*both)

    def __str__(self) -> str:
        return (
            f"points {self.points}  faults {self.faults}  lost {len(self.lost)}  doubled {len(self.doubled)}"
            f"  leaked {len(self.leaked) + len(self.traces)}"
        )

    @property
    def fine(self) -> bool:
        return not (self.lost or self.doubled or self.leaked or self.traces)
