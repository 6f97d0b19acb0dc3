"""By which ways a number is rung, and what is shown and carried on them."""

from dataclasses import replace
from typing import Any

import pytest

from stasis_app.core.dialling import Outgoing, endpoint_of, endpoints_for, ways_to
from stasis_app.core.plan import Identity, Visit, Way
from stasis_app.core.settings import Dialling, Settings, Trunk
from stasis_app.core.words import CallerId, CallId, NumberForm, NumberMail

from ..company import COMPANY

MOBILE = "+79991234501"
MAIN, SPARE = "PJSIP/{number}@trunk", "PJSIP/{digits}@spare"
ROUTES = "Local/{local}@outbound-allroutes/n"
SHOWN = Identity("89161234567", "Пётр")
VISIT = Visit(CallId("c1"), "otdel1", "", "7770001", Identity("+79161234567", "Пётр"), SHOWN, "ru")
HIDDEN = replace(VISIT, caller=Identity(None), shown=Identity(None))
COMPANY_NUMBER = "+74957770001"
DIVERSION = {
    "REDIRECTING(from-num,i)": "7770001",
    "REDIRECTING(reason,i)": "cfu",
    "REDIRECTING(count,i)": "1",
}
BOTH = CallerId.ORIGINAL_THEN_COMPANY


def by(endpoint: str = MAIN, *others: Trunk, **how: object) -> Settings:
    dialling = replace(Dialling(endpoint, others=others), **how)  # type: ignore[arg-type]
    return replace(COMPANY, dialling=dialling)


def ways(settings: Settings, visit: Visit = VISIT, **more: object) -> tuple[Way, ...]:
    return ways_to(MOBILE, Outgoing(visit, **more), settings)  # type: ignore[arg-type]


def shown(settings: Settings, visit: Visit = VISIT, **more: object) -> list[str | None]:
    return [way.shown.number for way in ways(settings, visit, **more)]


def test_the_callers_own_number_as_it_came() -> None:
    (way,) = ways(by())
    assert way.endpoints == ("PJSIP/+79991234501@trunk",)
    assert way.shown == SHOWN
    assert dict(way.variables) == DIVERSION
    assert (way.trunk, way.company) == (MAIN, False)


@pytest.mark.parametrize(
    ("form", "number"),
    [
        (NumberForm.NUMBER, "+79161234567"),
        (NumberForm.DIGITS, "79161234567"),
        (NumberForm.NATIONAL, "9161234567"),
        (NumberForm.LOCAL, "89161234567"),
    ],
)
def test_the_number_as_the_trunk_wants_it(form: NumberForm, number: str) -> None:
    assert shown(by(caller_format=form)) == [number]


def test_what_is_no_number_stays_as_it_came() -> None:
    odd = replace(VISIT, caller=Identity("7770001"), shown=Identity("7770001"))
    assert shown(by(caller_format=NumberForm.DIGITS), odd) == ["7770001"]


def test_the_companys_number_and_the_departments_before_it() -> None:
    settings = by(caller_id=CallerId.COMPANY, company_number=COMPANY_NUMBER)
    (way,) = ways(settings)
    assert (way.shown, way.company) == (Identity(COMPANY_NUMBER, "Пётр"), True)
    assert way.variables == ()
    assert shown(settings, company_number="+74957770002") == ["+74957770002"]


def test_the_callers_number_and_then_the_companys() -> None:
    settings = by(caller_id=BOTH, company_number=COMPANY_NUMBER)
    assert shown(settings) == [SHOWN.number, COMPANY_NUMBER]
    assert [dict(way.variables) for way in ways(settings)] == [DIVERSION, {}]


def test_a_trunk_that_is_known_to_refuse_is_not_asked_in_vain() -> None:
    settings = by(MAIN, Trunk(SPARE, BOTH, COMPANY_NUMBER), caller_id=BOTH)
    told = ways(settings, company_number=COMPANY_NUMBER, refusing=frozenset({MAIN}))
    assert [(way.trunk, way.company) for way in told] == [
        (MAIN, True),
        (SPARE, False),
        (SPARE, True),
    ]


