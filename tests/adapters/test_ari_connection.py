"""The connection to Asterisk: made, kept, lost, made again; and requests that come to nothing."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest

from stasis_app.adapters.ari import AriPbx, Replaced, TooOld, connection, event_socket, transport
from stasis_app.core.commands import (
    Answer,
    Connect,
    Create,
    Dial,
    HangUp,
    Indicate,
    Play,
    Rejected,
)
from stasis_app.core.entry import Arrival
from stasis_app.core.events import LegAnswered, LegConnected, LegCreated, LegGone
from stasis_app.core.plan import Identity
from stasis_app.core.words import CALLER, CallId, LegId, Tone

from .ari_board import NewsBoard, connected, now
from .fake_asterisk import FakeAsterisk, fake_asterisk
from .fake_channels import FakeChannel

ONE = LegId(1)
NOBODY = Identity(None)
DOCUMENTS = "GET api-docs/channels.json"


@pytest.fixture
async def asterisk() -> AsyncIterator[FakeAsterisk]:
    async with fake_asterisk() as asterisk:
        asterisk.channels.phones["PJSIP/101"] = asyncio.Queue()
        yield asterisk


@pytest.fixture
def board() -> NewsBoard:
    return NewsBoard()


def new_ari(asterisk: FakeAsterisk, url: str = "", password: str = "") -> AriPbx:
    return AriPbx(
        url=url or asterisk.url,
        username=asterisk.username,
        password=password or asterisk.password,
        app=asterisk.app,
        clock=now,
    )


@pytest.fixture
async def ari(asterisk: FakeAsterisk, board: NewsBoard) -> AsyncIterator[AriPbx]:
    async with connected(new_ari(asterisk), board) as ari:
        yield ari


@pytest.fixture
async def arrival(asterisk: FakeAsterisk, ari: AriPbx, board: NewsBoard) -> Arrival:
    asterisk.channels.caller("+79161234567", "7770001", "inbound", "7770001")
    return await board.arrival()


class Complaint(logging.Handler):
    """Waits for one in the log."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: asyncio.Queue[str] = asyncio.Queue()

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.put_nowait(record.getMessage())


async def problem(ari: AriPbx, board: NewsBoard) -> str:
    """Of a connection that does not come about."""
    complaint = Complaint()
    log = logging.getLogger(connection.__name__)
    log.addHandler(complaint)
    running = asyncio.create_task(ari.run(board))
    try:
        async with asyncio.timeout(5):
            line = await complaint.lines.get()
        assert ari.link.problem
        assert ari.link.problem in line
        return ari.link.problem
    finally:
        log.removeHandler(complaint)
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
        await ari.close()


# ---------------------------------------------------------------- made


async def test_its_state_is_told(ari: AriPbx) -> None:
    link = ari.link
    assert link.connected
    assert link.asterisk == "22.10.1"
    assert link.reconnects == 0
    assert link.problem is None
    assert link.since is not None
    assert link.since <= now()


@pytest.mark.parametrize("end", ["", "/", "/ari", "/ari/"])
async def test_the_url_may_end_in_various_ways(
    asterisk: FakeAsterisk, board: NewsBoard, end: str
) -> None:
    async with connected(new_ari(asterisk, asterisk.url + end), board) as ari:
        assert ari.link.connected


async def test_a_wrong_password_is_told_in_plain_words(
    asterisk: FakeAsterisk, board: NewsBoard
) -> None:
    told = await problem(new_ari(asterisk, password="wrong"), board)
    assert "the ARI user or its password is wrong" in told
    assert "wrong@" not in told


async def test_a_user_who_may_not_write_is_told_of(
    asterisk: FakeAsterisk, board: NewsBoard
) -> None:
    asterisk.read_only = True
    assert "read_only = no" in await problem(new_ari(asterisk), board)
    assert board.connections == []


async def test_ari_switched_off_is_told_of(asterisk: FakeAsterisk, board: NewsBoard) -> None:
    asterisk.enabled = False
    assert "enabled in ari.conf" in await problem(new_ari(asterisk), board)


async def test_nobody_there_is_told_of(asterisk: FakeAsterisk, board: NewsBoard) -> None:
    await asterisk.stop()
    assert "nobody listens there; see ari.url" in await problem(new_ari(asterisk), board)


async def test_a_name_that_is_no_hosts_is_told_of(asterisk: FakeAsterisk, board: NewsBoard) -> None:
    nowhere = new_ari(asterisk, "http://asterisk.invalid:8088")
    assert "no host is known as asterisk.invalid; see ari.url" in await problem(nowhere, board)


async def test_something_else_there_is_told_of(asterisk: FakeAsterisk, board: NewsBoard) -> None:
    asterisk.info = {"hello": "world"}
    assert "is no Asterisk" in await problem(new_ari(asterisk), board)


