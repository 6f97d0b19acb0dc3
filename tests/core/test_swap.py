"""Two people have each other's shifts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stasis_app.core.overrides import Roster, Swap, Unacceptable
from stasis_app.core.roster import Override, resolve
from stasis_app.core.settings import Department, Schedule
from stasis_app.core.swap import swapped
from stasis_app.core.words import Role
from tests.sheets import (
    DATED,
    DEPARTMENT,
    IVANOV,
    KUZNETSOV,
    MOROZOV,
    MOSCOW,
    NOVIKOV,
    PEOPLE,
    PETROV,
    SHIFTS,
    SIDOROV,
    Edits,
    at,
    mirror_of,
    names,
    roster,
    settings_for,
    workbook,
)

NOW = at("2026-11-05T09:00")


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


class Company:
    """A department, and what its overrides make of it."""

    def __init__(
        self, edits: Edits | None = None, department: Department = DEPARTMENT, now: datetime = NOW
    ) -> None:
        self.department = department
        book = workbook(edits, **{"Roster 2026-11": roster(30)})
        settings = replace(settings_for(department), language="en")
        self.roster = Roster(settings, mirror_of(book, department), now)
        self.overrides: list[Override] = []

    def swap(self, one: str, other: str, since: str, until: str) -> Sequence[Override]:
        wish = Swap("duty", one, other, wall(since), wall(until))
        made = swapped(wish, self.overrides, self.roster)
        self.overrides[:0] = made  # the newest first
        return made

    def refusal(self, one: str, other: str, since: str, until: str) -> str:
        with pytest.raises(Unacceptable) as refused:
            self.swap(one, other, since, until)
        return str(refused.value)

    def rung(self, time: str) -> tuple[str, ...]:
        mirror = self.roster.mirror
        return names(resolve(self.department, at(time), mirror, self.overrides))


def test_primary_and_backup_of_one_shift() -> None:
    company = Company()
    made = company.swap(IVANOV, PETROV, "2026-11-06T10:00", "2026-11-06T10:01")
    assert [(each.role, each.person) for each in made] == [
        (Role.PRIMARY, PETROV),
        (Role.BACKUP, IVANOV),
    ]
    assert company.rung("2026-11-06T10:00") == (PETROV, IVANOV)
    assert company.rung("2026-11-06T14:59") == (PETROV, IVANOV)
    assert company.rung("2026-11-07T10:00") == (IVANOV, PETROV)


def test_two_shifts() -> None:
    company = Company()
    company.swap("иванов иван", SIDOROV, "2026-11-06", "2026-11-07")
    assert company.rung("2026-11-06T10:00") == (SIDOROV, PETROV)
    assert company.rung("2026-11-06T15:00") == (IVANOV, KUZNETSOV)
    assert company.rung("2026-11-06T20:00") == (NOVIKOV, MOROZOV)
    assert company.rung("2026-11-07T10:00") == (IVANOV, PETROV)


def test_a_primary_s_shift_for_a_backup_s() -> None:
    company = Company()
    company.swap(IVANOV, KUZNETSOV, "2026-11-06", "2026-11-07")
    assert company.rung("2026-11-06T10:00") == (KUZNETSOV, PETROV)
    assert company.rung("2026-11-06T15:00") == (SIDOROV, IVANOV)


def test_a_night_is_swapped_as_a_whole_and_only_when_it_begins_in_the_period() -> None:
    company = Company()
    company.swap(SIDOROV, NOVIKOV, "2026-11-06T12:00", "2026-11-07")
    assert company.rung("2026-11-06T09:59") == (NOVIKOV, MOROZOV)
    assert company.rung("2026-11-06T15:00") == (NOVIKOV, KUZNETSOV)
    assert company.rung("2026-11-07T09:59") == (SIDOROV, MOROZOV)
    assert company.rung("2026-11-07T15:00") == (SIDOROV, KUZNETSOV)


def test_a_night_over_the_end_of_the_month() -> None:
    company = Company()
    company.swap(SIDOROV, NOVIKOV, "2026-11-30T12:00", "2026-12-01")
    assert company.rung("2026-12-01T09:59") == (SIDOROV, MOROZOV)
    assert company.rung("2026-12-01T20:00") == (NOVIKOV, MOROZOV)


def test_shifts_that_follow_each_other_are_one_override() -> None:
    edits = {"C9": IVANOV, "D9": IVANOV}  # all day long, on the 6th
    made = Company(edits).swap(IVANOV, KUZNETSOV, "2026-11-06", "2026-11-07")
    assert [(each.role, each.person, each.since, each.until) for each in made] == [
        (Role.PRIMARY, KUZNETSOV, wall("2026-11-06T10:00"), wall("2026-11-07T10:00")),
        (Role.BACKUP, IVANOV, wall("2026-11-06T15:00"), wall("2026-11-06T20:00")),
    ]


def test_they_are_told_in_order_the_primary_s_first() -> None:
    edits = {"C9": IVANOV, "H9": IVANOV}
    made = Company(edits).swap(IVANOV, PETROV, "2026-11-06", "2026-11-06T20:00")
    assert [(each.role, each.since.hour, each.until.hour) for each in made] == [
        (Role.PRIMARY, 10, 20),
        (Role.BACKUP, 10, 15),
        (Role.BACKUP, 15, 20),
    ]


def test_swapping_again_takes_it_back() -> None:
    company = Company()
    for _ in range(2):
        company.swap(IVANOV, SIDOROV, "2026-11-06", "2026-11-07")
    assert company.rung("2026-11-06T10:00") == (IVANOV, PETROV)
    assert company.rung("2026-11-06T15:00") == (SIDOROV, KUZNETSOV)


def test_whoever_stands_in_for_somebody_swaps_what_he_has_taken_over() -> None:
    company = Company()
    since, until = wall("2026-11-06T12:00"), wall("2026-11-06T13:00")
    company.overrides = [Override("duty", Role.PRIMARY, MOROZOV, since, until, NOW)]
    company.swap(MOROZOV, SIDOROV, "2026-11-06T10:00", "2026-11-06T16:00")
    assert company.rung("2026-11-06T11:59") == (IVANOV, PETROV)
    assert company.rung("2026-11-06T12:30") == (SIDOROV, PETROV)
    assert company.rung("2026-11-06T13:00") == (IVANOV, PETROV)
    assert company.rung("2026-11-06T15:00") == (MOROZOV, KUZNETSOV)


def test_another_department_s_overrides_do_not_count() -> None:
    company = Company()
    since, until = wall("2026-11-06T10:00"), wall("2026-11-06T15:00")
    company.overrides = [Override("other", Role.PRIMARY, MOROZOV, since, until, NOW)]
    company.swap(IVANOV, SIDOROV, "2026-11-06", "2026-11-07")
    assert company.rung("2026-11-06T12:00") == (SIDOROV, PETROV)


def test_a_shift_that_holds_on_when_none_follows() -> None:
    alone = replace(DEPARTMENT, schedule=Schedule("Roster", "Staff", shifts=SHIFTS[:1]))
    company = Company(None, alone)
    company.swap(IVANOV, PETROV, "2026-11-06", "2026-11-07")
    assert company.rung("2026-11-06T15:14") == (PETROV, IVANOV)
    assert company.rung("2026-11-06T15:15") == ()


def test_of_shifts_that_overlap_the_one_that_holds_is_swapped() -> None:
    longer = {"B3": "10:00-15:59", "G3": "10:00-15:59"}
    found = replace(DEPARTMENT, schedule=Schedule("Roster", "Staff"))
    company = Company(longer, found)
    company.swap(IVANOV, PETROV, "2026-11-06", "2026-11-07")
    assert company.rung("2026-11-06T14:59") == (PETROV, IVANOV)
    assert company.rung("2026-11-06T15:00") == (SIDOROV, KUZNETSOV)


def test_shifts_that_are_over_stay_as_they_were() -> None:
    company = Company(now=at("2026-11-06T15:00"))
    made = company.swap(IVANOV, SIDOROV, "2026-11-06", "2026-11-08")
    assert min(each.since for each in made) == wall("2026-11-06T15:00")
    assert company.rung("2026-11-06T12:00") == (IVANOV, PETROV)


def test_a_month_without_a_sheet_has_no_shifts() -> None:
    company = Company(None, DATED)
    company.swap(IVANOV, SIDOROV, "2026-11-29", "2026-12-05")
    assert max(each.until for each in company.overrides) == wall("2026-11-30T20:00")


class TestRefused:
    def test_who_has_no_shift_in_the_period(self) -> None:
        said = Company().refusal(IVANOV, SIDOROV, "2026-11-06T10:00", "2026-11-06T15:00")
        assert said == (
            "“Сидоров Олег” has no shift that begins from 06.11.2026 10:00 to before 06.11.2026"
            " 15:00, so there is nothing to swap; to replace somebody use override add"
        )

    def test_neither_has(self) -> None:
        said = Company().refusal(IVANOV, SIDOROV, "2026-11-06T20:00", "2026-11-06T21:00")
        assert said.startswith("“Иванов Иван” has no shift")

    def test_one_person(self) -> None:
        said = Company().refusal(IVANOV, "иванов  иван", "2026-11-06", "2026-11-07")
        assert said == "“Иванов Иван” is named twice; it takes two to swap"

    @pytest.mark.parametrize("both", [(IVANOV, "Кто Угодно"), ("Кто Угодно", IVANOV)])
    def test_an_unknown_person(self, both: tuple[str, str]) -> None:
        assert "“Кто Угодно” is not on the sheet" in Company().refusal(
            *both, "2026-11-06", "2026-11-07"
        )

    def test_a_period_that_is_over_or_none(self) -> None:
        company = Company()
        both = IVANOV, SIDOROV
        assert "is over" in company.refusal(*both, "2026-11-04", "2026-11-05")
        assert "is not after" in company.refusal(*both, "2026-11-07", "2026-11-06")

    def test_a_period_that_is_too_long(self) -> None:
        company = Company()
        assert company.swap(IVANOV, SIDOROV, "2026-11-06T10:00", "2027-01-07T10:00")
        said = company.refusal(IVANOV, SIDOROV, "2026-11-06T10:00", "2027-01-07T10:01")
        assert said == "shifts can be swapped for 62 days at a time, not more"

    def test_an_unknown_department(self) -> None:
        wish = Swap("sales", IVANOV, SIDOROV, wall("2026-11-06"), wall("2026-11-07"))
        with pytest.raises(Unacceptable, match="there is no department “sales”"):
            swapped(wish, (), Company().roster)


hours = st.integers(0, 6 * 24).map(lambda hour: wall("2026-11-27") + timedelta(hours=hour))


@given(since=hours, until=hours, people=st.permutations(PEOPLE), asked=hours)
def test_any_swap_gives_each_the_other_s_shifts_and_touches_no_others(
    since: datetime, until: datetime, people: list[str], asked: datetime
) -> None:
    company = Company()
    one, other, *_ = people
    here = asked.replace(tzinfo=MOSCOW)
    before = resolve(DEPARTMENT, here, company.roster.mirror)
    try:
        company.swap(one, other, str(since), str(until))
    except Unacceptable:
        return
    after = resolve(DEPARTMENT, here, company.roster.mirror, company.overrides)
    assert before.date is not None
    start = {"Утро": 10, "День": 15, "Ночь": 20}[before.shift or ""]
    begins = datetime.combine(before.date, datetime.min.time()) + timedelta(hours=start)
    partners = {one: other, other: one} if since <= begins < until else {}
    assert names(after) == tuple(partners.get(name, name) for name in names(before))
