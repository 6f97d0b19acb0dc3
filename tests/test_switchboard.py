"""The driver: a slow, a silent and a refusing Asterisk.  All in virtual time."""

import asyncio
from dataclasses import replace

from stasis_app.core import events
from stasis_app.core.commands import (
    Answer,
    AskDialplan,
    Connect,
    Continue,
    Create,
    Dial,
    HangUp,
    Indicate,
    Play,
    SwitchMode,
)
from stasis_app.core.events import LegAnswered, LegGone
from stasis_app.core.plan import Identity
from stasis_app.core.settings import Notify
from stasis_app.core.words import CALLER, CallId, CallOutcome, LegId, LegOutcome, Mode, Sound
from stasis_app.lane import COMMAND_SECONDS

from . import company
from .fakes import FakePbx, arrival, now
from .virtual_time import virtual_time

ONE = LegId(1)
TWO = LegId(2)
CALLER_SHOWN = Identity("+79161234567")
DIVERTED = (
    ("REDIRECTING(from-num,i)", "7770001"),
    ("REDIRECTING(reason,i)", "cfu"),
    ("REDIRECTING(count,i)", "1"),
)
IVAN = Create(ONE, "PJSIP/+79991234501@trunk", CALLER_SHOWN, DIVERTED)
OLGA = Create(TWO, "PJSIP/+79991234504@trunk", CALLER_SHOWN, DIVERTED)


def call_in(pbx: FakePbx, call: str = "c1", department: str = "otdel1") -> CallId:
    """On the on-call number: the people on duty, whatever the mode."""
    pbx.board.on_arrival(arrival(call, "oncall", department))
    return CallId(call)


@virtual_time
async def test_a_call_from_the_first_ring_to_the_end() -> None:
    pbx = FakePbx()
    call = call_in(pbx)
    await asyncio.sleep(10)
    live = pbx.board.live[call]
    pbx.board.on_event(call, LegAnswered(ONE))
    await asyncio.sleep(30)
    pbx.caller_leaves("c1")
    await asyncio.sleep(1)
    assert pbx.asked_for("c1") == [
        Indicate(CALLER),
        IVAN,
        Dial(ONE),
        Connect(ONE, ONE),
        Answer(CALLER),
        Connect(CALLER, ONE),
        HangUp(ONE),
    ]
    assert pbx.released == [("c1", False)]
    assert not pbx.board.live
    assert asyncio.all_tasks() == {asyncio.current_task()}
    assert all(timer.cancelled() for timer in live.timers.values())
    pbx.caller_leaves("c1")  # late news of it does no harm


@virtual_time
async def test_the_journal_has_the_plan_every_event_and_the_row() -> None:
    pbx = FakePbx()
    call = call_in(pbx)
    await asyncio.sleep(5)
    pbx.board.on_event(call, LegAnswered(ONE))
    await asyncio.sleep(25)
    pbx.caller_leaves("c1")
    await asyncio.sleep(1)
    (plan,) = pbx.journal.plans
    assert plan.visit.department == "otdel1"
    noted = pbx.journal.events[call]
    assert [number for number, _, _ in noted] == list(range(1, len(noted) + 1))
    assert noted[0][2] == events.LegCreated(ONE)
    (row,) = pbx.journal.rows
    assert (row.outcome, row.answered_by) == (CallOutcome.ANSWERED, company.IVAN.name)
    assert (row.dial_seconds, row.talk_seconds) == (5, 25)
    assert [leg.outcome for leg in row.legs] == [LegOutcome.ANSWERED]
    assert [mail.to for mail in pbx.journal.mails] == [("m01@example.com",)]
    assert pbx.board.outcomes == {"answered": 1}


@virtual_time
async def test_a_department_without_secretaries_cannot_be_switched() -> None:
    pbx = FakePbx()
    always_duty = replace(company.OTDEL1, secretary=None)
    pbx.office.settings = replace(company.COMPANY, departments=(always_duty,))
    for call, *arguments in (("c1", "toggle", "otdel1"), ("c2", "mode", "all", "secretary")):
        pbx.board.on_arrival(arrival(call, *arguments))
        await asyncio.sleep(1)
        assert Play(CALLER, (Sound.NOT_SWITCHED,)) in pbx.asked_for(call)
    assert not pbx.book.kept


