"""Somebody who talks sends the other one elsewhere; nobody is cut off by it."""

import pytest

from stasis_app.core.call.call import Call
from stasis_app.core.call.transfers import Transfer
from stasis_app.core.commands import Answer, AskDialplan, Connect
from stasis_app.core.events import (
    Event,
    LegAnswered,
    LegConnected,
    LegCreated,
    LegGone,
    LegTransferred,
    TransferArrived,
)
from stasis_app.core.words import CALLER, CallId, CallOutcome, LegId, LegOutcome, Release

from ..night.world import EVENING
from ..people import ANNA, BOSS, IVAN, QUEUE, hand_over, parallel, plan, sequential
from ..scenario import Scenario, seconds

UP_OR_NOT = pytest.mark.parametrize("up", [True, False])


@UP_OR_NOT
def test_the_phone_that_answered_transfers_the_caller(up: bool) -> None:
    night = Scenario(parallel(ANNA))
    phone = night.phone(ANNA).rings().answers().talks()
    phone.transfers(up=up).talks()
    night.wait(600)
    phone.talks()
    phone.goes(16)
    row = night.ends(CallOutcome.ANSWERED, (ANNA, LegOutcome.ANSWERED))
    night.caller_is_told(Release.NORMAL)
    assert row.answered_by == "anna"
    assert (seconds(row.answered_at), seconds(row.ended_at)) == (0, 600)


def test_the_one_he_was_transferred_to_is_busy() -> None:
    night = Scenario(parallel(ANNA))
    night.phone(ANNA).rings().answers().transfers().goes(17, 486)
    night.ends(CallOutcome.ANSWERED, (ANNA, LegOutcome.ANSWERED))


def test_a_chain_of_transfers() -> None:
    night = Scenario(parallel(ANNA))
    phone = night.phone(ANNA).rings().answers().transfers(up=True).transfers(up=True).talks()
    night.caller_hangs_up()
    phone.is_quiet()
    night.ends(CallOutcome.ANSWERED, (ANNA, LegOutcome.ANSWERED))


@UP_OR_NOT
def test_the_callers_phone_transfers_while_talking(up: bool) -> None:
    night = Scenario(parallel(ANNA))
    phone = night.phone(ANNA).rings().answers().talks()
    night.caller_transfers(up=up)
    phone.is_on_the_phone()
    night.caller_hangs_up()
    phone.is_quiet()
    night.ends(CallOutcome.ANSWERED, (ANNA, LegOutcome.ANSWERED))


@UP_OR_NOT
def test_a_secretary_lets_the_customer_have_the_call_while_it_rings(up: bool) -> None:
    night = Scenario(sequential(ANNA, BOSS))
    night.phone(ANNA).rings()
    night.wait(5)
    night.caller_transfers(up=up)
    night.caller_hears_ringing()
    night.phone(ANNA).is_rung()
    night.wait(15)
    night.phone(BOSS).rings().answers().talks()
    night.caller_hangs_up()
    night.ends(CallOutcome.ANSWERED, (ANNA, LegOutcome.NO_ANSWER), (BOSS, LegOutcome.ANSWERED))


def test_the_customer_comes_in_the_instant_of_the_answer() -> None:
    night = Scenario(parallel(ANNA))
    phone = night.phone(ANNA).rings()
    with night.same_instant():
        phone.answers()
        night.hears_news()
        night.caller_transfers(up=False)
    phone.talks()


def test_the_answer_finds_the_old_channel_only() -> None:
    night = Scenario(parallel(ANNA))
    phone = night.phone(ANNA).rings()
    with night.same_instant():
        phone.answers()
        night.hears_news()
        answer, connect = night.world.asterisk.lanes[CALLER]
        assert (answer, connect) == (Answer(CALLER), Connect(CALLER, phone.leg))
        night.world.asterisk.obey(answer)
        night.caller_transfers(up=False)
    phone.talks()


def test_a_customer_who_is_up_is_not_answered_again() -> None:
    night = Scenario(parallel(ANNA))
    phone = night.phone(ANNA).rings()
    with night.same_instant():
        phone.answers()
        night.hears_news()
        night.world.asterisk.obey(night.world.asterisk.lanes[CALLER][0])
        night.caller_transfers(up=True)
    phone.talks()
    assert sum(command == Answer(CALLER) for command in night.wanted()) == 1


