"""What is to be done about a caller: the plan, from settings, mode and roster."""

from dataclasses import replace

import pytest

from stasis_app.core.dialling import endpoint_for, phone_of
from stasis_app.core.limits import TOO_MANY_CALLS
from stasis_app.core.plan import (
    Destination,
    HandOver,
    Identity,
    Plan,
    Ring,
    TakeMessage,
    Visit,
)
from stasis_app.core.planning import (
    Surroundings,
    endpoints_to_ask,
    fallback_of,
    plan,
)
from stasis_app.core.roster import OnDuty
from stasis_app.core.settings import (
    ContinueThen,
    Department,
    Dialling,
    DutyThen,
    Fallback,
    HangUpThen,
    RingThen,
    Secretary,
    Settings,
    Then,
    Voicemail,
    VoicemailThen,
)
from stasis_app.core.words import CallId, Mode, Role, Strategy

from ..company import COMPANY, IVAN, NOW, OLGA, OTDEL1, OTDEL2, QUEUE, RECEPTION, on_duty

ELSEWHERE = Destination("elsewhere", "s", "1")
SHOWN = Identity("89161234567", "Ivan")
VISIT = Visit(CallId("c1"), "otdel1", "", "7770001", Identity("+79161234567", "Ivan"), SHOWN, "ru")


def planned(
    department: Department | None = OTDEL1,
    mode: Mode = Mode.DUTY,
    *,
    settings: Settings = COMPANY,
    roster: OnDuty | None = None,
    visit: Visit = VISIT,
    surroundings: Surroundings | None = None,
) -> Plan:
    roster = roster or on_duty(OTDEL1, NOW)
    return plan(settings, department, visit, mode, roster, surroundings or Surroundings())


def endpoints(plan: Plan) -> list[list[str]]:
    """Of each ringing step."""
    rings = [step for step in plan.steps if isinstance(step, Ring)]
    return [[e for p in ring.people for way in p.ways for e in way.endpoints] for ring in rings]


def test_the_people_on_duty_in_their_order() -> None:
    (ring,) = planned().steps
    assert isinstance(ring, Ring)
    assert (ring.strategy, ring.stagger, ring.timeout) == (Strategy.STAGGERED, 20, 60)
    assert [(each.name, each.role, each.number, each.email) for each in ring.people] == [
        (IVAN.name, Role.PRIMARY, IVAN.number, IVAN.email),
        (OLGA.name, Role.BACKUP, OLGA.number, None),
    ]
    assert [each.ways[0].shown for each in ring.people] == [SHOWN, SHOWN]


def test_the_secretaries_all_at_once_and_then_nobody() -> None:
    (ring,) = planned(mode=Mode.SECRETARY).steps
    assert isinstance(ring, Ring)
    assert (ring.strategy, ring.timeout) == (Strategy.PARALLEL, 30)
    assert [(each.name, each.role, each.confirm) for each in ring.people] == [
        ("PJSIP/101", Role.SECRETARY, False),
        ("PJSIP/102", Role.SECRETARY, False),
    ]


def test_a_secretary_by_number_is_called_by_her_endpoint_too() -> None:
    secretary = Secretary(("101",), None, timeout=30, then=DutyThen())
    ring = planned(replace(OTDEL1, secretary=secretary), Mode.SECRETARY).steps[0]
    assert isinstance(ring, Ring)
    assert [(each.name, each.number) for each in ring.people] == [("PJSIP/101", "101")]


def test_after_the_secretaries_the_people_on_duty() -> None:
    secretary = Secretary(("PJSIP/101",), None, timeout=30, then=DutyThen())
    told = planned(replace(OTDEL1, secretary=secretary), Mode.SECRETARY)
    assert endpoints(told) == [
        ["PJSIP/101"],
        ["PJSIP/+79991234501@trunk", "PJSIP/+79991234504@trunk"],
    ]


def test_the_secretaries_queue_and_where_the_call_goes_when_it_is_not_there() -> None:
    assert planned(OTDEL2, Mode.SECRETARY).steps == (HandOver((QUEUE, RECEPTION)),)
    own = replace(OTDEL2, fallback=Fallback(secretary=ELSEWHERE, duty=QUEUE))
    assert planned(own, Mode.SECRETARY).steps == (HandOver((QUEUE, ELSEWHERE)),)


def test_a_department_without_secretaries_is_always_on_duty() -> None:
    told = planned(replace(OTDEL1, secretary=None), Mode.SECRETARY)
    assert endpoints(told) == [["PJSIP/+79991234501@trunk", "PJSIP/+79991234504@trunk"]]


def test_others_after_the_people_on_duty_and_then_the_dialplan() -> None:
    then = RingThen(("+74951112233", "PJSIP/105"), 30, ContinueThen(QUEUE))
    told = planned(replace(OTDEL1, duty=replace(OTDEL1.duty, then=then)))
    assert endpoints(told)[1] == ["PJSIP/+74951112233@trunk", "PJSIP/105"]
    ring, hand_over = told.steps[1:]
    assert isinstance(ring, Ring)
    assert {each.role for each in ring.people} == {Role.ESCALATION}
    assert [each.number for each in ring.people] == ["+74951112233", None]
    assert (ring.strategy, ring.timeout) == (Strategy.PARALLEL, 30)
    assert hand_over == HandOver((QUEUE, RECEPTION))


