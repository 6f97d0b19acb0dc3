"""Wishes for exceptions from the roster: which are granted, and why others are not."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from stasis_app.core.answers import overrides_json
from stasis_app.core.mirror import Mirror
from stasis_app.core.overrides import (
    Add,
    Kept,
    Roster,
    Unacceptable,
    ended,
    granted,
    in_force,
    is_nobody,
)
from stasis_app.core.roster import Override, resolve
from stasis_app.core.words import Role
from stasis_app.core.workbook import Cell
from tests.sheets import (
    DEPARTMENT,
    IVANOV,
    MOROZOV,
    NOVIKOV,
    at,
    mirror_of,
    names,
    settings_for,
    workbook,
)

NOON = at("2026-11-06T12:00")
ENGLISH = replace(settings_for(), language="en")


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


def roster(edits: dict[str, Cell] | None = None, now: datetime = NOON) -> Roster:
    return Roster(ENGLISH, mirror_of(workbook(edits)), now)


def add(person: str | None = MOROZOV, since: str = "12:00", until: str = "16:00") -> Add:
    day = "2026-11-06T"
    return Add("duty", Role.PRIMARY, person, wall(day + since), wall(day + until))


def why(wish: Add, judged_by: Roster) -> str:
    with pytest.raises(Unacceptable) as refused:
        granted(wish, judged_by)
    return str(refused.value)


class TestGranted:
    def test_the_person_is_named_as_on_the_staff_sheet(self) -> None:
        override = granted(add(" морозов  ЯКОВ "), roster())
        assert override == Override(
            "duty", Role.PRIMARY, MOROZOV, wall("2026-11-06T12:00"), wall("2026-11-06T16:00"), NOON
        )

    def test_it_is_believed(self) -> None:
        judged_by = roster()
        override = granted(add(), judged_by)
        assert names(resolve(DEPARTMENT, NOON, judged_by.mirror, [override]))[0] == MOROZOV

    def test_nobody_needs_no_mirror(self) -> None:
        assert granted(add(None), Roster(ENGLISH, Mirror(), NOON)).person is None

    def test_one_that_has_begun(self) -> None:
        assert granted(add(since="08:00", until="12:01"), roster()).since.hour == 8

    @pytest.mark.parametrize("word", ["nobody", "Никого", "никто", "-", "—", "нет", ""])
    def test_words_for_nobody(self, word: str) -> None:
        assert is_nobody(word)

    def test_a_name_is_somebody(self) -> None:
        assert not is_nobody(MOROZOV)


class TestRefused:
    @pytest.mark.parametrize(
        ("person", "said"),
        [
            (
                "Морозов Яша",
                "duty: “Морозов Яша” is not on the sheet “Staff”; add the name there, or mend"
                " it here; the nearest name is “Морозов Яков” (Staff!A6)",
            ),
            (
                "Mорозов Яков",
                "duty: “Mорозов Яков” is not on the sheet “Staff”; add the name there, or mend"
                " it here; the nearest name is “Морозов Яков” (Staff!A6); Latin letters among the"
                " Cyrillic: m",
            ),
            (
                "Кто Угодно",
                "duty: “Кто Угодно” is not on the sheet “Staff”; add the name there, or mend"
                " it here",
            ),
        ],
    )
    def test_an_unknown_person(self, person: str, said: str) -> None:
        assert why(add(person), roster()) == said

    def test_a_namesake(self) -> None:
        judged_by = roster({"Staff!A5": MOROZOV})
        assert why(add(), judged_by) == (
            "duty: “Морозов Яков” is on the staff sheet with different phones (Staff!A5,"
            " Staff!A6); make the names differ"
        )

    def test_a_person_without_a_phone(self) -> None:
        assert why(add(), roster({"Staff!B5": None, "Staff!B6": None})) == (
            "Staff!B6: no phone (Морозов Яков); without a number there is nowhere to ring"
        )

    def test_a_person_with_a_bad_phone(self) -> None:
        said = why(add(), roster({"Staff!B6": "8999 доб. 5"}))
        assert said.startswith("Staff!B6: “8999 доб. 5” is no phone number (Морозов Яков)")

    def test_nothing_is_known_of_the_department_yet(self) -> None:
        said = why(add(), Roster(ENGLISH, Mirror(), NOON))
        assert said == (
            "duty: the schedule has not been read yet, so nobody is known; run stasis-app sync"
        )

    def test_an_unknown_department(self) -> None:
        said = why(replace(add(), department="sales"), roster())
        assert said == "there is no department “sales” in the configuration"

    @pytest.mark.parametrize("until", ["13:00", "12:59:59"])
    def test_an_end_that_is_not_after_the_beginning(self, until: str) -> None:
        said = why(add(since="13:00", until=until), roster())
        assert said.startswith("the end (06.11.2026 1")
        assert said.endswith(" is not after the beginning (06.11.2026 13:00)")

    def test_what_is_over(self) -> None:
        assert why(add(since="10:00", until="12:00"), roster()) == (
            "the period is over (06.11.2026 12:00), and it is 06.11.2026 12:00 now: no call would"
            " notice"
        )

    def test_the_department_s_clock_tells_what_is_over(self) -> None:
        omsk = replace(DEPARTMENT, zone=ZoneInfo("Asia/Omsk"))
        judged_by = Roster(settings_for(omsk), mirror_of(workbook(), omsk), NOON)  # 15:00 there
        assert granted(add(since="12:00", until="15:01"), judged_by)
        assert "15:00" in why(add(since="12:00", until="15:00"), judged_by)

    def test_in_russian(self) -> None:
        judged_by = replace(roster(), settings=settings_for())
        assert why(add(since="10:00", until="11:00"), judged_by).startswith("срок уже прошёл")
        assert "ближайшее имя: «Морозов Яков»" in why(add("Морозов Якоб"), judged_by)


def kept(id: int = 1, wish: Add | None = None) -> Kept:
    return Kept(id, "olga", granted(wish or add(), roster(now=at("2026-11-01T09:00"))))


class TestEnded:
    def test_it_ends_now(self) -> None:
        one = ended(1, (kept(1), kept(2)), roster())
        assert (one.id, one.override.until) == (1, wall("2026-11-06T12:00"))
        assert one.empty

    def test_until_now_it_has_held(self) -> None:
        one = ended(1, (kept(),), roster(now=at("2026-11-06T13:30")))
        assert (one.override.until, one.empty) == (wall("2026-11-06T13:30"), False)

    def test_before_it_has_begun_it_never_was(self) -> None:
        one = ended(1, (kept(),), roster(now=at("2026-11-06T09:00")))
        assert one.empty
        assert in_force([one]) == ()

    @pytest.mark.parametrize("id", [0, 2])
    def test_an_unknown_one(self, id: int) -> None:
        with pytest.raises(Unacceptable, match=f"there is no override {id}; all of them"):
            ended(id, (kept(),), roster())

    def test_one_that_has_been_ended_before_it_began(self) -> None:
        one = ended(1, (kept(),), roster(now=at("2026-11-06T09:00")))
        with pytest.raises(Unacceptable, match="there is no override 1"):
            ended(1, (one,), roster())

    @pytest.mark.parametrize("time", ["2026-11-06T16:00", "2026-11-07T09:00"])
    def test_one_that_is_over(self, time: str) -> None:
        with pytest.raises(Unacceptable, match=r"override 1 is over already \(06.11.2026 16:00\)"):
            ended(1, (kept(),), roster(now=at(time)))

    def test_of_a_department_that_is_configured_no_more(self) -> None:
        others = replace(roster(), settings=settings_for(replace(DEPARTMENT, name="other")))
        assert ended(1, (kept(),), others).override.until == wall("2026-11-06T12:00")


def test_of_two_made_at_one_instant_the_later_one_holds() -> None:
    every = in_force([kept(1), kept(2, add(NOVIKOV))])
    assert names(resolve(DEPARTMENT, NOON, roster().mirror, every))[0] == NOVIKOV


def test_as_json() -> None:
    override = replace(kept(7).override, created=at("2026-11-01T09:00:00.250"))
    nobody = Kept(8, "root", replace(override, person=None, department="gone", role=Role.BACKUP))
    assert overrides_json([Kept(7, "olga", override), nobody], settings_for()) == [
        {
            "id": 7,
            "department": "duty",
            "role": "primary",
            "person": MOROZOV,
            "from": "2026-11-06T12:00:00+03:00",
            "to": "2026-11-06T16:00:00+03:00",
            "created": "2026-11-01T09:00:00+03:00",
            "by": "olga",
        },
        {
            "id": 8,
            "department": "gone",
            "role": "backup",
            "person": None,
            "from": "2026-11-06T12:00:00+03:00",
            "to": "2026-11-06T16:00:00+03:00",
            "created": "2026-11-01T09:00:00+03:00",
            "by": "root",
        },
    ]


def test_the_sheet_s_own_is_back_when_it_is_over() -> None:
    judged_by = roster()
    override = granted(add(), judged_by)
    after = at("2026-11-07T12:00")
    assert names(resolve(DEPARTMENT, after, judged_by.mirror, [override]))[0] == IVANOV
