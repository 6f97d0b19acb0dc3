"""After a restart of ours: whose channel is whose, and what has been missed."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from stasis_app.adapters.ari import AriPbx, returning
from stasis_app.adapters.ari.catching_up import MARK, mark
from stasis_app.core.commands import Connect, Create, Dial, Play
from stasis_app.core.events import (
    Event,
    LegAnswered,
    LegConnected,
    LegCreated,
    LegGone,
    LegReplaced,
    LegRinging,
)
from stasis_app.core.plan import Identity
from stasis_app.core.retelling import rebuilt
from stasis_app.core.words import CALLER, CallId, LegId, Tone

from ..people import ANNA, VISIT, parallel, plan
from .ari_board import NewsBoard, connected, now
from .fake_asterisk import FakeAsterisk, fake_asterisk
from .fake_channels import FakeChannel
from .test_ari_connection import new_ari

ONE = LegId(1)
TWO = LegId(2)
ENDPOINT = ANNA.ways[0].endpoints[0]
NOBODY = Identity(None)


@pytest.fixture
async def asterisk(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FakeAsterisk]:
    monkeypatch.setattr(returning, "MISSED_SECONDS", 0.05)
    monkeypatch.setattr(returning, "CLAIM_SECONDS", 0.2)
    async with fake_asterisk() as asterisk:
        asterisk.channels.phones[ENDPOINT] = asyncio.Queue()
        yield asterisk


@pytest.fixture
def board() -> NewsBoard:
    return NewsBoard()


@pytest.fixture
def caller(asterisk: FakeAsterisk) -> FakeChannel:
    return asterisk.channels.caller("+79161234567", "7770001", "inbound", "7770001")


def leg_of(
    asterisk: FakeAsterisk, caller: FakeChannel, number: int = 1, endpoint: str = ENDPOINT
) -> FakeChannel:
    """Made before we were killed, and not dialled."""
    id = f"{caller.id}.{number}"
    asked = {"endpoint": ENDPOINT, "originator": caller.id, "channelId": id, "appArgs": "leg"}
    leg = asterisk.channels.create(asked, {MARK: mark(id, endpoint)})
    asterisk.channels.enter_stasis(leg)
    return leg


def adopting(asterisk: FakeAsterisk, caller: FakeChannel, *events: Event) -> AriPbx:
    """After these events we were killed."""
    ari = new_ari(asterisk)
    ari.remember([CallId(caller.id)])
    calls = replace(plan(parallel(ANNA)), visit=replace(VISIT, id=CallId(caller.id)))
    ari.adopt(rebuilt(calls, now(), [(now(), event) for event in events]))
    return ari


async def heard(asterisk: FakeAsterisk, board: NewsBoard, ari: AriPbx, call: str) -> list[Event]:
    async with connected(ari, board):
        await board.until(lambda: board.caught_up == 1, lambda: "it does not catch up")
        return board.events[CallId(call)]


async def test_a_phone_that_rings(
    asterisk: FakeAsterisk, board: NewsBoard, caller: FakeChannel
) -> None:
    asterisk.channels.dial(leg := leg_of(asterisk, caller))
    assert leg.ringing
    leg.ringing.ring()
    ari = adopting(asterisk, caller)
    assert await heard(asterisk, board, ari, caller.id) == [LegCreated(ONE), LegRinging(ONE)]


async def test_who_sits_in_the_bridge_is_told_before_anything_else_is_asked(
    asterisk: FakeAsterisk, board: NewsBoard, caller: FakeChannel
) -> None:
    leg = leg_of(asterisk, caller)
    leg.state = "Up"
    asterisk.channels.bridge(f"{caller.id}.b1", "duty").members = [caller.id, leg.id]
    ari = adopting(asterisk, caller)
    assert await heard(asterisk, board, ari, caller.id) == [
        LegCreated(ONE),
        LegConnected(ONE, ONE),
        LegConnected(CALLER, ONE),
        LegAnswered(ONE),
    ]


async def test_whoever_sits_there_is_not_put_there_again(
    asterisk: FakeAsterisk, board: NewsBoard, caller: FakeChannel
) -> None:
    leg = leg_of(asterisk, caller)
    bridge = asterisk.channels.bridge(f"{caller.id}.b1", "duty")
    bridge.members = [leg.id]
    async with connected(adopting(asterisk, caller, LegCreated(ONE)), board) as ari:
        for who in (ONE, CALLER):
            await ari.carry_out(CallId(caller.id), Connect(who, ONE))
        told = board.events[CallId(caller.id)]
        await board.until(lambda: LegConnected(CALLER, ONE) in told, lambda: str(told))
        assert asterisk.requests.count(f"POST bridges/{bridge.id}/addChannel") == 1
        assert told.count(LegConnected(ONE, ONE)) == 2
        await ari.release(CallId(caller.id))
        assert asterisk.channels.bridges == {}


@pytest.mark.parametrize("dialled", [True, False])
async def test_what_was_dialled_is_not_dialled_again(
    asterisk: FakeAsterisk, board: NewsBoard, caller: FakeChannel, dialled: bool
) -> None:
    leg = leg_of(asterisk, caller)
    if dialled:
        asterisk.channels.dial(leg)
    async with connected(adopting(asterisk, caller, LegCreated(ONE)), board) as ari:
        await ari.carry_out(CallId(caller.id), Dial(ONE))
        assert asterisk.requests.count(f"POST channels/{leg.id}/dial") == (not dialled)


async def test_who_has_left_meanwhile(
    asterisk: FakeAsterisk, board: NewsBoard, caller: FakeChannel
) -> None:
    ari = adopting(asterisk, caller, LegCreated(ONE))
    asterisk.channels.end(caller, 16)
    told = await heard(asterisk, board, ari, caller.id)
    assert sorted(map(repr, told)) == [repr(LegGone(leg, None)) for leg in (CALLER, ONE)]


async def test_asterisk_has_started_anew_meanwhile(
    asterisk: FakeAsterisk, board: NewsBoard, caller: FakeChannel
) -> None:
    """The caller's channel is from before: its id says when it was made."""
    ari = adopting(asterisk, caller, LegCreated(ONE))
    asterisk.channels.end(caller, 16)
    asterisk.started_at += timedelta(hours=1)
    told = await heard(asterisk, board, ari, caller.id)
    died = [LegGone(leg, None, with_asterisk=True) for leg in (CALLER, ONE)]
    assert sorted(map(repr, told)) == list(map(repr, died))


