"""Toll fraud: whatever a caller sends, only numbers of the staff and the configuration are rung."""

import asyncio
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as some

from stasis_app.core.commands import Continue, Create
from stasis_app.core.entry import Arrival
from stasis_app.core.events import Event, KeyPressed, LegAnswered, LegGone, LegReplaced
from stasis_app.core.words import CALLER, LegId

from . import company
from .fakes import FakePbx, arrival
from .virtual_time import virtual_time

STAFF = (company.IVAN, company.OLGA)
RUNG = {f"PJSIP/{person.number}@trunk" for person in STAFF} | {"PJSIP/101", "PJSIP/102"}
GONE_ON = {None, company.QUEUE, company.RECEPTION}

PREMIUM = "+78095051234"
NASTY = (
    *(PREMIUM, "88095051234", "PJSIP/+78095051234@trunk", "Local/88095051234@outbound-allroutes/n"),
    *(
        "101&PJSIP/666@trunk",
        "../../etc/passwd",
        "${SHELL(reboot)}",
        "$[1+1]",
        "{number}",
        "{local}",
    ),
    *("1,1,1", "otdel1", "all", "*5500", "7711", "7770001", "+7 (495) 777-00-02", "s", "h", "i"),
    *(
        "a\r\nDiversion: <tel:1>",
        "x\x00y",
        "\x1b[2J",
        "\u202e",
        '"><script>',
        "=cmd()",
        "' OR 1=1",
        "",
    ),
    *("+", "+0", "+7916x", "+x", "+7916" * 20, "+7916 call=c2", "+{digits}", "+\u0667\u0669"),
)
text = some.sampled_from(NASTY) | some.text(max_size=30) | some.builds("+{}".format, some.text())
verbs = some.sampled_from(("inbound", "oncall", "toggle", "mode", "who", "leg")) | text
SENSIBLE = (("oncall", "otdel1"), ("inbound", "7770001"), ("inbound", "otdel1"), ("inbound",))
arguments = some.sampled_from(SENSIBLE) | some.tuples(
    verbs, text, some.builds("did={}".format, text)
)
legs = some.integers(0, 4).map(LegId)
events: some.SearchStrategy[Event] = some.one_of(
    some.builds(KeyPressed, some.just(CALLER), some.sampled_from("0123456789*#ABCD") | text),
    some.builds(LegReplaced, legs, some.booleans(), some.booleans(), text | some.none()),
    some.builds(LegAnswered, legs),
    some.builds(LegGone, legs, some.none() | some.integers(0, 127), some.none() | some.just(486)),
)


@some.composite
def callers(draw: some.DrawFn) -> Arrival:
    return replace(
        arrival("c1", *draw(arguments)),
        number=draw(text | some.none()),
        name=draw(text | some.none()),
        extension=draw(text),
        context=draw(text),
        language=draw(text),
        channel_name=draw(text | some.just("PJSIP/trunk-0000001f")),
    )


@given(callers(), text | some.none(), some.lists(events, max_size=8), some.booleans())
def test_a_caller_chooses_nobody_who_is_rung(
    caller: Arrival, presentation: str | None, sent: list[Event], duty: bool
) -> None:
    @virtual_time
    async def call() -> None:
        pbx = FakePbx()
        if duty:
            caller_on_duty = replace(company.OTDEL1, secretary=None)
            pbx.office.settings = replace(company.COMPANY, departments=(caller_on_duty,))
        if presentation is not None:
            pbx.told = dict.fromkeys(("CALLERID(num-pres)", "CALLINGNUMPRES_SV"), presentation)
            pbx.told["FROM_DID"] = presentation
        pbx.board.on_arrival(caller)
        for event in sent:
            await asyncio.sleep(5)
            pbx.board.on_event(caller.call, event)
        await asyncio.sleep(120)
        pbx.caller_leaves("c1")
        await asyncio.sleep(60)
        asked = pbx.asked_for("c1")
        assert {each.endpoint for each in asked if isinstance(each, Create)} <= RUNG
        assert {each.destination for each in asked if isinstance(each, Continue)} <= GONE_ON
        assert ("c1", True) not in pbx.released, "it has crashed, and was given back"
        assert not pbx.board.live
        assert asyncio.all_tasks() == {asyncio.current_task()}

    call()


def test_the_property_sees_people_being_rung() -> None:
    """Else it would hold of calls that ring nobody."""

    @virtual_time
    async def call() -> None:
        pbx = FakePbx()
        pbx.board.on_arrival(arrival("c1", "oncall", "otdel1", number=PREMIUM))
        await asyncio.sleep(120)
        rung = {each.endpoint for each in pbx.asked_for("c1") if isinstance(each, Create)}
        assert rung == {f"PJSIP/{person.number}@trunk" for person in STAFF}

    call()
