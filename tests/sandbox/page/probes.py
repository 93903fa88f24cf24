"""Runs the measures of probes.js in a page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.async_api import Page

PROBES = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")


async def probe(page: Page, measure: str, argument: Any = None) -> Any:
    """The value of one measure, by its name in probes.js."""
    return await page.evaluate(f"argument => ({PROBES.strip()}).{measure}(argument)", argument)
