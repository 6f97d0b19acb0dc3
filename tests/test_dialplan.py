"""The printed dialplan; that Asterisk understands it the tests with a real one show."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from stasis_app import config
from stasis_app.core.plan import Destination
from stasis_app.core.settings import (
    Dialling,
    Fallback,
    Secretary,
    Settings,
    SharedToggle,
    Toggle,
    WhoCode,
)
from stasis_app.core.settings import HangUpThen as HangUp
from stasis_app.dialplan import (
    Pbx,
    Unprintable,
    dialplan,
    loaded_as_printed,
    pbx_of,
    unprintable,
)

from . import company

CHECKOUT = Path(__file__).parents[1]
EXAMPLE = CHECKOUT / "extensions_stasis_app.conf.example"


def contexts(settings: Settings, pbx: Pbx) -> dict[str, list[str]]:
    """What Asterisk reads: remarks left out."""
    found: dict[str, list[str]] = {}
    for line in dialplan(settings, "duty", pbx).splitlines():
        if line.startswith("["):
            section = found.setdefault(line.strip("[]"), [])
        elif line and not line.startswith(";"):
            section.append(line.replace(" same => n,", ",").removeprefix("exten => "))
    return found


def with_otdel1(**changes: Any) -> Settings:
    return replace(company.COMPANY, departments=(replace(company.OTDEL1, **changes),))


def test_the_example_is_what_is_printed_for_the_example_files(tmp_path: Path) -> None:
    text = (CHECKOUT / "config.yaml.example").read_text()
    file = tmp_path / "config.yaml"
    file.write_text(text)
    (tmp_path / "schedules").symlink_to(CHECKOUT / "schedules")
    loaded = config.load(file, {})
    assert EXAMPLE.read_text() == dialplan(loaded.settings, loaded.ari.app, Pbx.FREEPBX)


def test_for_freepbx_numbers_and_codes_stand_where_transfers_reach_them_and_not() -> None:
    found = contexts(company.COMPANY, Pbx.FREEPBX)
    assert found["from-internal-custom"][:4] == [
        "7711,1,Set(__NODEST=)",
        ",Ringing()",
        ",Stasis(duty,oncall,otdel1)",
        ",Goto(duty-otdel1,after-oncall,1)",
    ]
    hints = [line for line in found["from-internal-noxfer-custom"] if ",hint," in line]
    assert hints == [
        "*5501,hint,Stasis:otdel1",
        "*5502,hint,Stasis:otdel2",
        "*5500,hint,Stasis:all",
    ]
    assert "stasis-app-inbound" not in found
    assert found["duty-otdel1"][2] == (
        ",Stasis(duty,inbound,otdel1,did=${FROM_DID},pres=${CALLINGNUMPRES_SV})"
    )


def test_freepbx_s_macros_and_subroutines_are_not_called() -> None:
    text = dialplan(company.COMPANY, "duty", Pbx.FREEPBX)
    assert "Macro" not in text
    assert text.count("Gosub(") == text.count("Gosub(stasis-app-")


def test_for_asterisk_a_number_is_known_in_every_writing() -> None:
    found = contexts(company.COMPANY, Pbx.ASTERISK)["stasis-app-inbound"]
    dialled = [line.partition(",")[0] for line in found if not line.startswith(",")]
    assert dialled == ["7770001", "+74957770002", "74957770002", "4957770002", "84957770002"]


def test_codes_of_several_departments_are_told_apart_by_what_was_dialled() -> None:
    toggles = (SharedToggle("*5510", ("otdel1",)), SharedToggle("*5500", ("otdel1",), all=True))
    settings = replace(company.COMPANY, toggles=toggles)
    codes = contexts(settings, Pbx.ASTERISK)["stasis-app-codes"]
    assert codes.count("*5510,1,Stasis(duty,toggle)") == 1
    assert [line for line in codes if line.startswith("*5510,hint")] == []


def test_who_is_on_duty_has_a_code_without_a_lamp() -> None:
    settings = with_otdel1(who=WhoCode("*5601", pin="1234"))
    for pbx, context in (
        (Pbx.ASTERISK, "stasis-app-codes"),
        (Pbx.FREEPBX, "from-internal-noxfer-custom"),
    ):
        codes = contexts(settings, pbx)[context]
        at = codes.index("*5601,1,Stasis(duty,who,otdel1)")
        assert codes[at + 1] == (
            ',GotoIf($["${STASISSTATUS}" = "FAILED"]?stasis-app-not-switched,who,1)'
        )
        assert not [line for line in codes if line.startswith("*5601,hint")]
        assert "1234" not in dialplan(settings, "duty", pbx)
        outside = contexts(settings, pbx)["duty-otdel1"]
        assert "who,1,Stasis(duty,who,otdel1)" in outside


def test_without_secretaries_no_lamp_is_asked() -> None:
    found = contexts(with_otdel1(secretary=None), Pbx.ASTERISK)["duty-otdel1"]
    assert "alone,1,Goto(duty,1)" in found
    assert "given-back,1,Goto(reception,s,1)" in found
    assert not [line for line in found if "DEVICE_STATE" in line]


def test_where_a_call_goes_that_is_given_back_or_that_nobody_serves() -> None:
    own = Fallback(secretary=Destination("ivr-1", "s", "1"), duty=Destination("vm", "101", "1"))
    found = contexts(with_otdel1(fallback=own), Pbx.ASTERISK)["duty-otdel1"]
    assert "secretary,1,Goto(ivr-1,s,1)" in found
    assert "given-back-duty,1,Goto(vm,101,1)" in found
    assert found[-2:] == [
        "duty,1,Gosub(stasis-app-ring,s,1(${GLOBAL(STASIS_APP_DIAL_otdel1)},60))",
        ",Goto(vm,101,1)",
    ]


def test_secretaries_without_any_other_place_are_rung_as_long_as_otherwise() -> None:
    settings = replace(with_otdel1(), fallback=None)
    found = contexts(settings, Pbx.ASTERISK)["duty-otdel1"]
    rung = "Local/101@stasis-app-phone/n&Local/102@stasis-app-phone/n"
    assert f"secretary,1,Gosub(stasis-app-ring,s,1({rung},30))" in found
    assert found[-1] == ",Hangup(19)"


def test_a_semicolon_begins_no_remark() -> None:
    secretary = Secretary(("SIP/x;transport=tcp",), None, 30.0, HangUp())
    settings = replace(with_otdel1(secretary=secretary), fallback=None)
    assert "SIP/x\\;transport=tcp" in dialplan(settings, "duty", Pbx.ASTERISK)


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"fallback": Fallback(duty=Destination("a;b", "s", "1"))}, "otdel1: 'a;b,s,1'"),
        ({"fallback": Fallback(secretary=Destination("a", "${X}", "1"))}, "otdel1: 'a,${X},1'"),
        ({"name": "d" * 71}, f"{'d' * 71}: department, longer than 70 characters"),
        (
            {"secretary": Secretary(("PJSIP/1,2",), None, 30.0, HangUp())},
            "otdel1: secretary.ring 'PJSIP/1,2'",
        ),
    ],
)
def test_what_means_something_else_to_asterisk_is_not_printed(
    changes: dict[str, Any], what: str
) -> None:
    settings = with_otdel1(**changes)
    assert unprintable(settings) == (what,)
    with pytest.raises(Unprintable, match="cannot be said in a dialplan"):
        dialplan(settings, "duty", Pbx.FREEPBX)


def test_an_endpoint_that_no_variable_may_hold_is_told() -> None:
    settings = replace(company.COMPANY, dialling=Dialling("PJSIP/{number}@trunk,60"))
    assert unprintable(settings) == ("dial.endpoint 'PJSIP/{number}@trunk,60'",)


class TestTheFingerprint:
    def test_it_stands_in_what_is_printed(self) -> None:
        for pbx, question in zip(Pbx, loaded_as_printed(company.COMPANY, "duty"), strict=True):
            print_ = question.split(",")[1]
            found = contexts(company.COMPANY, pbx)["stasis-app-fingerprint"]
            assert found == [f"{print_},1,Hangup()", "loaded,1,Hangup()"]

    def test_whatever_changes_a_call_s_way_changes_it(self) -> None:
        seen = {
            loaded_as_printed(settings, app)
            for settings, app in (
                (company.COMPANY, "duty"),
                (company.COMPANY, "other"),
                (with_otdel1(), "duty"),
                (with_otdel1(extension="7799"), "duty"),
                (with_otdel1(toggle=Toggle("*5599")), "duty"),
                (with_otdel1(dids=("7770009",)), "duty"),
                (replace(company.COMPANY, fallback=None), "duty"),
            )
        }
        assert len(seen) == 7

    def test_remarks_titles_and_pins_do_not(self) -> None:
        same = (
            replace(with_otdel1(), language="en"),
            with_otdel1(title="Другое название"),
            with_otdel1(toggle=Toggle("*5501", pin="1234")),
        )
        assert {loaded_as_printed(each, "duty") for each in same} == {
            loaded_as_printed(with_otdel1(), "duty")
        }


def test_which_pbx_the_settings_speak_of() -> None:
    routes = replace(company.COMPANY, dialling=Dialling("Local/{local}@outbound-allroutes/n"))
    assert (pbx_of(routes), pbx_of(company.COMPANY)) == (Pbx.FREEPBX, Pbx.ASTERISK)


def test_in_english_too() -> None:
    text = dialplan(replace(company.COMPANY, language="en"), "duty", Pbx.FREEPBX)
    assert "Admin > Custom Destinations > Add Destination, Return: No" in text
    assert "Программа" not in text