@pytest.mark.parametrize(
    ("visit", "proof"),
    [(VISIT, True), (HIDDEN, False), (replace(VISIT, caller=Identity("101")), False)],
)
def test_only_a_number_from_outside_can_convict_a_trunk(visit: Visit, proof: bool) -> None:
    told = ways(by(caller_id=BOTH, company_number=COMPANY_NUMBER), visit)
    assert [way.proof for way in told] == [False, proof]
    (alone,) = ways(by(caller_id=CallerId.COMPANY, company_number=COMPANY_NUMBER), visit)
    assert not alone.proof


@pytest.mark.parametrize(
    ("policy", "mails", "visit", "mailed"),
    [
        (BOTH, NumberMail.REFUSED, VISIT, True),
        (BOTH, NumberMail.ALWAYS, VISIT, True),
        (BOTH, NumberMail.NEVER, VISIT, False),
        (BOTH, NumberMail.ALWAYS, HIDDEN, False),
        (CallerId.COMPANY, NumberMail.REFUSED, VISIT, False),
        (CallerId.COMPANY, NumberMail.ALWAYS, VISIT, True),
        (CallerId.COMPANY, NumberMail.NEVER, VISIT, False),
        (CallerId.COMPANY, NumberMail.ALWAYS, HIDDEN, False),
    ],
)
def test_where_the_number_is_mailed_instead(
    policy: CallerId, mails: NumberMail, visit: Visit, mailed: bool
) -> None:
    settings = by(caller_id=policy, company_number=COMPANY_NUMBER)
    told = ways(settings, visit, mails=mails)
    assert [way.mailed for way in told if way.company] == [mailed]
    assert not any(way.mailed for way in told if not way.company)
    (known,) = ways(settings, visit, mails=mails, refusing=frozenset({MAIN}))
    assert known.mailed is mailed


def test_the_trunk_on_which_the_call_came_in_goes_first() -> None:
    settings = by(MAIN, Trunk(SPARE))
    assert [way.trunk for way in ways(settings)] == [MAIN, SPARE]
    assert [way.trunk for way in ways(settings, came_by="spare")] == [SPARE, MAIN]
    assert [way.trunk for way in ways(settings, came_by="101")] == [MAIN, SPARE]


def test_who_hides_is_hidden_by_every_way_but_the_companys() -> None:
    settings = by(caller_id=BOTH, company_number=COMPANY_NUMBER)
    assert shown(settings, HIDDEN, name_prefix="О1") == [None, COMPANY_NUMBER]
    assert [way.shown.name for way in ways(settings, HIDDEN)] == [None, None]


def test_whom_the_caller_has_called_stands_before_his_name() -> None:
    (way,) = ways(by(), name_prefix="О1")
    assert way.shown == Identity(SHOWN.number, "О1 Пётр")
    nameless = replace(VISIT, shown=Identity("89161234567"))
    (way,) = ways(by(), nameless, name_prefix="О1")
    assert way.shown == Identity("89161234567", "О1 89161234567")


@pytest.mark.parametrize(
    ("how", "diverted"),
    [
        ({}, True),
        ({"diversion": False}, False),
        ({"caller_id": BOTH, "company_number": COMPANY_NUMBER}, True),
    ],
)
def test_which_number_was_called(how: dict[str, Any], diverted: bool) -> None:
    assert dict(ways(by(**how))[0].variables) == (DIVERSION if diverted else {})


def test_freepbx_is_told_whose_number_it_shall_be() -> None:
    original, company = ways(by(ROUTES, caller_id=BOTH, company_number=COMPANY_NUMBER))
    assert dict(original.variables)["KEEPCID"] == "TRUE"
    assert dict(original.variables)["REALCALLERIDNUM"] == SHOWN.number
    assert dict(company.variables) == {
        "TRUNKCIDOVERRIDE": COMPANY_NUMBER,
        "CALLINGNUMPRES_SV": "allowed",
        "CALLINGNAMEPRES_SV": "allowed",
    }