@virtual_time
async def test_whoever_comes_with_arguments_that_mean_nothing_is_given_back() -> None:
    pbx = FakePbx()
    pbx.board.on_arrival(arrival("c1", "inbond", "7770001"))
    await asyncio.sleep(1)
    assert Continue(CALLER, company.RECEPTION) in pbx.asked_for("c1")
    (row,) = pbx.journal.rows
    assert (row.outcome, row.visit.caller) == (CallOutcome.HANDED_OVER, CALLER_SHOWN)
    assert (row.visit.department, row.visit.did, row.why.mode) == (None, None, None)


@virtual_time
async def test_a_hanging_create_delays_no_other_leg() -> None:
    pbx = FakePbx()
    pbx.seconds[OLGA] = 4
    call_in(pbx)
    await asyncio.sleep(21)
    pbx.caller_leaves("c1")
    await asyncio.sleep(1)
    assert pbx.asked_at(HangUp(ONE)) == [21]
    assert pbx.asked_at(HangUp(TWO)) == [21]
    assert [row.outcome for row in pbx.journal.rows] == [CallOutcome.ABANDONED]


@virtual_time
async def test_a_slow_command_delays_no_timer() -> None:
    pbx = FakePbx()
    pbx.seconds[Dial(ONE)] = 4.9
    call_in(pbx)
    await asyncio.sleep(30)
    assert pbx.asked_at(OLGA) == [20]


@virtual_time
async def test_a_rejected_create_brings_the_backup_at_once() -> None:
    pbx = FakePbx()
    pbx.rejects.add(IVAN)
    call_in(pbx)
    await asyncio.sleep(1)
    assert pbx.asked_at(OLGA) == [0]


@virtual_time
async def test_a_command_without_a_reply_comes_back_to_the_call() -> None:
    pbx = FakePbx()
    pbx.seconds[IVAN] = 1000
    call_in(pbx)
    await asyncio.sleep(10)
    assert pbx.asked_at(HangUp(ONE)) == [COMMAND_SECONDS]
    assert pbx.asked_at(OLGA) == [COMMAND_SECONDS]


@virtual_time
async def test_a_caller_who_leaves_before_anything_is_known() -> None:
    pbx = FakePbx()
    pbx.reading_seconds = 0.5
    pbx.board.on_arrival(arrival("c1", "inbound", "7770001"))
    pbx.caller_leaves("c1")
    await asyncio.sleep(2)
    assert [row.outcome for row in pbx.journal.rows] == [CallOutcome.ABANDONED]
    assert not pbx.board.live


@virtual_time
async def test_an_asterisk_that_does_not_tell_holds_nobody_up_and_the_caller_is_hidden() -> None:
    pbx = FakePbx()
    pbx.reading_seconds = 1000
    pbx.office.modes = {}
    call_in(pbx)
    await asyncio.sleep(2)
    hidden = Create(ONE, "PJSIP/+79991234501@trunk", Identity(None), DIVERTED)
    assert pbx.asked_at(hidden) == [1]


@virtual_time
async def test_a_code_switches_and_the_office_knows_it_at_once() -> None:
    pbx = FakePbx()
    lamps: list[dict[str, bool]] = []
    pbx.office.on_switched = lambda: lamps.append(pbx.office.lamps(now()))
    pbx.board.on_arrival(arrival("c1", "toggle", "otdel1", number="101"))
    await asyncio.sleep(1)
    assert pbx.office.mode(company.OTDEL1, now()) is Mode.DUTY
    assert lamps == [{"otdel1": True, "otdel2": False, "all": False}]
    assert Play(CALLER, (Sound.MODE_DUTY,)) in pbx.asked_for("c1")
    assert HangUp(CALLER) in pbx.asked_for("c1")
    assert not pbx.journal.rows
    assert not pbx.board.live


@virtual_time
async def test_a_switch_that_cannot_be_kept_changes_nothing() -> None:
    pbx = FakePbx()
    pbx.book.full = True
    pbx.board.on_arrival(arrival("c1", "toggle", "otdel1", number="101"))
    await asyncio.sleep(1)
    assert pbx.office.mode(company.OTDEL1, now()) is Mode.SECRETARY
    assert Play(CALLER, (Sound.NOT_SWITCHED,)) in pbx.asked_for("c1")