async def test_a_caller_who_has_gone_on_in_the_dialplan_has_left(
    asterisk: FakeAsterisk, board: NewsBoard, caller: FakeChannel
) -> None:
    caller.in_stasis = False
    ari = adopting(asterisk, caller, LegGone(ONE, 17))
    assert await heard(asterisk, board, ari, caller.id) == [LegGone(CALLER, None)]


async def test_without_a_caller_a_phone_that_never_came_is_gone_too(
    asterisk: FakeAsterisk, board: NewsBoard, caller: FakeChannel
) -> None:
    ari = adopting(asterisk, caller)
    asterisk.channels.end(caller, 16)
    told = await heard(asterisk, board, ari, caller.id)
    assert told == [LegGone(CALLER, None), LegGone(ONE, None)]


async def test_a_phone_that_never_came_is_not_gone(
    asterisk: FakeAsterisk, board: NewsBoard, caller: FakeChannel
) -> None:
    assert await heard(asterisk, board, adopting(asterisk, caller), caller.id) == []


async def test_a_colleague_who_had_picked_up_before(
    asterisk: FakeAsterisk, board: NewsBoard, caller: FakeChannel
) -> None:
    picker = asterisk.channels.replace(leg_of(asterisk, caller), "PJSIP/102", "102")
    replaced = LegReplaced(ONE, True, False, "102", channel=picker.id)
    ari = adopting(asterisk, caller, LegCreated(ONE), replaced)
    async with connected(ari, board):
        asterisk.channels.end(picker, 16)
        await board.hears(CallId(caller.id), LegGone(ONE, None))


async def test_a_colleague_who_picks_up_meanwhile(
    asterisk: FakeAsterisk, board: NewsBoard, caller: FakeChannel
) -> None:
    picker = asterisk.channels.replace(leg_of(asterisk, caller), "PJSIP/102", "102")
    ari = adopting(asterisk, caller, LegCreated(ONE))
    [told] = await heard(asterisk, board, ari, caller.id)
    assert isinstance(told, LegReplaced)
    assert told == LegReplaced(ONE, up=True, stand_in=False, number="102")
    assert told.channel == picker.id


async def test_a_talk_handed_on_of_which_nothing_was_written(
    asterisk: FakeAsterisk, board: NewsBoard, caller: FakeChannel
) -> None:
    leg = leg_of(asterisk, caller)
    stand_in = asterisk.channels.replace(leg, "Local/104@inside-00000001;1", "")
    stand_in.variables.clear()
    asterisk.channels.bridge(f"{caller.id}.b1", "duty").members = [caller.id, stand_in.id]
    ari = adopting(asterisk, caller, LegCreated(ONE), LegAnswered(ONE))
    assert await heard(asterisk, board, ari, caller.id) == [
        LegReplaced(ONE, up=True, stand_in=True),
        LegConnected(ONE, ONE),
        LegConnected(CALLER, ONE),
        LegAnswered(ONE),
    ]


