"""`${NAME}`: where it comes from, who needs it, and that it is never shown."""

from pathlib import Path

import pytest

from stasis_app.config import ConfigErrors, Smtp, load

from .config_files import DEPARTMENT, MAIN, lay_out, loaded, refusal

WITH_VARIABLE = MAIN.replace("password: secret", "password: ${ARI_PASSWORD}")


def dotenv(folder: Path, text: str, mode: int = 0o600) -> Path:
    file = folder / ".env"
    file.write_text(text, "utf-8")
    file.chmod(mode)
    return file


def test_from_the_environment_before_the_dotenv(tmp_path: Path) -> None:
    dotenv(tmp_path, "ARI_PASSWORD=file\n")
    assert loaded(tmp_path, WITH_VARIABLE).ari.password.reveal() == "file"
    environ = {"ARI_PASSWORD": "environment"}
    assert loaded(tmp_path, WITH_VARIABLE, environ=environ).ari.password.reveal() == "environment"


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("ARI_PASSWORD=a=b c", "a=b c"),
        ("export ARI_PASSWORD = 'a # b'  # comment", "a # b"),
        ('ARI_PASSWORD="a"', "a"),
        ("ARI_PASSWORD=a#b # comment", "a#b"),
        ("\ufeff# comment\n\nARI_PASSWORD=a\r\n", "a"),
    ],
)
def test_how_a_dotenv_is_written(line: str, value: str, tmp_path: Path) -> None:
    dotenv(tmp_path, line)
    assert loaded(tmp_path, WITH_VARIABLE).ari.password.reveal() == value


def test_a_dotenv_that_others_may_read_is_refused(tmp_path: Path) -> None:
    file = dotenv(tmp_path, "ARI_PASSWORD=file\n", 0o644)
    assert refusal(lay_out(tmp_path, WITH_VARIABLE)) == [
        f"{file}: others may read or change this file; chmod 600 {file}"
    ]
    assert refusal(lay_out(tmp_path, MAIN)) == []  # nothing is wanted from it


def test_a_spoilt_dotenv(tmp_path: Path) -> None:
    file = dotenv(tmp_path, "ARI_PASSWORD=file\nwhat\n=x\n")
    assert refusal(lay_out(tmp_path, WITH_VARIABLE)) == [
        f"{file}:2:1: this line cannot be read; write NAME=value",
        f"{file}:3:1: this line cannot be read; write NAME=value",
    ]
    file.write_bytes(b"ARI_PASSWORD=\xff\n")
    assert refusal(lay_out(tmp_path, WITH_VARIABLE)) == [f"{file}: is not UTF-8; save it as UTF-8"]


def test_a_dotenv_that_cannot_be_read_troubles_only_who_needs_it(tmp_path: Path) -> None:
    (tmp_path / ".env").mkdir(mode=0o700)
    config = loaded(tmp_path, WITH_VARIABLE)
    with pytest.raises(ConfigErrors, match=r"\(which cannot be read: Is a directory\)"):
        config.ari.password.reveal()


def test_whoever_needs_no_secret_does_not_miss_its_variable(tmp_path: Path) -> None:
    main = WITH_VARIABLE + (
        "mail: {smtp: {host: ${SMTP_HOST}, port: ${SMTP_PORT}, username: a, password: ${B}}}\n"
        'toggles: [{code: "*5500", departments: all, pin: ${PIN_ALL}}]\n'
    )
    department = DEPARTMENT + 'toggle: {code: "*5501", pin: ${PIN}}\n'
    config = loaded(tmp_path, main, department)
    main_file, department_file = tmp_path / "config.yaml", tmp_path / "schedules/otdel1.yaml"
    env = tmp_path / ".env"
    missing = (
        f"{main_file}:1:65: ari.password: the variable ARI_PASSWORD is not set; "
        f"export ARI_PASSWORD, or write ARI_PASSWORD=… into {env}"
    )
    with pytest.raises(ConfigErrors) as caught:
        config.ari.password.reveal()
    assert str(caught.value) == missing
    with pytest.raises(ConfigErrors) as caught:
        config.require_secrets()
    assert [str(each).split("; ")[0] for each in caught.value.problems] == [
        missing.split("; ")[0],
        f"{main_file}:3:21: mail.smtp.host: the variable SMTP_HOST is not set",
        f"{main_file}:3:41: mail.smtp.port: the variable SMTP_PORT is not set",
        f"{main_file}:3:78: mail.smtp.password: the variable B is not set",
        f"{main_file}:4:50: toggles[0].pin: the variable PIN_ALL is not set",
        f"{department_file}:4:30: toggle.pin: the variable PIN is not set",
    ]
    assert config.mail.smtp is not None
    with pytest.raises(ConfigErrors, match="SMTP_HOST"):
        config.mail.smtp.reveal()


