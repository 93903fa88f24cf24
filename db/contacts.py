"""Whom a therapist would call: a few lines of their own, sealed under their own key."""

from __future__ import annotations

from db.models import Therapist
from db.sealed import Sealed

_TABLE, _COLUMN = "therapists", "contacts_sealed"


async def of(sealed: Sealed, therapist: Therapist) -> str | None:
    """The lines as they were typed; None while there are none."""
    if therapist.contacts_sealed is None:
        return None
    return await sealed.get(therapist.contacts_sealed, table=_TABLE, row=therapist.id, column=_COLUMN)


async def keep(sealed: Sealed, therapist: Therapist, text: str) -> None:
    """Keep these lines in place of those before."""
    therapist.contacts_sealed = await sealed.put(
        text, client_id=None, table=_TABLE, row=therapist.id, column=_COLUMN
    )


def forget(therapist: Therapist) -> None:
    therapist.contacts_sealed = None
