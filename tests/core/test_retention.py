"""Recordings are kept so long, and take so much room; the oldest go first."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from stasis_app.core.recording import began_in
from stasis_app.core.retention import MEGABYTE, KeptFile, Retention, overdue

NOW = datetime(2026, 3, 2, 20, 0, tzinfo=UTC)


def kept(days: float, megabytes: int = 1, name: str = "") -> KeptFile:
    return KeptFile(name or f"{days}", NOW - timedelta(days=days), megabytes * MEGABYTE)


def test_for_ever_when_nothing_is_said() -> None:
    assert overdue([kept(10_000)], Retention(), NOW) == []
    assert Retention().unlimited


def test_those_that_are_too_old() -> None:
    files = [kept(30), kept(31), kept(29.9), kept(400)]
    assert overdue(files, Retention(days=30), NOW) == ["400", "31"]


def test_the_oldest_while_all_take_too_much_room() -> None:
    files = [kept(1, 3), kept(2, 3), kept(3, 3), kept(4, 3)]
    assert overdue(files, Retention(megabytes=6), NOW) == ["4", "3"]
    assert overdue(files, Retention(megabytes=7), NOW) == ["4", "3"]
    assert overdue(files, Retention(megabytes=12), NOW) == []


def test_the_newest_stays_however_large_it_is() -> None:
    assert overdue([kept(1, 100), kept(2)], Retention(megabytes=1), NOW) == ["2"]


def test_both_limits() -> None:
    files = [kept(1, 3), kept(2, 3), kept(40, 3)]
    assert overdue(files, Retention(days=30, megabytes=4), NOW) == ["40", "2"]


files = st.lists(st.builds(kept, st.floats(0, 100), st.integers(0, 9)), max_size=8)
limits = st.builds(Retention, st.sampled_from([None, 1, 30]), st.sampled_from([None, 1, 10]))


@given(files, limits)
def test_what_is_left_is_within_the_limits(found: list[KeptFile], retention: Retention) -> None:
    named = [KeptFile(str(n), each.began, each.size) for n, each in enumerate(found)]
    gone = overdue(named, retention, NOW)
    left = [each for each in named if each.name not in gone]
    assert len(set(gone)) == len(gone)
    if retention.days is not None:
        assert all(NOW - each.began <= timedelta(days=retention.days) for each in left)
    if retention.megabytes is not None and len(left) > 1:
        assert sum(each.size for each in left) <= retention.megabytes * MEGABYTE


def test_a_file_s_name_tells_when_its_call_began() -> None:
    began = datetime(2026, 11, 27, 3, 12, 29, tzinfo=UTC)
    assert began_in("2026-11-27/otdel-1-031229Z-rig-1795749149.0-talk.wav") == began
    assert began_in("2026-11-27/031229Z-1795749149.0-message.wav") == began
    for other in ("2026-11-27/x.wav", "2026-13-27/031229Z-1-talk.wav", "031229Z-1-talk.wav", ""):
        assert began_in(other) is None
