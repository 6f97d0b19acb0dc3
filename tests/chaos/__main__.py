"""python -m tests.chaos [--minutes 10] [--seed N] [--rate 5]: breaks everything, and counts."""

import argparse
import asyncio
import secrets
import sys
import tempfile
from collections import Counter
from pathlib import Path
from random import Random

from tests.asterisk.rig import Unobtainable
from tests.bench.figures import show_table
from tests.bench.machine import description
from tests.demo.scenes import say

from .counts import Count
from .faults import Incident
from .machine import prepare
from .run import SHORT, Chaos, Part, parts
from .world import opened

SHOWN = 10  # of those whom something concerns


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0, help="for which people call")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(100_000))
    parser.add_argument("--rate", type=float, default=5.0, help="calls a second")
    parser.add_argument("--short", action="store_true", help="as in the tests: each thing once")
    parser.add_argument("--keep", type=Path, help="a new folder for all that was written")
    asked = parser.parse_args()
    for line in description():
        say(line)
    plan = SHORT if asked.short else parts(asked.minutes)
    minutes = sum(each.seconds for each in plan) / 60
    say(f"seed      {asked.seed}, {asked.rate:g} calls a second for {minutes:.1f} minutes\n")
    try:
        prepare(say)
        with tempfile.TemporaryDirectory(prefix="chaos-") as folder:
            keep = asked.keep or Path(folder)
            chaos, counts = asyncio.run(_run(plan, asked.seed, asked.rate, keep))
    except Unobtainable as obstacle:
        sys.stderr.write(f"{obstacle}\n")
        return 1
    _show_incidents(chaos.incidents)
    _show(counts)
    return 1 if any(each.broken for each in counts) else 0


async def _run(
    plan: tuple[Part, Part], seed: int, rate: float, keep: Path
) -> tuple[Chaos, list[Count]]:
    async with opened(keep) as world:
        chaos = Chaos(world, rate, Random(seed))
        try:
            return chaos, await chaos.run(*plan)
        finally:
            (keep / "application.log").write_text("\n".join(world.written))


def _show_incidents(incidents: list[Incident]) -> None:
    times = Counter(each.kind for each in incidents)
    longest = {kind: 0.0 for kind in times}
    for each in incidents:
        seconds = (each.over - each.began).total_seconds()
        longest[each.kind] = max(longest[each.kind], seconds)
    rows = [(kind, str(times[kind]), f"{longest[kind]:.1f}") for kind in times]
    show_table(("what broke", "times", "longest, s"), rows)


def _show(counts: list[Count]) -> None:
    rows = [
        (
            each.what,
            str(each.number),
            "" if each.wrong is None else "BROKEN" if each.broken else "0",
        )
        for each in counts
    ]
    show_table(("counted", "", ""), rows)
    for each in counts:
        if each.wrong:
            say(f"{each.what}:")
            for one in each.wrong[:SHOWN]:
                say(f"    {one}")


if __name__ == "__main__":
    raise SystemExit(main())
