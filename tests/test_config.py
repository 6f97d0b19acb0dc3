"""The configuration that is right: defaults, examples, texts that stay texts, where it is found."""

import re
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from stasis_app.config import ConfigErrors, Web, load, places, readers
from stasis_app.core.hours import Hours
from stasis_app.core.plan import Destination
from stasis_app.core.settings import (
    BusinessHours,
    ContinueThen,
    Dialling,
    Duty,
    DutyThen,
    Fallback,
    HangUpThen,
    Notify,
    RingThen,
    Schedule,
    Secretary,
    SharedToggle,
    Shift,
    Toggle,
)
from stasis_app.core.words import Strategy

from .config_files import DEPARTMENT, MAIN, lay_out, loaded, refusal

ROOT = Path(__file__).parents[1]
QUEUE = Destination("ext-queues", "9999", "1")


def test_whoever_vouches_for_asterisk_is_named_relative_to_the_file(tmp_path: Path) -> None:
    main = MAIN.replace("http:", "https:").replace(
        "password: secret", "password: s, ca_file: a.pem"
    )
    assert loaded(tmp_path, main).ari.ca_file == tmp_path / "a.pem"


def test_the_defaults_of_config_yaml(tmp_path: Path) -> None:
    config = loaded(tmp_path)
    assert config.ari.url == "http://127.0.0.1:8088"
    assert config.ari.username == "stasis"
    assert config.ari.password.reveal() == "secret"
    assert config.ari.app == "duty"
    assert config.ari.ca_file is None
    assert config.database == tmp_path / "data/stasis_app.db"
    assert config.schedules == tmp_path / "schedules"
    assert config.workbook.source == "csv"
    assert config.workbook.path == tmp_path / "schedules/workbook"
    assert (config.workbook.poll, config.workbook.stale_after) == (60, 24 * 3600)
    assert config.mail.smtp is None
    assert config.mail.folder == tmp_path / "data/mail"
    assert re.fullmatch(r"stasis-app@\S+", config.mail.sender)
    assert config.mail.admins == ()
    assert config.web == Web("127.0.0.1", 8080)
    assert config.files == (tmp_path / "config.yaml", tmp_path / "schedules/otdel1.yaml")
    assert config.unset == ()
    settings = config.settings
    assert settings.zone == ZoneInfo("Asia/Omsk")  # the machine's
    assert (settings.language, settings.country) == ("ru", "RU")
    assert settings.extensions == r"^\d{3,4}$"
    assert settings.fallback is None
    assert settings.toggles == ()
    assert settings.admins == ()
    assert settings.most_calls is None
    assert settings.dialling == Dialling("PJSIP/{number}@trunk", "PJSIP/{number}", None)


def test_the_defaults_of_a_department(tmp_path: Path) -> None:
    (department,) = loaded(tmp_path).settings.departments
    assert department.name == department.title == "otdel1"
    assert department.zone == ZoneInfo("Asia/Omsk")
    assert department.dids == ("7770001",)
    assert department.extension is None
    assert department.toggle is None
    assert department.fallback == Fallback(None, None)
    assert department.company_number is None
    assert department.secretary is None
    assert department.duty == Duty(Strategy.STAGGERED, 20, 60, confirm=False, then=HangUpThen())
    assert department.notify == Notify(rung=True, always=(), missed=(), secretary=True)
    assert department.business_hours is None
    assert (department.auto, department.switch_forever) == (False, False)
    assert department.schedule == Schedule(
        sheet="Otdel1",
        staff="Otdel1Staff",
        layout="cyclic",
        first_row=4,
        holdover=timedelta(minutes=15),
        backup_required=False,
        shifts=None,
    )


def test_the_defaults_of_nested_keys(tmp_path: Path) -> None:
    department = DEPARTMENT + (
        'toggle: {code: "*5501"}\nsecretary: {ring: [PJSIP/101]}\nduty: {then: {ring: [101]}}\n'
    )
    (found,) = loaded(tmp_path, department=department).settings.departments
    assert found.toggle == Toggle("*5501", pin=None)
    assert found.secretary == Secretary(("PJSIP/101",), None, 30, DutyThen())
    assert found.duty.then == RingThen(("101",), 30, HangUpThen())


def test_business_hours(tmp_path: Path) -> None:
    department = DEPARTMENT + (
        "mode: auto\n"
        'business_hours: {"mon,wed": "14:00-24:00, 09.00 – 12.59", fri-sun: 10:00-17:59}\n'
        "days_off: [2026-12-30]\n"
        'working_days: ["2026-12-31"]\n'
        "short_day: 1h\n"
        "switch_until: forever\n"
    )
    (found,) = loaded(tmp_path, MAIN + "country: BY\n", department).settings.departments
    full, late = (Hours(9 * 60, 13 * 60), Hours(14 * 60, 24 * 60)), (Hours(10 * 60, 18 * 60),)
    assert found.business_hours == BusinessHours(
        week=(full, (), full, (), late, late, late),
        country="BY",
        days_off=frozenset({date(2026, 12, 30)}),
        working_days=frozenset({date(2026, 12, 31)}),
        short_day=timedelta(hours=1),
    )
    assert (found.auto, found.switch_forever) == (True, True)


