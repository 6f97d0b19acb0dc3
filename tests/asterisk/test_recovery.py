"""The application is killed (SIGKILL) in the middle of a call and started again: nobody notices.

The caller is not sent back to the start, nobody is rung a second time, nobody is cut off, and the
journal has the call once, whole.
"""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from stasis_app.core.events import (
    Event,
    LegAnswered,
    LegConnected,
    LegCreated,
    LegReplaced,
    LegRinging,
    LegTransferred,
    TimerFired,
)
from stasis_app.core.words import Sound

from .conftest import NewPhone, Opener, Starter
from .house import BACKUP, PRIMARY, SECONDS, House, Leg, Told, through
from .program import Program
from .rig.announcements import Announcements
from .rig.configuration import MUSIC_HZ
from .rig.proxy import Proxy
from .rig.sip import Call, IncomingCall, OutgoingCall, Phone
from .test_secretaries import secretary, with_secretaries

QUIET = 0.3  # seconds without a packet that nobody takes for an interruption
LONG = {"stagger": "20s", "timeout": "40s", "busy": "ring"}
GOES_ON = "goes on"


async def killed_and_started(app: Program, *written: type[Event]) -> None:
    await app.knows(*written)
    await app.kill()
    await app.start(until=GOES_ON)


async def they_talk(one: Call, other: Call) -> None:
    await one.hears(other)
    await other.hears(one)


async def talk(house: House) -> tuple[OutgoingCall, IncomingCall]:
    caller, primary = await house.rings()
    primary.answer()
    await they_talk(caller, primary)
    return caller, primary


def longest_silence(call: Call, since: float) -> float:
    times = [packet.at for packet in call.audio.received if packet.at >= since]
    return max(later - before for before, later in zip(times, times[1:], strict=False))


def answered(house: House, q850: int | None = 16) -> Told:
    leg = Leg(PRIMARY, "primary", "answered", q850)
    return house.told("answered", leg, answered_by=PRIMARY)


async def test_while_a_phone_rings(open_house: Opener, started: Starter) -> None:
    house = await open_house(duty=LONG)
    app = await started(house)
    caller, primary = await house.rings()
    await killed_and_started(app, LegRinging)
    primary.answer()
    await they_talk(caller, primary)
    caller.hang_up()
    await primary.ended()
    assert await app.told() == [answered(house)]
    assert len(house.primary.calls) == 1
    await app.stop()


async def test_while_two_talk(open_house: Opener, started: Starter) -> None:
    house = await open_house(duty=LONG)
    app = await started(house)
    caller, primary = await talk(house)
    since = caller.agent.time()
    await killed_and_started(app, LegConnected)
    await they_talk(caller, primary)
    assert longest_silence(caller, since) < QUIET
    assert longest_silence(primary, since) < QUIET
    primary.hang_up()
    assert not (await caller.ended()).by_us
    assert await app.told() == [answered(house)]
    await app.stop()


async def test_before_the_phone_has_said_anything(open_house: Opener, started: Starter) -> None:
    """It is Down in every list, and dialled all the same; a second dial would kill it."""
    house = await open_house(duty=LONG)
    app = await started(house)
    caller = house.call()
    primary = await house.primary.rings()
    await killed_and_started(app, LegCreated)
    primary.ring()
    primary.answer()
    await they_talk(caller, primary)
    caller.hang_up()
    await primary.ended()
    assert await app.told() == [answered(house)]
    assert len(house.primary.calls) == 1


async def test_before_the_backup_joins(open_house: Opener, started: Starter) -> None:
    """He joins when he would have, or at once, when that was meanwhile."""
    house = await open_house(duty={**LONG, "stagger": "6s"})
    app = await started(house)
    caller = house.call()
    primary = await house.primary.rings()
    rung_at = primary.arrived_at
    primary.ring()
    await caller.rings()
    await killed_and_started(app, LegRinging)
    backup = await house.backup.rings(SECONDS)
    assert backup.arrived_at - rung_at > 5.5
    backup.answer()
    await primary.cancelled()
    await they_talk(caller, backup)
    caller.hang_up()
    await backup.ended()
    assert await app.told() == [
        house.told(
            "answered",
            Leg(PRIMARY, "primary", "answered elsewhere", 26),
            Leg(BACKUP, "backup", "answered", 16),
            answered_by=BACKUP,
        )
    ]
    assert len(house.primary.calls) == len(house.backup.calls) == 1


