"""One nursery of bots for a worker's tests of faults."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.nursery import Nursery, running_nursery


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    with running_nursery() as nursery:
        yield nursery
