"""The on-call number: the people on duty are rung, whatever the mode."""

from stasis_app.core.words import Mode

from .conftest import NewPhone, Opener
from .house import BACKUP, PRIMARY, Leg
from .rig.numbers import Numbers

RINGING_HZ = 425  # to a caller whom a menu has answered (indications.conf)


async def test_a_secretary_rings_the_people_on_duty_in_secretary_mode(
    open_house: Opener, new_phone: NewPhone
) -> None:
    house = await open_house(mode=Mode.SECRETARY)
    desk = await new_phone()
    call = desk.call(house.department.inside)
    primary = await house.primary.rings()
    assert primary.caller.number == desk.number
    primary.ring()
    await call.rings()
    assert 200 not in call.statuses
    backup = await house.backup.rings()
    assert backup.caller.number == desk.number
    backup.answer()
    await call.answered()
    await call.hears(backup)
    await backup.hears(call)
    await primary.cancelled()
    call.hang_up()
    await backup.ended()
    assert await house.journal() == house.told(
        "answered",
        Leg(PRIMARY, "primary", "answered elsewhere", 26),
        Leg(BACKUP, "backup", "answered", 16),
        answered_by=BACKUP,
        caller=desk.number,
        caller_name=f"Phone {desk.number}",
        did=house.department.inside,
    )


async def test_the_department_is_known_by_the_extension_that_was_dialled(
    open_house: Opener, new_phone: NewPhone, numbers: Numbers
) -> None:
    which = numbers.department()
    extension = f"86{which.number:02}"
    house = await open_house(mode=Mode.SECRETARY, which=which, department={"extension": extension})
    await house.pbx.add_dialplan(
        f"[from-internal-custom]\nexten => {extension},1,Stasis(duty,oncall)"
    )
    desk = await new_phone()
    call = desk.call(extension)
    primary = await house.primary.rings()
    primary.answer()
    await call.hears(primary)
    primary.hang_up()
    await call.ended()
    assert await house.journal() == house.told(
        "answered",
        Leg(PRIMARY, "primary", "answered", 16),
        answered_by=PRIMARY,
        caller=desk.number,
        caller_name=f"Phone {desk.number}",
        did=extension,
    )


async def test_a_menu_of_the_dialplan_sends_a_customer_to_the_people_on_duty(
    open_house: Opener,
) -> None:
    house = await open_house(mode=Mode.SECRETARY)
    menu = f"menu-{house.department.name}"
    await house.pbx.add_dialplan(
        f"[{menu}]\nexten => _X.,1,Answer()\n"
        f" same => n,Stasis(duty,oncall,{house.department.name})\n same => n,Goto(fallback,s,1)"
    )
    caller = house.call(via=menu)
    await caller.answered()
    primary = await house.primary.rings()
    assert primary.caller.number == house.customer
    primary.ring()
    await caller.hears_tone(RINGING_HZ)
    primary.answer()
    await caller.hears(primary)
    await primary.hears(caller)
    assert caller.statuses.count(200) == 1
    caller.hang_up()
    await primary.ended()
    assert await house.journal() == house.told(
        "answered", Leg(PRIMARY, "primary", "answered", 16), answered_by=PRIMARY
    )


async def test_nobody_on_duty_answers_and_the_phone_is_told_so(
    open_house: Opener, new_phone: NewPhone
) -> None:
    house = await open_house(mode=Mode.SECRETARY, backup="")
    desk = await new_phone()
    call = desk.call(house.department.inside)
    (await house.primary.rings()).reject(486)
    assert (await call.refused()).status == 486
    assert await house.journal() == house.told(
        "missed",
        Leg(PRIMARY, "primary", "busy", 17, sip=486),
        caller=desk.number,
        caller_name=f"Phone {desk.number}",
        did=house.department.inside,
    )


async def test_an_on_call_number_of_no_department(open_house: Opener, new_phone: NewPhone) -> None:
    house = await open_house(mode=Mode.SECRETARY, config={"fallback": "ext-group,600,1"})
    extension = f"87{house.department.number:02}"
    await house.pbx.add_dialplan(
        f"[from-internal-custom]\nexten => {extension},1,Gosub(came-as,s,1)\n"
        " same => n,Stasis(duty,oncall)"
    )
    desk = await new_phone()
    call = desk.call(extension)
    assert (await call.refused()).status == 486
    assert await house.pbx.reached(call.call_id) == ["group 600"]
    assert await house.journal() == house.told(
        "handed over",
        mode=None,
        caller=desk.number,
        caller_name=f"Phone {desk.number}",
        did=extension,
        department=None,
    )
