"""What makes the application ok, degraded or failing."""

from dataclasses import replace
from datetime import timedelta

import pytest

from stasis_app.core.problems import Severity
from stasis_app.core.status import (
    Ari,
    Calls,
    Configuration,
    Facts,
    Health,
    Mirror,
    Outbox,
    RecentErrors,
    SheetProblem,
    in_words,
    status_of,
)

from ..company import NOW

MIRROR = Mirror(version=7, pulled_at=NOW, stale_after=timedelta(hours=24))
WELL = Facts(
    version="0.1.0",
    started_at=NOW - timedelta(hours=1),
    ari=Ari(connected=True, since=NOW - timedelta(hours=1), version="22.10.1"),
    mirror=MIRROR,
    calls=Calls(live=2, outcomes={"answered": 5, "failed": 0}),
    outbox=Outbox(waiting=1, oldest_seconds=20.0, failed=0),
)


def test_all_is_well() -> None:
    status = status_of(WELL, NOW)
    assert status.health is Health.OK
    assert status.problems == ()
    assert status.uptime == timedelta(hours=1)
    assert status.mirror_age == timedelta(0)


def test_without_asterisk_no_calls_are_served() -> None:
    ari = Ari(False, since=NOW - timedelta(seconds=40), error="connection refused")
    status = status_of(replace(WELL, ari=ari), NOW)
    assert status.health is Health.FAILING
    assert status.problems == (
        "not connected to Asterisk for 40 s (connection refused): no calls are served",
    )


def test_failing_goes_before_degraded_and_all_problems_are_told() -> None:
    mirror = Mirror(None, None, timedelta(hours=24))
    status = status_of(replace(WELL, ari=Ari(False, None), mirror=mirror), NOW)
    assert status.health is Health.FAILING
    assert status.mirror_age is None
    assert status.problems == (
        "not connected to Asterisk: no calls are served",
        "no mirror of the workbook yet: nobody is known to be on duty",
    )


@pytest.mark.parametrize(
    ("mirror", "problem"),
    [
        (
            replace(MIRROR, pulled_at=NOW - timedelta(hours=25)),
            "the workbook has not been read for 25 h",
        ),
        (
            replace(MIRROR, error="Otdel1.csv: no such file"),
            "the last pull has failed: Otdel1.csv: no such file",
        ),
        (replace(MIRROR, missing=("otdel2",)), "no mirror yet of otdel2"),
        (
            replace(
                MIRROR,
                problems=(SheetProblem("otdel1", "NAME_UNKNOWN", Severity.ERROR, "Otdel1!B4"),),
            ),
            "1 problem in the workbook needs a person",
        ),
    ],
)
def test_the_mirror_needs_a_person(mirror: Mirror, problem: str) -> None:
    status = status_of(replace(WELL, mirror=mirror), NOW)
    assert status.health is Health.DEGRADED
    assert status.problems == (problem,)


def test_warnings_in_the_workbook_and_a_mirror_just_young_enough_are_no_trouble() -> None:
    warning = SheetProblem("otdel1", "EMAIL_MISSING", Severity.WARNING, "Otdel1Staff!C3")
    mirror = replace(MIRROR, pulled_at=NOW - timedelta(hours=24), problems=(warning,))
    assert status_of(replace(WELL, mirror=mirror), NOW).health is Health.OK


def test_errors_of_the_last_hour() -> None:
    calls = replace(WELL.calls, errors={"call crashed": 1, "call failed": 2})
    status = status_of(replace(WELL, calls=calls), NOW)
    assert status.health is Health.DEGRADED
    assert status.problems == (
        "in the last hour: 1 × call crashed",
        "in the last hour: 2 × call failed",
    )


@pytest.mark.parametrize(
    ("outbox", "problem"),
    [
        (None, "the outbox cannot be read"),
        (Outbox(1, 16 * 60.0, 0), "1 mail cannot be delivered, the oldest for 16 min"),
        (Outbox(3, 3 * 86400.0, 0), "3 mails cannot be delivered, the oldest for 3 days"),
    ],
)
def test_mails_that_cannot_be_delivered(outbox: Outbox | None, problem: str) -> None:
    status = status_of(replace(WELL, outbox=outbox), NOW)
    assert status.health is Health.DEGRADED
    assert status.problems == (problem,)


def test_what_else_is_wrong() -> None:
    status = status_of(replace(WELL, others=("the database cannot be written",)), NOW)
    assert status.health is Health.DEGRADED
    assert status.problems == ("the database cannot be written",)


def test_errors_are_counted_for_an_hour() -> None:
    errors = RecentErrors()
    errors.note("call crashed", NOW)
    errors.note("call failed", NOW + timedelta(minutes=30))
    errors.note("call failed", NOW + timedelta(minutes=40))
    assert errors.in_last_hour(NOW + timedelta(minutes=59)) == {"call crashed": 1, "call failed": 2}
    assert errors.in_last_hour(NOW + timedelta(minutes=60)) == {"call failed": 2}
    assert errors.in_last_hour(NOW + timedelta(minutes=100)) == {}


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-3, "0 s"),
        (119, "119 s"),
        (120, "2 min"),
        (7199, "119 min"),
        (7200, "2 h"),
        (1e6, "11 days"),
    ],
)
def test_durations_in_words(seconds: float, words: str) -> None:
    assert in_words(timedelta(seconds=seconds)) == words


def test_a_configuration_that_was_not_taken() -> None:
    configuration = Configuration(NOW, ("config.yaml:3:11 timezone", "otdel1.yaml:2:7 dids"))
    status = status_of(replace(WELL, configuration=configuration), NOW)
    assert status.health is Health.DEGRADED
    assert status.problems == (
        "the configuration has mistakes, the last good one holds: config.yaml:3:11 timezone and 1"
        " more; the log and stasis-app check tell what would be right",
    )


def test_a_restart_that_is_needed_is_no_problem() -> None:
    configuration = Configuration(NOW, restart=("ari",))
    assert status_of(replace(WELL, configuration=configuration), NOW).health is Health.OK
