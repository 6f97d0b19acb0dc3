"""python -m tests.bench [--only schedule|flood|calls|google]: prints what was measured."""

import argparse
import asyncio
import sys

from tests.asterisk.rig import Unobtainable
from tests.asterisk.rig.sip import NotSeen
from tests.demo.scenes import say
from tests.demo.stage import Failed

from . import calls, flood, google, machine, schedule
from .figures import show, show_table

PARTS = ("schedule", "flood", "calls", "google")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--only", choices=PARTS)
    only = parser.parse_args().only
    for line in machine.description():
        say(line)
    say("")
    if only in (None, "schedule"):
        show(list(schedule.figures()))
    if only in (None, "flood"):
        _show_flood(asyncio.run(flood.measured()))
    if only in (None, "calls", "google"):
        try:
            if only != "google":
                _show_calls(asyncio.run(calls.measured()))
            if only != "calls":
                _show_google(asyncio.run(google.measured()))
        except (Failed, NotSeen, Unobtainable, TimeoutError) as failure:
            sys.stderr.write(f"\nThe calls could not be measured: {failure or 'too slow'}\n")
            return 1
    return 0


def _show_flood(runs: list[flood.Run]) -> None:
    say(f"{flood.A_SECOND} events a second while so many talk (a fake Asterisk, phones answer)\n")
    rows = [
        (
            f"{run.talks} talks",
            f"{run.set_up:.1f}",
            f"{run.quiet * 1000:.0f}",
            f"{run.flooded * 1000:.0f}",
            f"{run.behind * 1000:.0f}",
            *(f"{each:.0f}" for each in (run.before, run.after)),
            str(run.lost),
        )
        for run in runs
    ]
    times = ("all at once, s", "one more, ms", "… in the flood, ms", "flood read after, ms")
    show_table(("", *times, "MB before", "MB after", "lost"), rows)


def _show_google(runs: dict[str, calls.Run]) -> None:
    say(f"INVITE to 200 in ms, {google.RATE} calls a second; the schedule is at Google, which\n")
    rows = [
        (what, *(f"{run.percentile(percent):.1f}" for percent in (50, 95, 99)), str(run.lost))
        for what, run in runs.items()
    ]
    show_table(("", "p50", "p95", "p99", "lost"), rows)


def _show_calls(measured: calls.Calls) -> None:
    say(f"\n{measured.asterisk}")
    say("INVITE to 200 in ms; the mobile answers at once; CPU of the application, mails included\n")
    rows = [
        (
            f"{load.rate} calls a second, {name}",
            *(f"{run.percentile(percent):.1f}" for percent in (50, 95, 99)),
            f"{run.per_second:.1f}",
            str(run.lost),
            cpu,
        )
        for load in measured.loads
        for name, run, cpu in (
            ("Dial()", load.plain, ""),
            ("Stasis()", load.ours, f"{load.cpu:.1f}"),
        )
    ]
    show_table(("", "p50", "p95", "p99", "answered/s", "lost", "CPU ms/call"), rows)


if __name__ == "__main__":
    raise SystemExit(main())