@virtual_time
async def test_wrong_pins_are_counted_over_calls() -> None:
    pbx = FakePbx()
    for n in range(4):
        pbx.board.on_arrival(arrival(f"c{n}", "toggle", "otdel2", number="101"))
        await asyncio.sleep(1)
        for _ in range(3 * 4):
            pbx.board.on_event(CallId(f"c{n}"), events.KeyPressed(CALLER, "9"))
        await asyncio.sleep(1)
    assert Play(CALLER, (Sound.PIN_LOCKED,)) in pbx.asked_for("c3")
    assert Play(CALLER, (Sound.PIN_LOCKED,)) not in pbx.asked_for("c2")
    assert not pbx.book.kept


@virtual_time
async def test_a_crash_gives_its_caller_back_and_touches_no_other() -> None:
    pbx = FakePbx()
    pbx.bugs.add(Dial(ONE))
    call_in(pbx, "bug")
    await asyncio.sleep(1)
    pbx.bugs.clear()
    call_in(pbx, "good")
    await asyncio.sleep(1)
    assert pbx.asked_for("bug")[-2:] == [
        AskDialplan(CALLER, company.RECEPTION),
        Continue(CALLER, company.RECEPTION),
    ]
    assert pbx.released == [("bug", True), ("bug", False)]
    assert [row.outcome for row in pbx.journal.rows] == [CallOutcome.FAILED]
    assert set(pbx.board.live) == {CallId("good")}
    pbx.board.on_event(CallId("good"), LegAnswered(ONE))
    await asyncio.sleep(1)
    assert Connect(ONE, ONE) in pbx.asked_for("good")
    pbx.caller_leaves("good")
    await asyncio.sleep(1)


@virtual_time
async def test_stopping_leaves_people_talking_and_hands_over_who_waits() -> None:
    pbx = FakePbx()
    talking = call_in(pbx, "talking")
    call_in(pbx, "waiting")
    pbx.board.on_arrival(arrival("switching", "toggle", "otdel2", number="101"))
    await asyncio.sleep(1)
    pbx.board.on_event(talking, LegAnswered(ONE))
    await asyncio.sleep(1)
    await pbx.board.stop()
    call_in(pbx, "late")
    await asyncio.sleep(1)
    assert asyncio.all_tasks() == {asyncio.current_task()}
    assert HangUp(ONE) not in pbx.asked_for("talking")
    assert Continue(CALLER, company.RECEPTION) in pbx.asked_for("waiting")
    assert Continue(CALLER, None) in pbx.asked_for("switching")
    assert Continue(CALLER, company.RECEPTION) in pbx.asked_for("late")
    ended = [(row.visit.id, row.outcome) for row in pbx.journal.rows]
    assert ended == [("waiting", CallOutcome.HANDED_OVER), ("late", CallOutcome.HANDED_OVER)]
    assert {call for call, _ in pbx.released} == {"waiting", "switching", "late"}


@virtual_time
async def test_stopping_lets_those_be_connected_who_have_just_found_each_other() -> None:
    pbx = FakePbx()
    await stops_while_they_are_connected(pbx, seconds=0.4)
    assert HangUp(ONE) not in pbx.asked_for("c1")
    assert pbx.released == []
    assert pbx.journal.rows == []


@virtual_time
async def test_stopping_does_not_wait_for_them_for_long() -> None:
    """He goes on in the dialplan, and is kept there."""
    pbx = FakePbx()
    await stops_while_they_are_connected(pbx, seconds=0.8)
    assert pbx.asked_for("c1")[-1] == Continue(CALLER, company.RECEPTION)
    assert [row.outcome for row in pbx.journal.rows] == [CallOutcome.HANDED_OVER]


async def stops_while_they_are_connected(pbx: FakePbx, seconds: float) -> None:
    call = call_in(pbx)
    await asyncio.sleep(1)
    pbx.seconds[Connect(ONE, ONE)] = seconds
    pbx.board.on_event(call, LegAnswered(ONE))
    await asyncio.sleep(0.01)
    await pbx.board.stop()
    assert asyncio.all_tasks() == {asyncio.current_task()}