def test_the_customer_comes_when_the_secretary_is_being_hung_up() -> None:
    night = Scenario(parallel(IVAN))
    with night.same_instant():
        night.phone(IVAN).goes(17, 486)
        night.hears_news()
        night.world.asterisk.forget(night.world.asterisk.lanes[CALLER][-1])
        night.caller_transfers(up=False)
    night.ends(CallOutcome.MISSED, (IVAN, LegOutcome.BUSY))
    night.caller_is_told(Release.BUSY)


def test_the_customer_comes_while_he_is_handed_over() -> None:
    night = Scenario(hand_over(QUEUE), dialplan=(QUEUE,), rejects=AskDialplan)
    night.caller_transfers(up=False)
    night.wait(0.2)
    night.ends(CallOutcome.HANDED_OVER)
    assert night.world.asterisk.sent_on == [QUEUE]


OURS = CallId("1700000000.7")


@pytest.mark.parametrize("told_first", [True, False])
def test_the_journal_knows_with_which_call_of_ours_it_went_on(told_first: bool) -> None:
    night = Scenario(parallel(ANNA))
    night.phone(ANNA).rings().answers().talks()
    news: list[Event] = [LegTransferred(LegId(1), "7711"), TransferArrived(LegId(1), OURS)]
    for event in news if told_first else reversed(news):
        night.hears(event)
    night.caller_hangs_up()
    row = night.ends(CallOutcome.ANSWERED, (ANNA, LegOutcome.ANSWERED))
    assert row.transfers == (Transfer(EVENING, "anna", "7711", OURS),)


def test_a_transfer_that_is_told_of_already_is_not_the_next_one() -> None:
    night = Scenario(parallel(ANNA))
    night.phone(ANNA).rings().answers().talks()
    night.hears(LegTransferred(LegId(1), "104"))
    night.hears(LegTransferred(CALLER, "105"))
    night.hears(TransferArrived(LegId(1), OURS))
    night.hears(LegTransferred(LegId(1), "7711"))
    night.caller_hangs_up()
    row = night.ends(CallOutcome.ANSWERED, (ANNA, LegOutcome.ANSWERED))
    assert [(each.by, each.to, each.call) for each in row.transfers] == [
        ("anna", "104", None),
        (None, "105", None),
        ("anna", "7711", OURS),
    ]


def test_whoever_is_parked_is_handed_over_to_the_dialplan() -> None:
    night = Scenario(parallel(ANNA))
    phone = night.phone(ANNA).rings().answers().talks()
    night.wait(30)
    night.world.asterisk.park_caller(LegId(1))
    night.go_on()
    phone.is_quiet()
    row = night.ends(CallOutcome.HANDED_OVER, (ANNA, LegOutcome.ANSWERED))
    assert (row.answered_by, seconds(row.answered_at), seconds(row.ended_at)) == ("anna", 0, 30)


def test_that_he_was_parked_may_be_told_after_his_end() -> None:
    night = Scenario(parallel(ANNA))
    night.phone(ANNA).rings().answers().talks()
    night.wait(30)
    with night.same_instant():
        night.caller_hangs_up()
        night.world.hear_news()
        night.hears(LegTransferred(LegId(1), "700", parked=True))
    night.ends(CallOutcome.HANDED_OVER, (ANNA, LegOutcome.ANSWERED))


@pytest.mark.parametrize(
    ("told", "outcome"),
    [
        ([LegTransferred(LegId(1), "700", parked=True)], CallOutcome.HANDED_OVER),
        ([LegTransferred(CALLER, "700", parked=True)], CallOutcome.ANSWERED),  # by himself
        (
            [LegTransferred(LegId(1), "700", parked=True), LegTransferred(LegId(1), "104")],
            CallOutcome.HANDED_OVER,
        ),
    ],
)
def test_who_has_been_parked(told: list[Event], outcome: CallOutcome) -> None:
    call = Call(plan(parallel(ANNA)))
    call.start(EVENING)
    one = LegId(1)
    talk = (LegCreated(one), LegAnswered(one), LegConnected(one, one), LegConnected(CALLER, one))
    for event in (*talk, *told, LegGone(CALLER, 16)):
        call.handle(event, EVENING)
    assert call.outcome is outcome


def test_with_which_call_of_ours_it_went_on_the_transfer_itself_may_tell() -> None:
    night = Scenario(parallel(ANNA))
    night.phone(ANNA).rings().answers().talks()
    night.hears(LegTransferred(LegId(1), "7711", OURS))
    night.caller_hangs_up()
    row = night.ends(CallOutcome.ANSWERED, (ANNA, LegOutcome.ANSWERED))
    assert row.transfers == (Transfer(EVENING, "anna", "7711", OURS),)
