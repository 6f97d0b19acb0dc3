"""The plans of two departments lead to each other, and a call that goes round comes back."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from stasis_app import offline
from stasis_app.cli.chronicle import told

from .conftest import Opener
from .house import PRIMARY, House, Leg, Told
from .rig.numbers import Department, Numbers
from .rig.sip import IncomingCall, OutgoingCall, relay
from .test_loops import keeps_our_mark

AT_ONCE = 1.0  # seconds
BUSY = 17

Way = Callable[[Department], str]  # how its number is rung


def by_trunk(department: Department) -> str:
    return f"PJSIP/{department.did}@trunk"


def by_dialplan(department: Department) -> str:
    return f"Local/{department.did}@from-internal/n"


async def opened(
    open_house: Opener, own: Department, other: Department, way: Way, boss: str, **settings: Any
) -> House:
    """Nobody on duty answers: `own` rings the number of `other`, which rings that of `own`, and
    then its boss."""
    last = {"ring": [boss], "timeout": "8s"}
    back = {"ring": [way(own)], "timeout": "8s", "then": last}
    others = {
        "department": other.name,
        "dids": [other.did],
        "duty": {"timeout": "1s", "then": back},
    }
    house = await open_house(
        which=own,
        backup="",
        duty={"timeout": "1s", "then": {"ring": [way(other)], "timeout": "8s"}},
        others=[others],
        **settings,
    )
    house.provider.number(boss)  # its phone is there before it is rung
    return house


async def nobody_answers(house: House) -> None:
    primary = await house.primary.rings()
    primary.ring()
    await primary.cancelled()


async def rows(house: House, count: int) -> dict[str, Told]:
    """By department and outcome."""
    rows = [await house.journal() for _ in range(count)]
    return {f"{each.department} {each.outcome}": each for each in rows}


def expected(
    house: House, other: Department, way: Way, boss: str, told: Told | None = None
) -> dict[str, Told]:
    """`told`: of what loops inside, Asterisk may be the first to tell the end: busy."""
    own = house.department
    nobody = Leg(PRIMARY, "primary", "no answer", 16)
    there, back = way(other), way(own)
    looped = Leg(back, "escalation", "looped", 16)
    if told is not None and told.legs[1].q850 == BUSY:
        looped = replace(looped, q850=BUSY)
    third = Leg(boss, "escalation", "answered", 16)
    of_other = {"department": other.name, "did": other.did}
    return {
        f"{own.name} looped": house.told("looped"),
        f"{other.name} answered": house.told(
            "answered",
            nobody,
            looped,
            third,
            answered_by=boss,
            **of_other,
        ),
        f"{own.name} answered": house.told(
            "answered", nobody, Leg(there, "escalation", "answered", 16), answered_by=there
        ),
    }


async def explained(house: House, department: Department, outcome: str) -> list[str]:
    """All that `explain` says of that call."""
    (call,) = (
        row.visit.id
        for row in await house.app.history.calls()
        if (row.visit.department, row.outcome) == (department.name, outcome)
    )
    dossier = await offline.dossier(house.app.config, call)
    paragraphs = told(dossier, house.app.config.settings)
    return [line.text for lines in paragraphs for line in lines]


async def the_loop_is_explained(house: House, own: Department, other: Department) -> None:
    sent = await explained(house, other, "answered")
    assert [each for each in sent if each.endswith("телефон переслал звонок обратно нам")]
    back = await explained(house, own, "looped")
    assert "звонок вернулся к нам" in back
    assert f"телефоном, которому звонит звонок {sent[0]}" in back


class Joined:
    """The provider brings whoever calls one of these numbers to the department, with our mark."""

    def __init__(self, house: House, numbers: Mapping[str, Department]) -> None:
        self.provider = house.provider
        self.numbers = numbers
        self.calls: list[OutgoingCall] = []
        self.relays: list[asyncio.Task[None]] = []
        for number in numbers:
            self.provider.number(number).on_call = self.bring

    def bring(self, phone: IncomingCall) -> None:
        did, caller = self.numbers[phone.called].did, phone.caller.number
        on = self.provider.call(did, caller, headers=keeps_our_mark(phone))
        self.calls.append(on)
        self.relays.append(asyncio.create_task(relay(phone, on)))

    async def over(self) -> None:
        await asyncio.gather(*self.relays)


async def test_two_departments_ring_each_other_by_the_dialplan(
    open_house: Opener, numbers: Numbers
) -> None:
    own, other, boss = numbers.department(), numbers.department(), numbers.mobile()
    house = await opened(open_house, own, other, by_dialplan, boss)
    caller = house.call()
    await nobody_answers(house)  # of the first
    await nobody_answers(house)  # of the second
    third = await house.provider.number(boss).rings(AT_ONCE)
    assert third.caller.number == house.customer
    third.answer()
    await caller.hears(third)
    await third.hears(caller)
    caller.hang_up()
    await third.ended()
    told = await rows(house, 3)
    assert told == expected(house, other, by_dialplan, boss, told[f"{other.name} answered"])
    await the_loop_is_explained(house, own, other)


async def test_two_departments_ring_each_other_by_the_trunk(
    open_house: Opener, numbers: Numbers
) -> None:
    own, other, boss = numbers.department(), numbers.department(), numbers.mobile()
    house = await opened(open_house, own, other, by_trunk, boss)
    joined = Joined(house, {each.did: each for each in (own, other)})
    await once_round(house, joined, boss)
    assert await rows(house, 3) == expected(house, other, by_trunk, boss)
    await the_loop_is_explained(house, own, other)


async def once_round(house: House, joined: Joined, boss: str) -> None:
    """And the caller talks with the boss."""
    caller = house.call()
    await nobody_answers(house)
    await nobody_answers(house)
    third = await house.provider.number(boss).rings(AT_ONCE)
    assert third.caller.number == house.customer
    to_other, to_own = joined.calls
    assert (await to_own.refused()).status == 486
    third.answer()
    await to_other.hears(third)
    await caller.answered()
    caller.hang_up()
    await third.ended()
    await joined.over()


async def test_two_departments_hand_over_to_each_other(
    open_house: Opener, numbers: Numbers
) -> None:
    """Nobody is rung there for ever, and the caller is told in the end that there is nobody."""
    own, other = numbers.department(), numbers.department()
    house = await open_house(
        which=own,
        backup="",
        duty={"timeout": "1s", "then": {"continue": f"to-{other.name},s,1"}},
        others=[
            {
                "department": other.name,
                "dids": [other.did],
                "duty": {"timeout": "1s", "then": {"continue": f"to-{own.name},s,1"}},
            }
        ],
    )
    for each in (own, other):
        way = f"[to-{each.name}]\nexten => s,1,Goto(inbound,{each.did},1)"
        await house.pbx.add_dialplan(way)
    caller = house.call()
    nobody = Leg(PRIMARY, "primary", "no answer", 16)
    of_other = {"department": other.name, "did": other.did}
    for expected in (
        house.told("handed over", nobody),
        house.told("handed over", nobody, **of_other),
        house.told("missed", nobody),
    ):
        await nobody_answers(house)
        assert await house.journal() == expected
    assert (await caller.refused()).status == 480
