"""/privacy: what is kept, where, and who could read it; from there to the export and to erasing."""

from __future__ import annotations

from handlers.context import Feature, Visit
from handlers.effects import Button, Effects, Rows, Say
from handlers.keyboards import pack


async def page(visit: Visit) -> Effects:
    """Open to strangers, so that it can be read before agreeing; they have nothing to take or erase."""
    rows: Rows = ()
    if visit.known is not None:
        export = Button(visit.texts.plain("privacy.export"), pack("export"))
        erase = Button(visit.texts.plain("privacy.erase"), pack("erase", visit.known.id))
        rows = ((export, erase),)
    return [Say(visit.texts("privacy.page"), rows)]


FEATURE = Feature(name="privacy", open_commands={"privacy": page})