@virtual_time
async def test_stopping_waits_for_nobody_who_has_gone() -> None:
    pbx = FakePbx()
    left, talked = call_in(pbx, "left"), call_in(pbx, "talked")
    pbx.board.on_arrival(arrival("switching", "toggle", "otdel2", number="101"))
    await asyncio.sleep(1)
    pbx.board.on_event(talked, LegAnswered(ONE))
    await asyncio.sleep(1)
    for call in (left, talked, CallId("switching")):
        pbx.board.on_event(call, LegGone(CALLER, 16))
    await asyncio.sleep(0)  # heard, and what is left of them still hangs on
    began = asyncio.get_running_loop().time()
    await pbx.board.stop()
    assert asyncio.get_running_loop().time() == began
    for name in ("left", "talked", "switching"):
        assert not [each for each in pbx.asked_for(name) if isinstance(each, Continue)]
    ended = {(row.visit.id, row.outcome) for row in pbx.journal.rows}
    assert ended == {("left", CallOutcome.ABANDONED), ("talked", CallOutcome.ANSWERED)}
    assert {call for call, _ in pbx.released} == {"left", "talked", "switching"}


@virtual_time
async def test_a_bug_before_the_plan_gives_the_caller_back_too() -> None:
    pbx = FakePbx()
    pbx.office.on_duty = lambda department, at: 1 / 0  # type: ignore[assignment, return-value]
    call_in(pbx)
    await asyncio.sleep(1)
    assert Continue(CALLER, company.RECEPTION) in pbx.asked_for("c1")
    assert [row.outcome for row in pbx.journal.rows] == [CallOutcome.FAILED]
    assert not pbx.board.live


@virtual_time
async def test_a_command_in_between_does_not_hide_who_has_just_toggled() -> None:
    pbx = FakePbx()
    pbx.board.on_arrival(arrival("c1", "toggle", "otdel1", number="101"))
    await asyncio.sleep(5)
    await pbx.office.switch(SwitchMode(("otdel1",), Mode.SECRETARY, "root", False), now())
    pbx.board.on_arrival(arrival("c2", "toggle", "otdel1", number="102"))
    await asyncio.sleep(1)
    (asked,) = (each for each in pbx.asked_for("c2") if isinstance(each, Play))
    assert asked.sounds[0] is Sound.JUST_SWITCHED_BY
    pbx.caller_leaves("c2")
    await asyncio.sleep(1)


@virtual_time
async def test_the_extension_s_is_no_number_that_was_dialled() -> None:
    pbx = FakePbx()
    pbx.told["FROM_DID"] = "7770001"
    pbx.board.on_arrival(arrival("c1", "inbound", "s"))
    await asyncio.sleep(1)
    (plan,) = pbx.journal.plans
    assert (plan.visit.department, plan.visit.did) == ("otdel1", "7770001")
    pbx.caller_leaves("c1")
    await asyncio.sleep(1)


@virtual_time
async def test_a_bug_in_the_mails_costs_no_row() -> None:
    pbx = FakePbx()
    call = call_in(pbx)
    await asyncio.sleep(1)
    pbx.board.live[call].settings = None  # type: ignore[assignment]
    pbx.caller_leaves("c1")
    await asyncio.sleep(1)
    assert [row.outcome for row in pbx.journal.rows] == [CallOutcome.ABANDONED]
    assert not pbx.journal.mails
    assert not pbx.board.live


@virtual_time
async def test_a_call_keeps_the_settings_it_began_with() -> None:
    pbx = FakePbx()
    pbx.reading_seconds = 0.5  # the settings change while it is being found out who calls
    call_in(pbx)
    await asyncio.sleep(0.1)
    quiet = replace(company.OTDEL1, notify=Notify(rung=False))
    pbx.office.settings = replace(company.COMPANY, departments=(quiet,), admins=())
    await asyncio.sleep(1)
    call_in(pbx, "c2")
    await asyncio.sleep(1)
    pbx.caller_leaves("c1")
    pbx.caller_leaves("c2")
    await asyncio.sleep(1)
    assert len(pbx.journal.rows) == 2
    assert {mail.key.partition(":")[0] for mail in pbx.journal.mails} == {"c1"}


@virtual_time
async def test_a_call_that_cannot_even_be_journalled_is_let_go() -> None:
    pbx = FakePbx()
    call = call_in(pbx)
    await asyncio.sleep(1)
    live = pbx.board.live[call]
    assert live.call is not None
    live.call.legs = None  # type: ignore[assignment]
    pbx.board.on_event(call, LegAnswered(ONE))
    await asyncio.sleep(1)
    assert pbx.released[-1] == ("c1", False)
    assert not pbx.board.live
    assert Continue(CALLER, company.RECEPTION) in pbx.asked_for("c1")


