"""What a call meets: a person's switch, until the hours next begin or end, or for ever."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from stasis_app.core.mode import ModeSetting, holds_until, in_force, mode_now
from stasis_app.core.words import Mode

from ..company import MOSCOW, OTDEL1
from ..office_hours import MON_FRI, business_hours, open_at

AUTO = open_at(MON_FRI)
FOREVER = replace(AUTO, switch_forever=True)
MANUAL = replace(AUTO, auto=False)
ALWAYS_DUTY = replace(AUTO, secretary=None)


def on(text: str) -> datetime:
    """Of the week from Monday, 23 November 2026: `Mon 09:00`."""
    day, time = text.split()
    first = datetime(2026, 11, 23, tzinfo=MOSCOW)
    hour, minute = map(int, time.split(":"))
    days = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun").index(day)
    return first + timedelta(days=days, hours=hour, minutes=minute)


def switched(to: Mode, at: str) -> ModeSetting:
    return ModeSetting("otdel1", to, on(at), "101", toggled=True)


@pytest.mark.parametrize(
    ("to", "since", "at", "mode", "until"),
    [
        (Mode.DUTY, "Mon 12:00", "Mon 12:00", Mode.DUTY, "Mon 18:00"),
        (Mode.DUTY, "Mon 12:00", "Mon 17:59", Mode.DUTY, "Mon 18:00"),
        (Mode.DUTY, "Mon 12:00", "Mon 18:00", Mode.DUTY, "Tue 09:00"),  # as the hours say
        (Mode.DUTY, "Mon 12:00", "Tue 09:00", Mode.SECRETARY, "Tue 18:00"),
        (Mode.SECRETARY, "Mon 19:00", "Tue 03:00", Mode.SECRETARY, "Tue 09:00"),
        (Mode.SECRETARY, "Mon 19:00", "Tue 18:00", Mode.DUTY, "Wed 09:00"),
        (Mode.SECRETARY, "Fri 18:00", "Sun 12:00", Mode.SECRETARY, "Mon 09:00"),  # at a change
        (Mode.DUTY, "Mon 12:00", "Mon 11:59", Mode.SECRETARY, "Mon 18:00"),  # not switched yet
    ],
)
def test_a_switch_holds_until_the_next_change(
    to: Mode, since: str, at: str, mode: Mode, until: str
) -> None:
    setting = switched(to, since)
    assert mode_now(AUTO, setting, on(at)) is mode
    change = on(until)
    if change < on(at):
        change += timedelta(days=7)
    assert holds_until(AUTO, setting, on(at)) == change


@pytest.mark.parametrize(
    ("at", "setting", "since", "by"),
    [
        ("Mon 12:00", Mode.DUTY, "Mon 12:00", "101"),
        ("Mon 17:59", Mode.DUTY, "Mon 12:00", "101"),
        ("Mon 18:00", Mode.AUTO, None, None),
        ("Wed 12:00", Mode.AUTO, None, None),
    ],
)
def test_a_switch_that_is_over_is_nobody_s(
    at: str, setting: Mode, since: str | None, by: str | None
) -> None:
    force = in_force(AUTO, switched(Mode.DUTY, "Mon 12:00"), on(at))
    assert (force.setting, force.by) == (setting, by)
    assert force.since == (on(since) if since else None)


@pytest.mark.parametrize("at", ["Mon 12:00", "Mon 18:00", "Tue 12:00", "Sun 12:00"])
def test_a_switch_for_ever(at: str) -> None:
    for mode in (Mode.SECRETARY, Mode.DUTY):
        setting = switched(mode, "Mon 12:00")
        assert mode_now(FOREVER, setting, on(at)) is mode
        assert holds_until(FOREVER, setting, on(at)) is None
    assert mode_now(FOREVER, switched(Mode.DUTY, "Mon 12:00"), on("Mon 11:00")) is Mode.SECRETARY


def test_auto_takes_a_switch_back() -> None:
    for department in (AUTO, FOREVER):
        back = switched(Mode.AUTO, "Mon 12:30")
        assert mode_now(department, back, on("Mon 12:30")) is Mode.SECRETARY
        assert mode_now(department, back, on("Mon 18:00")) is Mode.DUTY
        assert in_force(department, back, on("Tue 12:00")) == back
        assert holds_until(department, back, on("Mon 12:30")) == on("Mon 18:00")


def test_nobody_has_switched_yet() -> None:
    assert mode_now(AUTO, None, on("Mon 12:00")) is Mode.SECRETARY
    assert mode_now(AUTO, None, on("Mon 20:00")) is Mode.DUTY
    assert in_force(AUTO, None, on("Mon 20:00")) == ModeSetting("otdel1", Mode.AUTO)
    assert not in_force(AUTO, None, on("Mon 20:00")).toggled
    assert holds_until(AUTO, None, on("Mon 20:00")) == on("Tue 09:00")


@pytest.mark.parametrize("at", ["Mon 12:00", "Mon 20:00", "Thu 09:00"])
def test_by_hand_nothing_changes_by_itself(at: str) -> None:
    for department in (MANUAL, OTDEL1):
        assert mode_now(department, None, on(at)) is Mode.SECRETARY
        for mode in (Mode.SECRETARY, Mode.DUTY):
            setting = switched(mode, "Mon 12:30")
            assert mode_now(department, setting, on(at)) is mode
            assert in_force(department, setting, on(at)) == setting
            assert holds_until(department, setting, on(at)) is None


def test_by_hand_auto_may_be_chosen_where_there_are_hours() -> None:
    chosen = switched(Mode.AUTO, "Mon 12:00")
    assert mode_now(MANUAL, chosen, on("Mon 20:00")) is Mode.DUTY
    assert holds_until(MANUAL, chosen, on("Mon 20:00")) == on("Tue 09:00")


def test_auto_means_nothing_once_the_hours_are_gone_from_the_file() -> None:
    chosen = switched(Mode.AUTO, "Mon 12:00")
    assert mode_now(OTDEL1, chosen, on("Mon 20:00")) is Mode.SECRETARY
    assert in_force(OTDEL1, chosen, on("Mon 20:00")) == ModeSetting("otdel1", Mode.SECRETARY)
    assert holds_until(OTDEL1, chosen, on("Mon 20:00")) is None


def test_what_no_file_and_no_switch_should_lead_to() -> None:
    without_hours = replace(OTDEL1, auto=True)
    assert mode_now(without_hours, None, on("Mon 20:00")) is Mode.SECRETARY
    undated = ModeSetting("otdel1", Mode.SECRETARY)
    assert mode_now(AUTO, undated, on("Mon 20:00")) is Mode.SECRETARY


def test_where_nothing_ever_changes_a_switch_stays() -> None:
    always = open_at(business_hours(*(("00:00-24:00",),) * 7, country="AC"))
    setting = switched(Mode.DUTY, "Mon 12:00")
    assert mode_now(always, setting, on("Sun 12:00")) is Mode.DUTY
    assert holds_until(always, setting, on("Sun 12:00")) is None


def test_without_secretaries_it_is_always_duty() -> None:
    for setting in (None, switched(Mode.SECRETARY, "Mon 12:00"), switched(Mode.AUTO, "Mon 12:00")):
        assert mode_now(ALWAYS_DUTY, setting, on("Mon 12:00")) is Mode.DUTY
        assert holds_until(ALWAYS_DUTY, setting, on("Mon 12:00")) is None