@pytest.mark.parametrize("version", ["18.26.4", "certified/18.9-cert1"])
async def test_an_asterisk_too_old_is_refused(
    asterisk: FakeAsterisk, board: NewsBoard, version: str
) -> None:
    asterisk.version = version
    ari = new_ari(asterisk)
    with pytest.raises(TooOld, match="20 or newer is needed"):
        await ari.run(board)
    await ari.close()


@pytest.mark.parametrize("version", ["20.0.0", "certified/20.7-cert2", "GIT-master-abc"])
async def test_others_are_welcome(asterisk: FakeAsterisk, board: NewsBoard, version: str) -> None:
    asterisk.version = version
    async with connected(new_ari(asterisk), board) as ari:
        assert ari.link.asterisk == version


async def test_the_password_is_in_no_address(asterisk: FakeAsterisk, ari: AriPbx) -> None:
    assert asterisk.requests
    assert not [each for each in asterisk.addresses if "p@ss" in each or "api_key" in each]


# ---------------------------------------------------------------- lost, and made again


async def test_calls_come_again_after_asterisk_has_started_again(
    asterisk: FakeAsterisk, ari: AriPbx, board: NewsBoard, arrival: Arrival
) -> None:
    await asterisk.restart()
    await board.until_connections(True, False, True)
    await board.hears(arrival.call, LegGone(CALLER, None))
    asterisk.channels.caller("+79161234567", "7770001", "inbound", "7770001")
    await board.arrival()
    assert ari.link.connected
    assert ari.link.reconnects == 1
    assert asterisk.requests.count(DOCUMENTS) == 2


async def test_a_call_goes_on_when_only_the_connection_broke(
    asterisk: FakeAsterisk, ari: AriPbx, board: NewsBoard, arrival: Arrival
) -> None:
    await ari.carry_out(arrival.call, Create(ONE, "PJSIP/101", NOBODY))
    await board.hears(arrival.call, LegCreated(ONE))
    await asterisk.disconnect()
    await board.until_connections(True, False)
    await ari.carry_out(arrival.call, Indicate(CALLER))
    await board.until_connections(True, False, True)
    await ari.carry_out(arrival.call, HangUp(ONE))
    await board.hears(arrival.call, LegGone(ONE, 16))
    assert asterisk.requests.count(DOCUMENTS) == 1


async def test_who_has_left_meanwhile_is_missed(
    asterisk: FakeAsterisk, ari: AriPbx, board: NewsBoard, arrival: Arrival
) -> None:
    await asterisk.disconnect()
    asterisk.channels.end(asterisk.channels.find(arrival.channel), 16)
    await board.until_connections(True, False, True)
    await board.hears(arrival.call, LegGone(CALLER, None))


async def test_who_has_picked_up_meanwhile_is_not_left_in_silence(
    asterisk: FakeAsterisk, ari: AriPbx, board: NewsBoard, arrival: Arrival
) -> None:
    await ari.carry_out(arrival.call, Create(ONE, "PJSIP/101", NOBODY))
    await board.hears(arrival.call, LegCreated(ONE))
    await ari.carry_out(arrival.call, Dial(ONE))
    ringing = await asterisk.channels.phones["PJSIP/101"].get()
    await asterisk.disconnect()
    ringing.answer()
    await board.until_connections(True, False, True)
    await board.hears(arrival.call, LegAnswered(ONE))
    assert board.events[arrival.call] == [LegCreated(ONE), LegAnswered(ONE)]


async def test_a_line_gone_dead_is_noticed(
    asterisk: FakeAsterisk, board: NewsBoard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event_socket, "HEARTBEAT_SECONDS", 0.05)
    asterisk.deaf.set()
    async with connected(new_ari(asterisk), board):
        await board.until(lambda: False in board.connections, lambda: "nothing noticed")


def test_a_line_gone_dead_is_noticed_within_5_seconds() -> None:
    assert event_socket.HEARTBEAT_SECONDS * 1.5 < 5


async def test_another_program_of_our_name_is_not_fought(
    asterisk: FakeAsterisk, board: NewsBoard
) -> None:
    first, second = new_ari(asterisk), NewsBoard()
    running = asyncio.create_task(first.run(board))
    await board.until_connections(True)
    async with connected(new_ari(asterisk), second):
        with pytest.raises(Replaced, match="another program has connected"):
            await running
    assert board.connections == [True, False]
    await first.close()


async def test_a_connection_given_up_and_made_late_is_no_other_program(
    asterisk: FakeAsterisk, board: NewsBoard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event_socket, "REPLY_SECONDS", 0.2)
    asterisk.hangs.add("GET events")
    ari = new_ari(asterisk)
    running = asyncio.create_task(ari.run(board))
    await asterisk.asked("GET events")
    asterisk.hangs.clear()
    await board.until_connections(True)
    asterisk.emit("ApplicationReplaced")
    await board.until_connections(True, False, True)
    asterisk.emit("ApplicationReplaced")
    with pytest.raises(Replaced):
        await running
    await ari.close()


