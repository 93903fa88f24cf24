"""Composition root: settings, logging, start-up, intake, sandbox, command line."""

from __future__ import annotations

import os

# python-telegram-bot: spans of time as timedelta, as its next major version gives them; without it every
# "retry after" from Telegram also raises a deprecation warning.
os.environ.setdefault("PTB_TIMEDELTA", "true")
