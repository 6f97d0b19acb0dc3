"""What `simulate` says a call would do, and what the same call does on a real Asterisk.

Twenty departments of one company are called side by side, and nobody answers.  Every second of both
has to be the same: who rings from when to when, when the caller is let go or sent on, and as what.
"""

import asyncio
from dataclasses import dataclass
from typing import Any

from stasis_app.core.record import Row

from ..command import give
from .conftest import Opener
from .house import House
from .rig.numbers import Numbers

# Under a second, so that not a single one can be wrong; over what it takes 20 calls at once, on two
# cores, to get from their arrival to the INVITE.
TOLERANCE = 0.8
LONGEST = 30.0  # seconds

QUEUE = {"continue": "ext-queues,9999,1"}
OTHERS = "+74952009001"
STILL_OTHERS = "+74952009002"
SECRETARY = "+74952009003"
VIP = "+74952009101"
BLOCKED = "+74952009102"

Configuration = dict[str, Any]


def duty(**keys: Any) -> Configuration:
    return {"duty": keys}


def ring(number: str, then: Any = "hangup", **keys: Any) -> Configuration:
    return {"ring": [number], "timeout": "2s", "then": then, **keys}


CONFIGURATIONS: dict[str, Configuration] = {
    "parallel": duty(strategy="parallel", timeout="3s"),
    "staggered": duty(stagger="1s", timeout="4s"),
    "staggered too late": duty(stagger="5s", timeout="3s"),
    "sequential": duty(strategy="sequential", stagger="2s", timeout="5s"),
    "sequential, the last second": duty(strategy="sequential", stagger="3s", timeout="4s"),
    "leg_timeout": duty(stagger="2s", timeout="6s", leg_timeout="3s"),
    "leg_timeout before the stagger": duty(stagger="4s", timeout="6s", leg_timeout="1s"),
    "rounds": duty(strategy="parallel", timeout="9s", leg_timeout="1s", rounds=2),
    "rounds, in turn": duty(
        strategy="sequential", stagger="1s", timeout="8s", leg_timeout="1s", rounds=3
    ),
    "confirm": duty(stagger="1s", timeout="3s", confirm="true"),
    "then others": duty(stagger="1s", timeout="2s", then=ring(OTHERS)),
    "then others, and still others": duty(
        stagger="1s", timeout="2s", then=ring(OTHERS, ring(STILL_OTHERS, ring(OTHERS, again=True)))
    ),
    "then the dialplan": duty(stagger="1s", timeout="2s", then=QUEUE),
    "others, then the dialplan": duty(timeout="1s", then=ring(OTHERS, QUEUE)),
    "secretaries": {"secretary": {"ring": [SECRETARY], "timeout": "2s", "then": "hangup"}},
    "secretaries, then duty": {
        "secretary": {"ring": [SECRETARY], "timeout": "2s", "then": "duty"},
        **duty(stagger="1s", timeout="3s", then=ring(OTHERS)),
    },
    "secretaries in the dialplan": {"secretary": QUEUE},
    "music": {"waiting": "moh", **duty(stagger="1s", timeout="3s")},
    "a VIP": {
        "secretary": {"ring": [SECRETARY], "timeout": "2s", "then": "hangup"},
        "vip": {"numbers": [VIP], "ring": "everybody"},
        **duty(timeout="2s"),
    },
    "blocked": {"blocked": {"numbers": [BLOCKED]}},
}
CALLERS = {"a VIP": VIP, "blocked": BLOCKED}


@dataclass(frozen=True)
class Rung:
    endpoint: str
    start: float
    end: float


@dataclass(frozen=True)
class Played:
    outcome: str
    over: float  # for the caller
    rung: tuple[Rung, ...]


def department(name: str, did: str, configuration: Configuration) -> Configuration:
    """They all have the same two people on duty, who ring for everybody at once."""
    own = {"busy": "ring", **configuration.get("duty", {})}
    return {"department": name, "dids": [did], **configuration, "duty": own}


def simulated(house: House, department: str, caller: str) -> Played:
    arguments = ["simulate", department, "--caller", caller, "--json"]
    done = give(house.config_file, *arguments)
    assert done.code == 0, done.err
    told = done.document
    legs = [leg for step in told["steps"] for leg in step["legs"]]
    rung = (Rung(leg["endpoint"], leg["from"], leg["until"]) for leg in legs)
    return Played(told["outcome"], told["steps"][-1]["from"], tuple(rung))


def real(row: Row) -> Played:
    def seconds(at: Any) -> float:
        return float((at - row.started_at).total_seconds())

    rung = (
        Rung(f"PJSIP/{leg.number}@trunk", seconds(leg.dialled_at), seconds(leg.ended_at))
        for leg in row.legs
    )
    return Played(str(row.outcome), seconds(row.ended_at), tuple(rung))


def differences(one: Played, other: Played) -> list[str]:
    found = []
    if one.outcome != other.outcome:
        found.append(f"{one.outcome}, {other.outcome}")
    if abs(one.over - other.over) > TOLERANCE:
        found.append(f"over at {one.over}, {other.over}")
    if [each.endpoint for each in one.rung] != [each.endpoint for each in other.rung]:
        return [*found, f"{one.rung}, {other.rung}"]
    for a, b in zip(one.rung, other.rung, strict=True):
        if max(abs(a.start - b.start), abs(a.end - b.end)) > TOLERANCE:
            found.append(f"{a}, {b}")
    return found


async def test_twenty_configurations(open_house: Opener, numbers: Numbers) -> None:
    places = {name: numbers.department() for name in CONFIGURATIONS}
    others = [
        department(place.name, place.did, CONFIGURATIONS[name]) for name, place in places.items()
    ]
    house = await open_house(others=others)
    lines = [house.provider.number(each) for each in (OTHERS, STILL_OTHERS, SECRETARY)]
    for line in (house.primary, house.backup, *lines):
        line.silent = True
        line.on_call = lambda phone: phone.ring()
    callers = {name: CALLERS.get(name) or numbers.customer() for name in places}
    expected = {
        name: await asyncio.to_thread(simulated, house, place.name, callers[name])
        for name, place in places.items()
    }
    calls = {
        name: house.provider.call(place.did, callers[name], silent=True)
        for name, place in places.items()
    }
    ended = await rows(house, len(calls))
    for call in calls.values():
        call.hang_up()
    assert len(CONFIGURATIONS) == 20
    different = {
        name: differences(expected[name], real(ended[place.name])) for name, place in places.items()
    }
    assert {name: each for name, each in different.items() if each} == {}


async def rows(house: House, count: int) -> dict[str, Row]:
    """By department."""
    async with asyncio.timeout(LONGEST):
        found = [await house.rows.get() for _ in range(count)]
    return {row.visit.department or "": row for row in found}
