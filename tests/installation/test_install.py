"""`install`: what is made, what is left alone, and that a second run changes nothing."""

import re
from dataclasses import replace

import pytest

from stasis_app.config import load
from stasis_app.installation.host import CannotInstall

from .fake_host import tree
from .machine import ARI, HTTP, Machine, words

DEPARTMENT = 'department: otdel1\ndids: ["7770001"]\nschedule: {sheet: Otdel1}\n'


def test_all_is_made_once_and_a_second_run_changes_nothing(machine: Machine) -> None:
    machine.with_asterisk()
    machine.with_systemd()
    first = machine.install(yes=True)
    assert words(first) == {"made"}
    before = tree(machine.layout.root)
    machine.host.said.clear()
    assert words(machine.install(yes=True)) == {"there"}
    assert tree(machine.layout.root) == before
    assert machine.host.said == []


def test_a_dry_run_tells_the_same_and_does_nothing(machine: Machine) -> None:
    machine.with_asterisk()
    machine.with_systemd()
    before = tree(machine.layout.root)
    would = machine.install(dry_run=True)
    assert words(would) == {"would"}
    assert tree(machine.layout.root) == before
    assert machine.host.said == []
    assert machine.asked == []
    made = machine.install(yes=True)
    assert [line[12:] for line in would if "would" in line] == [
        line[12:] for line in made if "made" in line
    ]


def test_files_of_asterisk_are_changed_only_when_that_is_allowed(machine: Machine) -> None:
    machine.with_asterisk()
    asterisk = tree(machine.layout.root)
    told = machine.install(yes=False)
    assert len(machine.asked) == 3
    after = tree(machine.layout.root)
    assert {name: after[name] for name in asterisk} == asterisk
    text = "\n".join(told)
    assert "at the end of /etc/asterisk/ari.conf:" in text
    assert "[general](+)" in text
    assert "read_only = no" in text
    assert words(machine.install(yes=True)) == {"there", "made"}


def test_its_lines_stand_at_the_end_of_asterisks_files(machine: Machine) -> None:
    machine.with_asterisk()
    machine.install(yes=True)
    etc = machine.layout.asterisk
    password = _password(machine)
    ari, http = (etc / "ari.conf").read_text(), (etc / "http.conf").read_text()
    assert ari.startswith(ARI)
    assert http.startswith(HTTP)
    assert f"password = {password}\n" in ari
    assert "bindaddr" not in http.removeprefix(HTTP)  # it is set already
    assert "bindport = 8088" in http
    assert "enabled = yes" in http
    assert (etc / "ari.conf").stat().st_mode & 0o777 == 0o640
    assert machine.host.said[-2:] == ["module reload http", "module reload res_ari.so"]


def test_the_configuration_is_right_once_there_is_a_department(machine: Machine) -> None:
    machine.with_asterisk()
    machine.write("etc/asterisk/http.conf", "[general]\nbindport = 8188 ; not 8088\nprefix=pbx\n")
    told = machine.install(yes=True, language="ru")
    assert any("stasis-app add-department" in line for line in told)
    machine.write("etc/stasis-app/schedules/otdel1.yaml", DEPARTMENT)
    loaded = load(machine.layout.main_file, {})
    assert (loaded.ari.url, loaded.ari.username) == ("http://127.0.0.1:8188/pbx", "stasis")
    assert loaded.ari.password.reveal() == _password(machine)
    assert loaded.settings.language == "ru"
    assert loaded.settings.dialling.endpoint == "PJSIP/{number}@trunk"
    assert loaded.database.resolve() == machine.layout.data / "stasis_app.db"
    assert loaded.mail.folder.resolve() == machine.layout.data / "mail"


def test_what_an_administrator_has_written_stays(machine: Machine) -> None:
    machine.with_asterisk()
    machine.install(yes=True)
    machine.write("etc/stasis-app/config.yaml", "ari: {url: mine}\n")
    password = _password(machine)
    assert words(machine.install(yes=True, endpoint="PJSIP/{number}@other")) == {"there"}
    assert machine.layout.main_file.read_text() == "ari: {url: mine}\n"
    assert _password(machine) == password


def test_a_password_that_is_kept_elsewhere_is_not_made_up(machine: Machine) -> None:
    machine.with_asterisk()
    machine.write("etc/stasis-app/config.yaml", "ari: {password: mine}\n")
    machine.install(yes=True)
    assert not machine.layout.secrets.exists()
    assert "[stasis]" not in (machine.layout.asterisk / "ari.conf").read_text()


def test_the_secret_is_readable_for_the_service_only(machine: Machine) -> None:
    machine.install()
    assert machine.layout.secrets.stat().st_mode & 0o777 == 0o640


def test_freepbx_keeps_its_own_files_and_is_dialled_through_its_routes(machine: Machine) -> None:
    machine.with_freepbx("enabled=no\nbindport=8089\nbindaddr=::\n")
    told = "\n".join(machine.install(yes=True))
    etc = machine.layout.asterisk
    assert "[stasis]" in (etc / "ari_additional_custom.conf").read_text()
    assert "[general]" not in (etc / "ari_additional_custom.conf").read_text()
    assert not (etc / "http.conf").exists()
    assert "Enable the mini-HTTP Server: Yes" in told
    main = machine.layout.main_file.read_text()
    assert "Local/{local}@outbound-allroutes/n" in main
    assert "http://127.0.0.1:8089" in main
    prompts = machine.layout.root / "var/lib/asterisk/sounds/ru/stasis-app"
    assert (prompts / "mode-duty.wav").is_file()