def test_weekdays_go_round_the_week() -> None:
    assert readers.weekdays("sat-mon") == (5, 6, 0)
    assert readers.weekdays("mon-tue , tue,thu - thu") == (0, 1, 3)


def test_every_key(tmp_path: Path) -> None:
    main = MAIN + (
        "timezone: Europe/Moscow\n"
        "fallback: ext-queues,9999,1\n"
        'toggles: [{code: "*5500", departments: all, pin: 0770}, '
        '{code: "*5599", departments: [otdel1]}]\n'
        "mail: {from: Дежурный <duty@example.com>, admins: [admin@example.com]}\n"
        'web: {listen: "[::1]:9090"}\n'
    )
    department = """\
department: otdel1
title: Отдел №1
timezone: Asia/Tomsk
dids: [7770001, "+7 (495) 777-00-02"]
extension: 7711
toggle: {code: "*5501", pin: 0042}
fallback: {secretary: "a,s,start"}
company_number: "+7 495 777-00-01"
secretary: {ring: [PJSIP/101, 102], timeout: 5m, then: {continue: "ext-queues,9999,1"}}
duty:
  strategy: sequential
  stagger: 0s
  timeout: 1h
  confirm: true
  then: {ring: [8 999 123-45-01, "+79991234501", PJSIP/7@trunk], then: {continue: "a,b,2"}}
notify: {rung: false, always: [a@example.com], missed: [b@example.com], secretary: false}
schedule:
  layout: dated
  sheet: "Otdel1 {yyyy}-{mm}"
  first_row: 2
  holdover: 0m
  backup: required
  shifts: [{name: Ночь, primary: aa, hours: 20.00 – 9.59}, {name: День, primary: C, backup: D}]
"""
    settings = loaded(tmp_path, main, department).settings
    (found,) = settings.departments
    assert settings.fallback == QUEUE
    assert settings.toggles == (
        SharedToggle("*5500", ("otdel1",), "0770", all=True),
        SharedToggle("*5599", ("otdel1",), None, all=False),
    )
    assert settings.admins == ("admin@example.com",)
    assert found.zone == ZoneInfo("Asia/Tomsk")
    assert found.dids == ("7770001", "+7 (495) 777-00-02")
    assert found.extension == "7711"
    assert found.toggle == Toggle("*5501", "0042")
    assert found.fallback == Fallback(Destination("a", "s", "start"), QUEUE)
    assert found.secretary == Secretary(("PJSIP/101", "102"), None, 300, ContinueThen(QUEUE))
    after = ContinueThen(Destination("a", "b", "2"))
    others = RingThen(("+79991234501", "PJSIP/7@trunk"), 30, after)
    assert found.duty == Duty(Strategy.SEQUENTIAL, 0, 3600, confirm=True, then=others)
    assert found.notify == Notify(False, ("a@example.com",), ("b@example.com",), False)
    shifts = (Shift("Ночь", "AA", None, "20.00 – 9.59"), Shift("День", "C", "D", None))
    assert found.schedule == Schedule(
        "Otdel1 {yyyy}-{mm}", "Otdel1Staff", "dated", 2, timedelta(0), True, shifts
    )


def test_a_fallback_of_the_departments_own_is_for_both_modes(tmp_path: Path) -> None:
    department = DEPARTMENT + "fallback: ext-queues,9999,1\n"
    (found,) = loaded(tmp_path, MAIN + "fallback: a,b,1\n", department).settings.departments
    assert found.fallback == Fallback(QUEUE, QUEUE)


def test_braces_need_no_quotes_even_within_braces(tmp_path: Path) -> None:
    main = (
        "ari: {url: http://127.0.0.1:8088, username: ${NAME}, password: ${ARI_PASSWORD}, app: x}\n"
        "dial: {endpoint: Local/{local}@outbound-allroutes/n, internal: PJSIP/{number}}\n"
    )
    config = loaded(tmp_path, main, environ={"NAME": "stasis", "ARI_PASSWORD": "a: {b}"})
    assert (config.ari.username, config.ari.app) == ("stasis", "x")
    assert config.ari.password.reveal() == "a: {b}"
    assert config.settings.dialling.endpoint == "Local/{local}@outbound-allroutes/n"


def test_a_section_with_nothing_but_comments_has_the_defaults(tmp_path: Path) -> None:
    sections = "mail:\n  # from: x\nweb:\nworkbook:\n"
    assert loaded(tmp_path, MAIN + sections) == loaded(tmp_path)