async def test_a_phone_is_answered_meanwhile(open_house: Opener, started: Starter) -> None:
    house = await open_house(duty=LONG)
    app = await started(house)
    caller, primary = await house.rings()
    await app.knows(LegRinging)
    await app.kill()
    primary.answer()
    await primary.talking()
    await app.start(until=GOES_ON)
    await they_talk(caller, primary)
    caller.hang_up()
    await primary.ended()
    assert await app.told() == [answered(house)]


async def test_a_phone_declines_meanwhile_and_the_next_one_is_rung(
    open_house: Opener, started: Starter
) -> None:
    house = await open_house(duty=LONG)
    app = await started(house)
    caller, primary = await house.rings()
    await app.knows(LegRinging)
    await app.kill()
    primary.reject(603)
    await app.start(until=GOES_ON)
    backup = await house.backup.rings()
    backup.answer()
    await they_talk(caller, backup)
    backup.hang_up()
    await caller.ended()
    assert await app.told() == [
        house.told(
            "answered",
            Leg(PRIMARY, "primary", "unreachable"),
            Leg(BACKUP, "backup", "answered", 16),
            answered_by=BACKUP,
        )
    ]


async def test_while_somebody_is_asked_whether_he_accepts(
    open_house: Opener, started: Starter
) -> None:
    house = await open_house(duty={**LONG, "confirm": True}, backup="")
    app = await started(house)
    caller = house.call()
    primary = await house.primary.rings()
    primary.answer()
    await primary.audio.until_sound(3)
    await killed_and_started(app, LegAnswered)
    await primary.audio.until_sound(8)
    assert 200 not in caller.statuses
    primary.press("1")
    await they_talk(caller, primary)
    caller.hang_up()
    await primary.ended()
    assert await app.told() == [answered(house)]


@pytest.mark.parametrize("first", ["caller", "phone"])
async def test_one_of_two_who_talk_leaves_meanwhile(
    open_house: Opener, started: Starter, first: str
) -> None:
    """The other is released within a second of our return."""
    house = await open_house()
    app = await started(house)
    caller, primary = await talk(house)
    await app.knows(LegConnected)
    await app.kill()
    one, other = (caller, primary) if first == "caller" else (primary, caller)
    one.hang_up()
    await app.start()
    connected_at = other.agent.time()
    end = await other.ended()
    assert not end.by_us
    assert end.at - connected_at < 1.0
    assert await app.told() == [answered(house, 16 if first == "caller" else None)]


async def test_nobody_starts_it_again(open_house: Opener, started: Starter) -> None:
    """Asterisk goes on with what it has, and the dialplan serves whoever comes."""
    house = await open_house(duty={**LONG, "busy": "ring"})
    app = await started(house)
    caller, primary = await talk(house)
    waiting, ringing = await house.rings()
    await app.knows(LegRinging)
    await app.kill()
    late = house.call()
    assert (await late.refused()).status == 403
    assert await house.pbx.reached(late.call_id) == ["fallback FAILED"]
    await they_talk(caller, primary)
    primary.hang_up()
    await asyncio.sleep(1.5)  # who would be released at a start has been by then
    assert caller.up
    assert ringing.ending is None
    caller.hang_up()
    waiting.hang_up()
    ringing.reject()
    assert [row.outcome for row in await app.rows()] == [None, None]
    await app.start()  # some time after all
    assert await app.told(2) == [
        answered(house, q850=None),
        house.told("abandoned", Leg(PRIMARY, "primary", "cancelled")),
    ]


async def test_the_caller_leaves_meanwhile(open_house: Opener, started: Starter) -> None:
    house = await open_house(duty=LONG)
    app = await started(house)
    caller, primary = await house.rings()
    await app.knows(LegRinging)
    await app.kill()
    caller.hang_up()
    await app.start()
    await primary.cancelled()
    leg = Leg(PRIMARY, "primary", "cancelled", 16)
    assert await app.told() == [house.told("abandoned", leg)]


async def test_in_the_instant_of_the_answer(
    proxy: Proxy, open_house: Opener, started: Starter
) -> None:
    """One of them is in the bridge already, the other is not."""
    house = await open_house(config=through(proxy), duty=LONG)
    joining = proxy.hold(r"POST .*/addChannel\?channel=[\w-]+\.\d+&")
    app = await started(house)
    caller = house.call()
    primary = await house.primary.rings()
    primary.answer()
    await joining.come()
    await app.knows(LegAnswered)
    await app.kill()
    joining.enough()
    await app.start(until=GOES_ON)
    await they_talk(caller, primary)
    primary.hang_up()
    await caller.ended()
    assert await app.told() == [answered(house)]
    assert len(house.primary.calls) == 1


