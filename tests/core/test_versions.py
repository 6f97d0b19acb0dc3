"""Histories of pulls: which version is active after each, and what was said about it."""

from dataclasses import replace

from stasis_app.core.mirror import Change
from stasis_app.core.problems import Code
from stasis_app.core.pull import Pull, PullResult, Told
from stasis_app.core.settings import Schedule
from stasis_app.core.wording import message
from stasis_app.core.workbook import Workbook
from tests.history import History
from tests.sheets import (
    DATED,
    DEPARTMENT,
    IVANOV,
    PETROV,
    SIDOROV,
    Edits,
    names,
    roster,
    settings_for,
    staff,
    workbook,
)

EDIT = {"B9": SIDOROV}
TYPO = {"B9": "Сидор", "G9": None}
EMPTIED: Edits = {f"{column}{row}": None for column in "BC" for row in range(4, 35)}


def test_the_first_pull_is_active_at_once() -> None:
    history = History()
    assert history.reads() is PullResult.ACTIVE
    assert (history.version, history.primary) == (1, IVANOV)


def test_a_fatal_first_pull_is_refused_and_the_next_good_one_active_at_once() -> None:
    history = History()
    assert history.reads({"A9": None}) is PullResult.REFUSED
    assert (history.version, history.last.departments[0].version) == (0, None)
    assert history.reads() is PullResult.ACTIVE


def test_an_edit_is_active_when_it_has_been_read_twice() -> None:
    history = History()
    history.reads()
    assert history.reads(EDIT) is PullResult.PENDING
    assert (history.version, history.primary) == (1, IVANOV)
    assert history.reads(EDIT) is PullResult.ACTIVE
    assert (history.version, history.primary) == (2, SIDOROV)
    assert history.reads(EDIT) is PullResult.UNCHANGED


def test_a_half_typed_edit_passes_by() -> None:
    history = History()
    history.reads()
    assert history.reads(TYPO) is PullResult.PENDING
    assert history.reads(EDIT) is PullResult.PENDING
    assert history.reads(EDIT) is PullResult.ACTIVE
    assert history.version == 2


def test_an_edit_that_is_taken_back_leaves_nothing() -> None:
    history = History()
    history.reads()
    history.reads(EDIT)
    assert history.reads() is PullResult.UNCHANGED
    assert history.reads(EDIT) is PullResult.PENDING


def test_a_refused_pull_in_between_starts_the_count_anew() -> None:
    history = History()
    history.reads()
    history.reads(EDIT)
    assert history.reads({**EDIT, "A9": None}) is PullResult.REFUSED
    assert history.reads(EDIT) is PullResult.PENDING
    assert history.primary == IVANOV


def test_a_restart_in_between_does_not() -> None:
    history = History()
    history.reads()
    history.reads(EDIT)
    history.restarts()
    assert history.primary == IVANOV
    assert history.reads(EDIT) is PullResult.ACTIVE


def test_cosmetic_edits_make_no_version() -> None:
    history = History()
    history.reads()
    cosmetic: Edits = {
        "B9": "  иванов   ИВАН ",
        "G9": "Петров Петр",
        "A9": "6",
        "B3": "10.00 – 14.59",
        "B1": "Кто дежурит",
        "K20": "заметка",
        "Staff!B1": "+7 999 123-45-01",
        "Staff!B2": 89991234502.0,
        "Staff!C1": " M1@example.com",
        "Staff!D1": "заметка",
    }
    assert history.reads(cosmetic) is PullResult.UNCHANGED


def test_a_cell_that_never_stands_still_keeps_nothing_back() -> None:
    history = History()
    history.reads()
    history.reads({**EDIT, "A1": "12:01:07"})
    assert history.reads({**EDIT, "A1": "12:02:07"}) is PullResult.ACTIVE


def test_accepted_at_once() -> None:
    history = History()
    history.reads()
    assert history.reads(EDIT, accept=True) is PullResult.ACTIVE
    assert history.reads({"A9": None}, accept=True) is PullResult.REFUSED
    assert history.reads(EMPTIED, accept=True) is PullResult.ACTIVE


