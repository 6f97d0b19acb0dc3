"""Streams of a real Asterisk, replayed: what the adapter makes of them."""

from datetime import UTC, datetime
from typing import Any

import pytest

from stasis_app.adapters.ari.channels import Channels
from stasis_app.adapters.ari.news import Happened, Held, News, Unwanted
from stasis_app.adapters.ari.playbacks import Playbacks
from stasis_app.adapters.ari.snapshot import Malformed
from stasis_app.adapters.ari.translate import Translator
from stasis_app.core.commands import Finish, HangUp, Play, TakeOver
from stasis_app.core.entry import Arrival
from stasis_app.core.events import (
    DutyChanged,
    Event,
    LegAnswered,
    LegConnected,
    LegCreated,
    LegForwarded,
    LegGone,
    LegReplaced,
    LegRinging,
    LegTransferred,
    PlayEnded,
    RecordingEnded,
    RecordingStarted,
    TransferArrived,
)
from stasis_app.core.who import Enquiry, WhoRequest
from stasis_app.core.words import CALLER, CallId, CallOutcome, LegId, Sound

from .ari_recording import plays, replayed

ONE = LegId(1)
TWO = LegId(2)
ANSWERED: list[Event] = [LegCreated(ONE), LegRinging(ONE), LegAnswered(ONE)]
TALKING: list[Event] = [*ANSWERED, LegConnected(ONE, ONE), LegConnected(CALLER, ONE)]
CALLER_GONE = LegGone(CALLER, None)


def events(news: list[News]) -> list[Event]:
    """Of the first caller's call."""
    first = next(each for each in news if isinstance(each, Arrival))
    return [each.event for each in news if isinstance(each, Happened) and each.call == first.call]


def test_a_phone_rings_and_talks_with_the_caller_until_it_hangs_up() -> None:
    news = replayed("a_phone_rings_and_talks_with_him_until_it_hangs_up")
    assert events(news) == [*TALKING, LegGone(ONE, 16), CALLER_GONE]


def test_the_arrival_says_who_calls_whom() -> None:
    arrival = replayed("a_phone_rings_and_talks_with_him_until_it_hangs_up")[0]
    assert isinstance(arrival, Arrival)
    assert arrival.call == arrival.channel
    assert arrival.args == ("inbound", "7770004", "pres=allowed_not_screened")
    assert arrival.number == "+74952000004"
    assert arrival.name is None
    assert (arrival.context, arrival.extension) == ("inbound", "7770004")
    assert not arrival.up


def test_a_message_is_recorded_until_its_caller_leaves() -> None:
    assert events(replayed("what_he_says_is_recorded_until_he_leaves")) == [
        RecordingStarted(CALLER),
        RecordingEnded(CALLER, 1, 1),
        CALLER_GONE,
    ]


def test_a_phone_takes_the_duty_over_with_the_same_commands() -> None:
    recording = "a_caller_takes_the_duty_over"
    until = datetime.fromisoformat("2026-11-21T10:00")
    wish = TakeOver("otdel1", "Сабитов Никита", until, None, "101")
    enquiry = Enquiry(WhoRequest("otdel1", primary=(Sound.DIGIT_1,), take_over=wish))
    at = datetime(2026, 11, 21, tzinfo=UTC)
    commands = enquiry.start(at)
    for event in events(replayed(recording)):
        wanted = enquiry.handle(event, at)
        granted = enquiry.handle(DutyChanged(wish), at) if wish in wanted else []
        commands += [*wanted, *granted]
    played = [each.sounds for each in commands if isinstance(each, Play)]
    assert played == plays(recording)
    assert commands.count(wish) == 1
    assert commands[-1] == Finish(CallOutcome.ANSWERED)
    assert HangUp(CALLER) in commands


def test_a_phone_diverts() -> None:
    assert events(replayed("a_phone_that_diverts_is_lost")) == [
        LegCreated(ONE),
        LegRinging(ONE),
        LegForwarded(ONE, "199"),
        LegGone(ONE, 23, 302),
        CALLER_GONE,
    ]


def test_a_colleague_picks_up_what_rings_elsewhere() -> None:
    assert events(replayed("a_colleague_picks_up")) == [
        LegCreated(ONE),
        LegRinging(ONE),
        LegReplaced(ONE, up=True, stand_in=False, number="124"),
        LegConnected(ONE, ONE),
        LegConnected(CALLER, ONE),
        LegGone(ONE, None),
        CALLER_GONE,
    ]


