"""/settings: the list, a screen for each setting, and what is tapped or typed there."""

from __future__ import annotations

from db import therapists
from handlers import contacts
from handlers.checkin import gone
from handlers.context import Feature, Turn
from handlers.effects import Button, Edit, Effects, Rows, Say
from handlers.keyboards import in_rows, pack
from handlers.lines import keep, written
from handlers.preferences_kinds import Choice, Setting, Unclear
from handlers.preferences_list import SETTINGS
from prompts.texts import Html, capitalise

WAITS = "setting"  # what `expects` holds while a screen takes typed text
_BY_NAME = {setting.name: setting for setting in SETTINGS}


async def settings(turn: Turn) -> Effects:
    """/settings: every setting with its present value."""
    return [Say(*_list(turn))]


async def back(turn: Turn) -> Effects:
    """[Back] to the list; the screen no longer waits for text."""
    await therapists.expect_nothing(turn.session, turn.me.id)
    return [Edit(turn.message_id, *_list(turn))]


async def open_(turn: Turn) -> Effects:
    """One setting's screen, in place of the list."""
    setting = _BY_NAME.get(turn.press.word(0))
    if setting is None:
        return gone(turn)
    await therapists.expect_nothing(turn.session, turn.me.id)
    if setting.read is not None:
        await therapists.expect(
            turn.session,
            turn.me.id,
            WAITS,
            turn.now,
            message_id=turn.message_id,
            payload={"name": setting.name},
        )
    return [Edit(turn.message_id, *_screen(turn, setting, waits=setting.read is not None))]


async def choose(turn: Turn) -> Effects:
    """A value was tapped: it counts at once, and the screen shows it."""
    setting = _BY_NAME.get(turn.press.word(0))
    if setting is None or not await _set(turn, setting, turn.press.word(1)):
        return gone(turn)
    return [Edit(turn.message_id, *_screen(turn, setting))]


async def typed(turn: Turn) -> Effects:
    """A value was typed. One that cannot be read leaves the screen open, and the bot waiting."""
    expected = await therapists.expected(turn.session, turn.me.id, turn.now)
    setting = _BY_NAME.get(str(expected.payload["name"])) if expected else None
    if expected is None or setting is None or setting.read is None:
        return await keep(turn)
    found = setting.read(turn, written(turn).text)
    if isinstance(found, Unclear):
        return [Say(found.text, found.rows)]
    if found is None or not await _set(turn, setting, found):
        return [Say(turn.texts(f"settings.{setting.name}.unread"))]
    screen = (expected.message_id,) if expected.message_id else ()
    return [Say(*_screen(turn, setting), replaces=screen)]


async def keep_week(turn: Turn) -> Effects:
    """The digest's day and hour, offered once, stay as they are."""
    setting = _BY_NAME["digest"]
    when = setting.say(turn.texts, setting.present(turn.me))
    return [Edit(turn.message_id, turn.texts("settings.digest.kept", when=when))]


async def _set(turn: Turn, setting: Setting, value: str) -> bool:
    """Write a value, and what changes with it; False if there is no such value. The same moves nothing."""
    before = setting.present(turn.me)
    try:
        setting.write(turn.me, value)
    except ValueError:
        return False
    if setting.moved is not None and setting.present(turn.me) != before:
        await setting.moved(turn)
    await therapists.expect_nothing(turn.session, turn.me.id)
    return True


def _list(turn: Turn) -> tuple[Html, Rows]:
    rows = tuple((Button(_line(turn, setting), pack("set", setting.name)),) for setting in SETTINGS)
    return turn.texts("settings.list"), (*rows, (contacts.button(turn),))


def _line(turn: Turn, setting: Setting) -> str:
    name = turn.texts.plain(f"settings.{setting.name}.name")
    return turn.texts.plain("settings.line", name=name, value=_value(turn, setting))


def _value(turn: Turn, setting: Setting) -> str:
    present = setting.present(turn.me)
    return setting.say(turn.texts, present) if present else turn.texts.plain("settings.open")


def _screen(turn: Turn, setting: Setting, *, waits: bool = False) -> tuple[Html, Rows]:
    """The present value, what it does, and the choices. `waits`: typed text is taken too, and it says so."""
    name = turn.texts(f"settings.{setting.name}.name")
    lines = [
        turn.texts("settings.head", name=name, value=_value(turn, setting)),
        turn.texts(f"settings.{setting.name}.about"),
        setting.remark(turn) if setting.remark else None,
        turn.texts(f"settings.{setting.name}.typed") if waits else None,
    ]
    present = setting.present(turn.me)
    rows: Rows = ()
    for group in setting.offer(turn):
        rows += in_rows([_button(turn, setting, choice, present) for choice in group], setting.wide)
    rows += setting.also(turn) if setting.also else ()
    back_row = (Button(turn.texts.plain("button.back"), pack("settings")),)
    return Html("\n".join(line for line in lines if line)), (*rows, back_row)


def _button(turn: Turn, setting: Setting, choice: Choice, present: str) -> Button:
    label = capitalise(choice.label)
    if choice.value == present:
        label = turn.texts.plain("settings.marked", label=label)
    return Button(label, pack("set_to", setting.name, choice.value))


FEATURE = Feature(
    name="settings",
    commands={"settings": settings},
    presses={"settings": back, "set": open_, "set_to": choose, "week_keep": keep_week},
    typed={WAITS: typed},
)
