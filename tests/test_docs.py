"""The docs tell the truth: tables come from declarations, links lead somewhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.docs_blocks import BLOCKS, ROOT, filled

PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize(("where", "block"), BLOCKS.items(), ids=[name for _, name in BLOCKS])
def test_a_table_in_the_docs_is_the_one_that_the_code_declares(
    where: tuple[str, str], block: Callable[[], str]
) -> None:
    text = (ROOT / where[0]).read_text("utf-8")
    assert text == filled(text, where[1], block()), "run `make docs`"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_within_the_docs_leads_to_a_file(page: Path) -> None:
    links = re.findall(r"\]\((?!https?://|#)([^)#]+)", page.read_text("utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []
