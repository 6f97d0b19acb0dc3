"""One person has several phones: they ring at once, and one of them is picked up."""

from stasis_app.core.commands import Create, HangUp
from stasis_app.core.words import CallOutcome, LegOutcome, Release, Sound

from ..people import ANNA, DESK, LENA, parallel, sequential
from ..scenario import Scenario


def test_the_one_that_is_picked_up_talks_and_the_others_stop() -> None:
    night = Scenario(parallel(DESK))
    first, second, third = night.phones(DESK)
    first.rings()
    second.rings().answers().talks()
    first.is_quiet()
    third.is_quiet()
    assert HangUp(first.leg, Release.ANSWERED_ELSEWHERE) in night.wanted()
    night.caller_hangs_up()
    night.ends(
        CallOutcome.ANSWERED,
        (DESK, LegOutcome.ANSWERED_ELSEWHERE),
        (DESK, LegOutcome.ANSWERED),
        (DESK, LegOutcome.ANSWERED_ELSEWHERE),
    )


def test_the_others_stop_before_he_has_accepted() -> None:
    night = Scenario(parallel(LENA, ANNA))
    first, second = night.phones(LENA)
    first.rings().answers()
    second.is_quiet()
    night.phone(ANNA).is_rung()
    first.hears(Sound.PRESS_1_TO_ACCEPT).presses("1").talks()


def test_two_of_his_phones_answer_in_the_same_instant() -> None:
    night = Scenario(parallel(DESK))
    first, second, third = night.phones(DESK)
    with night.same_instant():
        third.answers()
        first.answers()
    third.talks()
    first.is_quiet()
    second.is_quiet()


def test_one_is_busy_and_the_others_go_on_ringing() -> None:
    night = Scenario(sequential(DESK, ANNA))
    first, second, third = night.phones(DESK)
    first.goes(17, 486)
    second.goes(34, 503)
    assert not night.legs(ANNA)
    third.rings().answers().talks()


def test_all_are_lost_so_the_next_one_rings_at_once() -> None:
    night = Scenario(sequential(DESK, ANNA))
    for phone in night.phones(DESK):
        phone.goes(17, 486)
    night.phone(ANNA).rings()


def test_the_next_way_is_tried_when_all_of_the_first_were_congested() -> None:
    night = Scenario(parallel(LENA))
    first, second = night.phones(LENA)
    first.goes(34, 503)
    assert len(night.legs(LENA)) == 2
    second.goes(42, None)
    assert len(night.legs(LENA)) == 4
    night.phone(LENA).rings().answers().presses("1").talks()


def test_the_next_way_is_not_tried_when_one_has_rung() -> None:
    night = Scenario(parallel(LENA))
    first, second = night.phones(LENA)
    first.rings().goes(19, 480)
    second.goes(34, 503)
    night.ends(CallOutcome.MISSED, (LENA, LegOutcome.UNREACHABLE), (LENA, LegOutcome.UNREACHABLE))


def test_the_next_way_is_not_tried_when_one_was_busy() -> None:
    night = Scenario(parallel(LENA))
    first, second = night.phones(LENA)
    first.goes(34, 503)
    second.goes(17, 486)
    night.ends(CallOutcome.MISSED, (LENA, LegOutcome.UNREACHABLE), (LENA, LegOutcome.BUSY))


def test_all_stop_when_the_time_is_over() -> None:
    night = Scenario(parallel(DESK))
    night.wait(60)
    night.ends(CallOutcome.MISSED, *[(DESK, LegOutcome.NO_ANSWER)] * 3)


def test_each_phone_is_rung_with_what_its_way_says() -> None:
    night = Scenario(parallel(DESK))
    (way,) = DESK.ways
    wanted = [command for command in night.wanted() if isinstance(command, Create)]
    assert wanted == [
        Create(leg, endpoint, way.shown, way.variables)
        for leg, endpoint in zip(night.legs(DESK), way.endpoints, strict=True)
    ]