def test_a_freepbx_that_has_its_server_on_is_told_nothing_about_it(machine: Machine) -> None:
    machine.with_freepbx("enabled=yes\nbindaddr=127.0.0.1\n")
    assert "mini-HTTP" not in "\n".join(machine.install(yes=True))


def test_a_user_of_ari_that_is_there_already_stays_the_administrators(machine: Machine) -> None:
    machine.with_asterisk()
    machine.write("etc/asterisk/ari.conf", ARI + "[stasis]\ntype = user\npassword = mine\n")
    told = "\n".join(machine.install(yes=True))
    assert "its password has to stand in .env" in told
    assert (machine.layout.asterisk / "ari.conf").read_text().count("[stasis]") == 1


def test_without_an_asterisk_the_lines_for_it_are_printed(machine: Machine) -> None:
    told = "\n".join(machine.install())
    assert machine.asked == []
    assert "There is no Asterisk here" in told
    assert f"password = {_password(machine)}" in told
    assert "bindaddr = 127.0.0.1" in told


def test_where_no_systemd_runs_the_start_command_is_printed(machine: Machine) -> None:
    *_, said, command = machine.install()
    assert "systemd does not run here" in said
    assert command.strip() == (
        "setpriv --reuid stasis-app --regid stasis-app --init-groups"
        " /opt/stasis-app/bin/stasis-app run -c /etc/stasis-app/config.yaml"
    )
    assert machine.layout.unit.is_file()
    assert not any("systemctl" in each for each in machine.host.said)


def test_the_service_starts_once_there_is_a_department(machine: Machine) -> None:
    machine.with_systemd()
    machine.install()
    assert (machine.host.enabled, machine.host.active) == (True, False)
    machine.write("etc/stasis-app/schedules/otdel1.yaml", DEPARTMENT)
    told = machine.install()
    assert words(told) == {"there", "renewed"}
    assert machine.host.active
    machine.host.said.clear()
    assert words(machine.install()) == {"there"}
    assert machine.host.said == []


def test_a_newer_program_takes_the_place_of_the_old_one(machine: Machine) -> None:
    machine.with_systemd()
    machine.install()
    machine.write("etc/stasis-app/schedules/otdel1.yaml", DEPARTMENT)
    machine.install()
    machine.host.said.clear()
    packages = machine.source.packages
    (packages / "stasis_app" / "__init__.py").write_text("second")
    record = packages / "stasis_app-0.1.0.dist-info" / "RECORD"
    record.write_text("stasis_app/__init__.py,sha256=def,1\n")
    told = machine.install()
    assert [line for line in told if "renewed" in line] == [
        "  renewed   the program: /opt/stasis-app",
        "  renewed   service stasis-app: enabled, and started once there is a department",
    ]
    installed = machine.layout.program / packages.relative_to(machine.source.prefix)
    assert (installed / "stasis_app" / "__init__.py").read_text() == "second"
    assert [each.name for each in installed.parent.iterdir()] == ["site-packages"]
    assert "systemctl restart --no-block stasis-app" in machine.host.said


def test_others_may_read_the_program_whatever_umask_it_was_made_with(machine: Machine) -> None:
    machine.install()
    packages = machine.layout.program / "lib/python3.11/site-packages"
    assert (packages / "stasis_app").stat().st_mode & 0o777 == 0o755
    assert (machine.layout.command).stat().st_mode & 0o111 == 0o111


def test_it_may_run_from_where_it_is_installed(machine: Machine) -> None:
    machine.install()
    packages = machine.layout.program / "lib/python3.11/site-packages"
    machine.source = replace(machine.source, prefix=machine.layout.program, packages=packages)
    assert words(machine.install()) == {"there"}


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"is_environment": False}, "does not run from a virtual environment; python3 -m venv"),
        ({"editable": True}, "an editable installation; python3 -m venv"),
    ],
)
def test_what_cannot_be_copied_is_said_before_anything_is_made(
    machine: Machine, wrong: dict[str, bool], told: str
) -> None:
    machine.source = replace(machine.source, **wrong)  # type: ignore[arg-type]
    before = tree(machine.layout.root)
    with pytest.raises(CannotInstall, match=re.escape(told)):
        machine.install()
    assert tree(machine.layout.root) == before


def test_a_python_that_others_cannot_run_is_said(machine: Machine) -> None:
    hidden = machine.write("home/me/bin/python3", "")
    hidden.parent.parent.chmod(0o700)
    machine.source = replace(machine.source, python=hidden)
    with pytest.raises(CannotInstall, match=r"cannot be run by other users, because of .*/me;"):
        machine.install()


def test_a_file_of_somebody_elses_where_the_command_should_be_is_left(machine: Machine) -> None:
    machine.write("usr/local/bin/stasis-app", "mine")
    with pytest.raises(CannotInstall, match="is no link; move it away"):
        machine.install()
    assert machine.layout.link.read_text() == "mine"


def test_what_is_missing_on_the_machine_is_said(machine: Machine) -> None:
    machine.host.without = "useradd"
    with pytest.raises(CannotInstall, match="useradd: No such file or directory"):
        machine.install()


def _password(machine: Machine) -> str:
    found = re.search(r"^ARI_PASSWORD=(\S{30,})$", machine.layout.secrets.read_text(), re.MULTILINE)
    assert found
    return found[1]
