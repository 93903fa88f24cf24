"""A feed's address becomes sessions, is looked at each hour, and says so when it does not answer."""

from __future__ import annotations

import gzip
import time

import pytest
from sqlalchemy import select

from db.models import Appointment, Calendar
from tests.handlers.calendar_make import mapped, sessions
from tests.handlers.settings_make import set_row
from tests.practice import FAMOUS, calendar, practice, serving
from tests.stage import JONAS, Chat, Stage

sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_a_feed_is_asked_about_once_and_followed_in_silence(stage: Stage, mara: Chat) -> None:
    async with serving(practice()) as feeds:
        await mara.say("/calendar")
        await mara.tap("Add an address")
        typed = await mara.say(feeds.address)
        assert typed not in [message["id"] for message in mara.everything()], "the address is a secret"
        await mapped(mara)
        before = len(mara.bubbles())
        feeds.body = practice(shift=1)
        await stage.wait(minutes=90)
        assert len(mara.bubbles()) == before, "nothing is announced"
    assert ("24 15:00", "50", "planned") in await sessions(stage)


@sqlite
async def test_what_did_not_change_is_not_sent_again(stage: Stage, mara: Chat) -> None:
    async with serving(practice(), headers={"ETag": '"one"'}) as feeds:
        await mara.say(f"/calendar {feeds.address}")
        await mapped(mara)
        await stage.wait(minutes=90)
        assert feeds.seen[-1]["If-None-Match"] == '"one"'
        assert feeds.seen[-1]["User-Agent"] == "Afterhour"


@sqlite
async def test_a_packed_feed_is_read_and_a_bomb_stops_at_a_megabyte(mara: Chat) -> None:
    packed = {"Content-Encoding": "gzip"}
    async with serving(gzip.compress(practice()), headers=packed) as feeds:
        await mara.say(f"/calendar {feeds.address}")
        assert FAMOUS[0] in mara.text
    async with serving(gzip.compress(b"x" * 200_000_000), headers=packed) as feeds:
        await mara.say(f"/calendar {feeds.address}")
        assert "larger than 1 MB" in mara.text


@sqlite
@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("http://10.0.0.1/a.ics", "not on the public internet"),
        ("http://169.254.169.254/latest", "not on the public internet"),
        ("http://[::ffff:192.168.0.1]/a", "not on the public internet"),
        ("http://0.0.0.0/a", "not on the public internet"),
        ("file:///etc/passwd", "sends me on and on"),
        ("/again", "sends me on and on"),
    ],
)
async def test_a_redirect_is_looked_at_like_an_address(
    stage: Stage, mara: Chat, target: str, said: str
) -> None:
    async with serving(status=302, headers={"Location": target}) as feeds:
        await mara.say(f"/calendar {feeds.address}")
    assert said in mara.text
    assert len(feeds.seen) <= 4
    await mara.tap("Remove")
    await mara.tap("Remove")
    async with stage.database.read() as session:
        assert list(await session.scalars(select(Calendar))) == []


@sqlite
async def test_a_body_that_dribbles_is_given_up_in_time(mara: Chat) -> None:
    async with serving(dribbles=True) as feeds:
        began = time.monotonic()
        await mara.say(f"/calendar {feeds.address}")
        assert time.monotonic() - began < 3.5
    assert "too slowly" in mara.text


@sqlite
async def test_an_address_that_is_gone_is_said_and_left_alone(stage: Stage, mara: Chat) -> None:
    async with serving(practice()) as feeds:
        await mara.say(f"/calendar {feeds.address}")
        await mapped(mara)
        feeds.status = 410
        await stage.wait(hours=2)
        assert "answers no longer: The address does not exist any more." in mara.text
        asked = len(feeds.seen)
        await stage.wait(hours=5)
        assert len(feeds.seen) == asked
    assert len(await sessions(stage)) == 5


@sqlite
async def test_a_feed_that_fails_for_a_day_is_told_of_once(stage: Stage, mara: Chat) -> None:
    async with serving(practice()) as feeds:
        await mara.say(f"/calendar {feeds.address}")
        await mapped(mara)
        feeds.status = 500
        await stage.wait(hours=80)
    told = [b for b in mara.bubbles() if "could not read one of your calendar feeds" in str(b["text"])]
    assert len(told) == 1


@sqlite
async def test_removing_a_feed_lets_its_sessions_stay_or_go(stage: Stage, mara: Chat) -> None:
    async with serving(practice()) as feeds:
        for how, left in (("Sessions stay", 5), ("Sessions go", 0)):
            await mara.say(f"/calendar {feeds.address}")
            await (mapped(mara) if how == "Sessions stay" else mara.tap("Right"))
            await mara.say("/calendar")
            await mara.tap("1")
            await mara.tap("Remove")
            await mara.tap(how)
            assert len(await sessions(stage)) == left


@sqlite
async def test_titles_are_asked_about_anew(stage: Stage, mara: Chat) -> None:
    async with serving(practice()) as feeds:
        await mara.say(f"/calendar {feeds.address}")
        await mapped(mara)
        await mara.say("/calendar")
        await mara.tap("1")
        await mara.tap("Titles")
        assert FAMOUS[0] in mara.text
        await mara.tap("Not a session")
        await mara.tap("None of the rest")
        await mara.tap("Right")
    assert [one for one in await sessions(stage) if one[2] == "planned"] == [("25 10:00", "50", "planned")]


@sqlite
async def test_somebody_elses_calendar_is_out_of_reach(stage: Stage, mara: Chat) -> None:
    await mara.send_file("a.ics", practice())
    pressed = [button["data"] for row in mara.last["keyboard"] for button in row]
    stranger = stage.chat(JONAS)
    await stranger.send_file("a.ics", practice())
    for data in pressed:
        await stranger.press(stranger.last["id"], data)
    async with stage.database.read() as session:
        assert list(await session.scalars(select(Appointment))) == []
        assert (await session.scalars(select(Calendar))).one().choices_sealed is None


@sqlite
async def test_in_a_discreet_chat_a_title_stands_in_a_spoiler_and_closes(stage: Stage, mara: Chat) -> None:

    await set_row(stage, mara, discreet=True)
    await mara.send_file("a.ics", calendar(*[practice().decode().split("\r\n", 4)[4].rsplit("\r\n", 2)[0]]))
    kinds = {entity["type"] for entity in mara.last["entities"]}
    assert "spoiler" in kinds
    await stage.wait(minutes=11)
    assert FAMOUS[0] not in mara.text
    await mara.tap("Open")
    assert FAMOUS[0] in mara.text