def test_a_phone_hands_the_caller_on_and_he_talks_with_another() -> None:
    assert events(replayed("a_phone_hands_the_caller_on")) == [
        *TALKING,
        LegReplaced(ONE, up=False, stand_in=True),
        LegConnected(ONE, ONE),
        LegAnswered(ONE),
        LegGone(ONE, None),
        CALLER_GONE,
    ]


def test_one_half_up_in_an_attended_transfer_is_no_answer() -> None:
    assert events(replayed("a_phone_asks_a_colleague_and_then_hands_the_caller_on")) == [
        *TALKING,
        LegReplaced(ONE, up=False, stand_in=True),
        LegConnected(ONE, ONE),
        CALLER_GONE,
        LegGone(ONE, None),
    ]


def test_a_transfer_to_us_is_a_call_of_the_caller_transferred() -> None:
    news = replayed("a_phone_hands_the_caller_on_to_the_people_on_duty")
    first, second = (each for each in news if isinstance(each, Arrival))
    assert second.args == ("oncall", "otdel40")
    assert second.from_stand_in == first.call
    held, replaced = (each for each in news if isinstance(each, Held) or _is_replacement(each))
    assert isinstance(held, Held), "in this recording the new call comes first"
    assert news.index(replaced) < news.index(second)
    assert news[news.index(second) - 1] == Happened(first.call, TransferArrived(ONE, second.call))


def test_a_prompt_is_broken_off_by_a_hang_up() -> None:
    assert events(replayed("a_prompt_broken_off_by_a_hang_up_has_not_failed")) == [
        *ANSWERED,
        PlayEnded(ONE, (Sound.PRESS_1_TO_ACCEPT,)),
        LegGone(ONE, 16),
        CALLER_GONE,
    ]


def test_behind_a_local_channel_it_is_busy_and_nobody_waits_for_the_tone() -> None:
    news = replayed("a_route_of_the_dialplan_is_busy")
    assert events(news) == [
        LegCreated(ONE),
        LegGone(ONE, 17),
        LegCreated(TWO),
        LegGone(TWO, 34),
        CALLER_GONE,
    ]
    unwanted = [each for each in news if isinstance(each, Unwanted)]
    assert [each.caller for each in unwanted] == [False, False]


# ---------------------------------------------------------------- what no recording has


@pytest.fixture
def translator() -> Translator:
    return Translator(Channels(), Playbacks())


def channel(id: str, name: str = "PJSIP/trunk-1", state: str = "Ring") -> dict[str, Any]:
    return {
        "id": id,
        "name": name,
        "state": state,
        "caller": {"number": "", "name": ""},
        "dialplan": {"context": "inbound", "exten": "7770001"},
    }


def start(id: str, *args: str, name: str = "PJSIP/trunk-1", **more: Any) -> dict[str, Any]:
    started = {"type": "StasisStart", "args": [*args], "channel": channel(id, name)}
    return {**started, **more}


def end(id: str) -> dict[str, Any]:
    return {"type": "StasisEnd", "channel": channel(id)}


def arrival(translator: Translator, *args: str, id: str = "1.1") -> Arrival:
    (news,) = translator.news(start(id, *(args or ("inbound",))))
    assert isinstance(news, Arrival)
    return news


def test_a_caller_who_comes_again_is_another_call(translator: Translator) -> None:
    calls = []
    for _ in range(3):
        calls.append(arrival(translator).call)
        translator.news(end("1.1"))
    assert calls == ["1.1", "1.1-2", "1.1-3"]


def test_a_caller_whose_end_went_missing_comes_again(translator: Translator) -> None:
    arrival(translator)
    gone, again = translator.news(start("1.1", "inbound"))
    assert gone == Happened(CallId("1.1"), LegGone(CALLER, None))
    assert isinstance(again, Arrival)
    assert again.call == "1.1-2"


