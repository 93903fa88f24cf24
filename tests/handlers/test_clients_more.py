"""Behind a client's card: another word, who is in the room, an ending, a copy, and erasing one alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from db.models import Answer, Appointment, AskedQuestion, Client, DataKey, Note, Series
from tests.handlers.checkin_make import answer, asked_unbidden, data, everything, go, labels, on
from tests.handlers.clients_make import card
from tests.handlers.day_make import all_data, spans
from tests.handlers.look import SQLITE, codes, kept, rows
from tests.handlers.settings_make import set_row
from tests.handlers.test_erase import stored
from tests.handlers.test_export import file
from tests.make import just_finished, planned, settled_in
from tests.stage import JONAS, Chat, Stage

sqlite = pytest.mark.parametrize("database_url", SQLITE, indirect=True)
GONE = "That one is not open any more."
SECRET = "the heron stood very still"


async def more(chat: Chat, code: str = "Oak") -> int:
    shown = await card(chat, code)
    await chat.tap("More", on=shown["id"])
    return int(shown["id"])


async def test_a_client_gets_another_word_and_the_old_one_is_free(stage: Stage, mara: Chat) -> None:
    await planned(mara, "Oak 14:00")
    await planned(mara, "River 16:00")
    before = {client.code_hash for client in await rows(stage, Client)}
    await more(mara)
    await mara.tap("Rename")
    for typed, said in (
        ("two words", "One word, please"),
        ("river", "That word stands for another client already."),
        ("Elm", "Elm from now on."),
    ):
        await mara.say(typed)
        assert mara.text.startswith(said)
    assert sorted(await codes(stage)) == ["Elm", "River"]
    assert len(before & {client.code_hash for client in await rows(stage, Client)}) == 1
    await planned(mara, "Oak 10:00")
    assert sorted(await codes(stage)) == ["Elm", "Oak", "River"], "the old word is somebody new"


@sqlite
async def test_who_is_in_the_room_is_told_and_shown(stage: Stage, mara: Chat) -> None:
    await planned(mara, "Oak 14:00")
    await more(mara)
    await mara.tap("In the room")
    assert mara.labels() == [["✓ One", "Couple", "Family"], ["Child", "Group"], ["Back"]]
    await mara.tap("Couple")
    assert mara.text.startswith("Oak, a couple\n")
    assert [client.party for client in await rows(stage, Client)] == ["couple"]


@sqlite
async def test_the_list_says_what_is_next_what_was_held_and_when_was_looked_back(
    stage: Stage, mara: Chat
) -> None:
    await answer(mara, await asked_unbidden(stage, mara))
    await planned(mara, "Oak 14:00")
    await mara.say("/clients")
    assert mara.text == "Your clients\nOak: next today 14:00, 1 held, last looked back on Mon 23 Nov"
    await mara.tap("Oak", on=mara.last["id"])
    assert mara.text.endswith("\n1 session held.\nLast looked back on Mon 23 Nov.")


async def test_a_series_stands_in_words_and_ends_when_told(stage: Stage, mara: Chat) -> None:
    await planned(mara, "Oak 14:00")
    await planned(mara, "Oak every Tue 14:00")
    shown = await more(mara)
    assert "\nEvery Tue 14:00" in mara.bubble(shown)["text"]
    await mara.tap("End the series", on=shown)
    assert mara.bubble(shown)["text"] == "Every Tue 14:00: does it end? 8 planned sessions go."
    over = data(mara.bubble(shown), "Yes")
    for _ in range(2):
        await mara.press(shown, over)
    assert "Every Tue" not in mara.bubble(shown)["text"]
    assert await spans(stage) == ["Mon 14:00-14:50 planned"]
    assert [one.ended_at for one in await rows(stage, Series)] == [stage.now]


async def test_after_an_ending_nothing_planned_remains_and_a_last_look_back_is_offered(
    stage: Stage, mara: Chat
) -> None:
    await planned(mara, "Oak 14:00")
    await planned(mara, "Oak every Tue 14:00")
    shown = (await card(mara))["id"]
    await mara.tap("Ended", on=shown)
    assert mara.bubble(shown)["text"].startswith("The work with Oak has ended?")
    await mara.tap("Yes", on=shown)
    assert (await rows(stage, Appointment), [one.status for one in await rows(stage, Client)]) == (
        [],
        ["ended"],
    )
    look = data(mara.bubble(shown), "Look back")
    for _ in range(2):
        await mara.press(shown, look)
    (asked,) = [one for one in await rows(stage, AskedQuestion) if one.client_id]
    assert (asked.question, asked.wording) == ("08-moment-2", "ending")
    assert "what might Oak say was worth coming for?" in mara.text
    await mara.say("That somebody stayed.")
    assert await kept(stage) == ["That somebody stayed."]


@sqlite
async def test_who_has_ended_is_not_offered_and_can_come_back(mara: Chat) -> None:
    await just_finished(mara, "Oak")
    shown = (await card(mara))["id"]
    await mara.tap("Ended", on=shown)
    await mara.tap("Yes", on=shown)
    await mara.tap("Not now", on=shown)
    assert mara.bubble(shown)["text"].startswith("Oak, ended\n1 session held.")
    assert labels(mara.bubble(shown)) == ["Active again", "Died", "More", "Back"]
    await mara.say("/checkin")
    assert not mara.has("Oak")
    await mara.tap("Active again", on=shown)
    await mara.say("/checkin")
    assert mara.has("Oak")


async def test_a_copy_of_one_holds_nothing_of_another(stage: Stage, mara: Chat) -> None:
    await planned(mara, "River 14:00")
    await mara.say("about the other one")
    await mara.tap("River")
    await answer(mara, await asked_unbidden(stage, mara))
    await more(mara)
    await mara.tap("Export")
    exact, reading = (file(stage, bubble).decode() for bubble in mara.bubbles()[-2:])
    found = json.loads(exact)
    assert [client["code"] for client in found["clients"]] == ["Oak"]
    assert {
        row["client"] for name in ("appointments", "asked_questions", "answers") for row in found[name]
    } == {"Oak"}
    assert found["therapist"].keys() == {"id", "locale", "zone"}
    assert (found["notes"], found["focuses"], found["digests"], found["set_aside"]) == ([], [], [], [])
    assert "River" not in exact + reading
    assert "about the other one" not in exact + reading
    assert "**9:00–9:50** Oak" in reading
    assert all(message["refers"] in ("asked", "session", "answer") for message in found["messages"])


async def erase_oak(mara: Chat) -> None:
    shown = await more(mara)
    await mara.tap("Erase", on=shown)
    assert "inquest" in mara.bubble(shown)["text"]
    await mara.tap("Go on", on=shown)
    assert mara.labels(mara.bubble(shown)) == [["Keep everything"], ["Yes, delete for good"]]
    await mara.tap("Yes, delete for good", on=shown)


async def with_words(mara: Chat) -> None:
    for code in ("Heron", "River"):
        await just_finished(mara, code)
        await mara.say(f"{SECRET}, {code}")
        await mara.tap(code)


async def test_erased_alone_all_of_theirs_goes_and_nothing_of_others(stage: Stage, mara: Chat) -> None:
    await with_words(mara)
    await go(stage, minutes=6)
    shown = await more(mara, "Heron")
    await mara.tap("Erase", on=shown)
    await mara.tap("Go on", on=shown)
    await mara.tap("Yes, delete for good", on=shown)
    assert await codes(stage) == ["River"]
    assert await kept(stage) == [f"{SECRET}, River"]
    assert len(await rows(stage, DataKey)) == 2
    (river,) = await rows(stage, Client)
    about = [one.client_id for one in await rows(stage, Appointment)]
    about += [one.client_id for one in await rows(stage, AskedQuestion)]
    about += [one.client_id for one in await rows(stage, Note)]
    assert set(about) <= {river.id, None}
    assert len(await rows(stage, Answer)) == 1, "the one of the first minute"
    assert "Heron" not in str(mara.everything())
    assert "Everything about this client is gone here." in str(mara.everything())


@sqlite
async def test_no_word_and_no_key_of_theirs_is_left_in_the_files(stage: Stage, mara: Chat) -> None:
    await with_words(mara)
    folder = Path(str(stage.database.url.database)).parent
    heron = min(await rows(stage, Client), key=lambda client: client.id)
    (key,) = await rows(stage, DataKey, client_id=heron.id)
    canaries = [key.wrapped, heron.code_sealed, heron.code_hash]
    assert all(canary in stored(folder) for canary in canaries)
    shown = await more(mara, "Heron")
    for label in ("Erase", "Go on", "Yes, delete for good"):
        await mara.tap(label, on=shown)
    assert not any(canary in stored(folder) for canary in [*canaries, b"Heron", SECRET.encode()])


@sqlite
async def test_an_evening_goes_on_with_the_others(stage: Stage, mara: Chat) -> None:
    await set_row(stage, mara, rhythm="evening")
    for plan in ("Oak 10:00", "River 11:00"):
        await planned(mara, plan)
    await go(stage, on(23, "18:30"))
    await erase_oak(mara)
    await mara.tap("Open")
    assert mara.text == "One today: River. One question?"


@sqlite
async def test_keeping_keeps_and_an_old_button_asks_again(stage: Stage, mara: Chat) -> None:
    await planned(mara, "Oak 14:00")
    shown = await more(mara)
    for label in ("Erase", "Go on"):
        await mara.tap(label, on=shown)
    old = data(mara.bubble(shown), "Yes, delete for good")
    await mara.tap("Keep everything", on=shown)
    assert mara.bubble(shown)["text"] == "Everything about Oak stays as it was."
    await go(stage, minutes=31)
    await mara.press(shown, old)
    assert "inquest" in mara.bubble(shown)["text"]
    assert await codes(stage) == ["Oak"]


@sqlite
async def test_a_stranger_with_these_buttons_changes_and_sees_nothing(stage: Stage, mara: Chat) -> None:
    jonas = await settled_in(stage.chat(JONAS), city="London")
    await planned(mara, "Oak 14:00")
    await planned(mara, "Oak every Tue 14:00")
    shown = await more(mara)
    forged = all_data(mara)
    for label in ("Erase", "Go on"):
        await mara.tap(label, on=shown)
        forged |= all_data(mara)
    await mara.tap("Keep everything", on=shown)
    await more(mara)
    await mara.tap("In the room")
    forged |= all_data(mara)
    forged |= {one.replace("client_erase", "client_last") for one in forged if one.startswith("client_erase")}
    before, seen = await everything(stage), jonas.everything()
    for pressed in sorted(one for one in forged if one.startswith(("client_", "series_", "client:"))):
        await jonas.press(jonas.last["id"], pressed)
        assert jonas.toast()["text"] == GONE, pressed
    assert (await everything(stage), jonas.everything()) == (before, seen)
