"""Test calls: `test-call` rings whoever is on duty, by the running application; and `watch`."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from stasis_app.core.words import Sound

from .conftest import NewPhone, Opener
from .house import PRIMARY, House, Leg
from .rig.announcements import Announcements

SECONDS = 15.0
RINGS_SECONDS = {"timeout": "2s"}


@asynccontextmanager
async def command(house: House, *arguments: str) -> AsyncIterator[Process]:
    """A command beside the running application."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "stasis_app", "-c", str(house.config_file), *arguments),
        env={**os.environ, "COLUMNS": "200"},
        stdout=PIPE,
        stderr=PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def ended(process: Process) -> tuple[int | None, str]:
    async with asyncio.timeout(SECONDS):
        out, err = await process.communicate()
    return process.returncode, (out + err).decode()


async def line(process: Process) -> str:
    assert process.stdout is not None
    async with asyncio.timeout(SECONDS):
        return (await process.stdout.readline()).decode()


def in_order(text: str, *parts: str) -> None:
    place = 0
    for part in parts:
        assert part in text[place:], f"{part!r} is not there, or not in its place:\n{text}"
        place = text.index(part, place) + len(part)


async def test_whoever_is_on_duty_hears_it_and_presses_1(
    open_house: Opener, said: Announcements
) -> None:
    house = await open_house(config={"language": "en"})
    async with command(house, "test-call", house.department.name) as process:
        primary = await house.primary.rings(SECONDS)
        assert primary.caller.number == house.department.did
        assert primary.caller.name == "Test call"
        primary.ring()
        primary.answer()
        await said.begins(Sound.TEST_CALL)
        primary.press("1")
        assert (await said.heard(Sound.TEST_CALL_OVER)).state == "done"
        await primary.ended()
        code, text = await ended(process)
    assert code == 0
    in_order(
        text,
        f"Ringing {PRIMARY}, ",
        "@trunk\n",
        "Asterisk has made the channel and dials",
        "the phone is ringing",
        "picked up",
        "we say: “This is a test call. If you can hear it, press one”",
        "key 1 was pressed",
        "we hang up",
        "Result: it works",
    )
    await house.nothing_left()
    assert await house.app.history.calls() == []
    assert house.app.board.live == {}


@pytest.mark.parametrize(
    ("status", "why", "result"),
    [
        (486, "SIP 486: busy", "Result: busy."),
        (603, "SIP 603: declined", "Result: declined."),
        (403, "SIP 403: the provider forbids the call", "could not be reached"),
        (404, "SIP 404: there is no such number", "could not be reached"),
        (503, "SIP 503: the provider has no free line", "could not be reached"),
    ],
)
async def test_a_refusal_is_explained(
    open_house: Opener, status: int, why: str, result: str
) -> None:
    house = await open_house(config={"language": "en"})
    async with command(house, "test-call", house.department.name) as process:
        (await house.primary.rings(SECONDS)).reject(status)
        code, text = await ended(process)
    assert code == 1
    in_order(text, "calling PJSIP/", why, result)


async def test_nobody_answers(open_house: Opener) -> None:
    house = await open_house(config={"language": "ru"}, duty=RINGS_SECONDS)
    async with command(house, "test-call", house.department.name) as process:
        primary = await house.primary.rings(SECONDS)
        primary.ring()
        await primary.cancelled()
        code, text = await ended(process)
    assert code == 1
    in_order(text, "телефон звонит", "кладём трубку", "Итог: телефон не ответил за 2.")


async def test_somebody_picks_up_and_presses_nothing(
    open_house: Opener, said: Announcements
) -> None:
    house = await open_house(config={"language": "ru"})
    async with command(house, "test-call", house.department.name) as process:
        (await house.primary.rings(SECONDS)).answer()
        for _ in range(2):
            assert (await said.heard(Sound.TEST_CALL)).language == "ru"
        code, text = await ended(process)
    assert code == 1
    in_order(text, "трубку сняли", "говорим", "говорим", "Итог: трубку сняли, но 1 не нажали")


