"""What Asterisk is told of who is on duty, and that it can be nothing but phones to ring."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stasis_app.core.lifeline import dial_string, dialled, variables
from stasis_app.core.settings import Dialling, Settings

from .. import company

FREEPBX = replace(company.COMPANY, dialling=Dialling("Local/{local}@outbound-allroutes/n"))


def test_both_on_duty_of_every_department_whatever_the_mode() -> None:
    both = "PJSIP/+79991234501@trunk&PJSIP/+79991234504@trunk"
    told = variables(company.COMPANY, company.on_duty, company.NOW)
    assert told == {"STASIS_APP_DIAL_otdel1": both, "STASIS_APP_DIAL_otdel2": both}


def test_nobody_is_on_duty_or_nothing_is_known_yet() -> None:
    settings = replace(company.COMPANY, departments=(company.OTDEL1,))
    nobody = replace(company.on_duty(company.OTDEL1, company.NOW), primary=None, backup=None)
    for told in (nobody, None):
        found = variables(settings, lambda *_, told=told: told, company.NOW)
        assert found == {"STASIS_APP_DIAL_otdel1": ""}


@pytest.mark.parametrize(
    ("settings", "entry", "string"),
    [
        (FREEPBX, "+79991234501", "Local/89991234501@outbound-allroutes/n"),
        (company.COMPANY, "101", "Local/101@stasis-app-phone/n"),
        (company.COMPANY, "PJSIP/101", "Local/101@stasis-app-phone/n"),
        (company.COMPANY, "PJSIP/reception", "PJSIP/reception"),
        (company.COMPANY, "PJSIP/101/sip:101@192.0.2.7", "PJSIP/101/sip:101@192.0.2.7"),
        (company.COMPANY, "SIP/x;transport=tcp", "SIP/x;transport=tcp"),
    ],
)
def test_as_dial_takes_it(settings: Settings, entry: str, string: str) -> None:
    assert dial_string([entry], settings) == string


def test_who_has_one_phone_is_rung_once() -> None:
    assert dial_string(["101", "PJSIP/101"], company.COMPANY) == "Local/101@stasis-app-phone/n"


@pytest.mark.parametrize(
    "endpoint",
    [
        "PJSIP/1@trunk,60,U(evil)",
        "PJSIP/1&PJSIP/2",
        "PJSIP/${SHELL(reboot)}",
        "PJSIP/1^2",
        "PJSIP/1)",
        "PJSIP/1 2",
        "PJSIP/1\n2",
        'PJSIP/"1"',
        "PJSIP/1\\,2",
        "PJSIP/тест",
        "PJSIP/١",
        "PJSIP/",
        "101",
    ],
)
def test_what_says_anything_else_to_the_dialplan_is_left_out(endpoint: str) -> None:
    assert dialled(endpoint) is None


@given(template=st.text(), numbers=st.lists(st.text(), max_size=3))
def test_nothing_but_plain_endpoints_whatever_the_sheet_and_the_template_say(
    template: str, numbers: list[str]
) -> None:
    settings = replace(company.COMPANY, dialling=Dialling(template, template))
    told = dial_string([each.lstrip("+") for each in numbers], settings)
    plain = r"[A-Za-z0-9_]+/[A-Za-z0-9_+*#@.:/=;~-]+"
    assert not told or re.fullmatch(f"{plain}(&{plain})*", told)
