"""Asterisk is told who is on duty: soon after a change, and at every minute."""

import asyncio
from dataclasses import replace
from datetime import datetime

from stasis_app.core.commands import Rejected
from stasis_app.core.roster import OnDuty
from stasis_app.core.settings import Department
from stasis_app.lifeline import Lifeline

from . import company
from .fakes import FakeDutyBook, FakeModeBook, now
from .virtual_time import virtual_time

BOTH = "PJSIP/+79991234501@trunk&PJSIP/+79991234504@trunk"
SECOND = "PJSIP/+79991234504@trunk"


class FakeBoard:
    """Asterisk, as far as its global variables go."""

    def __init__(self) -> None:
        self.variables: dict[str, str] = {}
        self.times: list[float] = []
        self.away = False

    async def set_variable(self, name: str, value: str) -> None:
        if self.away:
            raise Rejected("503")
        self.variables[name] = value
        self.times.append(asyncio.get_running_loop().time())


def lifeline_on(board: FakeBoard) -> Lifeline:
    """The first shift ends after a minute and a half by the loop's clock, which is whole."""
    ends = company.NOW.replace(minute=2)

    def on_duty(department: Department, at: datetime) -> OnDuty | None:
        told = company.on_duty(department, at)
        return told if at < ends else replace(told, primary=company.OLGA, backup=None)

    office = company.office(FakeModeBook(), FakeDutyBook())
    office.on_duty = on_duty
    return Lifeline(office, board, now)


@virtual_time
async def test_at_the_start_at_a_change_and_at_every_minute_of_the_clock() -> None:
    board = FakeBoard()
    lifeline = lifeline_on(board)
    lifeline.publish()  # Asterisk has been reached
    task = asyncio.create_task(lifeline.run())
    await asyncio.sleep(25)
    assert board.variables == {"STASIS_APP_DIAL_otdel1": BOTH, "STASIS_APP_DIAL_otdel2": BOTH}
    lifeline.publish()
    await asyncio.sleep(100)
    assert sorted({round(time) for time in board.times}) == [0, 25, 60, 120]
    assert board.variables == {"STASIS_APP_DIAL_otdel1": SECOND, "STASIS_APP_DIAL_otdel2": SECOND}
    task.cancel()


@virtual_time
async def test_an_asterisk_that_is_away_is_asked_again() -> None:
    board = FakeBoard()
    board.away = True
    lifeline = lifeline_on(board)
    lifeline.publish()
    task = asyncio.create_task(lifeline.run())
    await asyncio.sleep(1)
    board.away = False
    await asyncio.sleep(60)
    assert set(board.variables.values()) == {BOTH}
    task.cancel()


@virtual_time
async def test_nobody_is_told_before_asterisk_has_been_reached() -> None:
    board = FakeBoard()
    task = asyncio.create_task(lifeline_on(board).run())
    await asyncio.sleep(200)
    assert not board.times
    task.cancel()