def test_no_keys_can_spell_a_pin_that_is_not_set(tmp_path: Path) -> None:
    config = loaded(tmp_path, department=DEPARTMENT + 'toggle: {code: "*5501", pin: ${PIN}}\n')
    (department,) = config.settings.departments
    assert department.toggle is not None
    assert department.toggle.pin is not None
    assert not set(department.toggle.pin) <= set("0123456789*#")


def test_a_secret_is_not_shown(tmp_path: Path) -> None:
    main = MAIN.replace("password: secret", "password: hush-1")
    main += "mail: {smtp: smtp://user:hush-2@mail.example.com}\n"
    department = DEPARTMENT + 'toggle: {code: "*5501", pin: 314159}\n'
    config = loaded(tmp_path, main, department)
    assert config.mail.smtp is not None
    for shown in (repr(config), str(config.ari), repr(config.mail.smtp.reveal())):
        assert "hush" not in shown
        assert "314159" not in shown


def test_a_wrong_secret_is_not_shown_either(tmp_path: Path) -> None:
    main = MAIN + "mail: {smtp: smtp//user:hush@mail.example.com}\n"
    said = refusal(lay_out(tmp_path, main, DEPARTMENT + "toggle: {code: 1, pin: hush}\n"))
    assert len(said) == 2
    assert not any("hush" in line for line in said)


@pytest.mark.parametrize(
    ("written", "smtp"),
    [
        (
            "smtp://user:${PASSWORD}@mail.example.com:2525",
            Smtp("mail.example.com", 2525, "starttls", "user", "p@ss/w:rd %"),
        ),
        ("${SMTP_URL}", Smtp("mail.example.com", 465, "implicit", "user", "p@ss")),
        ("smtp://mail.example.com", Smtp("mail.example.com", 25, "offered")),
        ("smtp://u:p@[::1]", Smtp("::1", 25, "offered", "u", "p")),
        ("smtp://u:p@mail.example.com", Smtp("mail.example.com", 587, "starttls", "u", "p")),
        ("{host: h}", Smtp("h", 587, "starttls")),
        ("{host: h, tls: implicit}", Smtp("h", 465, "implicit")),
        (
            "{host: h, port: 26, tls: none, username: u, password: ${PASSWORD}, verify: false}",
            Smtp("h", 26, "none", "u", "p@ss/w:rd %", verify=False),
        ),
    ],
)
def test_the_mail_server(written: str, smtp: Smtp, tmp_path: Path) -> None:
    environ = {
        "PASSWORD": "p@ss/w:rd %",
        "SMTP_URL": "smtps://user:p%40ss@mail.example.com",
    }
    mail = loaded(tmp_path, MAIN + f"mail:\n  smtp: {written}\n", environ=environ).mail
    assert mail.smtp is not None
    assert mail.smtp.reveal() == smtp


def test_a_value_from_outside_is_no_yaml(tmp_path: Path) -> None:
    file = lay_out(tmp_path, MAIN + "language: ${LANGUAGE_}\n")
    assert load(file, {"LANGUAGE_": "en"}).settings.language == "en"
    assert refusal(file, {"LANGUAGE_": "null"}) == [
        f"{file}:3:11: language: 'null' stands here; write ru or en"
    ]