def test_nobody_on_duty_leaves_what_comes_then() -> None:
    then = ContinueThen(QUEUE)
    department = replace(OTDEL1, duty=replace(OTDEL1.duty, then=then))
    nobody = replace(on_duty(OTDEL1, NOW), primary=None, backup=None)
    assert planned(department, roster=nobody).steps == (HandOver((QUEUE, RECEPTION)),)
    no_mirror = plan(COMPANY, department, VISIT, Mode.DUTY, None, Surroundings())
    assert no_mirror.steps == (HandOver((QUEUE, RECEPTION)),)
    assert (no_mirror.why.mode, no_mirror.why.version) == (Mode.DUTY, None)


def test_a_number_nobody_has() -> None:
    told = planned(None)
    assert told.steps == (HandOver((RECEPTION,)),)
    assert told.why.mode is None
    assert planned(None, settings=replace(COMPANY, fallback=None)).steps == (HandOver(()),)


def test_why() -> None:
    why = planned().why
    assert (why.mode, why.shift, why.version, why.source) == (Mode.DUTY, "Утро", 7, "sheet")
    assert why.date == NOW.date()


@pytest.mark.parametrize(
    ("mode", "place"), [(Mode.SECRETARY, ELSEWHERE), (Mode.DUTY, QUEUE), (None, QUEUE)]
)
def test_where_a_call_is_given_back_to(mode: Mode | None, place: Destination) -> None:
    own = replace(OTDEL1, fallback=Fallback(secretary=ELSEWHERE, duty=QUEUE))
    assert fallback_of(COMPANY, own, mode) == HandOver((place,))
    assert fallback_of(COMPANY, OTDEL1, mode) == HandOver((RECEPTION,))


def test_every_contact_of_a_phone_is_rung() -> None:
    both = ("PJSIP/101/sip:101@192.0.2.7", "PJSIP/101/sip:101@192.0.2.8")
    told = planned(mode=Mode.SECRETARY, surroundings=Surroundings({"PJSIP/101": both}))
    assert endpoints(told) == [[*both, "PJSIP/102"]]


def test_whose_contacts_have_to_be_asked_for() -> None:
    asked = endpoints_to_ask(
        COMPANY, OTDEL1, VISIT, Mode.SECRETARY, on_duty(OTDEL1, NOW), Surroundings()
    )
    assert asked == ("PJSIP/101", "PJSIP/102")


@pytest.mark.parametrize(
    ("endpoint", "phone"),
    [
        ("PJSIP/101", "101"),
        ("PJSIP/+79991234501@trunk", None),
        ("PJSIP/101/sip:101@192.0.2.7", None),
        ("PJSIP/101&PJSIP/102", None),
        ("Local/101@from-internal/n", None),
    ],
)
def test_phones_that_register(endpoint: str, phone: str | None) -> None:
    assert phone_of(endpoint) == phone


@pytest.mark.parametrize(
    ("entry", "endpoint"),
    [
        ("+79991234501", "X/+79991234501/79991234501/9991234501/89991234501"),
        ("+4930123456", "X/+4930123456/4930123456/30123456/8104930123456"),
        ("101", "PJSIP/101"),
        ("PJSIP/105", "PJSIP/105"),
    ],
)
def test_how_a_number_is_dialled(entry: str, endpoint: str) -> None:
    template = Dialling("X/{number}/{digits}/{national}/{local}")
    assert endpoint_for(entry, replace(COMPANY, dialling=template)) == endpoint


@pytest.mark.parametrize(
    ("shown", "did", "variables"),
    [
        (
            SHOWN,
            "7770001",
            {
                "KEEPCID": "TRUE",
                "REALCALLERIDNUM": "89161234567",
                "CALLINGNUMPRES_SV": "allowed",
                "CALLINGNAMEPRES_SV": "allowed",
                "FROM_DID": "7770001",
            },
        ),
        (
            Identity(None),
            None,
            {"CALLINGNUMPRES_SV": "prohib", "CALLINGNAMEPRES_SV": "prohib"},
        ),
    ],
    ids=["known", "hidden"],
)
def test_what_freepbx_needs(shown: Identity, did: str | None, variables: dict[str, str]) -> None:
    settings = replace(COMPANY, dialling=Dialling("Local/{local}@outbound-allroutes/n"))
    told = planned(settings=settings, visit=replace(VISIT, shown=shown, did=did))
    assert endpoints(told)[0][0] == "Local/89991234501@outbound-allroutes/n"
    (ring,) = told.steps
    assert isinstance(ring, Ring)
    assert dict(ring.people[0].ways[0].variables) == variables


def test_nobody_is_rung_twice_in_vain() -> None:
    then = RingThen((OLGA.number, "+79991234509"), 30.0, HangUpThen())
    assert endpoints(planned(with_then(then)))[1] == ["PJSIP/+79991234509@trunk"]


