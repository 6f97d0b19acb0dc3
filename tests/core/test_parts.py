"""What every part of a call promises."""

import pytest

from stasis_app.core.call.call import Call
from stasis_app.core.events import LegGone
from stasis_app.core.plan import Refuse, Step
from stasis_app.core.words import CALLER, CallOutcome, LegOutcome, Result

from ..night.world import EVENING
from ..people import IVAN, QUEUE, hand_over, parallel, plan


@pytest.mark.parametrize("step", [parallel(IVAN), hand_over(QUEUE)])
def test_a_part_that_is_stopped_has_come_to_nothing(step: Step) -> None:
    call = Call(plan(step))
    call.start(EVENING)
    assert call.part.result is None
    call.handle(LegGone(CALLER, 16), EVENING)
    assert call.part.result is Result.NO


def test_a_part_that_has_done_its_work_keeps_its_result() -> None:
    call = Call(plan(hand_over()))
    call.start(EVENING)
    call.handle(LegGone(CALLER, None), EVENING)
    assert call.part.result is Result.YES


def test_a_part_that_had_nothing_to_do_has_done_it() -> None:
    call = Call(plan(Refuse(CallOutcome.BLOCKED)))
    call.start(EVENING)
    assert call.part.result is Result.YES
    call.part.stop(LegOutcome.CANCELLED, EVENING)
    assert call.part.result is Result.YES
