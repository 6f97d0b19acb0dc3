"""What is taken from the machine where the files say nothing."""

import socket
from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

LOCALTIME = Path("/etc/localtime")
TIMEZONE = Path("/etc/timezone")


def zone(environ: Mapping[str, str]) -> ZoneInfo:
    """The machine's time zone; UTC when it does not tell its name."""
    for name in (environ.get("TZ", "").removeprefix(":"), _linked(), _written()):
        try:
            return ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            continue
    return ZoneInfo("UTC")


def sender() -> str:
    return f"stasis-app@{socket.gethostname()}"


def _linked() -> str:
    return str(LOCALTIME.resolve()).partition("zoneinfo/")[2]


def _written() -> str:
    try:
        return TIMEZONE.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""