def test_unless_the_department_wants_it() -> None:
    then = RingThen((OLGA.number,), 30.0, HangUpThen(), again=True)
    assert endpoints(planned(with_then(then)))[1] == ["PJSIP/+79991234504@trunk"]


def test_a_secretary_who_is_on_duty_too_is_rung_once() -> None:
    secretary = Secretary((IVAN.number,), None, timeout=30.0, then=DutyThen())
    department = replace(OTDEL1, secretary=secretary)
    rung = endpoints(planned(department, Mode.SECRETARY))
    assert rung == [["PJSIP/+79991234501@trunk"], ["PJSIP/+79991234504@trunk"]]


def test_whoever_calls_is_not_called_himself() -> None:
    visit = replace(VISIT, caller=Identity(IVAN.number))
    made = planned(visit=visit)
    assert endpoints(made) == [["PJSIP/+79991234504@trunk"]]
    assert [each.name for each in made.callers_own] == [IVAN.name]


def test_a_secretary_who_calls_is_not_called_herself() -> None:
    visit = replace(VISIT, caller=Identity("101"))
    made = planned(
        mode=Mode.SECRETARY,
        visit=visit,
        surroundings=Surroundings({"PJSIP/101": ("PJSIP/101/sip:101@192.0.2.7",)}),
    )
    assert endpoints(made) == [["PJSIP/102"]]


def test_who_is_in_other_calls_as_the_plan_is_made() -> None:
    busy = frozenset({OLGA.number, "+79990000000"})
    made = planned(surroundings=Surroundings(busy=busy))
    assert made.busy == (OLGA.number,)
    (ring,) = made.steps
    assert isinstance(ring, Ring) and ring.passes_over


def test_how_long_somebody_is_looked_for() -> None:
    duty = replace(OTDEL1.duty, leg_timeout=25.0, rounds=3, skip_busy=False)
    made = planned(replace(OTDEL1, duty=duty))
    (ring,) = made.steps
    assert isinstance(ring, Ring)
    assert (ring.leg_timeout, ring.rounds, ring.passes_over) == (25.0, 3, False)
    assert made.limit == 600.0


def with_then(then: Then) -> Department:
    return replace(OTDEL1, duty=replace(OTDEL1.duty, then=then))


LIMITED = replace(COMPANY, most_calls=3)
FULL = Surroundings(live=3)


def test_a_call_over_the_limit_goes_to_the_fallback_and_says_why() -> None:
    fallback = Fallback(secretary=QUEUE, duty=ELSEWHERE)
    made = {
        mode: planned(replace(OTDEL1, fallback=fallback), mode, settings=LIMITED, surroundings=FULL)
        for mode in (Mode.SECRETARY, Mode.DUTY)
    }
    assert made[Mode.SECRETARY].steps == (HandOver((QUEUE,)),)
    assert made[Mode.DUTY].steps == (HandOver((ELSEWHERE,)),)
    for mode, each in made.items():
        assert (each.why.mode, each.why.issues) == (mode, (TOO_MANY_CALLS,))
    nobodys = planned(None, settings=LIMITED, surroundings=FULL)
    assert nobodys.steps == (HandOver((RECEPTION,)),)
    assert (nobodys.why.mode, nobodys.why.issues) == (None, (TOO_MANY_CALLS,))


def test_the_last_one_of_the_limit_is_served_and_without_one_everybody_is() -> None:
    served = planned(settings=LIMITED, surroundings=Surroundings(live=2))
    assert served == planned() == planned(surroundings=Surroundings(live=10_000))


def test_where_nothing_else_goes_on_nothing_stands_in_the_way() -> None:
    strict = replace(COMPANY, most_calls=1, most_dialled_minutes=1)
    made = planned(settings=strict)
    assert made.steps == planned().steps
    assert made.ahead == 0


def test_a_message_is_taken_and_sent_to_the_people_on_duty() -> None:
    duty = replace(OTDEL1.duty, then=VoicemailThen())
    voicemail = Voicemail(longest=60.0, silence=3.0)
    department = replace(OTDEL1, duty=duty, voicemail=voicemail)
    assert planned(department).steps[1:] == (TakeMessage(60.0, 3.0, (IVAN.email or "",)),)
    nobody = replace(on_duty(OTDEL1, NOW), primary=None, backup=None)
    assert planned(department, roster=nobody).steps[-1] == TakeMessage(60.0, 3.0, ())
    made = plan(COMPANY, department, VISIT, Mode.DUTY, None, Surroundings())
    assert made.steps[-1] == TakeMessage(60.0, 3.0, ())


def test_who_rings_all_at_once_has_no_turns() -> None:
    then = RingThen(("PJSIP/105",), 30, HangUpThen())
    others = planned(replace(OTDEL1, duty=replace(OTDEL1.duty, then=then))).steps[1]
    secretaries = planned(mode=Mode.SECRETARY).steps[0]
    for ring in (others, secretaries):
        assert isinstance(ring, Ring)
        assert (ring.strategy, ring.stagger) == (Strategy.PARALLEL, 0.0)
