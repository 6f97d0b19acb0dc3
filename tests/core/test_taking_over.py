"""What somebody of the staff may change about the duty by phone, and for how long."""

from dataclasses import replace
from datetime import datetime

import pytest

from stasis_app.core.commands import HandBack, TakeOver
from stasis_app.core.mirror import Mirror
from stasis_app.core.overrides import Kept, Roster, Unacceptable
from stasis_app.core.roster import Override, resolve
from stasis_app.core.taking_over import Standing, standing, taken_over
from stasis_app.core.words import Role
from stasis_app.core.workbook import Cell
from tests.sheets import (
    DATED,
    DEPARTMENT,
    IVANOV,
    MOROZOV,
    NOVIKOV,
    NUMBERS,
    PETROV,
    SHIFTS,
    SIDOROV,
    at,
    mirror_of,
    names,
    settings_for,
    workbook,
)
from tests.sheets import roster as roster_sheet

NOON = "2026-11-06T12:00"


def asks(
    person: str | None,
    time: str = NOON,
    *kept: Kept,
    edits: dict[str, Cell] | None = None,
) -> Standing:
    number = NUMBERS[person] if person else "+79161234567"
    return standing(DEPARTMENT, number, mirror_of(workbook(edits)), kept, at(time))


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


def take_over(person: str, until: str, instead_of: str | None = IVANOV) -> TakeOver:
    return TakeOver("duty", person, wall(until), instead_of, NUMBERS[person])


def keep(
    person: str | None, by: str, until: str = "2026-11-06T15:00", since: str = NOON, id: int = 3
) -> Kept:
    override = Override("duty", Role.PRIMARY, person, wall(since), wall(until), at(since))
    return Kept(id, by, override)


def test_somebody_of_the_staff_may_have_it_until_the_shift_ends() -> None:
    found = asks(MOROZOV)
    assert names(found.now) == (IVANOV, PETROV)
    assert found.next
    assert names(found.next)[0] == SIDOROV
    assert found.take_over == take_over(MOROZOV, "2026-11-06T15:00")
    assert found.hand_back is None


def test_the_night_shift_ends_on_the_next_day() -> None:
    found = asks(IVANOV, "2026-11-06T23:30")
    assert found.take_over == take_over(IVANOV, "2026-11-07T10:00", NOVIKOV)
    assert found.next
    assert names(found.next)[0] == IVANOV


def test_the_backup_may_have_it_too() -> None:
    assert asks(PETROV).take_over == take_over(PETROV, "2026-11-06T15:00")


def test_who_is_the_primary_already_has_nothing_to_take_over() -> None:
    found = asks(IVANOV)
    assert (found.take_over, found.hand_back) == (None, None)
    assert found.caller


@pytest.mark.parametrize("number", ["+79161234567", None, ""])
def test_a_stranger_may_listen(number: str | None) -> None:
    found = standing(DEPARTMENT, number, mirror_of(workbook()), (), at(NOON))
    assert names(found.now) == (IVANOV, PETROV)
    assert (found.caller, found.take_over, found.hand_back) == (None, None, None)


def test_a_number_that_two_people_share_tells_nobody() -> None:
    found = asks(MOROZOV, edits={"Staff!B5": NUMBERS[MOROZOV]})
    assert (found.caller, found.take_over) == (None, None)


def test_before_the_first_pull_nothing_can_be_done() -> None:
    found = standing(DEPARTMENT, NUMBERS[IVANOV], Mirror(), (), at(NOON))
    assert (found.now.primary, found.next, found.take_over) == (None, None, None)


def test_where_nobody_is_on_duty_somebody_takes_it() -> None:
    found = asks(MOROZOV, edits={"B9": None, "G9": None})
    assert found.now.primary is None
    assert found.take_over == take_over(MOROZOV, "2026-11-06T15:00", None)


def test_at_the_boundary_the_new_shift_counts() -> None:
    assert asks(MOROZOV, "2026-11-06T14:59:59").take_over == take_over(MOROZOV, "2026-11-06T15:00")
    assert asks(MOROZOV, "2026-11-06T15:00").take_over == take_over(
        MOROZOV, "2026-11-06T20:00", SIDOROV
    )


def test_his_own_take_over_he_may_hand_back() -> None:
    found = asks(MOROZOV, NOON, keep(MOROZOV, NUMBERS[MOROZOV]))
    assert names(found.now)[0] == MOROZOV
    assert (found.take_over, found.hand_back) == (None, HandBack(3, NUMBERS[MOROZOV]))


@pytest.mark.parametrize(
    "kept",
    [
        keep(MOROZOV, "root"),  # an administrator has said so
        keep(NOVIKOV, NUMBERS[NOVIKOV]),  # another one's
        keep(MOROZOV, NUMBERS[MOROZOV], until="2026-11-06T12:00"),  # it is over
    ],
)
def test_nobody_elses(kept: Kept) -> None:
    assert asks(MOROZOV, NOON, kept).hand_back is None


