"""What chaos needs of the machine: SIPp, and a clock that can be set for one process."""

from pathlib import Path

from tests.asterisk.rig.machine import Say, need_package


def prepare(say: Say) -> None:
    need_package("sipp", "sip-tester", say)
    need_package("faketime", "faketime", say)


def settable_clock(file: Path) -> dict[str, str]:
    """The environment of a process whose wall clock differs by as many seconds as stand in the
    file. CLOCK_MONOTONIC goes on evenly, as it does when a real clock is set: clock_gettime(2)."""
    [library] = Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")
    return {
        "LD_PRELOAD": str(library),
        "FAKETIME_TIMESTAMP_FILE": str(file),
        "FAKETIME_CACHE_DURATION": "1",  # the file is read anew after a second
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "NO_FAKE_STAT": "1",
    }
