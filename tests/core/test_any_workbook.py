"""Whatever stands in the cells: an answer, no exception, and nobody who is not in the sheet."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from stasis_app.core.answers import gap_json, sync_json, who_json
from stasis_app.core.gaps import gaps
from stasis_app.core.mirror import changes_between
from stasis_app.core.pull import PullResult, State, pull
from stasis_app.core.reading import read_department
from stasis_app.core.roster import Override, resolve
from stasis_app.core.settings import Department, Schedule
from stasis_app.core.words import Role
from stasis_app.core.workbook import Cell, Workbook, cell_text
from tests.sheets import (
    DATED,
    DEPARTMENT,
    HOURS,
    LONG_AGO,
    PEOPLE,
    SHIFTS,
    settings_for,
    workbook,
)

GIVEN = replace(DEPARTMENT, schedule=Schedule("Roster", "Staff", shifts=SHIFTS))
DEPARTMENTS = st.sampled_from([DEPARTMENT, GIVEN, DATED])

MEANT = [*PEOPLE, *HOURS, "8:00-8:00", "0:00-24:00", "-", "нет", "#REF!", "89991234501", "101", "6"]
CELLS: st.SearchStrategy[Cell] = st.one_of(
    st.sampled_from(MEANT),
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=12),
    st.integers(0, 40),
)
NAIVE = datetime.fromisoformat
INSTANTS = st.datetimes(NAIVE("2026-01-01"), NAIVE("2027-12-31"), timezones=st.just(UTC))
PLACES = st.builds(
    "{}{}{}".format, st.sampled_from(["", "Staff!"]), st.sampled_from("ABCDGHI"), st.integers(1, 36)
)
SHEETS = st.lists(st.lists(CELLS, max_size=10), max_size=40)


def books(department: Department) -> st.SearchStrategy[Workbook]:
    """Right ones with some odd cells, and altogether odd ones."""
    title = "Roster 2026-11" if department is DATED else "Roster"
    edited = st.dictionaries(PLACES, CELLS, max_size=12).map(workbook)
    odd = st.tuples(SHEETS, SHEETS).map(lambda both: workbook(Roster=both[0], Staff=both[1]))
    return st.one_of(edited, odd).map(
        lambda book: Workbook({title: book.sheets["Roster"], "Staff": book.sheets["Staff"]}, ())
    )


@settings(max_examples=100)
@given(st.data(), DEPARTMENTS, INSTANTS)
def test_any_workbook(data: st.DataObject, department: Department, instant: datetime) -> None:
    book = data.draw(books(department))
    company = settings_for(department)
    result, state, record = pull(company, book, State(), LONG_AGO)
    assert (result.result is PullResult.ACTIVE) == (len(record.contents) == 1)
    assert sync_json(result, "ru")
    assert sync_json(result, "en")
    answer = resolve(department, instant, state.mirror)
    on_staff = {" ".join(cell_text(row[0]).split()) for row in book.sheets["Staff"] if row}
    assert {person.name for person in answer.people} <= on_staff
    assert len(set(answer.dial)) == len(answer.dial)
    assert (answer.primary is None) == (answer.source == "fallback")
    assert who_json(answer)
    for gap in gaps(department, state.mirror, instant, 3):
        assert gap_json(gap)
        assert gap.since < gap.until


@settings(max_examples=40)
@given(books(DEPARTMENT), books(DEPARTMENT))
def test_alike_contents_have_no_changes_and_others_have(one: Workbook, other: Workbook) -> None:
    company = settings_for()
    first = read_department(DEPARTMENT, one, company)
    second = read_department(DEPARTMENT, other, company)
    same = first.fingerprint == second.fingerprint
    assert same == (changes_between(first, second) == ())


@settings(max_examples=25)
@given(st.lists(st.tuples(books(DEPARTMENT), st.integers(1, 3000)), max_size=6), INSTANTS)
def test_any_history(pulls: list[tuple[Workbook, int]], instant: datetime) -> None:
    """Each book is read twice, so that it becomes active when it can."""
    state, now = State(), LONG_AGO
    for book, minutes in pulls:
        for _ in range(2):
            now += timedelta(minutes=minutes)
            result, state, _ = pull(settings_for(), book, state, now)
    active = state.mirror.active("duty")
    answer = resolve(DEPARTMENT, instant, state.mirror)
    if active is not None:
        named = {employee.name for employee in active.reading.staff.by_name.values()}
        assert {person.name for person in answer.people} <= named


@settings(max_examples=60)
@given(
    st.lists(
        st.builds(
            Override,
            st.just("duty"),
            st.sampled_from([Role.PRIMARY, Role.BACKUP]),
            st.one_of(st.none(), st.sampled_from(PEOPLE), st.text(max_size=5)),
            st.datetimes(NAIVE("2026-11-05"), NAIVE("2026-11-08")),
            st.datetimes(NAIVE("2026-11-05"), NAIVE("2026-11-08")),
            INSTANTS,
        ),
        max_size=4,
    ),
    st.integers(0, 2 * 24 * 60),
)
def test_gaps_and_answers_agree(overrides: list[Override], minute: int) -> None:
    """Where no gap is told there is somebody to ring."""
    _, state, _ = pull(settings_for(), workbook({"B9": None, "D9": "Кто"}), State(), LONG_AGO)
    begin = LONG_AGO.replace(month=11, day=6)
    instant = begin + timedelta(minutes=minute)
    answer = resolve(DEPARTMENT, instant, state.mirror, overrides)
    told = gaps(DEPARTMENT, state.mirror, begin, 4, overrides)
    in_gap = any(gap.since <= instant < gap.until for gap in told)
    assert in_gap or answer.people
