"""python -m tests.asterisk.rig prepare: gets the Asterisk that the demo and the tests run."""

import argparse
import sys

from .machine import Unobtainable
from .ways import prepare


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.asterisk.rig", description=__doc__)
    parser.add_argument("command", choices=["prepare"])
    parser.parse_args()
    try:
        way = prepare(_say)
    except Unobtainable as obstacle:
        sys.stderr.write(f"{obstacle}\n")
        return 1
    _say(f"Asterisk is ready ({way.name})")
    return 0


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    raise SystemExit(main())