async def test_before_anything_is_known_of_the_caller(
    proxy: Proxy, open_house: Opener, started: Starter
) -> None:
    """Nobody has been rung for him, and nothing has been written: he is served from the start."""
    house = await open_house(config=through(proxy), duty=LONG)
    asking = proxy.hold(r"GET .*/variable\?variable=CALLERID")
    app = await started(house)
    caller = house.call(via="inbound-without-pres")
    await asking.come()
    assert await app.rows() == []
    await app.kill()
    asking.enough()
    await app.start()
    primary = await house.primary.rings()
    primary.answer()
    await they_talk(caller, primary)
    caller.hang_up()
    await primary.ended()
    assert await app.told() == [answered(house)]


async def test_before_anything_is_written(open_house: Opener, started: Starter) -> None:
    """He is let in once more; the phone that rings for him already is not rung again."""
    house = await open_house(duty=LONG)
    app = await started(house)
    with written_to_nowhere(house):
        caller, primary = await house.rings()
        await app.kill()
    assert await app.rows() == []
    await app.start()
    await asyncio.sleep(2.5)  # whoever is let go has been by then
    primary.answer()
    await they_talk(caller, primary)
    caller.hang_up()
    await primary.ended()
    assert await app.told() == [answered(house)]
    assert len(house.primary.calls) == 1


