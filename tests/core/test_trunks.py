"""Ways that fail, and what each failure says about the person."""

from dataclasses import replace

import pytest

from stasis_app.core.commands import Create, Dial
from stasis_app.core.events import LegGone, LegProgressed, Refusal, Refused
from stasis_app.core.words import CallOutcome, LegId, LegOutcome

from ..people import ANNA, BOSS, IVAN, LENA, RITA, original_then_company, parallel, sequential
from ..scenario import Scenario, seconds

ROSA = original_then_company("rosa")


@pytest.mark.parametrize(
    ("q850", "sip", "outcome"),
    [
        (17, 486, LegOutcome.BUSY),
        (17, 600, LegOutcome.BUSY),
        (21, 603, LegOutcome.DECLINED),
        (19, 480, LegOutcome.UNREACHABLE),
        (34, 503, LegOutcome.UNREACHABLE),
        (0, None, LegOutcome.UNREACHABLE),
        (17, None, LegOutcome.BUSY),
        (21, None, LegOutcome.DECLINED),
        (20, None, LegOutcome.UNREACHABLE),
        (20, 404, LegOutcome.UNREACHABLE),
        (17, 480, LegOutcome.UNREACHABLE),
        (23, 302, LegOutcome.UNREACHABLE),
    ],
)
def test_p5_how_a_ringing_phone_goes(q850: int, sip: int | None, outcome: LegOutcome) -> None:
    night = Scenario(parallel(BOSS))
    night.phone(BOSS).rings().goes(q850, sip)
    row = night.ends(CallOutcome.MISSED, (BOSS, outcome))
    assert row.legs[0].cause is not None
    assert (row.legs[0].cause.q850, row.legs[0].cause.sip) == (q850, sip)


def test_p5_nobody_knows_why_it_went() -> None:
    night = Scenario(parallel(BOSS))
    night.phone(BOSS).rings().goes(None)
    row = night.ends(CallOutcome.MISSED, (BOSS, LegOutcome.UNREACHABLE))
    assert row.legs[0].cause is None


def test_a_phone_that_forwards_the_call_is_lost_so_the_next_one_rings_at_once() -> None:
    night = Scenario(sequential(ANNA, BOSS))
    night.phone(ANNA).goes(23, 302)
    night.phone(BOSS).rings().answers().talks()


def test_a_phone_that_only_promises_never_rings_and_runs_out_of_time() -> None:
    night = Scenario(sequential(ANNA, BOSS))
    night.phone(ANNA).promises()
    night.wait(20)
    night.phone(BOSS).rings().answers().talks()
    night.caller_hangs_up()
    night.ends(CallOutcome.ANSWERED, (ANNA, LegOutcome.NO_ANSWER), (BOSS, LegOutcome.ANSWERED))


@pytest.mark.parametrize(
    ("q850", "sip"),
    [
        *((34, sip) for sip in (500, 502, 503, 504)),
        (127, 503),
        *((q850, None) for q850 in (34, 38, 41, 42, 44)),
    ],
)
def test_a_congested_trunk_so_the_other_one_is_tried(q850: int, sip: int | None) -> None:
    night = Scenario(parallel(BOSS))
    night.phone(BOSS).goes(q850, sip)
    night.phone(BOSS).rings().answers().talks()
    assert len(night.legs(BOSS)) == 2


@pytest.mark.parametrize(("q850", "sip"), [(21, 403), (21, 603), (1, 404), (19, 480), (20, None)])
def test_what_another_trunk_would_not_change(q850: int, sip: int | None) -> None:
    night = Scenario(parallel(BOSS))
    night.phone(BOSS).goes(q850, sip)
    assert len(night.legs(BOSS)) == 1
    assert night.world.finished


def test_both_trunks_are_congested() -> None:
    night = Scenario(parallel(BOSS))
    night.phone(BOSS).goes(34, 503)
    night.phone(BOSS).goes(34, 503)
    night.ends(CallOutcome.MISSED, (BOSS, LegOutcome.UNREACHABLE), (BOSS, LegOutcome.UNREACHABLE))


def test_congestion_after_ringing_is_no_congestion_of_the_trunk() -> None:
    night = Scenario(parallel(BOSS))
    night.phone(BOSS).rings().goes(34, 503)
    night.ends(CallOutcome.MISSED, (BOSS, LegOutcome.UNREACHABLE))


