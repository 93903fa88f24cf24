"""The weekly digest: a week goes in, decisions come out, and then words. Pure."""

from __future__ import annotations

from prompts.digest.advice import choose_next
from prompts.digest.behind import render_why, render_words
from prompts.digest.build import DigestParts, build
from prompts.digest.report import render, render_closed
from prompts.digest.week import Line, LookBack, OpenStrain, Rating, Week

__all__ = [
    "DigestParts",
    "Line",
    "LookBack",
    "OpenStrain",
    "Rating",
    "Week",
    "build",
    "choose_next",
    "render",
    "render_closed",
    "render_why",
    "render_words",
]