async def test_every_phone_of_an_internal_number_rings(
    open_house: Opener, new_phone: NewPhone
) -> None:
    house = await open_house(config={"language": "en"})
    one = await new_phone()
    other = await new_phone(one.number)
    async with command(
        house, "test-call", house.department.name, "--number", one.number
    ) as process:
        ringing = await one.rings(SECONDS)
        elsewhere = await other.rings(SECONDS)
        elsewhere.ring()
        ringing.answer()
        await elsewhere.cancelled()
        ringing.hang_up()
        code, text = await ended(process)
    assert code == 1
    assert text.count("calling PJSIP/") == 2
    in_order(text, "picked up", "Result: picked up, but nobody pressed 1")


async def test_a_staff_member_s_own_number_may_be_shown(open_house: Opener) -> None:
    house = await open_house(config={"language": "en"})
    name, number = house.department.name, house.backup.number
    async with command(house, "test-call", name, "--caller", number) as process:
        primary = await house.primary.rings(SECONDS)
        assert primary.caller.number == number
        primary.reject(486)
        await ended(process)


async def test_a_number_that_nobody_knows_is_not_rung(open_house: Opener) -> None:
    house = await open_house(config={"language": "en"})
    stranger = "+79161112233"
    for option, why in (("--number", "may not be rung"), ("--caller", "may not be shown")):
        async with command(house, "test-call", house.department.name, option, stranger) as process:
            code, text = await ended(process)
        assert (code, stranger in text, why in text) == (1, True, True)


async def test_ctrl_c_stops_the_ringing(open_house: Opener) -> None:
    house = await open_house(config={"language": "en"})
    async with command(house, "test-call", house.department.name) as process:
        primary = await house.primary.rings(SECONDS)
        process.send_signal(2)
        await primary.cancelled()
        code, text = await ended(process)
    assert code == 1
    assert "broken off" in text
    assert "Traceback" not in text


async def test_the_application_stops_meanwhile(open_house: Opener) -> None:
    house = await open_house(config={"language": "en"})
    async with command(house, "test-call", house.department.name) as process:
        primary = await house.primary.rings(SECONDS)
        await house.stop()
        await primary.cancelled()
        code, text = await ended(process)
    assert (code, "broken off" in text) == (1, True)


async def test_a_call_is_watched_from_its_first_ring_to_its_outcome(open_house: Opener) -> None:
    house = await open_house()
    notices = house.app.orders.watch()

    async def until(**wanted: Any) -> dict[str, Any]:
        async with asyncio.timeout(SECONDS):
            async for notice in notices:
                call: dict[str, Any] = notice.get("call", {})
                if all(call.get(key) == value for key, value in wanted.items()):
                    return call
        raise AssertionError(f"nothing came like {wanted}")

    assert (await anext(notices))["asterisk"] == {"connected": True, "problem": None}
    caller, primary = await house.rings()
    ringing = await until(state="ringing", department=house.department.name)
    assert (ringing["caller"], ringing["mode"]) == (house.customer, "duty")
    primary.answer()
    talking = await until(state="talking", answered_by=PRIMARY)
    assert talking["legs"][0]["state"] == "talking"
    async with command(house, "watch", "--once") as process:
        code, text = await ended(process)
    assert code == 0
    in_order(text, house.department.name, f"{PRIMARY}: говорит")
    caller.hang_up()
    over = await until(state="ended")
    assert (over["outcome"], over["legs"][0]["outcome"]) == ("answered", "answered")
    await notices.aclose()
    await house.journal()


async def test_a_hidden_caller_stays_hidden(open_house: Opener) -> None:
    house = await open_house(duty={"stagger": "50s", "timeout": "60s"})
    caller = house.call(private=True)
    primary = await house.primary.rings()
    async with command(house, "watch", "--json") as process:
        code, text = await ended(process)
    assert code == 0
    assert house.customer not in text
    assert '"caller": null' in text
    caller.hang_up()
    await primary.cancelled()
    assert await house.journal() == house.told(
        "abandoned", Leg(PRIMARY, "primary", "cancelled", 16), caller=None
    )