@virtual_time
async def test_somebody_who_is_in_one_call_is_passed_over_in_the_next() -> None:
    pbx = FakePbx()
    call_in(pbx, "c1")
    await asyncio.sleep(1)
    call_in(pbx, "c2")
    await asyncio.sleep(1)
    assert OLGA.endpoint not in endpoints_rung(pbx, "c1")
    assert endpoints_rung(pbx, "c2") == [OLGA.endpoint]
    pbx.caller_leaves("c1")
    pbx.board.on_event(CallId("c1"), LegGone(ONE, q850=16))
    await asyncio.sleep(1)
    assert endpoints_rung(pbx, "c2") == [OLGA.endpoint, IVAN.endpoint]
    pbx.caller_leaves("c2")
    for leg in (ONE, TWO):
        pbx.board.on_event(CallId("c2"), LegGone(leg, q850=16))
    await asyncio.sleep(1)
    skipped = [leg.outcome for leg in pbx.journal.rows[-1].legs]
    assert skipped == [LegOutcome.SKIPPED, LegOutcome.CANCELLED, LegOutcome.CANCELLED]


def endpoints_rung(pbx: FakePbx, call: str) -> list[str]:
    return [each.endpoint for each in pbx.asked_for(call) if isinstance(each, Create)]


def rings_somebody(pbx: FakePbx, call: str) -> bool:
    return any(isinstance(each, Dial) for each in pbx.asked_for(call))


@virtual_time
async def test_over_the_limit_new_calls_go_to_the_fallback_at_once() -> None:
    pbx = FakePbx()
    pbx.office.settings = replace(company.COMPANY, most_calls=2)
    for name in ("c1", "c2", "c3"):
        call_in(pbx, name)
    await asyncio.sleep(1)
    handed_over = [AskDialplan(CALLER, company.RECEPTION), Continue(CALLER, company.RECEPTION)]
    assert pbx.asked_for("c3") == handed_over
    assert set(pbx.board.live) == {CallId("c1"), CallId("c2")}
    (row,) = pbx.journal.rows
    assert (row.visit.id, row.outcome) == ("c3", CallOutcome.HANDED_OVER)
    assert (row.visit.department, row.visit.caller) == ("otdel1", CALLER_SHOWN)
    assert row.why.issues == ("too_many_calls",)
    assert pbx.board.errors.in_last_hour(now()) == {"too many calls at once": 1}

    pbx.caller_leaves("c1")
    await asyncio.sleep(1)
    call_in(pbx, "c4")
    await asyncio.sleep(1)
    assert set(pbx.board.live) == {CallId("c2"), CallId("c4")}
    for name in ("c2", "c4"):
        pbx.caller_leaves(name)
    await asyncio.sleep(1)


@virtual_time
async def test_who_is_one_too_many_takes_nobodys_place() -> None:
    pbx = FakePbx()
    pbx.office.settings = replace(company.COMPANY, most_calls=1)
    pbx.seconds[Continue(CALLER, company.RECEPTION)] = 4
    call_in(pbx, "served")
    call_in(pbx, "one too many")
    await asyncio.sleep(1)
    pbx.caller_leaves("served")
    await asyncio.sleep(1)
    call_in(pbx, "next")
    await asyncio.sleep(1)
    assert rings_somebody(pbx, "next")
    pbx.caller_leaves("next")
    await asyncio.sleep(5)


@virtual_time
async def test_phones_that_switch_are_never_too_many_and_take_no_place() -> None:
    pbx = FakePbx()
    pbx.office.settings = replace(company.COMPANY, most_calls=1)
    pbx.board.on_arrival(arrival("before", "toggle", "otdel2", number="101"))
    call_in(pbx, "served")
    pbx.board.on_arrival(arrival("after", "toggle", "otdel1", number="101"))
    await asyncio.sleep(1)
    assert rings_somebody(pbx, "served")
    assert Play(CALLER, (Sound.MODE_DUTY,)) in pbx.asked_for("after")
    for name in ("before", "served"):
        pbx.caller_leaves(name)
    await asyncio.sleep(1)