@pytest.mark.parametrize("spelt", ["\ufeff{}", "{}\r\n", "%YAML 1.1\n---\n{}...\n"])
def test_files_from_other_editors(spelt: str, tmp_path: Path) -> None:
    file = lay_out(tmp_path)
    file.write_bytes(spelt.replace("{}", MAIN.replace("\n", "\r\n")).encode())
    assert refusal(file) == []


def example(text: str, folder: Path) -> Path:
    file = lay_out(folder, text)
    for schedule in sorted((ROOT / "schedules").glob("*.yaml")):
        (folder / "schedules" / schedule.name).write_text(schedule.read_text("utf-8"), "utf-8")
    return file


def test_the_shipped_examples() -> None:
    config = load(ROOT / "config.yaml.example", {"ARI_PASSWORD": "secret"})
    one, two = config.settings.departments
    assert (one.name, one.dids, one.extension) == ("otdel1", ("7770001",), "7711")
    assert (two.name, two.dids, two.extension) == ("otdel2", ("7770002",), None)
    assert one.toggle == Toggle("*5501")
    assert two.toggle == Toggle("*5502")
    assert one.secretary == Secretary(("PJSIP/101", "PJSIP/102"), None, 30, DutyThen())
    assert two.secretary == Secretary((), QUEUE, 30, DutyThen())
    assert config.settings.toggles == (SharedToggle("*5500", ("otdel1", "otdel2"), all=True),)
    for department in config.settings.departments:
        for sheet in (department.schedule.sheet, department.schedule.staff):
            assert (config.workbook.path / f"{sheet}.csv").is_file()


def test_what_the_example_shows_as_default_is_the_default(tmp_path: Path) -> None:
    text = (ROOT / "config.yaml.example").read_text("utf-8")
    spelt_out = re.sub(r"^( *)#(?=\w)", r"\1", text, flags=re.MULTILINE)
    assert spelt_out.count("\n  #") < text.count("\n  #")
    environ = {"ARI_PASSWORD": "secret"}
    commented = load(example(text, tmp_path), environ)
    assert load(example(spelt_out, tmp_path), environ) == commented


def test_the_example_of_a_department_shows_the_defaults(tmp_path: Path) -> None:
    text = (ROOT / "schedules/otdel1.yaml").read_text("utf-8")
    spelt_out = re.sub(r"^#(?=\w)", "", text, flags=re.MULTILINE)
    assert spelt_out != text
    assert loaded(tmp_path, department=spelt_out) == loaded(tmp_path, department=text)


def test_asterisks_examples_fit_the_configuration() -> None:
    config = load(ROOT / "config.yaml.example", {"ARI_PASSWORD": "secret"})
    users = (ROOT / "ari.conf.example").read_text("utf-8")
    server = (ROOT / "http.conf.example").read_text("utf-8")
    assert f"[{config.ari.username}]" in users
    assert re.search(r"^read_only = no$", users, re.MULTILINE)
    host, port = re.findall(r"^bind(?:addr|port) = (\S+)$", server, re.MULTILINE)
    assert config.ari.url == f"http://{host}:{port}"


def test_looked_for_in_the_environment_and_in_this_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "here"
    there = tmp_path / "there"
    for folder in (here, there):
        folder.mkdir()
        lay_out(folder)
    monkeypatch.chdir(here)
    named = {"STASIS_APP_CONFIG": str(there / "config.yaml")}
    assert load(None, {}).file == Path("config.yaml")
    assert load(None, {}).database == here / "data/stasis_app.db"
    assert load(None, named).database == there / "data/stasis_app.db"
    assert load(here / "config.yaml", named).file == here / "config.yaml"


def test_found_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert str(places.PLACES[1]) == "/etc/stasis-app/config.yaml"
    monkeypatch.setattr(places, "PLACES", (Path("config.yaml"), Path("etc/config.yaml")))
    assert refusal(None) == [
        "no configuration: STASIS_APP_CONFIG is not set, and there is no config.yaml and no "
        "etc/config.yaml; name the file with -c FILE"
    ]


def test_a_problem_tells_its_parts(tmp_path: Path) -> None:
    file = lay_out(tmp_path, department=DEPARTMENT + "duty:\n  stagger: 20\n")
    with pytest.raises(ConfigErrors) as caught:
        load(file, {})
    (problem,) = caught.value.problems
    assert problem.file == tmp_path / "schedules/otdel1.yaml"
    assert (problem.line, problem.column, problem.key) == (5, 12, "duty.stagger")
    assert problem.what == "'20' stands here"
    assert problem.remedy == "write a duration such as 20s, 5m or 24h: 20s?"
    assert str(caught.value) == str(problem)