def test_the_old_channel_means_nothing_after_its_replacement(translator: Translator) -> None:
    call = arrival(translator).call
    translator.channels.expect(call, ONE)
    translator.news(start("1.1.1", "leg", name="PJSIP/101-1"))
    replacing = start("1.9", name="PJSIP/102-1", replace_channel=channel("1.1.1"))
    assert [_is_replacement(each) for each in translator.news(replacing)] == [True]
    assert translator.news(end("1.1.1")) == []
    assert translator.news({**end("1.1.1"), "type": "ChannelDestroyed", "cause": 16}) == []
    part = translator.channels.of(call, ONE)
    assert part
    assert part.channel == "1.9"
    assert translator.news(end("1.9")) == [Happened(call, LegGone(ONE, None))]


def test_the_caller_may_be_replaced_too(translator: Translator) -> None:
    call = arrival(translator).call
    replacing = start("1.9", name="Local/x@y-1;1", replace_channel=channel("1.1"))
    assert translator.news(replacing) == [
        Happened(call, LegReplaced(CALLER, up=False, stand_in=True))
    ]
    assert translator.news(end("1.1")) == []
    assert translator.news(end("1.9")) == [Happened(call, LegGone(CALLER, None))]


def test_a_leg_that_comes_when_its_call_is_over_is_unwanted(translator: Translator) -> None:
    (news,) = translator.news(start("1.1.1", "leg"))
    assert isinstance(news, Unwanted)
    assert not news.caller


def test_whoever_replaces_a_leg_whose_call_is_over_is_unwanted(translator: Translator) -> None:
    call = arrival(translator).call
    translator.channels.dismiss(translator.channels.expect(call, ONE))
    (news,) = translator.news(start("1.9", replace_channel=channel("1.1.1")))
    assert isinstance(news, Unwanted)
    assert not news.caller
    assert translator.news(start("1.9", replace_channel=channel("8.8"))) == []


def test_without_arguments_nobody_is_a_caller(translator: Translator) -> None:
    (news,) = translator.news(start("1.1"))
    assert isinstance(news, Unwanted)
    assert news.caller


def test_the_caller_s_phone_hands_whoever_talked_with_it_on_to_us(translator: Translator) -> None:
    """It is not the caller who comes with the other half."""
    call = arrival(translator).call
    translator.news(start("1.9", name="Local/7711@in-1;1", replace_channel=channel("1.1")))
    told, second = translator.news(start("1.8", "oncall", name="Local/7711@in-1;2"))
    assert isinstance(second, Arrival)
    assert told == Happened(call, TransferArrived(CALLER, second.call))
    assert second.from_stand_in is None


def test_the_caller_is_parked(translator: Translator) -> None:
    call = arrival(translator).call
    translator.channels.expect(call, ONE)
    parks = {"type": "BridgeBlindTransfer", "result": "Success", "exten": "700"}
    told = translator.news({**parks, "channel": channel("1.1.1"), "transferee": channel("1.1")})
    assert told == [Happened(call, LegTransferred(ONE, "700", parked=True))]


def test_half_a_local_channel_that_nobody_claims_is_let_in(translator: Translator) -> None:
    (held,) = translator.news(start("1.2", "inbound", name="Local/7@in-1;2"))
    assert held == Held("Local/7@in-1;1")
    (news,) = translator.let_in("Local/7@in-1;1")
    assert isinstance(news, Arrival)
    assert news.from_stand_in is None
    assert translator.let_in("Local/7@in-1;1") == []


def test_half_a_local_channel_that_leaves_while_it_is_held_is_told_of(
    translator: Translator,
) -> None:
    name = "Local/7@in-1;2"
    translator.news(start("1.2", "inbound", name=name))
    news, gone = translator.news({"type": "StasisEnd", "channel": channel("1.2", name)})
    assert isinstance(news, Arrival)
    assert gone == Happened(news.call, LegGone(CALLER, None))


def test_asterisk_stops_and_says_so(translator: Translator) -> None:
    """As it has been seen of 22.10, told to stop: first the flag, and later a usual cause."""
    call = arrival(translator).call
    translator.channels.expect(call, ONE)
    for id in ("1.1.1", "1.1"):
        for cause in (4, 16):
            event = {"type": "ChannelHangupRequest", "soft": True, "cause": cause}
            assert translator.news({**event, "channel": channel(id)}) == []
    destroyed = {"type": "ChannelDestroyed", "cause": 16, "channel": channel("1.1.1")}
    assert translator.news(destroyed) == [Happened(call, LegGone(ONE, 16, with_asterisk=True))]
    assert translator.news(end("1.1")) == [
        Happened(call, LegGone(CALLER, None, with_asterisk=True))
    ]


