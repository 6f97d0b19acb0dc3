"""`mode` and `simulate` where business hours decide."""

from datetime import datetime

import pytest

from stasis_app.cli import identity
from stasis_app.core.mode import mode_now, next_change

from ..company import MOSCOW
from ..office_hours import MON_FRI, open_at
from .company_folder import CompanyFolder

HOURS = 'mode: auto\nbusiness_hours: {mon-fri: "09:00-17:59"}\n'
OTDEL1 = open_at(MON_FRI)
NOBODY = {"since": None, "by": None}


@pytest.fixture
def auto(synced: CompanyFolder) -> CompanyFolder:
    """Of the two departments the first."""
    synced.edit("schedules/otdel1.yaml", "#mode: manual\n", HOURS)
    return synced


def expected(at: datetime) -> dict[str, object]:
    change = next_change(OTDEL1, at)
    assert change is not None
    return {
        "department": "otdel1",
        "mode": str(mode_now(OTDEL1, None, at)),
        "setting": "auto",
        "until": change.astimezone(MOSCOW).isoformat(),
    }


def now() -> datetime:
    return datetime.now(MOSCOW)


def test_nobody_has_switched_yet(auto: CompanyFolder) -> None:
    before = expected(now())
    own, other = auto.json("mode")
    assert own in ({**before, **NOBODY}, {**expected(now()), **NOBODY})
    assert (other["setting"], other["until"]) == ("secretary", None)
    assert "по часам" in auto.run("mode").out


def test_a_switch_holds_until_the_next_change_or_is_taken_back(auto: CompanyFolder) -> None:
    [switched] = auto.json("mode", "otdel1", "duty")
    assert (switched["mode"], switched["setting"]) == ("duty", "duty")
    assert switched["by"] == identity.login_name()
    change = next_change(OTDEL1, datetime.fromisoformat(switched["since"]))
    assert change is not None
    assert datetime.fromisoformat(switched["until"]) == change
    [back] = auto.json("mode", "otdel1", "auto")
    assert (back["setting"], back["by"]) == ("auto", identity.login_name())
    assert back["until"] is not None


def test_a_switch_for_ever(auto: CompanyFolder) -> None:
    auto.edit("schedules/otdel1.yaml", "mode: auto\n", "mode: auto\nswitch_until: forever\n")
    [switched] = auto.json("mode", "otdel1", "duty")
    assert (switched["setting"], switched["until"]) == ("duty", None)


def test_auto_for_all_is_for_those_that_have_hours(auto: CompanyFolder) -> None:
    chosen = {each["department"]: each["setting"] for each in auto.json("mode", "all", "auto")}
    assert chosen == {"otdel1": "auto", "otdel2": "secretary"}
    outcome = auto.run("mode", "otdel2", "auto")
    assert outcome.code == 2
    assert "otdel2 has no business hours" in outcome.err


@pytest.mark.parametrize(
    ("at", "mode"),
    [
        ("2030-11-04T12:00", "duty"),  # Monday, a holiday
        ("2030-11-05T12:00", "secretary"),
        ("2030-11-05T18:00", "duty"),
    ],
)
def test_a_simulated_call_meets_the_mode_of_its_instant(
    auto: CompanyFolder, at: str, mode: str
) -> None:
    auto.json("mode", "otdel1", "secretary")  # long over by then
    assert auto.json("simulate", "otdel1", "--at", at)["mode"] == mode
