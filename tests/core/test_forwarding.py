"""A phone sends us on to another number (302)."""

from dataclasses import replace

import pytest

from stasis_app.core.commands import FindWays
from stasis_app.core.forwarding import may_be_rung, number_of
from stasis_app.core.settings import HangUpThen, RingThen, Secretary
from stasis_app.core.words import CallOutcome, LegOutcome

from ..company import COMPANY, OTDEL1
from ..people import (
    COLLEAGUE,
    FORWARDS,
    IVAN,
    OLGA,
    STRANGER,
    VISIT,
    parallel,
    sequential,
    staggered,
)
from ..phone import Phone
from ..scenario import Scenario, seconds

UNREACHABLE = LegOutcome.UNREACHABLE


def colleague(call: Scenario) -> list[Phone]:
    """Both phones that are rung instead."""
    endpoints = FORWARDS[COLLEAGUE][0].endpoints
    return [Phone(call.world.asterisk, leg, call.go_on) for leg in call.legs_at(*endpoints)]


def test_whoever_it_sends_us_on_to_is_rung_in_his_place() -> None:
    call = Scenario(staggered(IVAN, OLGA))
    call.phone(IVAN).rings().sends_on_to(COLLEAGUE)
    one, other = colleague(call)
    one.is_rung()
    other.rings().answers().presses("1").talks()
    assert not call.legs(OLGA)
    call.caller_hangs_up()
    row = call.ends(
        CallOutcome.ANSWERED,
        (IVAN, UNREACHABLE),
        (IVAN, LegOutcome.ANSWERED_ELSEWHERE),
        (IVAN, LegOutcome.ANSWERED),
    )
    assert [leg.forwarded_to for leg in row.legs] == [COLLEAGUE, None, None]
    assert [leg.number for leg in row.legs] == [IVAN.number, COLLEAGUE, COLLEAGUE]


def test_a_number_that_may_not_be_rung_and_the_next_one_is_rung_at_once() -> None:
    call = Scenario(staggered(IVAN, OLGA))
    call.phone(IVAN).rings().sends_on_to(STRANGER)
    call.phone(OLGA).rings().answers().presses("1").talks()
    call.caller_hangs_up()
    row = call.ends(CallOutcome.ANSWERED, (IVAN, UNREACHABLE), (OLGA, LegOutcome.ANSWERED))
    assert row.legs[0].forwarded_to == STRANGER
    assert seconds(row.legs[1].dialled_at) == 0


def test_it_says_so_several_times_and_is_followed_once() -> None:
    """As Asterisk tells it."""
    call = Scenario(staggered(IVAN, OLGA))
    phone = call.phone(IVAN).rings()
    with call.same_instant():
        for _ in range(3):
            call.world.asterisk.forward(phone.leg, COLLEAGUE)
    assert call.wanted().count(FindWays(phone.leg, COLLEAGUE)) == 1
    assert len(colleague(call)) == 2


def test_nobody_answers_there_and_the_next_one_has_his_turn() -> None:
    call = Scenario(sequential(IVAN, OLGA))
    call.phone(IVAN).rings().sends_on_to(COLLEAGUE)
    for each in colleague(call):
        each.goes(17, 486)
    call.phone(OLGA).is_rung()


def test_the_turn_is_over_whoever_is_rung_in_it() -> None:
    call = Scenario(sequential(IVAN, OLGA))
    call.wait(15)
    call.phone(IVAN).rings().sends_on_to(COLLEAGUE)
    call.wait(5)
    for each in colleague(call):
        each.is_quiet()
    call.phone(OLGA).is_rung()


def test_two_phones_send_us_on_to_one_and_it_is_rung_once() -> None:
    call = Scenario(staggered(IVAN, OLGA))
    call.wait(20)
    call.phone(IVAN).rings().sends_on_to(COLLEAGUE)
    call.phone(OLGA).rings().sends_on_to(COLLEAGUE)
    one, other = colleague(call)
    one.answers().presses("1").talks()
    other.is_quiet()


def test_a_phone_that_sends_us_back_is_not_rung_again() -> None:
    call = Scenario(staggered(IVAN, OLGA))
    call.phone(IVAN).rings().sends_on_to(COLLEAGUE)
    one, other = colleague(call)
    one.sends_on_to(COLLEAGUE)
    other.is_rung()
    other.sends_on_to(STRANGER)
    call.phone(OLGA).is_rung()


def test_by_the_other_trunk_when_the_first_is_congested() -> None:
    number = "+79990000104"
    call = Scenario(staggered(IVAN, OLGA))
    call.phone(IVAN).rings().sends_on_to(number)
    first, second = (way.endpoints[0] for way in FORWARDS[number])
    (leg,) = call.legs_at(first)
    Phone(call.world.asterisk, leg, call.go_on).goes(34, 503)
    (leg,) = call.legs_at(second)
    Phone(call.world.asterisk, leg, call.go_on).rings().answers().presses("1").talks()


