"""python -m tests.asterisk.rig prepare: gets the Asterisk that the demo and the tests run.

With --for-tests also what the program is installed on, and the images of compose.yaml.
"""

import argparse
import sys

from . import bare, demo
from .machine import Unobtainable, need_package
from .ways import prepare


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.asterisk.rig", description=__doc__)
    parser.add_argument("command", choices=["prepare"])
    parser.add_argument("--for-tests", action="store_true")
    for_tests = parser.parse_args().for_tests
    try:
        way = prepare(_say)
        if for_tests:
            need_package("systemd-analyze", "systemd", _say)
            need_package("sipp", "sip-tester", _say)
            need_package("faketime", "faketime", _say)
            bare.prepare(_say)
            demo.prepare(_say)
    except Unobtainable as obstacle:
        sys.stderr.write(f"{obstacle}\n")
        return 1
    _say(f"Asterisk is ready ({way.name})")
    return 0


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    raise SystemExit(main())
