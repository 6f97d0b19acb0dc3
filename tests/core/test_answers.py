"""The JSON of the schedule's commands, as the contract has it."""

from datetime import UTC, datetime

from stasis_app.core.answers import gap_json, sync_json, version_json, versions_json, who_json
from stasis_app.core.gaps import gaps
from stasis_app.core.mirror import Change, VersionRow
from stasis_app.core.pull import State, pull
from tests.sheets import (
    DEPARTMENT,
    IVANOV,
    LONG_AGO,
    MOSCOW,
    SIDOROV,
    asked,
    at,
    mirror_of,
    settings_for,
    workbook,
)


def test_who() -> None:
    assert who_json(asked(workbook({"G9": None}), "2026-11-06T12:00")) == {
        "department": "duty",
        "at": "2026-11-06T12:00:00+03:00",
        "shift": "Утро",
        "date": "2026-11-06",
        "primary": {
            "name": IVANOV,
            "number": "+79991234501",
            "email": "m1@example.com",
            "cell": "Roster!B9",
        },
        "backup": None,
        "dial": ["+79991234501"],
        "source": "sheet",
        "issues": [],
        "version": 1,
    }


def test_who_when_there_is_nobody() -> None:
    answer = who_json(asked(workbook({"D3": "20:00-8:59", "I3": "20:00-8:59"}), "2026-11-06T09:30"))
    assert answer["shift"] is None
    assert answer["date"] is None
    assert answer["primary"] is None
    assert answer["source"] == "fallback"
    assert answer["issues"] == ["SHIFT_GAP"]


def test_gap() -> None:
    (gap,) = gaps(DEPARTMENT, mirror_of(workbook({"D9": "Кто"})), at("2026-11-06T12:00"), 5)
    assert gap_json(gap) == {
        "department": "duty",
        "date": "2026-11-06",
        "shift": "Ночь",
        "from": "2026-11-06T20:00:00+03:00",
        "until": "2026-11-07T10:00:00+03:00",
        "role": "primary",
        "code": "NAME_UNKNOWN",
        "cell": "Roster!D9",
        "value": "Кто",
    }


def test_sync() -> None:
    _, state, _ = pull(settings_for(), workbook(), State(), LONG_AGO)
    result, _, _ = pull(settings_for(), workbook({"B9": None}), state, LONG_AGO)
    assert sync_json(result, "en") == {
        "result": "pending",
        "version": 1,
        "departments": [
            {
                "department": "duty",
                "result": "pending",
                "version": 1,
                "problems": [
                    {
                        "code": "PRIMARY_MISSING",
                        "severity": "warning",
                        "cell": "Roster!B9",
                        "value": None,
                        "message": "Roster!B9: no primary;"
                        " the backup (Петров Пётр) is rung at once",
                    }
                ],
                "changes": [{"cell": "Roster!B9", "was": IVANOV, "is": None}],
            }
        ],
    }


def test_versions() -> None:
    night = datetime(2026, 11, 6, 22, 0, tzinfo=UTC)
    row = VersionRow(7, night, night, ("duty",), 1)
    listed = {
        "version": 7,
        "pulled_at": "2026-11-07T01:00:00+03:00",
        "active_from": "2026-11-07T01:00:00+03:00",
        "departments": ["duty"],
        "changes": 1,
    }
    assert versions_json([row], MOSCOW) == [listed]
    change = Change("Roster!B9", IVANOV, SIDOROV)
    told = [{"cell": "Roster!B9", "was": IVANOV, "is": SIDOROV}]
    assert version_json(row, [change], MOSCOW) == {**listed, "changes": told}