def test_somebody_hangs_up_with_the_same_number_for_a_cause(translator: Translator) -> None:
    """Q.850 has a cause 4, too: not every number is a flag."""
    call = arrival(translator).call
    event = {"type": "ChannelHangupRequest", "cause": 4, "channel": channel("1.1")}
    assert translator.news(event) == []
    assert translator.news(end("1.1")) == [Happened(call, CALLER_GONE)]


def test_a_cause_that_is_0_is_not_known(translator: Translator) -> None:
    call = arrival(translator).call
    translator.channels.expect(call, ONE)
    destroyed = {"type": "ChannelDestroyed", "cause": 0, "channel": channel("1.1.1")}
    assert translator.news(destroyed) == [Happened(call, LegGone(ONE, None))]


@pytest.mark.parametrize(
    "event",
    [
        {"type": "StasisStart"},
        {"type": "StasisStart", "channel": [], "args": []},
        {"type": "StasisStart", "channel": channel("1.1"), "args": None},
        {"type": "StasisEnd", "channel": {"id": 5}},
        {"type": "Dial", "dialstatus": "RINGING"},
        {"type": "PlaybackFinished", "playback": "p1"},
        {"type": 5},
        {},
    ],
)
def test_an_event_that_is_not_understood_says_why(
    translator: Translator, event: dict[str, Any]
) -> None:
    with pytest.raises(Malformed, match="which is no"):
        translator.news(event)


def test_events_of_strangers_are_nothing(translator: Translator) -> None:
    about = {"channel": channel("7.7"), "peer": channel("7.7"), "cause": 16, "digit": "1"}
    playback = {"id": "7.7.1.p1", "state": "done"}
    for kind in ("StasisEnd", "ChannelDestroyed", "ChannelStateChange", "ChannelDtmfReceived"):
        assert translator.news({"type": kind, **about}) == []
    for kind in ("Dial", "ChannelHangupRequest", "PlaybackFinished", "ChannelEnteredBridge"):
        about |= {"dialstatus": "RINGING", "playback": playback, "bridge": {"id": "7.b1"}}
        assert translator.news({"type": kind, **about}) == []
    assert translator.news({"type": "SomethingNew"}) == []


def _is_replacement(news: News) -> bool:
    return isinstance(news, Happened) and isinstance(news.event, LegReplaced)


def test_what_the_channel_before_was_hearing_is_to_be_stopped(translator: Translator) -> None:
    """Joined by an attended transfer the new one goes on with it."""
    call = arrival(translator).call
    translator.channels.expect(call, ONE)
    translator.news(start("1.1.1", "leg", name="PJSIP/101-1"))
    heard = translator.playbacks.begin(call, ONE, (Sound.PRESS_1_TO_ACCEPT,))
    translator.news(start("1.9", name="PJSIP/102-1", replace_channel=channel("1.1.1")))
    assert translator.playbacks.current(call, ONE) is None
    assert translator.playbacks.take_old(call, ONE) == [heard.id]


@pytest.mark.parametrize(("state", "unheard"), [("Ring", True), ("Up", False)])
def test_a_caller_who_cancels_in_the_bridge_was_heard_if_he_was_up_by_then(
    translator: Translator, state: str, unheard: bool
) -> None:
    call = arrival(translator).call
    translator.entered("1.1", f"{call}.b1")
    asked = {"type": "ChannelHangupRequest", "channel": channel("1.1", state=state)}
    assert translator.news(asked) == []
    ended = {"type": "StasisEnd", "channel": channel("1.1", state="Up")}
    assert translator.news(ended) == [Happened(call, LegGone(CALLER, None, unheard=unheard))]


def test_whoever_took_the_caller_s_place_in_a_talk_ends_a_talk(translator: Translator) -> None:
    call = arrival(translator).call
    name = "Local/104@from-internal-1;1"
    translator.news(start("1.9", name=name, replace_channel=channel("1.1")))
    translator.entered("1.9", f"{call}.b1")
    busy = {"type": "ChannelHangupRequest", "channel": channel("1.9", name, "Ringing")}
    assert translator.news(busy) == []
    ended = {"type": "StasisEnd", "channel": channel("1.9", name)}
    assert translator.news(ended) == [Happened(call, LegGone(CALLER, None))]