@pytest.mark.parametrize("lost", [0, 1])
def test_we_are_killed_as_it_sends_us_on(lost: int) -> None:
    """What was not written is not known: then the next one is rung."""
    call = Scenario(staggered(IVAN, OLGA))
    call.phone(IVAN).rings()
    with call.same_instant():
        call.phone(IVAN).sends_on_to(COLLEAGUE)
        call.hears_news()
        call.dies(lost)
    if lost:
        call.phone(OLGA).is_rung()
    else:
        assert len(colleague(call)) == 2


def test_from_phone_to_phone_and_there_is_an_end_to_it() -> None:
    call = Scenario(staggered(IVAN, OLGA))
    call.phone(IVAN).rings().sends_on_to("105")
    for number, after in (("105", "106"), ("106", COLLEAGUE)):
        (leg,) = call.legs_at(f"PJSIP/{number}")
        Phone(call.world.asterisk, leg, call.go_on).sends_on_to(after)
    one, other = colleague(call)
    other.goes(17, 486)
    assert not call.legs(OLGA)
    one.sends_on_to("+79990000104")
    call.phone(OLGA).is_rung()


@pytest.mark.parametrize(
    ("forward", "number"),
    [
        ("103", "103"),
        ("+79991234501", "+79991234501"),
        ("PJSIP/101/sip:103@192.0.2.7:5060;user=phone", "103"),
        ("sip:103@192.0.2.7", "103"),
        ("", ""),
    ],
)
def test_what_asterisk_says(forward: str, number: str) -> None:
    assert number_of(forward) == number


STAFF = {"+79991234501"}


@pytest.mark.parametrize(
    ("forward", "number"),
    [
        ("103", "103"),  # an internal number
        ("89991234501", "+79991234501"),  # of the staff sheet
        ("+79991234502", None),  # anybody's
        ("+78091234567", None),  # earns by it
        ("7770001", None),  # our own
        ("89161234567", None),  # the caller's
        ("*5501", None),
        ("sip:x", None),
    ],
)
def test_which_numbers_may_be_rung(forward: str, number: str | None) -> None:
    assert may_be_rung(forward, VISIT, COMPANY, STAFF.__contains__) == number


def test_a_number_of_the_configuration_may_be_rung() -> None:
    boss = RingThen(("+79991234509",), 30.0, HangUpThen())
    department = replace(OTDEL1, duty=replace(OTDEL1.duty, then=boss))
    settings = replace(COMPANY, departments=(department,))
    assert may_be_rung("+79991234509", VISIT, settings, set[str]().__contains__) == "+79991234509"


def test_never_one_who_earns_by_it_our_own_or_the_caller_s_whatever_the_sheets_say() -> None:
    def everybody(number: str) -> bool:
        return True

    department = replace(OTDEL1, dids=("+74957770001",), extension="7711")
    settings = replace(COMPANY, departments=(department,))
    caller = VISIT.caller.number
    assert caller is not None
    for forward in ("+78091234567", "84957770001", "7711", caller):
        assert may_be_rung(forward, VISIT, settings, everybody) is None
    assert may_be_rung("+79991234502", VISIT, settings, everybody) == "+79991234502"


def test_a_secretary_s_number_may_be_rung() -> None:
    secretary = Secretary(("+79991234507", "PJSIP/101"), None, 30.0, HangUpThen())
    for known, allowed in ((secretary, "+79991234507"), (None, None)):
        settings = replace(COMPANY, departments=(replace(OTDEL1, secretary=known),))
        found = may_be_rung("+79991234507", VISIT, settings, set[str]().__contains__)
        assert found == allowed


def test_whoever_rings_already_is_not_rung_once_more() -> None:
    """Though he stands there by his endpoint, without a number."""
    way = FORWARDS["105"][0]
    desk = replace(OLGA, name="PJSIP/105", number=None, ways=(way,))
    call = Scenario(parallel(IVAN, desk))
    call.phone(IVAN).rings().sends_on_to("105")
    assert len(call.legs_at(*way.endpoints)) == 1
    call.phone(desk).rings()


def test_nor_by_his_number() -> None:
    """Though the phone by which he is rung is another."""
    desk = replace(OLGA, number="105")
    call = Scenario(parallel(IVAN, desk))
    call.phone(IVAN).rings().sends_on_to("105")
    assert not call.legs_at(*FORWARDS["105"][0].endpoints)
    call.phone(desk).is_rung()


def test_whoever_is_still_to_be_rung_is_rung_in_his_turn() -> None:
    """Which has come, for nobody else is there."""
    olga = replace(OLGA, number=COLLEAGUE)
    call = Scenario(staggered(IVAN, olga))
    call.phone(IVAN).rings().sends_on_to(COLLEAGUE)
    assert not colleague(call)
    call.phone(olga).rings()
