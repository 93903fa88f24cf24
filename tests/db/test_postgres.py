"""Where PostgreSQL is missing, nobody is misled about what was tested."""

from __future__ import annotations

import pytest

from tests import postgres


@pytest.mark.parametrize(("ci", "outcome"), [("", pytest.skip.Exception), ("true", pytest.fail.Exception)])
def test_without_postgresql_tests_are_skipped_and_under_ci_they_fail(
    ci: str, outcome: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", ci)
    monkeypatch.setattr(postgres, "find_binaries", lambda: None)
    with pytest.raises(outcome, match="PostgreSQL is not installed"), postgres.running_server():
        pass
