"""What the commands answer about the schedule, as JSON-able data; the shapes are the contract's.

Times have the offset of the department's zone.  Decides nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import tzinfo
from zoneinfo import ZoneInfo

from .gaps import Gap, here
from .mirror import Change, VersionRow
from .overrides import Kept, zone_of
from .problems import Problem
from .pull import DepartmentPull, Pull
from .roster import OnDuty, OnDutyPerson
from .settings import Settings
from .wording import message

Json = Mapping[str, object]


def who_json(on_duty: OnDuty) -> Json:
    return {
        "department": on_duty.department,
        "at": on_duty.at.isoformat(),
        "shift": on_duty.shift,
        "date": on_duty.date.isoformat() if on_duty.date else None,
        "primary": _person_json(on_duty.primary),
        "backup": _person_json(on_duty.backup),
        "dial": list(on_duty.dial),
        "source": str(on_duty.source),
        "issues": [str(code) for code in on_duty.issues],
        "version": on_duty.version,
    }


def gap_json(gap: Gap) -> Json:
    return {
        "department": gap.department,
        "date": gap.date.isoformat(),
        "shift": gap.shift,
        "from": gap.since.isoformat(),
        "until": gap.until.isoformat(),
        "role": str(gap.role),
        "code": str(gap.code),
        "cell": gap.cell,
        "value": gap.value,
    }


def overrides_json(every: Iterable[Kept], settings: Settings) -> list[Json]:
    return [_override_json(each, zone_of(each.override.department, settings)) for each in every]


def _override_json(kept: Kept, zone: ZoneInfo) -> Json:
    override = kept.override
    return {
        "id": kept.id,
        "department": override.department,
        "role": str(override.role),
        "person": override.person,
        "from": here(override.since, zone).isoformat(timespec="seconds"),
        "to": here(override.until, zone).isoformat(timespec="seconds"),
        "created": override.created.astimezone(zone).isoformat(timespec="seconds"),
        "by": kept.by,
    }


def sync_json(pull: Pull, language: str) -> Json:
    """`version` is null while there is none; `failure` is there when nothing was read."""
    answer: dict[str, object] = {
        "result": str(pull.result),
        "version": pull.version or None,
        "departments": [_department_json(each, language) for each in pull.departments],
    }
    return answer if pull.failure is None else {**answer, "failure": pull.failure}


def versions_json(rows: Sequence[VersionRow], zone: tzinfo) -> list[Json]:
    """`zone`: the company's, for a version belongs to several departments."""
    return [_version_json(row, row.changes, zone) for row in rows]


def version_json(row: VersionRow, changes: Sequence[Change], zone: tzinfo) -> Json:
    return _version_json(row, [_change_json(each) for each in changes], zone)


def _version_json(row: VersionRow, changes: object, zone: tzinfo) -> Json:
    return {
        "version": row.version,
        "pulled_at": row.pulled_at.astimezone(zone).isoformat(),
        "active_from": row.active_from.astimezone(zone).isoformat(),
        "departments": list(row.departments),
        "changes": changes,
    }


def _department_json(pull: DepartmentPull, language: str) -> Json:
    return {
        "department": pull.department,
        "result": str(pull.result),
        "version": pull.version,
        "problems": [_problem_json(each, language) for each in pull.problems],
        "changes": [_change_json(each) for each in pull.changes],
    }


def _problem_json(problem: Problem, language: str) -> Json:
    return {
        "code": str(problem.code),
        "severity": str(problem.severity),
        "cell": problem.cell,
        "value": problem.value,
        "message": message(problem, language),
    }


def _change_json(change: Change) -> Json:
    return {"cell": change.cell, "was": change.was, "is": change.now}


def _person_json(person: OnDutyPerson | None) -> Json | None:
    if person is None:
        return None
    return {
        "name": person.name,
        "number": person.number,
        "email": person.email,
        "cell": person.cell,
    }
