"""Whose number the phones show, and what happens when a trunk does not like it."""

from dataclasses import replace

import pytest

from stasis_app.core.commands import Create
from stasis_app.core.plan import Person
from stasis_app.core.words import CallOutcome, LegOutcome

from ..people import ANNA, CALLER_ID, COMPANY_ID, RITA, parallel, sequential
from ..scenario import Scenario

FIRST = "PJSIP/rita-1@trunk1"
SECOND = "PJSIP/rita-1@trunk2"


def rung(night: Scenario, person: Person) -> list[tuple[str, str | None]]:
    """By which endpoints, and with which number, one after another."""
    created = [each for each in night.wanted() if isinstance(each, Create)]
    return [
        (each.endpoint, each.shown.number) for each in created if each.leg in night.legs(person)
    ]


@pytest.mark.parametrize(
    ("q850", "sip"),
    [(21, 403), (1, 404), (58, 488), (21, 603), (21, None), (1, None), (58, None)],
)
def test_what_is_refused_at_once_is_tried_with_the_companys_number(
    q850: int, sip: int | None
) -> None:
    night = Scenario(parallel(RITA))
    night.phone(RITA).goes(q850, sip)
    night.phone(RITA).rings().answers().talks()
    assert rung(night, RITA) == [(FIRST, CALLER_ID.number), (FIRST, COMPANY_ID.number)]
    assert night.world.refusing == ["trunk1"]


def test_once_only_and_then_the_first_refusal_stands() -> None:
    night = Scenario(sequential(RITA, ANNA))
    night.phone(RITA).goes(21, 403)
    night.phone(RITA).goes(21, 403)
    night.phone(ANNA).rings()
    night.caller_hangs_up()
    night.ends(
        CallOutcome.ABANDONED,
        (RITA, LegOutcome.UNREACHABLE),
        (RITA, LegOutcome.UNREACHABLE),
        (ANNA, LegOutcome.CANCELLED),
    )
    assert not night.world.refusing


def test_an_answer_out_of_the_blue_and_a_promise_convict_the_trunk_too() -> None:
    night = Scenario(parallel(RITA))
    night.phone(RITA).goes(21, 403)
    night.phone(RITA).promises().rings().answers().talks()
    assert night.world.refusing == ["trunk1"]
    night = Scenario(parallel(RITA))
    night.phone(RITA).goes(21, 403)
    night.phone(RITA).answers().talks()
    assert night.world.refusing == ["trunk1"]


def test_a_colleague_who_picks_the_call_up_convicts_nobody() -> None:
    night = Scenario(parallel(RITA))
    night.phone(RITA).goes(21, 403)
    night.world.asterisk.take_over(night.phone(RITA).leg)
    night.go_on()
    night.caller_hangs_up()
    assert not night.world.refusing


def test_a_trunk_that_was_left_for_its_congestion_is_not_convicted() -> None:
    night = Scenario(parallel(RITA))
    night.phone(RITA).goes(21, 403)
    night.phone(RITA).goes(34, 503)
    night.phone(RITA).rings()
    assert not night.world.refusing


def test_it_turns_out_after_we_were_killed_in_the_middle() -> None:
    night = Scenario(parallel(RITA))
    night.phone(RITA).goes(21, 403)
    night.dies()
    night.phone(RITA).rings()
    assert night.world.refusing == ["trunk1"]
    night.dies()
    assert night.world.refusing == ["trunk1"]


def test_one_who_declines_after_it_has_rung_has_declined() -> None:
    night = Scenario(parallel(RITA))
    night.phone(RITA).rings().goes(21, 603)
    night.ends(CallOutcome.MISSED, (RITA, LegOutcome.DECLINED))


def test_so_it_is_after_the_call_was_on_its_way() -> None:
    night = Scenario(parallel(RITA))
    night.phone(RITA).promises().goes(21, 403)
    night.ends(CallOutcome.MISSED, (RITA, LegOutcome.UNREACHABLE))


def test_a_refusal_that_takes_its_time_is_not_the_trunks() -> None:
    night = Scenario(parallel(RITA))
    night.wait(8)
    night.phone(RITA).goes(21, 603)
    night.ends(CallOutcome.MISSED, (RITA, LegOutcome.DECLINED))


def test_busy_is_no_refusal() -> None:
    night = Scenario(parallel(RITA))
    night.phone(RITA).goes(17, 486)
    night.ends(CallOutcome.MISSED, (RITA, LegOutcome.BUSY))


def test_a_congested_trunk_is_left_with_the_callers_own_number() -> None:
    night = Scenario(parallel(RITA))
    night.phone(RITA).goes(34, 503)
    night.phone(RITA).goes(21, 403)
    night.phone(RITA).rings()
    assert rung(night, RITA) == [
        (FIRST, CALLER_ID.number),
        (SECOND, CALLER_ID.number),
        (SECOND, COMPANY_ID.number),
    ]


def test_refused_and_then_congested() -> None:
    night = Scenario(parallel(RITA))
    night.phone(RITA).goes(21, 403)
    night.phone(RITA).goes(34, 503)
    night.phone(RITA).rings()
    assert [endpoint for endpoint, _ in rung(night, RITA)] == [FIRST, FIRST, SECOND]


def test_whose_refusal_proves_nothing_convicts_no_trunk() -> None:
    """Such as that of an extension's number."""
    ways = tuple(replace(way, proof=False) for way in RITA.ways)
    night = Scenario(parallel(replace(RITA, ways=ways)))
    night.phone(RITA).goes(21, 403)
    night.phone(RITA).rings().answers().talks()
    assert not night.world.refusing