@contextmanager
def written_to_nowhere(house: House) -> Iterator[None]:
    """The application waits for another one's transaction, as for a slow disk."""
    connection = sqlite3.connect(house.database, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        connection.close()


async def test_before_the_phone_is_dialled(
    proxy: Proxy, open_house: Opener, started: Starter
) -> None:
    house = await open_house(config=through(proxy), duty=LONG)
    dialling = proxy.hold(r"POST .*/dial")
    app = await started(house)
    caller = house.call()
    await dialling.come()
    await app.knows(LegCreated)
    await app.kill()
    dialling.enough()
    await app.start(until=GOES_ON)
    primary = await house.primary.rings()
    primary.ring()
    await caller.rings()
    primary.answer()
    await they_talk(caller, primary)
    caller.hang_up()
    await primary.ended()
    assert await app.told() == [answered(house)]


async def test_before_the_phone_is_created(
    proxy: Proxy, open_house: Opener, started: Starter
) -> None:
    house = await open_house(config=through(proxy), duty=LONG)
    creating = proxy.hold(r"POST .*/create")
    app = await started(house)
    caller = house.call()
    await creating.come()
    await app.knows()
    await app.kill()
    creating.enough()
    await app.start(until=GOES_ON)
    primary = await house.primary.rings()
    primary.answer()
    await they_talk(caller, primary)
    caller.hang_up()
    await primary.ended()
    assert await app.told() == [answered(house)]


class TestReplaced:
    """A channel of ours has been replaced by one of Asterisk's, whose id nobody has chosen."""

    async def test_a_talk_that_was_handed_on(
        self, open_house: Opener, started: Starter, new_phone: NewPhone
    ) -> None:
        desk, colleague = await new_phone(), await new_phone()
        house = await with_secretaries(open_house, desk.number)
        app = await started(house)
        caller = house.call()
        phone = await desk.rings()
        phone.answer()
        await they_talk(caller, phone)
        phone.transfer(colleague.number)
        target = await colleague.rings()
        target.answer()
        await they_talk(caller, target)
        await phone.ended()
        await killed_and_started(app, LegTransferred)
        await they_talk(caller, target)
        target.hang_up()
        assert not (await caller.ended()).by_us
        handed_on = ((f"PJSIP/{desk.number}", colleague.number),)
        assert await app.told() == [replace(by_the_desk(house, desk), transfers=handed_on)]

    async def test_a_talk_that_is_handed_on_meanwhile(
        self, open_house: Opener, started: Starter, new_phone: NewPhone
    ) -> None:
        """Asterisk lets nobody into an application that is away: the transfer fails, and the two
        talk on."""
        desk, colleague = await new_phone(), await new_phone()
        house = await with_secretaries(open_house, desk.number)
        app = await started(house)
        caller = house.call()
        phone = await desk.rings()
        phone.answer()
        await they_talk(caller, phone)
        await app.knows(LegConnected)
        await app.kill()
        assert await phone.transfer(colleague.number).outcome() == 503
        await they_talk(caller, phone)
        await app.start(until=GOES_ON)
        await they_talk(caller, phone)
        phone.hang_up()
        assert not (await caller.ended()).by_us
        leg = secretary(desk, "answered", 16)
        by = f"PJSIP/{desk.number}"
        assert await app.told() == [house.told("answered", leg, mode="secretary", answered_by=by)]

    @pytest.mark.parametrize("when", ["before", "meanwhile"])
    async def test_a_call_that_a_colleague_has_picked_up(
        self, open_house: Opener, started: Starter, new_phone: NewPhone, when: str
    ) -> None:
        desk, colleague = await new_phone(), await new_phone()
        house = await with_secretaries(open_house, desk.number)
        app = await started(house)
        caller = house.call()
        (await desk.rings()).ring()
        await caller.rings()
        if when == "meanwhile":
            await app.knows(LegRinging)
            await app.kill()
        picker = colleague.call(f"**{desk.number}")
        if when == "before":
            await they_talk(caller, picker)
            await app.knows(LegReplaced)
            await app.kill()
        await picker.answered()
        await app.start(until=GOES_ON)
        await they_talk(caller, picker)
        picker.hang_up()
        assert not (await caller.ended()).by_us
        assert await app.told() == [by_the_desk(house, desk, answered_by=colleague.number)]


def by_the_desk(house: House, desk: Phone, **more: str) -> Told:
    by = {"answered_by": f"PJSIP/{desk.number}", **more}
    return house.told("answered", secretary(desk, "answered"), mode="secretary", **by)


@pytest.mark.parametrize("waiting", ["moh", "announce"])
async def test_while_he_hears_music(open_house: Opener, started: Starter, waiting: str) -> None:
    """He goes on hearing it, and none of it in the talk."""
    house = await open_house(duty=LONG, department={"waiting": {"hear": waiting, "every": "1s"}})
    app = await started(house)
    caller = house.call()
    primary = await house.primary.rings()
    primary.ring()
    await caller.audio.until_heard(MUSIC_HZ, 8)
    await killed_and_started(app, LegRinging)
    await caller.audio.until_heard(MUSIC_HZ, 8)
    assert 200 not in caller.statuses
    primary.answer()
    await they_talk(caller, primary)
    since = caller.agent.time()
    await caller.hears(primary, since=since)
    assert MUSIC_HZ not in caller.audio.tones(since)
    caller.hang_up()
    await primary.ended()
    assert await app.told() == [answered(house)]
    await app.stop()


async def test_while_he_is_greeted(open_house: Opener, started: Starter) -> None:
    """The greeting outlives us, and is stopped: it would hold up his way to the phone."""
    house = await open_house(
        duty=LONG, department={"waiting": {"greeting": "stasis-app/not-switched"}}
    )
    app = await started(house)
    caller = house.call()
    primary = await house.primary.rings()
    primary.ring()
    await caller.audio.until_sound(5)
    await app.knows(LegRinging)
    await app.kill()
    primary.answer()
    await app.start(until=GOES_ON)
    await they_talk(caller, primary)
    caller.hang_up()
    await primary.ended()
    assert await app.told() == [answered(house)]
    await app.stop()


async def test_while_two_wait_and_the_first_leaves_meanwhile(
    open_house: Opener, started: Starter, said: Announcements
) -> None:
    waiting = {"hear": "moh", "every": "1s", "position": True}
    house = await open_house(duty=LONG, backup="", department={"waiting": waiting})
    app = await started(house)
    first = house.call()
    primary = await house.primary.rings()
    primary.ring()
    await said.heard(Sound.DIGIT_1)
    second = house.provider.call(house.department.did, house.numbers.customer())
    again = await house.primary.rings()
    again.ring()
    await said.heard(Sound.DIGIT_2)
    await app.knows(LegRinging)
    await app.kill()
    first.hang_up()
    await app.start(until=GOES_ON)
    await primary.cancelled()
    await said.heard(Sound.DIGIT_1)
    again.answer()
    await they_talk(second, again)
    second.hang_up()
    await again.ended()
    assert [each.outcome for each in await app.told(2)] == ["abandoned", "answered"]
    await app.stop()


async def test_while_he_is_told_that_nobody_can_answer(
    open_house: Opener, started: Starter, said: Announcements
) -> None:
    house = await open_house(
        duty={"timeout": "1s"}, backup="", department={"waiting": {"nobody": True}}
    )
    app = await started(house)
    caller = house.call()
    primary = await house.primary.rings()
    primary.ring()
    await said.begins(Sound.NOBODY_CAN_ANSWER)
    await killed_and_started(app, TimerFired)
    await caller.refused()
    leg = Leg(PRIMARY, "primary", "no answer", 16)
    assert await app.told() == [house.told("missed", leg)]
    await app.stop()
