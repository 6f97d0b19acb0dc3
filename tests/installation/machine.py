"""A machine for one test, with a PBX on it or without, and what was told while it was changed."""

from collections.abc import Callable
from pathlib import Path

import pytest

from stasis_app.cli import installing
from stasis_app.cli.installing import Manner
from stasis_app.installation import pbx
from stasis_app.installation.layout import Layout
from stasis_app.installation.plan import Site
from stasis_app.installation.program import Source
from stasis_app.installation.service import systemd_runs

from .fake_host import FakeHost

ARI = "[general]\nenabled = yes       ; When set to no, ARI support is disabled.\n"
HTTP = "[general]\nservername=Asterisk\n;enabled=yes\nbindaddr=127.0.0.1\n"
TOLD = {"made", "renewed", "there", "would", "left", "removed"}
DIRECTORIES = "[directories](!)\nastdatadir => /somewhere/else\n"


class Machine:
    def __init__(self, folder: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.layout = Layout(folder / "root")
        self.layout.root.mkdir()
        self.host = FakeHost()
        self.capture = capture
        self.source = _environment(folder / "x")
        self.asked: list[str] = []

    def write(self, path: str, text: str) -> Path:
        file = self.layout.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return file

    def with_asterisk(self) -> None:
        """As Debian's package leaves it."""
        self.write("etc/asterisk/asterisk.conf", DIRECTORIES)
        self.write("etc/asterisk/ari.conf", ARI).chmod(0o640)
        self.write("etc/asterisk/http.conf", HTTP)
        self.write("usr/share/asterisk/sounds/en/hello.gsm", "")
        self.write("var/lib/asterisk/sounds/custom/mine.gsm", "")

    def with_freepbx(self, http: str = "") -> None:
        self.write("etc/freepbx.conf", "")
        directories = "[directories]\nastdatadir => /var/lib/asterisk\n"
        self.write("etc/asterisk/asterisk.conf", directories)
        self.write("etc/asterisk/ari.conf", "#include ari_additional_custom.conf\n")
        self.write("etc/asterisk/ari_additional_custom.conf", "")
        self.write("etc/asterisk/http_additional.conf", f"[general]\n{http}")
        self.write("var/lib/asterisk/sounds/en/hello.gsm", "")

    def with_systemd(self) -> None:
        (self.layout.root / "run" / "systemd" / "system").mkdir(parents=True)

    def install(self, *, yes: bool = False, **how: object) -> list[str]:
        endpoint = how.get("endpoint")
        named = endpoint if isinstance(endpoint, str) else None
        manner = self._manner(yes, how)
        return self._told(lambda: installing.install(self._site(), named, manner))

    def uninstall(self, *, yes: bool = False, purge: bool = False, **how: object) -> list[str]:
        manner = self._manner(yes, how)
        return self._told(lambda: installing.uninstall(self._site(), purge, manner))

    def _manner(self, yes: bool, how: dict[str, object]) -> Manner:
        def answer(question: str) -> bool:
            self.asked.append(question)
            return yes

        return Manner(str(how.get("language", "en")), bool(how.get("dry_run")), answer)

    def _site(self) -> Site:
        here = pbx.find(self.layout)
        return Site(self.layout, self.host, self.source, here, systemd_runs(self.layout), {})

    def _told(self, work: Callable[[], None]) -> list[str]:
        self.capture.readouterr()
        work()
        said = self.capture.readouterr().out.replace(str(self.layout.root), "")
        return said.splitlines()


def words(lines: list[str]) -> set[str]:
    """With which the lines about single things begin."""
    return {line.split()[0] for line in lines if line.strip()} & TOLD


def _environment(prefix: Path) -> Source:
    """A virtual environment with one package in it."""
    packages = prefix / "lib" / "python3.11" / "site-packages"
    described = packages / "stasis_app-0.1.0.dist-info"
    described.mkdir(parents=True)
    (described / "RECORD").write_text("stasis_app/__init__.py,sha256=abc,1\n")
    (packages / "stasis_app").mkdir()
    (packages / "stasis_app" / "__init__.py").write_text("first")
    (packages / "stasis_app").chmod(0o700)
    return Source(prefix, packages, Path("/usr/bin/env"), is_environment=True, editable=False)
