"""The Telegram shell: one file per conversation. FEATURES is the one ordered list of them."""

from __future__ import annotations

from handlers import (
    appointments,
    checkin,
    digest,
    erase,
    export,
    help,
    lines,
    pause,
    preferences,
    privacy,
    start,
    today,
    typed,
)
from handlers.context import Feature

FEATURES: tuple[Feature, ...] = (
    start.FEATURE,
    appointments.FEATURE,
    today.FEATURE,
    checkin.FEATURE,
    lines.FEATURE,
    typed.FEATURE,
    digest.FEATURE,
    preferences.FEATURE,
    pause.FEATURE,
    export.FEATURE,
    privacy.FEATURE,
    erase.FEATURE,
    help.FEATURE,
)
