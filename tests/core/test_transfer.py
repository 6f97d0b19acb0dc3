"""Somebody who talks sends the other one elsewhere; nobody is cut off by it."""

import pytest

from stasis_app.core.commands import Answer, AskDialplan, Connect
from stasis_app.core.words import CALLER, CallOutcome, LegOutcome, Release

from ..people import ANNA, BOSS, IVAN, QUEUE, hand_over, parallel, sequential
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


def test_the_connection_finds_the_old_channel_only() -> None:
    night = Scenario(parallel(ANNA))
    phone = night.phone(ANNA).rings()
    with night.same_instant():
        phone.answers()
        night.hears_news()
        connect, answer = night.world.asterisk.lanes[CALLER]
        assert (connect, answer) == (Connect(CALLER, phone.leg), Answer(CALLER))
        night.world.asterisk.obey(connect)
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
