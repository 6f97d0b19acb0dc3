"""Makes the test calls that a command asks for, and tells their steps.

In no journal: nobody has called.  Decides nothing: core/trial_order.py and core/trial.py.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable
from datetime import datetime

from .clerk import Clerk
from .core.events import LegGone
from .core.trial import Step, StepKind, TrialOrder
from .core.trial_order import (
    Json,
    TrialPlanner,
    TrialRefusal,
    TrialWish,
    Untriable,
    known_of,
    order_json,
    step_json,
)
from .core.words import CALLER, CallId
from .switchboard import Switchboard

log = logging.getLogger(__name__)


class Trials:
    def __init__(
        self,
        board: Switchboard,
        clerk: Clerk,
        problem: Callable[[], str | None],
        clock: Callable[[], datetime],
    ) -> None:
        self.board = board
        self.clerk = clerk
        self.problem = problem  # why Asterisk is not connected; None: it is
        self.clock = clock

    async def make(self, wish: TrialWish, by: str) -> AsyncGenerator[Json, None]:
        """Who is rung, then each step; broken off when nobody listens.  Raises Untriable."""
        order = await self._order(wish)
        log.info("call=%s a test call to %s by %s", order.call, order.person.number, by)
        steps: asyncio.Queue[Step | None] = asyncio.Queue()
        self.board.try_out(order, steps.put_nowait)
        try:
            yield order_json(order)
            while (step := await steps.get()) is not None:
                yield step_json(step)
                if step.kind is StepKind.ENDED:
                    return
        finally:
            self.board.on_event(order.call, LegGone(CALLER, None))

    async def _order(self, wish: TrialWish) -> TrialOrder:
        settings = self.board.office.settings
        language = settings.language
        department = settings.department(wish.department)
        if department is None:
            refusal = TrialRefusal.NO_DEPARTMENT
            raise Untriable(refusal.text(language, department=wish.department))
        if problem := self.problem():
            raise Untriable(TrialRefusal.NOT_CONNECTED.text(language, problem=problem))
        now = self.clock()
        editions = (self.clerk.mirror.active(each.name) for each in settings.departments)
        staffs = [edition.reading.staff for edition in editions if edition is not None]
        on_duty = self.board.office.on_duty(department, now)
        known = known_of(settings, staffs)
        busy = frozenset(self.board.occupied.numbers)
        planner = TrialPlanner(settings, department, known, on_duty, busy, wish)
        call = CallId(f"test-{now:%Y%m%d%H%M%S%f}")
        return await self.board.reception.trial_order(call, planner)
