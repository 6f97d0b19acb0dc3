"""The ways to an Asterisk 22: in a container, in a root file system, or installed here."""

import os

from ..machine import Say, Unobtainable, one_at_a_time
from .chroot import Chroot
from .docker import Docker
from .installed import Installed
from .way import Way

WAYS: tuple[type[Way], ...] = (Docker, Chroot, Installed)
VARIABLE = "STASIS_APP_ASTERISK"

HELP = f"""\
What would help: a Docker engine that answers to "docker info"; or root (or sudo without a
password) on Debian or Ubuntu, for a root file system of Debian packages; or Asterisk 22.7 or
newer on the PATH. {VARIABLE}=docker|chroot|path asks for one of them only."""


def prepare(say: Say) -> Way:
    """The first way that can be gone, with everything made that it needs. Kept: the second time
    it is there at once."""
    tried = []
    with one_at_a_time("asterisk"):
        for way in _allowed():
            try:
                way.prepare(say)
            except Unobtainable as obstacle:
                tried.append(f"- {way.name}: {obstacle}")
                say(f"no Asterisk by {way.name}")
            else:
                return way
    raise Unobtainable("\n".join(["No Asterisk 22 can be had. Tried:", *tried, HELP]))


def _allowed() -> list[Way]:
    wanted = os.environ.get(VARIABLE)
    ways = [way() for way in WAYS]
    if not wanted:
        return ways
    chosen = [way for way in ways if way.name == wanted]
    if not chosen:
        names = ", ".join(way.name for way in ways)
        raise Unobtainable(f'{VARIABLE} is "{wanted}"; it may be one of: {names}')
    return chosen


__all__ = ["Way", "prepare"]
