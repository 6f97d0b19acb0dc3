"""The driver takes up what was going on when it was killed.  All in virtual time."""

import asyncio

from stasis_app.core.commands import Answer, Connect, Continue, Dial, HangUp, Indicate
from stasis_app.core.events import (
    Event,
    Interrupted,
    LegAnswered,
    LegConnected,
    LegGone,
    Resumed,
)
from stasis_app.core.record import Row
from stasis_app.core.retelling import Noted, Story
from stasis_app.core.words import CALLER, CallId, CallOutcome, LegId
from stasis_app.recovery import take_up

from . import company
from .fakes import FakePbx, arrival
from .test_switchboard import IVAN, OLGA
from .virtual_time import virtual_time

ONE = LegId(1)
TWO = LegId(2)
CALL = CallId("c1")


class Kept:
    """What a process that was killed has left: the rows, the plans and most of the events."""

    def __init__(self, pbx: FakePbx, lost: int = 0) -> None:
        self.rows = pbx.journal.opened_rows
        self.stories: dict[CallId, Story] = {}
        self.unreadable: set[CallId] = set()
        for plan, row in zip(pbx.journal.plans, self.rows, strict=True):
            noted = [Noted(*each) for each in pbx.journal.events[row.visit.id]]
            kept = tuple(noted[: len(noted) - lost])
            self.stories[row.visit.id] = Story(plan, row.started_at, kept)

    async def unfinished(self) -> list[Row]:
        return self.rows

    async def events(self, call: CallId) -> Story | None:
        if call in self.unreadable:
            raise ValueError("event: LegVanished stands where one of these should …")
        return self.stories.get(call)


async def killed(pbx: FakePbx, lost: int = 0) -> Kept:
    for task in list(pbx.board.tasks):
        task.cancel()
    await asyncio.gather(*pbx.board.tasks, return_exceptions=True)
    return Kept(pbx, lost)


async def started_again(kept: Kept, *told: Event) -> FakePbx:
    """`told`: of the call, while Asterisk is asked what it has."""
    pbx = FakePbx()
    await take_up(kept, pbx.journal, pbx.board, pbx)
    for event in told:
        pbx.board.on_event(CALL, event)
    pbx.board.on_caught_up()
    await asyncio.sleep(0)
    return pbx


def call_in(pbx: FakePbx) -> None:
    pbx.board.on_arrival(arrival(CALL, "oncall", "otdel1"))


async def talk(pbx: FakePbx) -> None:
    call_in(pbx)
    await asyncio.sleep(5)
    pbx.board.on_event(CALL, LegAnswered(ONE))
    await asyncio.sleep(1)


@virtual_time
async def test_timers_run_for_what_is_left_of_them() -> None:
    pbx = FakePbx()
    call_in(pbx)
    await asyncio.sleep(12)
    kept = await killed(pbx)
    await asyncio.sleep(3)
    again = await started_again(kept)
    await asyncio.sleep(60)
    assert again.asked_at(OLGA) == [20]
    assert again.asked_at(HangUp(ONE)) == again.asked_at(HangUp(TWO)) == [60]
    assert IVAN not in again.asked_for(CALL)


@virtual_time
async def test_what_was_due_meanwhile_is_done_at_once_in_its_order() -> None:
    pbx = FakePbx()
    call_in(pbx)
    await asyncio.sleep(12)
    kept = await killed(pbx)
    await asyncio.sleep(100)
    again = await started_again(kept)
    await asyncio.sleep(1)
    assert [row.outcome for row in again.journal.rows] == [CallOutcome.MISSED]
    assert not again.board.live
    assert asyncio.all_tasks() == {asyncio.current_task()}


@virtual_time
async def test_a_talk_goes_on_and_is_journalled_whole_when_it_ends() -> None:
    pbx = FakePbx()
    await talk(pbx)
    again = await started_again(await killed(pbx))
    await asyncio.sleep(24)
    assert again.asked_for(CALL) == [Answer(CALLER)]  # it may not have come to that
    again.caller_leaves(CALL)
    await asyncio.sleep(1)
    (row,) = again.journal.rows
    assert (row.outcome, row.answered_by) == (CallOutcome.ANSWERED, company.IVAN.name)
    assert (row.dial_seconds, row.talk_seconds) == (5, 25)
    assert [mail.to for mail in again.journal.mails] == [("m01@example.com",)]


@virtual_time
async def test_its_events_are_numbered_on() -> None:
    pbx = FakePbx()
    await talk(pbx)
    before = len(pbx.journal.events[CALL])
    again = await started_again(await killed(pbx, lost=1))
    noted = [(number, event) for number, _, event in again.journal.events[CALL]]
    assert noted == [(before, Interrupted()), (before + 1, Resumed())]
    again.caller_leaves(CALL)
    await asyncio.sleep(1)


