"""Tells systemd how the application is: sd_notify(3), a datagram to $NOTIFY_SOCKET.

Without systemd nothing is told to anybody.
"""

import asyncio
import logging
import os
import socket
from collections.abc import Mapping

MICROSECONDS = 1_000_000

log = logging.getLogger(__name__)


class Supervisor:
    """`watchdog`: seconds after which systemd takes silence for a hang; None: it does not."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._address = _address(environ.get("NOTIFY_SOCKET", ""))
        self.watchdog = _watchdog(environ)
        self._ready = False
        self._deaf = False  # the last datagram did not reach it

    def serving(self) -> None:
        """Calls are served.  The first time it ends systemd's waiting for the start."""
        self._tell("STATUS=calls are served" if self._ready else "READY=1\nSTATUS=calls are served")
        self._ready = True

    def standing_by(self, why: str) -> None:
        """Started, and waiting for its turn."""
        self._tell(f"READY=1\nSTATUS=standby: {why}")

    def waiting(self, why: str) -> None:
        """Calls are not served; systemd shows why."""
        self._tell(f"STATUS={why}")

    def stopping(self) -> None:
        self._tell("STOPPING=1\nSTATUS=stopping")

    async def run(self) -> None:
        """A sign of life twice in the watchdog's time, from the loop in which calls are decided:
        when it hangs, so does this."""
        if self._address is None or self.watchdog is None:
            return
        while True:
            self._tell("WATCHDOG=1")
            await asyncio.sleep(self.watchdog / 2)

    def _tell(self, state: str) -> None:
        """Never raises, and never waits: a systemd that does not listen holds no call up."""
        if self._address is None:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as out:
                out.setblocking(False)
                out.sendto(state.encode(), self._address)
        except OSError as error:
            if not self._deaf:
                log.warning("systemd could not be told %s: %s", state.partition("\n")[0], error)
            self._deaf = True
        else:
            self._deaf = False


def _address(text: str) -> str | None:
    """A path, or a name in Linux's abstract namespace, which begins with @."""
    if text.startswith("@"):
        return "\0" + text[1:]
    return text if text.startswith("/") else None


def _watchdog(environ: Mapping[str, str]) -> float | None:
    """In seconds; None when it is meant for another process (sd_watchdog_enabled(3))."""
    if environ.get("WATCHDOG_PID", str(os.getpid())) != str(os.getpid()):
        return None
    try:
        seconds = int(environ.get("WATCHDOG_USEC", "0")) / MICROSECONDS
    except ValueError:
        return None
    return seconds if seconds > 0 else None