# ---------------------------------------------------------------- after a restart of ours


async def test_a_caller_left_over_goes_on_in_the_dialplan(
    asterisk: FakeAsterisk, board: NewsBoard
) -> None:
    """His call is known to be over."""
    caller, leg = left_over(asterisk)
    ari = new_ari(asterisk)
    ari.remember([CallId(caller.id)])
    async with connected(ari, board):
        await asyncio.gather(caller.ended.wait(), leg.ended.wait())
        assert caller.gone_on is None
        again = asterisk.channels.caller("+7", "7770001", "inbound", name=caller.name)
        assert (await board.arrival()).call == again.id


async def test_two_who_talk_are_left_alone(asterisk: FakeAsterisk, board: NewsBoard) -> None:
    caller, leg = left_over(asterisk)
    asterisk.channels.bridge("old.b1", "duty")
    asterisk.channels.bridge("old.b2", "duty")
    asterisk.channels.bridge("another's", "conference")
    asterisk.channels.bridges["old.b1"].members = [caller.id, leg.id]
    async with connected(new_ari(asterisk), board):
        await asterisk.replied("DELETE bridges/old.b2")
        assert [*asterisk.channels.bridges] == ["old.b1", "another's"]
        assert [*asterisk.channels.all] == [caller.id, leg.id]


def left_over(asterisk: FakeAsterisk) -> tuple[FakeChannel, FakeChannel]:
    """A caller and a phone of a call that nobody remembers."""
    caller = asterisk.channels.caller("+7", "7770001", "inbound")
    asked = {"endpoint": "PJSIP/101", "originator": caller.id, "channelId": f"{caller.id}.1"}
    leg = asterisk.channels.create({**asked, "appArgs": "leg"}, {})
    asterisk.channels.enter_stasis(leg)
    return caller, leg


# ---------------------------------------------------------------- requests


async def test_one_request_that_hangs_holds_nobody_else_up(
    asterisk: FakeAsterisk, ari: AriPbx, board: NewsBoard, arrival: Arrival
) -> None:
    asterisk.channels.phones["PJSIP/102"] = asyncio.Queue()
    asterisk.hangs.add(f"POST channels/{arrival.call}.1/dial")
    for leg in (1, 2):
        await ari.carry_out(arrival.call, Create(LegId(leg), f"PJSIP/10{leg}", NOBODY))
        await board.hears(arrival.call, LegCreated(LegId(leg)))
    hanging = asyncio.create_task(ari.carry_out(arrival.call, Dial(ONE)))
    await asyncio.sleep(0)
    async with asyncio.timeout(0.2):
        await ari.carry_out(arrival.call, HangUp(LegId(2)))
        await board.hears(arrival.call, LegGone(LegId(2), 16))
        hanging.cancel()
        await ari.carry_out(arrival.call, HangUp(ONE))
        await board.hears(arrival.call, LegGone(ONE, 16))


