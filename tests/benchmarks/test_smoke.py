"""Each benchmark runs through at a hundredth of its size and yields figures; no time is asserted."""

from __future__ import annotations

from importlib import import_module

import pytest

from tests.benchmarks.__main__ import ALL
from tests.benchmarks.figures import Figure, markdown, table
from tests.benchmarks.stub import PER_SECOND, Stub


@pytest.mark.parametrize("name", ALL)
def test_a_benchmark_runs_through_and_yields_figures(name: str) -> None:
    figures, runs = import_module(f"tests.benchmarks.{name}").run(0.01)
    assert figures
    assert all(figure.value == figure.value for figure in figures)
    assert runs


def test_the_stub_refuses_the_31st_message_of_a_second_and_a_chats_second_one() -> None:
    stub = Stub()
    assert all(stub.lets_through(100 + chat / 100, chat) for chat in range(PER_SECOND))
    assert not stub.lets_through(100.9, 99)
    assert stub.lets_through(101.005, 99)
    assert not stub.lets_through(101.9, 99)
    assert stub.lets_through(102.1, 99)


def test_a_table_says_which_promise_is_missed() -> None:
    figures = [
        Figure("a", "half of an echo", 0.4, "of its rate", at_least=0.5),
        Figure("b", "refused", 0.0, "messages", at_most=0),
        Figure("b", "an echo", 803.0, "updates/s"),
    ]
    assert [figure.met for figure in figures] == [False, True, None]
    assert "0.4 of its rate  at least 0.5  MISSED" in table(figures)
    assert "| b | an echo | 803 updates/s |  |  |" in markdown(figures)