def test_inside_the_company_everybody_sees_who_calls() -> None:
    settings = by(caller_id=CallerId.COMPANY, company_number=COMPANY_NUMBER)
    (way,) = ways_to("101", Outgoing(VISIT), settings)
    assert (way.endpoints, way.shown, way.trunk) == (("PJSIP/101",), SHOWN, None)


@pytest.mark.parametrize(
    ("channel", "endpoint"),
    [
        ("PJSIP/trunk-0000001f", "trunk"),
        ("PJSIP/my-trunk-0000001f", "my-trunk"),
        ("Local/7711@from-internal-0000001f;2", None),
        ("PJSIP/trunk", None),
    ],
)
def test_by_which_trunk_a_call_came(channel: str, endpoint: str | None) -> None:
    assert endpoint_of(channel) == endpoint


def test_how_long_a_trunk_may_promise() -> None:
    assert [way.ringing_within for way in ways(by(MAIN, Trunk(SPARE), ringing_within=5.0))] == [
        5.0,
        None,
    ]


@pytest.mark.parametrize("number", ["+", "+x", "+7916 call=c2", "+0"])
def test_a_caller_whose_number_is_none_is_shown_as_he_came(number: str) -> None:
    visit = replace(VISIT, caller=Identity(number), shown=Identity(number))
    trunk = Trunk(SPARE, caller_format=NumberForm.NATIONAL)
    assert shown(by(MAIN, trunk), visit) == [number, number]


def test_the_phones_of_a_department_have_its_pickup_group() -> None:
    group = ("CHANNEL(namedcallgroup)", "duty")
    for entry in ("101", MOBILE):
        for way in ways_to(entry, Outgoing(VISIT, pickup_group="duty"), by()):
            assert group in way.variables


def test_half_a_local_channel_has_none() -> None:
    (way,) = ways_to("Local/101@inside/n", Outgoing(VISIT, pickup_group="duty"), by())
    assert way.variables == ways_to("Local/101@inside/n", Outgoing(VISIT), by())[0].variables


def test_the_companys_number_is_shown_only_where_it_is_wanted() -> None:
    settings = by(company_number=COMPANY_NUMBER)
    for refusing in (frozenset[str](), frozenset({MAIN})):
        assert shown(settings, company_number=COMPANY_NUMBER, refusing=refusing) == [SHOWN.number]


def test_where_nothing_is_said_the_number_is_mailed_to_who_may_not_see_it() -> None:
    _, company = ways(by(caller_id=BOTH, company_number=COMPANY_NUMBER))
    assert company.mailed


def test_of_whoever_hides_not_even_that_he_calls_is_told() -> None:
    (way,) = ways(by(), HIDDEN, name_prefix="О1")
    assert way.shown == Identity(None)


def test_where_no_number_was_called_none_is_told() -> None:
    (way,) = ways(by(), replace(VISIT, did=None))
    assert way.variables == ()


def test_freepbx_s_variables_go_to_its_routes_only() -> None:
    (phone,) = ways_to("101", Outgoing(VISIT), by())
    (route,) = ways_to("Local/101@from-internal/n", Outgoing(VISIT), by())
    assert phone.variables == ()
    assert dict(route.variables)["REALCALLERIDNUM"] == SHOWN.number


def test_every_trunk_by_which_a_number_may_be_rung() -> None:
    settings = by(MAIN, Trunk(SPARE))
    assert endpoints_for(MOBILE, settings) == (
        "PJSIP/+79991234501@trunk",
        "PJSIP/79991234501@spare",
    )
    assert endpoints_for("101", settings) == ("PJSIP/101",)
    assert endpoints_for("PJSIP/101", settings) == ("PJSIP/101",)