class TestMassDeletion:
    def test_is_held_until_it_has_stood_for_half_an_hour(self) -> None:
        history = History()
        history.reads()
        results = [history.reads(EMPTIED) for _ in range(32)]
        assert results == [PullResult.HELD] * 30 + [PullResult.ACTIVE, PullResult.UNCHANGED]

    def test_the_wait_starts_anew_with_other_content(self) -> None:
        history = History()
        history.reads()
        for _ in range(20):
            history.reads(EMPTIED)
        other = {**EMPTIED, "D9": None}
        assert [history.reads(other) for _ in range(30)] == [PullResult.HELD] * 30
        assert history.reads(other) is PullResult.ACTIVE

    def test_the_wait_goes_on_over_a_restart(self) -> None:
        history = History()
        history.reads()
        for _ in range(30):
            history.reads(EMPTIED)
            history.restarts()
        assert history.reads(EMPTIED) is PullResult.ACTIVE

    def test_is_told_once_with_what_to_do_and_taken_back(self) -> None:
        history = History()
        history.reads()
        [told] = history.pulls(workbook({**EMPTIED, "B9": "Сидор"})).new_problems
        assert (told.problem.code, told.problem.cell) == (Code.PULL_HELD, "Roster")
        assert message(told.problem, "en") == (
            "Roster: there were 93 primaries, 32 are left; version 1 serves on. If that is meant:"
            " stasis-app sync --accept; if not, bring the sheet back; without an answer it becomes"
            " active at 12:32"
        )
        history.restarts()
        assert history.pulls(workbook(EMPTIED)).new_problems == ()
        [mended] = history.pulls(workbook()).mended
        assert (mended.code, mended.cell) == ("PULL_HELD", "Roster")

    def test_half_of_them_are_enough(self) -> None:
        """Of 93 primaries 46 are fewer than half, 47 are not."""
        cells = [f"{column}{row}" for column in "BCD" for row in range(4, 35)]
        history = History()
        history.reads()
        assert history.reads(dict.fromkeys(cells[:46])) is PullResult.PENDING
        assert history.reads(dict.fromkeys(cells[:47])) is PullResult.HELD

    def test_failed_formulas_are_deletions_too(self) -> None:
        history = History()
        history.reads()
        assert history.reads(dict.fromkeys(EMPTIED, "#REF!")) is PullResult.HELD


def test_changes_are_told_cell_by_cell() -> None:
    history = History()
    assert history.pulls(workbook()).departments[0].changes == ()
    edits = {"B9": SIDOROV, "G9": None, "H9": "  кузнецов марк", "Staff!B6": 89991234507}
    changes = history.pulls(workbook(edits)).departments[0].changes
    assert changes == (
        Change("Roster!B9", IVANOV, SIDOROV),
        Change("Roster!G9", PETROV, None),
        Change("Staff!B6", "89991234506", "89991234507"),
    )
    history.pulls(workbook(edits))
    assert history.contents[-1].changes == changes


def test_a_restart_answers_as_before() -> None:
    history = History()
    history.reads()
    history.reads(EDIT)
    history.reads(EDIT)
    before = history.on_duty()
    history.restarts()
    assert history.on_duty() == before
    assert history.reads(EDIT) is PullResult.UNCHANGED


def test_other_settings_read_the_same_mirror_anew() -> None:
    history = History()
    history.reads()
    history.settings = settings_for(
        replace(DEPARTMENT, schedule=Schedule("Roster", "Elsewhere")),
    )
    history.restarts()
    assert history.on_duty().issues == (Code.MIRROR_MISSING,)


