"""The Telegram shell: one file per conversation. FEATURES is the one ordered list of them."""

from __future__ import annotations

from handlers import (
    appointments,
    checkin,
    clients,
    digest,
    erase,
    export,
    help,
    lines,
    offers,
    pause,
    preferences,
    privacy,
    putting_off,
    spontaneous,
    start,
    today,
    typed,
)
from handlers.context import Feature

FEATURES: tuple[Feature, ...] = (
    start.FEATURE,
    appointments.FEATURE,
    today.FEATURE,
    clients.FEATURE,
    checkin.FEATURE,
    putting_off.FEATURE,
    offers.FEATURE,
    spontaneous.FEATURE,
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