class TestLegsThatTheirCallKnowsNothingOf:
    async def test_is_found_when_the_call_asks_for_it(
        self, asterisk: FakeAsterisk, board: NewsBoard, caller: FakeChannel
    ) -> None:
        asterisk.channels.dial(leg := leg_of(asterisk, caller, 2))
        assert leg.ringing
        leg.ringing.ring()
        async with connected(adopting(asterisk, caller), board) as ari:
            await ari.carry_out(CallId(caller.id), Create(TWO, ENDPOINT, NOBODY))
            await board.hears(CallId(caller.id), LegCreated(TWO), LegRinging(TWO))
            await ari.carry_out(CallId(caller.id), Dial(TWO))
            await asyncio.sleep(0.4)
            assert leg.cause is None
            assert f"POST channels/{leg.id}/dial" not in asterisk.requests

    async def test_is_let_go_when_the_call_has_decided_otherwise(
        self, asterisk: FakeAsterisk, board: NewsBoard, caller: FakeChannel
    ) -> None:
        leg = leg_of(asterisk, caller, 2, endpoint="PJSIP/another")
        async with connected(adopting(asterisk, caller), board) as ari:
            await ari.carry_out(CallId(caller.id), Create(TWO, ENDPOINT, NOBODY))
            await board.hears(CallId(caller.id), LegCreated(TWO))
            assert leg.cause == 16
            assert asterisk.channels.find(leg.id) is not leg

    async def test_is_let_go_when_nobody_asks_for_it(
        self, asterisk: FakeAsterisk, board: NewsBoard, caller: FakeChannel
    ) -> None:
        leg = leg_of(asterisk, caller, 2)
        async with connected(adopting(asterisk, caller), board):
            await leg.ended.wait()
        assert caller.cause is None


class TestCallersOfWhomNothingWasWritten:
    async def test_is_let_in(
        self, asterisk: FakeAsterisk, board: NewsBoard, caller: FakeChannel
    ) -> None:
        leg = leg_of(asterisk, caller)
        async with connected(new_ari(asterisk), board) as ari:
            arrival = await board.arrival()
            assert (arrival.call, arrival.args) == (caller.id, ("inbound", "7770001"))
            assert (arrival.number, arrival.extension) == ("+79161234567", "7770001")
            await ari.carry_out(arrival.call, Create(ONE, ENDPOINT, NOBODY))
            await board.hears(arrival.call, LegCreated(ONE))
            assert leg.cause is None

    @pytest.mark.parametrize("args", [("toggle", "otdel1"), ("mode", "all", "duty"), ()])
    async def test_a_phone_that_switches_goes_on_in_the_dialplan(
        self, asterisk: FakeAsterisk, board: NewsBoard, args: tuple[str, ...]
    ) -> None:
        """It may have been switched already."""
        phone = asterisk.channels.caller("101", "*5501", *args)
        async with connected(new_ari(asterisk), board):
            await phone.ended.wait()
        assert board.arrivals.empty()


@pytest.mark.parametrize("next_wish", [Play(ONE, (Tone.ONE,)), Connect(ONE, ONE)])
async def test_what_was_begun_before_is_stopped_first(
    asterisk: FakeAsterisk, board: NewsBoard, caller: FakeChannel, next_wish: Play | Connect
) -> None:
    """It would hold up whatever comes next; its beginning may not have been written."""
    leg = leg_of(asterisk, caller)
    leg.state = "Up"
    leg.play(f"{leg.id}.p1", ["sound:stasis-app/press-1-to-accept"])
    async with connected(adopting(asterisk, caller, LegCreated(ONE)), board) as ari:
        await ari.carry_out(CallId(caller.id), next_wish)
        assert leg.playback is None or leg.playback[0] == f"{leg.id}.p3"
        stops = [each for each in asterisk.requests if each.startswith("DELETE playbacks/")]
        assert sorted(stops) == [f"DELETE playbacks/{leg.id}.p{number}" for number in (1, 2)]


async def test_lists_that_are_not_understood_do_no_harm(
    asterisk: FakeAsterisk, board: NewsBoard, caller: FakeChannel
) -> None:
    asterisk.channels.bridge("b", "duty").members = None  # type: ignore[assignment]
    ari = adopting(asterisk, caller)
    assert await heard(asterisk, board, ari, caller.id) == []
