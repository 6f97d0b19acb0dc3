"""`uninstall`: all that was made is gone, all else is as it was, and what stays is said."""

import pytest

from .fake_host import tree
from .machine import Machine, words


@pytest.fixture
def installed(machine: Machine) -> Machine:
    machine.with_asterisk()
    machine.with_systemd()
    return machine


def test_files_of_asterisk_are_as_they_were(installed: Machine) -> None:
    etc = installed.layout.asterisk
    (etc / "ari.conf").write_bytes(b"[general]\nenabled = yes ; \xff without an end of line")
    before = {file: file.read_bytes() for file in etc.iterdir()}
    installed.install(yes=True)
    assert words(installed.install(yes=True)) == {"there"}
    assert b"end of line\n;" in (etc / "ari.conf").read_bytes()
    installed.uninstall(yes=True)
    assert {file: file.read_bytes() for file in etc.iterdir()} == before


def test_with_purge_nothing_is_left(installed: Machine) -> None:
    before = tree(installed.layout.root)
    folders = {"etc/systemd", "etc/systemd/system", "opt", "usr/local", "usr/local/bin", "var/lib"}
    installed.install(yes=True)
    told = installed.uninstall(yes=True, purge=True)
    after = tree(installed.layout.root)
    assert after.keys() - before.keys() <= folders
    assert {name: after[name] for name in before} == before
    assert words(told) == {"removed"}
    assert installed.host.users == set()
    assert not installed.host.enabled


def test_the_configuration_and_the_journal_stay_and_that_is_said(installed: Machine) -> None:
    installed.install(yes=True)
    (installed.layout.data / "stasis_app.db").write_text("journal")
    told = installed.uninstall(yes=True)
    assert [line for line in told if "left" in line.split()[:1]] == [
        "  left      user stasis-app: no password, no shell",
        "  left      /var/lib/stasis-app",
        "  left      /etc/stasis-app",
    ]
    assert any("--purge" in line for line in told)
    assert (installed.layout.data / "stasis_app.db").is_file()
    assert installed.layout.main_file.is_file()
    for gone in (installed.layout.program, installed.layout.link, installed.layout.unit):
        assert not gone.exists()
    assert installed.host.said[-1] == "systemctl daemon-reload"


def test_what_is_installed_again_goes_on_with_what_was_left(installed: Machine) -> None:
    installed.install(yes=True)
    secret = installed.layout.secrets.read_text()
    installed.uninstall(yes=True)
    installed.install(yes=True)
    assert installed.layout.secrets.read_text() == secret
    assert words(installed.install(yes=True)) == {"there"}


def test_a_dry_run_takes_nothing_away(installed: Machine) -> None:
    installed.install(yes=True)
    before = tree(installed.layout.root)
    installed.host.said.clear()
    installed.asked.clear()
    told = installed.uninstall(purge=True, dry_run=True)
    assert tree(installed.layout.root) == before
    assert installed.host.said == []
    assert installed.asked == []
    assert "would" in words(told)


def test_files_of_asterisk_are_left_when_it_is_not_allowed(installed: Machine) -> None:
    installed.install(yes=True)
    before = tree(installed.layout.asterisk)
    told = installed.uninstall(yes=False)
    assert tree(installed.layout.asterisk) == before
    assert "  left      lines at the end of /etc/asterisk/ari.conf" in told


def test_lines_are_found_although_the_password_is_gone(installed: Machine) -> None:
    installed.install(yes=True)
    installed.layout.secrets.unlink()
    installed.uninstall(yes=True)
    assert "stasis" not in (installed.layout.asterisk / "ari.conf").read_text()


def test_a_file_that_was_made_for_its_lines_goes_with_them(installed: Machine) -> None:
    (installed.layout.asterisk / "http.conf").unlink()
    installed.install(yes=True)
    text = (installed.layout.asterisk / "http.conf").read_text()
    assert "[general]\n" in text
    assert "bindaddr = 127.0.0.1" in text
    installed.uninstall(yes=True)
    assert not (installed.layout.asterisk / "http.conf").exists()


def test_where_nothing_is_installed_nothing_is_taken_away(machine: Machine) -> None:
    machine.with_asterisk()
    before = tree(machine.layout.root)
    assert words(machine.uninstall(yes=True, purge=True)) == set()
    assert tree(machine.layout.root) == before
    assert machine.host.said == []