class TestTwoDepartments:
    FIRST = DEPARTMENT
    SECOND = replace(DEPARTMENT, name="second", schedule=Schedule("Second", "Staff"))

    def book(self, first: Edits | None = None, second: Edits | None = None) -> Workbook:
        rows = workbook(second).sheets["Roster"]
        return workbook(first, Second=rows)

    def test_a_version_is_the_mirror_s_and_a_department_keeps_its_last(self) -> None:
        history = History(self.FIRST, self.SECOND)
        history.pulls(self.book())
        history.pulls(self.book(EDIT))
        last = history.pulls(self.book(EDIT))
        assert (last.result, last.version) == (PullResult.ACTIVE, 2)
        results = [(each.result, each.version) for each in last.departments]
        assert results == [(PullResult.ACTIVE, 2), (PullResult.UNCHANGED, 1)]

    def test_what_is_wrong_with_one_does_not_touch_the_other(self) -> None:
        history = History(self.FIRST, self.SECOND)
        history.pulls(self.book())
        broken = {"A9": None}
        history.pulls(self.book(broken, EDIT))
        last = history.pulls(self.book(broken, EDIT))
        results = [(each.result, each.version) for each in last.departments]
        assert results == [(PullResult.REFUSED, 1), (PullResult.ACTIVE, 2)]
        assert names(history.on_duty()) == (IVANOV, PETROV)

    def test_a_change_of_their_common_staff_is_one_version(self) -> None:
        history = History(self.FIRST, self.SECOND)
        history.pulls(self.book())
        edits = {"Staff!B1": "89991234507"}
        history.pulls(self.book(edits))
        last = history.pulls(self.book(edits))
        assert [each.version for each in last.departments] == [2, 2]


class TestTelling:
    def told(self, pulled: Pull) -> list[tuple[Code, str]]:
        return [(each.problem.code, each.problem.cell) for each in pulled.new_problems]

    def test_once_for_a_code_a_cell_and_what_stands_there(self) -> None:
        history = History()
        assert self.told(history.pulls(workbook(TYPO))) == [
            (Code.NAME_UNKNOWN, "Roster!B9"),
            (Code.SHIFT_UNASSIGNED, "Roster!B9"),
        ]
        assert self.told(history.pulls(workbook(TYPO))) == []
        history.restarts()
        assert self.told(history.pulls(workbook(TYPO))) == []
        other = workbook({"B9": "Сидоро", "G9": None})
        assert self.told(history.pulls(other)) == []  # only pending
        assert (Code.NAME_UNKNOWN, "Roster!B9") in self.told(history.pulls(other))

    def test_taken_back_when_it_is_mended_and_told_again_when_it_comes_back(self) -> None:
        history = History()
        history.pulls(workbook({"B9": "Сидор"}))
        history.pulls(workbook())
        mended = history.pulls(workbook()).mended
        assert [(each.code, each.cell) for each in mended] == [("NAME_UNKNOWN", "Roster!B9")]
        history.pulls(workbook({"B9": "Сидор"}))
        again = history.pulls(workbook({"B9": "Сидор"}))
        assert self.told(again) == [(Code.NAME_UNKNOWN, "Roster!B9")]

    def test_a_refused_pull_takes_nothing_back(self) -> None:
        history = History()
        history.pulls(workbook({"B9": "Сидор"}))
        refused = history.pulls(workbook({"A9": None}))
        assert (self.told(refused), refused.mended) == ([(Code.DAYS_BAD, "Roster!A9")], ())
        good = history.pulls(workbook({"B9": "Сидор"}))
        assert good.new_problems == ()
        assert [each.code for each in good.mended] == ["DAYS_BAD"]

    def test_says_whose_problem_it_is(self) -> None:
        history = History()
        (told,) = history.pulls(workbook({"B9": "Сидор"})).new_problems
        assert isinstance(told, Told)
        assert told.department == "duty"

    def test_a_dated_workbook_without_the_present_month(self) -> None:
        history = History(DATED, now="2026-12-05T12:00")
        book = workbook(Roster=None, **{"Roster 2026-11": roster(30)})
        pulled = history.pulls(book)
        assert pulled.result is PullResult.ACTIVE
        assert self.told(pulled) == [(Code.MONTH_MISSING, "Roster 2026-12")]

    def test_a_dated_workbook_without_any_month_is_refused(self) -> None:
        history = History(DATED)
        pulled = history.pulls(workbook())
        assert pulled.result is PullResult.REFUSED
        assert self.told(pulled) == [(Code.SHEET_MISSING, "Roster {yyyy}-{mm}")]

    def test_the_staff_sheet_alone_is_not_enough(self) -> None:
        history = History()
        assert history.pulls(Workbook({"Staff": staff()}, ("Staff",))).version == 0
