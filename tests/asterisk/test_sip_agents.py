"""The rig's own SIP agents, calling each other without an Asterisk in between."""

import asyncio
import socket
from collections.abc import AsyncIterator

import pytest

from .rig.sip import IncomingCall, NotSeen, OutgoingCall, Phone, Provider
from .rig.sip.message import Address, Request, Response, Uri, parse

MOBILE = "+79991230001"
HERE = ("127.0.0.1", 0)


@pytest.fixture
async def outside() -> AsyncIterator[Provider]:
    async with Provider(HERE, HERE) as provider:
        yield provider


@pytest.fixture
async def desk(outside: Provider) -> AsyncIterator[Phone]:
    async with Phone("101", (outside.agent.host, outside.agent.port)) as phone:
        outside.agent.peer = (phone.agent.host, phone.agent.port)
        yield phone


async def talk(desk: Phone, outside: Provider) -> tuple[OutgoingCall, IncomingCall]:
    line = outside.number(MOBILE)
    caller = desk.call(MOBILE)
    called = await line.rings()
    called.ring()
    await caller.rings()
    called.answer()
    await caller.answered()
    await called.talking()
    return caller, called


async def test_both_hear_each_other_until_one_hangs_up(desk: Phone, outside: Provider) -> None:
    caller, called = await talk(desk, outside)
    await caller.hears(called)
    await called.hears(caller)
    assert caller.statuses == [100, 180, 200]
    called.hang_up("Q.850;cause=16")
    ending = await caller.ended()
    assert not ending.by_us
    assert ending.reasons == ["Q.850;cause=16"]


async def test_the_caller_leaves_while_it_rings(desk: Phone, outside: Provider) -> None:
    line = outside.number(MOBILE)
    caller = desk.call(MOBILE)
    called = await line.rings()
    called.ring()
    await caller.rings()
    caller.hang_up('SIP;cause=200;text="Call completed elsewhere"')
    assert (await called.cancelled()).reasons == ['SIP;cause=200;text="Call completed elsewhere"']
    assert (await caller.refused()).status == 487


async def test_the_caller_leaves_before_anything_has_come_back(
    desk: Phone, outside: Provider
) -> None:
    line = outside.number(MOBILE)
    caller = desk.call(MOBILE)
    caller.hang_up()
    called = await line.rings()
    await called.cancelled()
    assert (await caller.refused()).status == 487


async def test_an_answer_crosses_the_cancel(desk: Phone, outside: Provider) -> None:
    line = outside.number(MOBILE)
    caller = desk.call(MOBILE)
    called = await line.rings()
    called.ignores_cancel = True
    called.ring()
    await caller.rings()
    caller.hang_up()
    await called.cancelled()
    called.answer()
    assert not (await called.ended()).by_us


@pytest.mark.parametrize("status", [404, 480, 486, 503, 603])
async def test_refusals(desk: Phone, outside: Provider, status: int) -> None:
    line = outside.number(MOBILE)
    caller = desk.call(MOBILE)
    (await line.rings()).reject(status)
    assert (await caller.refused()).status == status


async def test_a_call_is_forwarded(desk: Phone, outside: Provider) -> None:
    line = outside.number(MOBILE)
    caller = desk.call(MOBILE)
    (await line.rings()).redirect("103")
    contact = (await caller.refused()).address("Contact")
    assert contact
    assert contact.number == "103"


async def test_nobody_has_that_number(desk: Phone, outside: Provider) -> None:
    assert (await desk.call("+70000000000").refused()).status == 404


async def test_early_sound_is_heard_before_the_answer(desk: Phone, outside: Provider) -> None:
    line = outside.number(MOBILE)
    caller = desk.call(MOBILE)
    called = await line.rings()
    called.progress()
    await caller.response(183)
    await caller.hears(called)
    assert caller.answered_at is None


async def test_a_reliable_ringing_is_acknowledged(desk: Phone, outside: Provider) -> None:
    line = outside.number(MOBILE)
    caller = desk.call(MOBILE, reliable=True)
    called = await line.rings()
    called.ring(reliable=True)
    await caller.rings()
    acknowledged = await called.changes.until(
        lambda: called.requests[0] if called.requests else None, 5, "PRACK"
    )
    assert acknowledged.get("RAck") == "1 1 INVITE"
    called.answer()
    await caller.answered()


async def test_keys_by_event_and_by_info(desk: Phone, outside: Provider) -> None:
    caller, called = await talk(desk, outside)
    caller.press("15#")
    await called.audio.until_digits("15#", 5)
    await called.press_by_info("2*")
    assert caller.info_digits == "2*"


async def test_hold_silences_both_ways_and_resume_brings_them_back(
    desk: Phone, outside: Provider
) -> None:
    caller, called = await talk(desk, outside)
    await caller.hold()
    assert called.audio.direction == "recvonly"
    await caller.resume()
    await caller.hears(called)
    await called.hears(caller)


async def test_an_update_names_the_other_side(desk: Phone, outside: Provider) -> None:
    caller, called = await talk(desk, outside)
    answer = await called.update([("P-Asserted-Identity", '"Duty" <sip:7701@pbx>')])
    assert answer.status == 200
    assert [shown.number for shown in caller.shown] == ["7701"]


async def test_what_does_not_come_is_told_with_what_came(desk: Phone, outside: Provider) -> None:
    outside.number(MOBILE)
    caller = desk.call(MOBILE)
    await caller.response(100)
    with pytest.raises(NotSeen, match=r"200 to the call from 101 .*There were: \[100\]"):
        await caller.answered(0.01)


async def test_an_invite_that_comes_twice_is_one_call_and_its_answer_is_repeated_until_ack(
    outside: Provider,
) -> None:
    loop = asyncio.get_running_loop()
    line = outside.number(MOBILE)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        stranger.setblocking(False)
        stranger.bind(HERE)
        outside.agent.peer = stranger.getsockname()
        for method in ("INVITE", "INVITE"):
            stranger.sendto(_request(method), (outside.agent.host, outside.agent.port))
        called = await line.rings()
        called.answer()
        statuses = [parse(await loop.sock_recv(stranger, 65_535)) for _ in range(4)]
        stranger.sendto(
            _request("ACK", called.dialog.local.tag), (outside.agent.host, outside.agent.port)
        )
        await called.talking()
    assert [one.status for one in statuses if isinstance(one, Response)] == [100, 100, 200, 200]
    assert len(line.calls) == 1


def _request(method: str, tag: str = "") -> bytes:
    to = Address(Uri(MOBILE, "127.0.0.1"))
    headers = [
        ("Via", "SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK" + method),
        ("From", "<sip:101@127.0.0.1>;tag=x"),
        ("To", str(to.tagged(tag) if tag else to)),
        ("Call-ID", "twice"),
        ("CSeq", f"1 {method}"),
        ("Contact", "<sip:101@127.0.0.1>"),
    ]
    return Request(headers, method=method, uri=to.uri).encode()
