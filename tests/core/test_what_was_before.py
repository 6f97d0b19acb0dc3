"""Answers that need more than the present version: last good cells, the month's last night."""

from datetime import timedelta

from stasis_app.core.problems import Code
from stasis_app.core.pull import PullResult
from stasis_app.core.roles import Source
from tests.history import History
from tests.sheets import (
    DATED,
    IVANOV,
    MOROZOV,
    NOVIKOV,
    PETROV,
    SIDOROV,
    Edits,
    at,
    names,
    roster,
    workbook,
)

TYPO: Edits = {"B9": "Сидор", "G9": None}


class TestLastGoodCell:
    def broken(self) -> History:
        history = History()
        history.reads()
        history.reads(TYPO)
        assert history.reads(TYPO) is PullResult.ACTIVE
        return history

    def test_holds_when_there_would_be_nobody(self) -> None:
        answer = self.broken().on_duty()
        assert (names(answer), answer.source) == ((IVANOV,), Source.LAST_GOOD)
        assert answer.issues == (Code.NAME_UNKNOWN, Code.LAST_GOOD_CELL)
        assert answer.primary is not None
        assert answer.primary.cell == "Roster!B9"

    def test_for_a_day_and_not_longer(self) -> None:
        edits: Edits = {
            **{f"B{row}": "Кто" for row in range(4, 35)},
            **{f"G{row}": None for row in range(4, 35)},
        }
        history = History()
        history.reads()
        history.reads(edits)
        history.reads(edits)
        day = timedelta(hours=24)
        assert names(history.on_duty(history.now + day)) == (IVANOV,)
        late = history.on_duty(history.now + day + timedelta(microseconds=1))
        assert (late.people, late.source) == ((), Source.FALLBACK)
        assert late.issues == (Code.NAME_UNKNOWN, Code.SHIFT_UNASSIGNED)

    def test_goes_back_over_several_bad_values(self) -> None:
        history = self.broken()
        first = history.now
        for text in ("Сидоро", "Сидоров"):
            history.reads({"B9": text, "G9": None})
            history.reads({"B9": text, "G9": None})
        assert history.primary == IVANOV
        assert history.state.mirror.editions["duty"][-1].last_good["Roster!B9"].until == first

    def test_survives_a_restart(self) -> None:
        history = self.broken()
        before = history.on_duty()
        history.restarts()
        assert history.on_duty() == before

    def test_an_emptied_cell_has_none(self) -> None:
        history = History()
        history.reads()
        empty: Edits = {"B9": None, "G9": None}
        history.reads(empty)
        history.reads(empty)
        assert history.on_duty().issues == (Code.SHIFT_UNASSIGNED,)

    def test_a_usable_backup_goes_before_it(self) -> None:
        history = History()
        history.reads()
        history.reads({"B9": "Сидор"})
        history.reads({"B9": "Сидор"})
        assert names(history.on_duty()) == (PETROV,)

    def test_whoever_has_left_the_staff_is_not_rung(self) -> None:
        history = History()
        history.reads()
        gone: Edits = {**TYPO, "Staff!A1": "Новый Лев"}
        history.reads(gone)
        history.reads(gone)
        assert history.on_duty().people == ()


class TestMonthRollOver:
    NIGHT = at("2026-12-01T02:00")
    NEXT_NIGHT = at("2026-12-02T02:00")
    REFILLED: Edits = {f"D{row}": SIDOROV for row in range(4, 35)}

    def test_the_running_night_is_that_of_midnight(self) -> None:
        history = History(now="2026-11-30T23:00")
        history.reads()
        history.now = at("2026-12-01T00:30")
        history.reads(self.REFILLED)
        history.reads(self.REFILLED)
        tonight = history.on_duty(self.NIGHT)
        assert (names(tonight), tonight.version) == ((NOVIKOV, MOROZOV), 1)
        tomorrow = history.on_duty(self.NEXT_NIGHT)
        assert (names(tomorrow), tomorrow.version) == ((SIDOROV, MOROZOV), 2)
        history.restarts()
        assert history.on_duty(self.NIGHT) == tonight

    def test_refilled_before_midnight_it_is_the_new_one(self) -> None:
        history = History(now="2026-11-30T23:00")
        history.reads()
        history.reads(self.REFILLED)
        history.reads(self.REFILLED)
        assert names(history.on_duty(self.NIGHT)) == (SIDOROV, MOROZOV)

    def test_when_none_was_active_at_midnight_it_is_the_present_one(self) -> None:
        history = History(now="2026-12-01T00:30")
        history.reads()
        history.reads(self.REFILLED)
        history.reads(self.REFILLED)
        assert names(history.on_duty(self.NIGHT)) == (SIDOROV, MOROZOV)

    def test_a_dated_month_needs_no_such_care(self) -> None:
        sheets = {"Roster 2026-11": roster(30), "Roster 2026-12": roster(31)}
        history = History(DATED, now="2026-11-30T23:00")
        history.pulls(workbook(Roster=None, **sheets))
        history.now = at("2026-12-01T00:30")
        mended = workbook({"Roster 2026-11!D33": SIDOROV}, Roster=None, **sheets)
        history.pulls(mended)
        history.pulls(mended)
        assert names(history.on_duty(self.NIGHT)) == (SIDOROV, MOROZOV)

    def test_what_is_long_past_is_forgotten(self) -> None:
        history = History()
        for days in range(6):
            history.reads({"B9": (IVANOV, SIDOROV)[days % 2]})
            history.reads({"B9": (IVANOV, SIDOROV)[days % 2]})
            history.now += timedelta(days=1)
        assert history.version == 6
        assert [each.version for each in history.state.mirror.editions["duty"]] == [4, 5, 6]
