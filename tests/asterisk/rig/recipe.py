"""What the Asterisk of the rig is made of: read from docker/asterisk, the same for every way."""

import hashlib
import re
from pathlib import Path

FOLDER = Path(__file__).parents[3] / "docker" / "asterisk"
OLDEST = (22, 7)  # SIP statuses in ARI's events


def base_image() -> str:
    found = re.search(r"^FROM (\S+)$", (FOLDER / "Dockerfile").read_text(), re.MULTILINE)
    assert found, f"{FOLDER}/Dockerfile has no FROM line"
    return found[1]


def suite() -> str:
    """Debian's name of the release: forky, of debian:forky-slim."""
    return base_image().partition(":")[2].partition("-")[0]


def packages() -> list[str]:
    return (FOLDER / "packages").read_text().split()


def key() -> str:
    """Another recipe, another key."""
    parts = [(FOLDER / name).read_bytes() for name in ("Dockerfile", "packages")]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:12]
