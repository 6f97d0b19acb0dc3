"""Exceptions are judged, kept, and believed at once; after a restart too."""

import asyncio
from datetime import datetime, timedelta

import pytest

from stasis_app.clerk import Clerk
from stasis_app.core.keeping import NotKept
from stasis_app.core.overrides import Add, End, Swap, Unacceptable
from stasis_app.core.taking_over import Standing
from stasis_app.core.words import Role
from stasis_app.overrides import Overrides
from tests.fake_workbook import FakeWorkbook
from tests.fakes_store import FakeMirrorStore, FakeOverrides
from tests.sheets import (
    DEPARTMENT,
    IVANOV,
    MOROZOV,
    NOVIKOV,
    NUMBERS,
    PETROV,
    SIDOROV,
    at,
    names,
    settings_for,
    workbook,
)

TEN = datetime.fromisoformat("2026-11-06T10:00")
MORNING = TEN, TEN + timedelta(hours=5)


class Company:
    def __init__(self) -> None:
        self.now = at("2026-11-06T12:00")
        self.mirror = FakeMirrorStore()
        self.book = FakeOverrides()

    async def start(self) -> None:
        """Also again."""
        source = FakeWorkbook(workbook())
        self.clerk = Clerk(settings_for(), source, self.mirror, lambda: self.now)
        await self.clerk.open()
        await self.clerk.pull()
        self.overrides = Overrides(self.clerk, self.book, lambda: self.now)
        await self.overrides.open()

    def rung(self) -> tuple[str, ...]:
        answer = self.clerk.on_duty(DEPARTMENT, self.now)
        return names(answer) if answer else ()

    async def add(self, person: str | None, role: Role = Role.PRIMARY) -> int:
        (made,) = await self.overrides.carry_out(Add("duty", role, person, *MORNING), "olga")
        assert made.by == "olga"
        return made.id


@pytest.fixture
async def company() -> Company:
    company = Company()
    await company.start()
    assert company.rung() == (IVANOV, PETROV)
    return company


async def test_holds_at_once(company: Company) -> None:
    await company.add(MOROZOV)
    assert company.rung() == (MOROZOV, PETROV)


async def test_the_newest_wins_also_of_two_made_at_one_instant(company: Company) -> None:
    await company.add(MOROZOV)
    await company.add(NOVIKOV)
    assert company.rung() == (NOVIKOV, PETROV)
    await company.start()
    assert company.rung() == (NOVIKOV, PETROV)


async def test_ends_at_once(company: Company) -> None:
    await company.add(None, Role.BACKUP)
    id = await company.add(MOROZOV)
    (ended,) = await company.overrides.carry_out(End(id), "root")
    assert (ended.id, ended.override.until.hour) == (id, 12)
    assert company.rung() == (IVANOV,)


async def test_swaps_at_once(company: Company) -> None:
    wish = Swap("duty", IVANOV, SIDOROV, TEN, TEN + timedelta(hours=12))
    assert len(await company.overrides.carry_out(wish, "olga")) == 2
    assert company.rung() == (SIDOROV, PETROV)


async def test_outlives_a_restart(company: Company) -> None:
    await company.add(MOROZOV)
    ended = await company.add(NOVIKOV)
    await company.overrides.carry_out(End(ended), "olga")
    await company.start()
    assert company.rung() == (MOROZOV, PETROV)


async def test_what_is_refused_changes_nothing(company: Company) -> None:
    with pytest.raises(Unacceptable, match="Кто Угодно"):
        await company.add("Кто Угодно")
    assert company.rung() == (IVANOV, PETROV)
    assert company.book.kept == []


async def test_what_cannot_be_kept_changes_nothing(company: Company) -> None:
    id = await company.add(MOROZOV)
    company.book.full = True
    with pytest.raises(NotKept, match="the disk is full"):
        await company.add(NOVIKOV)
    with pytest.raises(NotKept, match="the disk is full"):
        await company.overrides.carry_out(End(id), "olga")
    assert company.rung() == (MOROZOV, PETROV)


async def test_what_has_been_over_for_long_is_forgotten_but_kept(company: Company) -> None:
    await company.add(MOROZOV)
    company.now += timedelta(days=3)
    wish = Add("duty", Role.PRIMARY, NOVIKOV, TEN, TEN + timedelta(days=9))
    await company.overrides.carry_out(wish, "olga")
    assert [each.person for each in company.clerk.overrides] == [NOVIKOV]
    assert len(company.book.kept) == 2


async def asks(company: Company, person: str) -> Standing:
    return company.overrides.standing(DEPARTMENT, NUMBERS[person], company.now)


async def test_a_duty_is_taken_over_by_phone_and_handed_back(company: Company) -> None:
    wish = (await asks(company, MOROZOV)).take_over
    assert wish
    await company.overrides.change(wish)
    assert company.rung() == (MOROZOV, PETROV)
    (kept,) = company.overrides.kept
    assert (kept.by, kept.override.created) == (NUMBERS[MOROZOV], company.now)
    await company.start()
    assert company.rung() == (MOROZOV, PETROV)
    back = (await asks(company, MOROZOV)).hand_back
    assert back
    company.now += timedelta(minutes=5)
    await company.overrides.change(back)
    assert company.rung() == (IVANOV, PETROV)


async def test_of_two_who_press_1_at_once_one_has_it(company: Company) -> None:
    wishes = [(await asks(company, each)).take_over for each in (MOROZOV, NOVIKOV)]
    done = await asyncio.gather(
        *(company.overrides.change(wish) for wish in wishes if wish), return_exceptions=True
    )
    assert [type(each) for each in done] == [type(None), Unacceptable]
    assert company.rung() == (MOROZOV, PETROV)
    assert len(company.overrides.kept) == 1
