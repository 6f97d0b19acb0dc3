"""The Asterisk or FreePBX that is here, as its files tell; nothing of it is run."""

import re
from dataclasses import dataclass
from pathlib import Path

from .changes import others_text
from .layout import Layout

SECTION = re.compile(r"\[([^\]]+)\](\S*)")
USER = "stasis"  # of the REST interface
ARI_FILES = ("ari.conf", "ari_additional.conf", "ari_additional_custom.conf")
HTTP_FILES = ("http.conf", "http_additional.conf", "http_custom.conf")  # the last word counts
SOUNDS = ("usr/share/asterisk/sounds", "var/lib/asterisk/sounds")  # Debian's; everybody else's
EVERY_ADDRESS = ("0.0.0.0", "::", "[::]")


@dataclass(frozen=True, slots=True)
class Pbx:
    etc: Path
    sounds: Path | None  # the folder that holds en/; None: not found
    freepbx: bool
    http: dict[str, str]  # what [general] of http.conf says, without what we have put there
    has_user: bool  # a user of our name that is not of our making

    @property
    def http_enabled(self) -> bool:
        return self.http.get("enabled", "no").lower() in ("yes", "true", "y", "t", "1", "on")

    @property
    def http_port(self) -> str:
        return self.http.get("bindport", "8088")

    @property
    def url(self) -> str:
        """Of the REST interface, for ari.url."""
        host = self.http.get("bindaddr", "127.0.0.1")
        host = "127.0.0.1" if host in EVERY_ADDRESS else host
        host = f"[{host}]" if ":" in host and not host.startswith("[") else host
        prefix = self.http.get("prefix", "").strip("/")
        return f"http://{host}:{self.http_port}" + (f"/{prefix}" if prefix else "")


def find(layout: Layout) -> Pbx | None:
    """None: there is no Asterisk on this machine."""
    etc = layout.asterisk
    if not etc.is_dir():
        return None
    http: dict[str, str] = {}
    for name in HTTP_FILES:
        http.update(section(_text(etc / name), "general"))
    freepbx = (layout.root / "etc" / "freepbx.conf").exists()
    user = any(has_section(_text(etc / name), USER) for name in ARI_FILES)
    return Pbx(etc, _sounds(layout, etc), freepbx, http, user)


def section(text: str, name: str) -> dict[str, str]:
    """Its keys; of a key that stands there twice the last value.  Templates are left out."""
    found: dict[str, str] = {}
    inside = False
    for written in text.splitlines():
        line = written.partition(";")[0].strip()
        heading = SECTION.match(line)
        if heading:
            inside = heading[1] == name and "!" not in heading[2]
        elif inside and "=" in line and not line.startswith("#"):
            key, _, value = line.partition("=")
            found[key.strip()] = value.removeprefix(">").strip()
    return found


def has_section(text: str, name: str) -> bool:
    lines = (line.partition(";")[0].strip() for line in text.splitlines())
    headings = (SECTION.match(line) for line in lines)
    return any(heading is not None and heading[1] == name for heading in headings)


def _sounds(layout: Layout, etc: Path) -> Path | None:
    told = section(_text(etc / "asterisk.conf"), "directories").get("astdatadir")
    places = [told.strip("/") + "/sounds"] if told else []
    for place in (*places, *SOUNDS):
        folder = layout.root / place
        if (folder / "en").is_dir():
            return folder
    return None


def _text(file: Path) -> str:
    try:
        return others_text(file)
    except FileNotFoundError:
        return ""
