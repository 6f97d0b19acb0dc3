"""Our process is killed in the middle of a call and started again: the call goes on."""

from stasis_app.core.commands import Connect, Continue, Create, Dial, HangUp, Play
from stasis_app.core.retelling import UNWRITTEN, Rebuilt, rebuilt
from stasis_app.core.words import CALLER, CallOutcome, LegId, LegOutcome, Sound

from ..night.asterisk import Truth
from ..people import ANNA, BOSS, IVAN, OLGA, QUEUE, hand_over, parallel, staggered
from ..scenario import Scenario, seconds

ASKED = (Sound.PRESS_1_TO_ACCEPT,)


def count(night: Scenario, kind: type[object]) -> int:
    return sum(isinstance(command, kind) for command in night.wanted())


def test_a_phone_that_rings_rings_on() -> None:
    night = Scenario(parallel(ANNA))
    phone = night.phone(ANNA)
    phone.rings()
    night.dies()
    assert (count(night, Create), count(night, Dial)) == (1, 1)
    night.caller_hears_ringing()
    phone.answers()
    assert night.caller_is_answered()
    night.caller_hangs_up()
    night.ends(CallOutcome.ANSWERED, (ANNA, LegOutcome.ANSWERED))


def test_the_backup_joins_when_he_would_have() -> None:
    night = Scenario(staggered(ANNA, BOSS))
    night.phone(ANNA).rings()
    night.wait(10)
    night.dies(away=5)
    assert not night.legs(BOSS)
    night.wait(4.9)
    assert not night.legs(BOSS)
    night.wait(0.2)
    assert night.legs(BOSS)


def test_what_was_due_meanwhile_is_done_at_once() -> None:
    night = Scenario(staggered(ANNA, BOSS))
    night.phone(ANNA).rings()
    night.dies(away=30)
    night.wait(0)
    night.phone(BOSS).rings()
    night.wait(30)
    row = night.ends(CallOutcome.MISSED, (ANNA, LegOutcome.NO_ANSWER), (BOSS, LegOutcome.NO_ANSWER))
    assert seconds(row.ended_at) == 60


def test_nothing_is_known_but_the_plan_and_nobody_is_rung_twice() -> None:
    night = Scenario(parallel(ANNA, BOSS))
    night.phone(ANNA).rings()
    night.dies(lost=len(night.world.record) - 1)
    assert [night.legs(ANNA), night.legs(BOSS)] == [[LegId(1)], [LegId(2)]]
    assert night.world.asterisk.channels[LegId(1)].truth is Truth.RINGING
    night.phone(ANNA).answers()
    night.caller_hangs_up()
    night.ends(
        CallOutcome.ANSWERED,
        (ANNA, LegOutcome.ANSWERED),
        (BOSS, LegOutcome.ANSWERED_ELSEWHERE),
    )


def test_who_accepted_in_the_last_moment_is_not_asked_again() -> None:
    night = Scenario(parallel(IVAN))
    phone = night.phone(IVAN)
    phone.answers()
    before = len(night.world.record)
    phone.presses("1")
    asked = night.wanted().count(Play(LegId(1), ASKED))
    night.dies(lost=len(night.world.record) - before)
    assert night.wanted().count(Play(LegId(1), ASKED)) == asked
    assert night.caller_is_answered()
    night.caller_hangs_up()
    night.ends(CallOutcome.ANSWERED, (IVAN, LegOutcome.ANSWERED))


def test_who_was_connected_before_anything_was_written_of_his_answer() -> None:
    night = Scenario(parallel(ANNA, BOSS))
    phone = night.phone(ANNA)
    phone.rings()
    before = len(night.world.record)
    phone.answers()
    night.dies(lost=len(night.world.record) - before)
    assert night.world.asterisk.caller.bridge == LegId(1)
    night.caller_hangs_up()
    night.ends(
        CallOutcome.ANSWERED,
        (ANNA, LegOutcome.ANSWERED),
        (BOSS, LegOutcome.ANSWERED_ELSEWHERE),
    )


def test_who_is_asked_is_asked_from_the_beginning() -> None:
    night = Scenario(parallel(IVAN))
    night.phone(IVAN).answers()
    night.wait(8)
    night.dies(away=3)
    night.wait(39)
    night.phone(IVAN).is_on_the_phone()
    night.wait(2)
    night.ends(CallOutcome.MISSED, (IVAN, LegOutcome.NOT_CONFIRMED))


def test_only_one_of_them_had_been_connected() -> None:
    night = Scenario(parallel(ANNA), ignores=Connect)
    night.phone(ANNA).answers()
    night.dies()
    assert night.world.asterisk.channels[LegId(1)].bridge == LegId(1)
    night.caller_hangs_up()
    night.ends(CallOutcome.ANSWERED, (ANNA, LegOutcome.ANSWERED))


def test_a_phone_declined_meanwhile_and_the_next_one_is_rung() -> None:
    night = Scenario(staggered(OLGA, BOSS))
    phone = night.phone(OLGA)
    phone.rings()
    with night.same_instant():
        phone.goes(21, 603)
        night.dies()
    night.phone(BOSS).rings()
    assert len(night.legs(OLGA)) == 1


def test_the_caller_left_meanwhile() -> None:
    night = Scenario(parallel(ANNA))
    night.phone(ANNA).rings()
    with night.same_instant():
        night.caller_hangs_up()
        night.dies()
    night.ends(CallOutcome.ABANDONED, (ANNA, LegOutcome.CANCELLED))


def test_who_was_on_his_way_into_the_dialplan_is_sent_there_again() -> None:
    night = Scenario(hand_over(QUEUE), dialplan=(QUEUE,), ignores=Continue)
    night.dies()
    assert night.world.asterisk.sent_on == [QUEUE]
    night.ends(CallOutcome.HANDED_OVER)


def test_who_was_to_be_hung_up_on_is() -> None:
    night = Scenario(parallel(ANNA), ignores=HangUp)
    night.phone(ANNA).rings()
    night.wait(60)
    assert not night.world.finished
    night.dies()
    night.ends(CallOutcome.MISSED, (ANNA, LegOutcome.NO_ANSWER))
    assert night.world.asterisk.caller.truth is Truth.GONE


def test_what_was_heard_last_is_known_by_its_number() -> None:
    """Two may not have been written; and after each death it counts on from there."""
    night = Scenario(parallel(IVAN))
    night.phone(IVAN).answers()
    assert again(night).plays == {LegId(1): 1}
    night.dies()
    assert again(night).plays == {LegId(1): 1 + UNWRITTEN + 1, CALLER: UNWRITTEN}


def again(night: Scenario) -> Rebuilt:
    first, *later = night.world.record
    told = [(each.at, each.event) for each in later if each.event is not None]
    return rebuilt(night.world.plan, first.at, told)