@virtual_time
async def test_who_has_answered_meanwhile_is_connected() -> None:
    pbx = FakePbx()
    call_in(pbx)
    await asyncio.sleep(5)
    again = await started_again(await killed(pbx), LegAnswered(ONE))
    await asyncio.sleep(1)
    assert Connect(ONE, ONE) in again.asked_for(CALL)
    again.caller_leaves(CALL)
    await asyncio.sleep(1)


@virtual_time
async def test_who_was_connected_already_is_not_asked_and_the_others_stop_ringing() -> None:
    """All of it in the last moment, of which nothing was written."""
    pbx = FakePbx()
    call_in(pbx)
    await asyncio.sleep(25)
    kept = await killed(pbx)
    seen = (LegConnected(ONE, ONE), LegConnected(CALLER, ONE), LegAnswered(ONE), LegGone(TWO, None))
    again = await started_again(kept, *seen)
    await asyncio.sleep(4)
    assert again.board.live[CALL].talking
    assert HangUp(ONE) not in again.asked_for(CALL)
    again.caller_leaves(CALL)
    await asyncio.sleep(1)


@virtual_time
async def test_what_was_asked_for_and_never_came_is_asked_for_again() -> None:
    pbx = FakePbx()
    pbx.seconds[IVAN] = 1000
    call_in(pbx)
    await asyncio.sleep(1)
    again = await started_again(await killed(pbx))
    await asyncio.sleep(0.1)
    assert sorted(map(repr, again.asked_for(CALL))) == sorted(
        map(repr, (Indicate(CALLER), IVAN, Dial(ONE)))
    )
    again.caller_leaves(CALL)
    await asyncio.sleep(1)


@virtual_time
async def test_a_caller_who_has_left_meanwhile() -> None:
    pbx = FakePbx()
    call_in(pbx)
    await asyncio.sleep(5)
    again = await started_again(await killed(pbx), LegGone(CALLER, None))
    await asyncio.sleep(1)
    assert HangUp(ONE) in again.asked_for(CALL)
    assert [row.outcome for row in again.journal.rows] == [CallOutcome.ABANDONED]


@virtual_time
async def test_a_call_that_was_over_and_not_yet_closed_is_closed() -> None:
    pbx = FakePbx()
    call_in(pbx)
    await asyncio.sleep(5)
    pbx.caller_leaves(CALL)
    await asyncio.sleep(1)
    again = await started_again(Kept(pbx))
    assert [row.outcome for row in again.journal.rows] == [CallOutcome.ABANDONED]
    assert again.adopted == []
    assert not again.board.live


@virtual_time
async def test_a_story_that_cannot_be_read_touches_no_other() -> None:
    pbx = FakePbx()
    call_in(pbx)
    pbx.board.on_arrival(arrival("c2", "oncall", "otdel1"))
    await asyncio.sleep(5)
    kept = await killed(pbx)
    kept.unreadable.add(CallId("c2"))
    again = await started_again(kept)
    assert [(row.visit.id, row.outcome) for row in again.journal.rows] == [
        ("c2", CallOutcome.FAILED)
    ]
    assert [each.call.plan.visit.id for each in again.adopted] == [CALL]
    again.caller_leaves(CALL)
    await asyncio.sleep(1)


@virtual_time
async def test_killed_again_before_asterisk_is_reached_nothing_is_lost() -> None:
    pbx = FakePbx()
    await talk(pbx)
    kept = await killed(pbx)
    between = FakePbx()
    await take_up(kept, between.journal, between.board, between)
    await between.board.stop()
    assert between.journal.rows == []
    again = await started_again(kept)
    assert again.board.live[CALL].talking
    again.caller_leaves(CALL)
    await asyncio.sleep(1)


@virtual_time
async def test_drained_it_passes_new_calls_on_and_ends_with_the_last() -> None:
    pbx = FakePbx()
    ended: list[float] = []
    pbx.board.on_drained = lambda: ended.append(asyncio.get_running_loop().time())
    await talk(pbx)
    pbx.board.drain()
    pbx.board.on_arrival(arrival("late", "inbound", "7770001"))
    await asyncio.sleep(1)
    assert Continue(CALLER, company.RECEPTION) in pbx.asked_for("late")
    (row,) = pbx.journal.rows
    assert (row.outcome, row.visit.department) == (CallOutcome.HANDED_OVER, "otdel1")
    assert ended == []
    pbx.caller_leaves(CALL)
    await asyncio.sleep(1)
    assert ended == [7]


@virtual_time
async def test_drained_with_nobody_there_it_ends_at_once() -> None:
    pbx = FakePbx()
    ended: list[bool] = []
    pbx.board.on_drained = lambda: ended.append(True)
    pbx.board.drain()
    assert ended == [True]