def test_one_who_is_told_of_but_does_not_ring_cannot_be_reached() -> None:
    night = Scenario(sequential(RITA, ANNA))
    night.phone(RITA).promises()
    night.wait(9)
    night.phone(RITA).is_rung()
    night.wait(1)
    night.phone(ANNA).rings().answers().talks()
    night.caller_hangs_up()
    night.ends(CallOutcome.ANSWERED, (RITA, LegOutcome.UNREACHABLE), (ANNA, LegOutcome.ANSWERED))


def test_one_who_rings_in_time_rings_on() -> None:
    night = Scenario(sequential(RITA, ANNA))
    night.phone(RITA).promises()
    night.wait(9)
    night.phone(RITA).rings()
    night.wait(10)
    night.phone(RITA).answers().talks()


def test_he_has_so_long_from_the_first_news_of_his_phone() -> None:
    night = Scenario(sequential(RITA, ANNA))
    night.phone(RITA).promises()
    night.wait(6)
    night.phone(RITA).promises()
    night.wait(4)
    night.phone(ANNA).is_rung()


def test_what_is_told_of_another_s_phone_says_nothing_of_his() -> None:
    night = Scenario(parallel(RITA, ROSA, ANNA))
    night.phone(RITA).promises()
    night.wait(10)
    night.phone(RITA).is_quiet()
    night.phone(ROSA).is_rung()


def test_one_of_his_phones_rings_and_the_other_has_all_the_time() -> None:
    two = replace(LENA, ways=(replace(LENA.ways[0], ringing_within=10),))
    night = Scenario(parallel(two))
    ringing, silent = night.phones(two)
    ringing.rings()
    night.hears(LegProgressed(ringing.leg))
    night.wait(20)
    ringing.is_rung()
    silent.is_rung()


@pytest.mark.parametrize("sip", [403, 404, 488, 603])
def test_the_network_does_not_like_the_number_whatever_the_cause_is(sip: int) -> None:
    night = Scenario(parallel(RITA))
    night.phone(RITA).goes(127, sip)
    assert len(night.legs_at("PJSIP/rita-1@trunk1")) == 2


def test_busy_is_busy_by_every_way() -> None:
    night = Scenario(parallel(BOSS))
    night.phone(BOSS).goes(17, 486)
    night.ends(CallOutcome.MISSED, (BOSS, LegOutcome.BUSY))


@pytest.mark.parametrize("command", [Create, Dial])
def test_asterisk_rejects_so_the_next_way_is_tried(command: type[Create | Dial]) -> None:
    night = Scenario(parallel(BOSS), rejects=command)
    night.phone(BOSS).rings().answers().talks()
    night.caller_hangs_up()
    night.ends(CallOutcome.ANSWERED, (BOSS, LegOutcome.UNREACHABLE), (BOSS, LegOutcome.ANSWERED))


def test_what_asterisk_rejects_says_nothing_of_the_number_shown() -> None:
    night = Scenario(parallel(RITA), rejects=Create)
    assert night.legs_at("PJSIP/rita-1@trunk1") == [LegId(1)]
    assert night.legs_at("PJSIP/rita-1@trunk2") == [LegId(2)]


def test_one_way_only_so_the_next_person_rings() -> None:
    night = Scenario(sequential(IVAN, ANNA), rejects=Create)
    night.phone(ANNA).rings().answers().talks()


def test_a_lost_reply_does_not_silence_a_ringing_phone() -> None:
    night = Scenario(parallel(ANNA))
    night.phone(ANNA).rings()
    night.hears(Refused(Dial(night.legs(ANNA)[0]), Refusal.TIMED_OUT))
    night.phone(ANNA).answers().talks()


@pytest.mark.parametrize("command", [Create, Dial])
def test_no_reply_to_a_command_so_the_next_one_rings(command: type[Create | Dial]) -> None:
    night = Scenario(sequential(ANNA, BOSS), ignores=command)
    (wanted,) = [each for each in night.wanted() if isinstance(each, command)]
    night.hears(Refused(wanted, Refusal.TIMED_OUT))
    night.phone(BOSS).rings().answers().talks()


def test_a_second_report_of_an_end_changes_nothing() -> None:
    night = Scenario(sequential(ANNA, BOSS))
    night.phone(ANNA).rings().goes(17, 486)
    night.wait(5)
    night.hears(LegGone(night.phone(ANNA).leg, 16))
    night.caller_hangs_up()
    row = night.ends(CallOutcome.ABANDONED, (ANNA, LegOutcome.BUSY), (BOSS, LegOutcome.CANCELLED))
    assert seconds(row.legs[0].ended_at) == 0