async def test_no_reply_is_a_time_out(
    asterisk: FakeAsterisk,
    board: NewsBoard,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(transport, "REPLY_SECONDS", 0.3)
    async with connected(new_ari(asterisk), board) as ari:
        asterisk.channels.caller("+79161234567", "7770001", "inbound")
        arrival = await board.arrival()
        asterisk.hangs.add(f"POST channels/{arrival.channel}/answer")
        with pytest.raises(TimeoutError, match="no reply to POST channels"):
            await ari.carry_out(arrival.call, Answer(CALLER))
        await asterisk.stop()
        with pytest.raises(TimeoutError, match="nobody listens|disconnected"):
            await ari.carry_out(arrival.call, Answer(CALLER))
        assert await ari.read(arrival.call, "FROM_DID") is None
        await ari.release(arrival.call)


async def test_before_the_first_connection_there_is_no_reply(
    asterisk: FakeAsterisk, board: NewsBoard
) -> None:
    ari = new_ari(asterisk)
    with pytest.raises(TimeoutError, match="no connection to Asterisk yet"):
        await ari.set_lamp("otdel1", on=True)
    await ari.close()


async def test_a_refusal_has_asterisks_words(ari: AriPbx, arrival: Arrival) -> None:
    with pytest.raises(Rejected, match="500 to POST channels/create: Allocation failed"):
        await ari.carry_out(arrival.call, Create(ONE, "PJSIP/199", NOBODY))


async def test_both_lanes_ask_for_one_bridge(
    asterisk: FakeAsterisk, ari: AriPbx, board: NewsBoard, arrival: Arrival
) -> None:
    """One is broken off while it makes it; the other does not mind."""
    call = arrival.call
    await ari.carry_out(call, Create(ONE, "PJSIP/101", NOBODY))
    await board.hears(call, LegCreated(ONE))
    making = f"POST bridges/{call}.b1"
    asterisk.hangs.add(making)
    first = asyncio.create_task(ari.carry_out(call, Connect(ONE, ONE)))
    second = asyncio.create_task(ari.carry_out(call, Connect(CALLER, ONE)))
    await asterisk.asked(making)
    asterisk.hangs.clear()
    asterisk.channels.bridge(f"{call}.b1", "duty")  # it has been made, though nobody was told
    first.cancel()
    await second
    await board.hears(call, LegConnected(CALLER, ONE))
    await ari.carry_out(call, Connect(ONE, ONE))
    await board.hears(call, LegConnected(ONE, ONE))
    assert asterisk.requests.count(making) == 2


async def test_the_dialplan_and_pickup_find_what_they_need_on_the_leg(
    asterisk: FakeAsterisk, ari: AriPbx, arrival: Arrival
) -> None:
    endpoint = "PJSIP/101/sip:101@192.0.2.7:5060"
    asterisk.channels.phones[endpoint] = asyncio.Queue()
    shown = Identity("+79161234567", "Пётр")
    variables = (("KEEPCID", "TRUE"), ("FROM_DID", "7770001"))
    await ari.carry_out(arrival.call, Create(ONE, endpoint, shown, variables))
    assert asterisk.channels.find(f"{arrival.call}.1").variables == {
        "CONNECTEDLINE(num,i)": "+79161234567",
        "CONNECTEDLINE(name,i)": "Пётр",
        "PICKUPMARK": "101",
        "STASIS_APP_LEG": f"{arrival.call}.1 {endpoint}",
        "PJSIP_HEADER(add,X-Stasis-App-Leg)": f"{arrival.call}.1",
        "KEEPCID": "TRUE",
        "FROM_DID": "7770001",
    }


async def test_our_mark_goes_out_by_freepbx_s_routes_too(
    asterisk: FakeAsterisk, ari: AriPbx, arrival: Arrival
) -> None:
    endpoint = "Local/89991234501@outbound-allroutes/n"
    asterisk.channels.phones[endpoint] = asyncio.Queue()
    await ari.carry_out(arrival.call, Create(ONE, endpoint, Identity(None), ()))
    variables = asterisk.channels.find(f"{arrival.call}.1").variables
    assert variables["__STASIS_APP_FROM_LEG"] == f"{arrival.call}.1"
    assert variables["HASH(__SIPHEADERS,X-Stasis-App-Leg)"] == f"{arrival.call}.1"


@pytest.mark.parametrize(
    "frame", ["no JSON", "[]", "null", '{"type": "StasisStart"}', '{"type": 7}', '{"type": "New"}']
)
async def test_what_is_not_understood_does_no_harm(
    asterisk: FakeAsterisk, ari: AriPbx, board: NewsBoard, frame: str
) -> None:
    asterisk.send(frame)
    asterisk.channels.caller("+79161234567", "7770001", "inbound")
    await board.arrival()
    assert board.connections == [True]


async def test_a_leg_that_comes_after_the_release_is_hung_up(
    asterisk: FakeAsterisk, ari: AriPbx, arrival: Arrival
) -> None:
    """Its first hang-up is lost, and then it enters Stasis."""
    await ari.carry_out(arrival.call, Create(ONE, "PJSIP/101", NOBODY))
    leg = asterisk.channels.find(f"{arrival.call}.1")
    hang_up = f"DELETE channels/{leg.id}"
    asterisk.hangs.add(hang_up)
    releasing = asyncio.create_task(ari.release(arrival.call))
    await asterisk.asked(hang_up)
    asterisk.hangs.clear()
    asterisk.channels.enter_stasis(leg)
    await leg.ended.wait()
    releasing.cancel()


async def test_stasis_without_arguments_is_given_back(
    asterisk: FakeAsterisk, ari: AriPbx, board: NewsBoard
) -> None:
    caller = asterisk.channels.caller("+79161234567", "7770001")
    await caller.ended.wait()
    assert caller.cause == 21
    assert board.arrivals.empty()


async def test_half_a_local_channel_is_let_in_when_nobody_claims_it(
    asterisk: FakeAsterisk, ari: AriPbx, board: NewsBoard
) -> None:
    asterisk.channels.caller("", "7770001", "inbound", name="Local/7770001@in-00000001;2")
    assert (await board.arrival()).from_stand_in is None


async def test_a_tone_is_stopped_after_its_time(
    asterisk: FakeAsterisk, ari: AriPbx, arrival: Arrival
) -> None:
    await ari.carry_out(arrival.call, Play(CALLER, (Tone.ONE,)))
    stop = f"DELETE playbacks/{arrival.call}.0.p1"
    assert stop not in asterisk.requests
    await asterisk.asked(stop)
