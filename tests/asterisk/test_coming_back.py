"""No secretary answers in the queue, and the dialplan sends the caller back to us."""

from stasis_app.core.words import Mode

from .conftest import Opener
from .house import PRIMARY, House, Leg
from .program import running
from .rig.configuration import QUEUE_HZ


async def with_a_queue(open_house: Opener, name: str, *more: str) -> House:
    """Which nobody answers."""
    house = await open_house(
        mode=Mode.SECRETARY, backup="", department={"secretary": {"continue": f"{name},s,1"}}
    )
    lines = [f"[{name}]", "exten => s,1,Answer()", *more]
    back = f" same => n,Goto(inbound,{house.department.did},1)"
    await house.pbx.add_dialplan("\n".join([*lines, back]))
    return house


async def test_the_people_on_duty_are_rung_for_him(open_house: Opener) -> None:
    house = await with_a_queue(open_house, "hurried-queue")
    caller = house.call()
    await caller.answered()
    primary = await house.primary.rings()
    assert primary.caller.number == house.customer
    primary.answer()
    await caller.hears(primary)
    await primary.hears(caller)
    caller.hang_up()
    await primary.ended()
    assert await house.journal() == house.told("handed over", mode="secretary")
    assert await house.journal() == house.told(
        "answered", Leg(PRIMARY, "primary", "answered", 16), answered_by=PRIMARY
    )


async def test_we_were_killed_while_he_waited_there(open_house: Opener) -> None:
    house = await with_a_queue(
        open_house, "queue", " same => n,Playtones(1350)", " same => n,Wait(600)"
    )
    async with running(house) as app:
        caller = house.call()
        await caller.hears_tone(QUEUE_HZ)
        await app.told(1)
        await app.kill()
        await app.start()
        (channel,) = (await house.pbx.cli("core show channels concise")).splitlines()
        name = channel.split("!")[0]
        await house.pbx.cli(f"channel redirect {name} inbound,{house.department.did},1")
        primary = await house.primary.rings()
        primary.answer()
        await caller.hears(primary)
        await primary.hears(caller)
        primary.hang_up()
        assert not (await caller.ended()).by_us
        assert await app.told(2) == [
            house.told("handed over", mode="secretary"),
            house.told("answered", Leg(PRIMARY, "primary", "answered", 16), answered_by=PRIMARY),
        ]