def test_of_two_take_overs_the_later_one_counts() -> None:
    first = keep(MOROZOV, NUMBERS[MOROZOV], id=3)
    second = keep(NOVIKOV, NUMBERS[NOVIKOV], id=4)
    found = asks(MOROZOV, NOON, first, second)
    assert names(found.now)[0] == NOVIKOV
    assert found.hand_back is None
    assert found.take_over == take_over(MOROZOV, "2026-11-06T15:00", NOVIKOV)


def roster(time: str = NOON) -> Roster:
    return Roster(replace(settings_for(), language="en"), mirror_of(workbook()), at(time))


def test_what_is_granted_is_believed_at_once() -> None:
    judged_by = roster("2026-11-06T12:00:00.7")
    override = taken_over(take_over(MOROZOV, "2026-11-06T15:00"), (), judged_by)
    assert (override.person, override.since) == (MOROZOV, wall(NOON))
    now = resolve(DEPARTMENT, judged_by.at, judged_by.mirror, [override])
    assert names(now)[0] == MOROZOV
    later = resolve(DEPARTMENT, at("2026-11-06T15:00"), judged_by.mirror, [override])
    assert names(later)[0] == SIDOROV


def test_whoever_was_slower_changes_nothing() -> None:
    quicker = keep(NOVIKOV, NUMBERS[NOVIKOV]).override
    with pytest.raises(Unacceptable, match="the duty has changed meanwhile"):
        taken_over(take_over(MOROZOV, "2026-11-06T15:00"), (quicker,), roster())


def test_a_shift_that_has_ended_meanwhile_is_not_taken_over() -> None:
    wish = take_over(MOROZOV, "2026-11-06T15:00", SIDOROV)  # who has it by now
    with pytest.raises(Unacceptable, match="is not after the beginning"):
        taken_over(wish, (), roster("2026-11-06T15:00"))


def test_somebody_who_is_no_longer_of_the_staff_takes_nothing_over() -> None:
    wish = TakeOver("duty", "Никто Такой", wall("2026-11-06T15:00"), IVANOV, "+79161234567")
    with pytest.raises(Unacceptable):
        taken_over(wish, (), roster())


WITH_A_GAP = replace(  # nobody has the afternoon
    DEPARTMENT, schedule=replace(DEPARTMENT.schedule, shifts=(SHIFTS[0], SHIFTS[2]))
)


@pytest.mark.parametrize(
    ("time", "until", "instead_of"),
    [
        (NOON, "2026-11-06T15:00", IVANOV),
        ("2026-11-06T15:10", "2026-11-06T20:00", IVANOV),  # he is held over
        ("2026-11-06T17:00", "2026-11-06T20:00", None),
    ],
)
def test_with_a_gap_between_two_shifts(time: str, until: str, instead_of: str | None) -> None:
    mirror = mirror_of(workbook(), WITH_A_GAP)
    found = standing(WITH_A_GAP, NUMBERS[MOROZOV], mirror, (), at(time))
    assert found.take_over == take_over(MOROZOV, until, instead_of)
    assert found.next
    assert names(found.next)[0] == NOVIKOV


def test_where_the_month_s_sheet_is_missing_nothing_is_known_of_the_next_shift() -> None:
    mirror = mirror_of(workbook(**{"Roster 2026-11": roster_sheet()}), DATED)
    last = standing(DATED, NUMBERS[MOROZOV], mirror, (), at("2026-11-30T21:00"))
    assert (last.next, last.take_over) == (
        None,
        take_over(MOROZOV, "2026-12-01T10:00", NOVIKOV),
    )
    later = standing(DATED, NUMBERS[MOROZOV], mirror, (), at("2026-12-05T12:00"))
    assert (later.next, later.take_over) == (None, None)


def test_a_name_with_two_numbers_tells_nobody() -> None:
    assert asks(MOROZOV, edits={"Staff!A7": MOROZOV, "Staff!B7": "+79991234509"}).caller is None


BY_ROOT = keep(MOROZOV, "root", id=3)  # who is on duty now is an administrator's wish
HIS_OWN = keep(MOROZOV, NUMBERS[MOROZOV], id=4)


@pytest.mark.parametrize(
    "other",
    [
        replace(HIS_OWN, override=replace(HIS_OWN.override, department="another")),
        replace(HIS_OWN, override=replace(HIS_OWN.override, role=Role.BACKUP)),
        keep(MOROZOV, NUMBERS[MOROZOV], since="2026-11-06T13:00", id=4),
    ],
)
def test_what_he_has_taken_over_elsewhere_does_not_count(other: Kept) -> None:
    assert asks(MOROZOV, NOON, BY_ROOT, HIS_OWN).hand_back == HandBack(4, NUMBERS[MOROZOV])
    assert asks(MOROZOV, NOON, BY_ROOT, other).hand_back is None


def test_nobody_hands_back_that_nobody_is_on_duty() -> None:
    assert asks(MOROZOV, NOON, keep(None, NUMBERS[MOROZOV])).hand_back is None
