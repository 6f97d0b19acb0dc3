"""What the caller's display shows: what he has dialled, and nobody's private number or name."""

from stasis_app.core.words import Mode

from .conftest import NewPhone, Opener
from .house import PRIMARY
from .rig.sip import Call
from .test_secretaries import with_secretaries


async def they_talk(one: Call, other: Call) -> None:
    await one.hears(other)
    await other.hears(one)


def shown(call: Call) -> list[tuple[str, str]]:
    return [(each.number, each.name) for each in call.shown]


async def test_a_secretary_answers_and_a_colleague_picks_up(
    open_house: Opener, new_phone: NewPhone
) -> None:
    desk, colleague = await new_phone(), await new_phone()
    house = await with_secretaries(open_house, desk.number)
    for pick_up in (False, True):
        caller = house.call()
        ringing = await desk.rings()
        ringing.ring()
        await caller.rings()
        winner: Call = colleague.call(f"**{desk.number}") if pick_up else ringing
        if not pick_up:
            ringing.answer()
        await they_talk(caller, winner)
        assert shown(caller) == []
        caller.hang_up()
        await winner.ended()
        await house.journal()


async def test_a_phone_in_the_house_calls_the_people_on_duty(
    open_house: Opener, new_phone: NewPhone
) -> None:
    desk = await new_phone()
    house = await open_house(backup="")
    caller = desk.call(house.department.inside)
    primary = await house.primary.rings()
    primary.answer()
    await they_talk(caller, primary)
    assert shown(caller) == []
    caller.hang_up()
    await primary.ended()


async def test_the_name_of_whoever_has_answered_where_it_is_wanted(open_house: Opener) -> None:
    """With the department's number; his own is nobody's business."""
    house = await open_house(department={"show_name": True}, backup="")
    caller = house.call()
    primary = await house.primary.rings()
    primary.answer()
    await they_talk(caller, primary)
    assert shown(caller) == [(house.department.did, PRIMARY)]
    assert shown(primary) == [(house.customer, "")]
    caller.hang_up()
    await primary.ended()


async def test_a_secretary_has_no_name_to_be_shown(open_house: Opener, new_phone: NewPhone) -> None:
    desk = await new_phone()
    house = await open_house(
        mode=Mode.SECRETARY,
        department={"secretary": {"ring": [f"PJSIP/{desk.number}"]}, "show_name": True},
    )
    caller = house.call()
    ringing = await desk.rings()
    ringing.answer()
    await they_talk(caller, ringing)
    assert shown(caller) == []
    caller.hang_up()
    await ringing.ended()


async def test_after_a_transfer_asterisk_itself_shows_whom_he_talks_with(
    open_house: Opener, new_phone: NewPhone
) -> None:
    """Unless the caller's endpoint has send_connected_line=no: see the guide."""
    desk, colleague = await new_phone(), await new_phone()
    house = await with_secretaries(open_house, desk.number)
    caller = house.call()
    phone = await desk.rings()
    phone.answer()
    await they_talk(caller, phone)
    phone.transfer(colleague.number)
    target = await colleague.rings()
    target.answer()
    await they_talk(caller, target)
    assert {number for number, _ in shown(caller)} == {colleague.number}
    caller.hang_up()
    await target.ended()
