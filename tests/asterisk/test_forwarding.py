"""A phone sends its call on to another number (302); Asterisk does not follow, so we do, or not."""

from stasis_app.core.events import LegRinging, WaysFound

from .conftest import NewPhone, Opener
from .house import BACKUP, PRIMARY, House, Leg
from .program import Program, running
from .rig.sip import Call
from .test_secretaries import secretary, with_secretaries

LATER = {"stagger": "10s", "timeout": "20s"}


async def they_talk(one: Call, other: Call) -> None:
    await one.hears(other)
    await other.hears(one)


def sent_on(person: str, role: str, to: str) -> Leg:
    return Leg(person, role, "unreachable", 23, 302, forwarded_to=to)


async def test_a_secretary_s_phone_sends_us_on_to_every_phone_of_a_colleague(
    open_house: Opener, new_phone: NewPhone
) -> None:
    desk, colleague = await new_phone(), await new_phone()
    softphone = await new_phone(colleague.number)
    house = await with_secretaries(open_house, desk.number)
    caller = house.call()
    ringing = await desk.rings()
    ringing.ring()
    await caller.rings()
    ringing.redirect(colleague.number)
    one, other = await colleague.rings(), await softphone.rings()
    assert one.caller.number == house.customer
    other.ring()
    one.answer()
    await they_talk(caller, one)
    await other.cancelled()
    caller.hang_up()
    await one.ended()
    told = await house.journal()
    assert sorted(told.legs, key=str) == sorted(
        [
            sent_on(f"PJSIP/{desk.number}", "secretary", colleague.number),
            secretary(desk, "answered", 16),
            secretary(desk, "answered elsewhere", 26),
        ],
        key=str,
    )
    assert told == house.told(
        "answered", *told.legs, answered_by=f"PJSIP/{desk.number}", mode="secretary"
    )


async def test_a_number_of_the_staff_sheet_is_rung_and_the_next_person_is_not(
    open_house: Opener,
) -> None:
    house = await open_house(duty=LATER)
    boss = house.provider.number(house.numbers.mobile())
    await know(house, boss.number)
    caller = house.call()
    (await house.primary.rings()).redirect(boss.number)
    followed = await boss.rings()
    followed.answer()
    await they_talk(caller, followed)
    followed.hang_up()
    await caller.ended()
    assert await house.journal() == house.told(
        "answered",
        sent_on(PRIMARY, "primary", boss.number),
        Leg(PRIMARY, "primary", "answered", 16),
        answered_by=PRIMARY,
    )
    assert house.backup.calls == []


async def know(house: House, number: str) -> None:
    """Somebody of the staff sheet, who is never on duty."""
    sheet = house.config_file.parent / "schedules" / "workbook" / "Staff.csv"
    sheet.write_text(f"{sheet.read_text()}Орлова Анна,{number},\n")
    await house.app.clerk.pull()
    await house.app.clerk.pull()  # what has been the same twice is believed
    (department,) = house.app.office.settings.departments
    assert house.app.office.employee(department, number)


async def test_anybody_s_number_and_the_next_one_is_rung_at_once(open_house: Opener) -> None:
    house = await open_house(duty=LATER)
    elsewhere = house.provider.number(house.numbers.mobile())
    caller = house.call()
    primary = await house.primary.rings()
    primary.redirect(elsewhere.number)
    backup = await house.backup.rings()
    assert backup.arrived_at - primary.arrived_at < 1
    backup.answer()
    await they_talk(caller, backup)
    caller.hang_up()
    await backup.ended()
    assert elsewhere.calls == []
    assert await house.journal() == house.told(
        "answered",
        sent_on(PRIMARY, "primary", elsewhere.number),
        Leg(BACKUP, "backup", "answered", 16),
        answered_by=BACKUP,
    )


async def test_our_own_number_the_caller_s_and_the_backup_s_are_not_followed(
    open_house: Opener,
) -> None:
    """Each would ring somebody for the second time, or us."""
    house = await open_house(duty=LATER)
    for to in (house.department.did, house.department.inside, house.customer, house.backup.number):
        caller = house.call()
        primary = await house.primary.rings()
        primary.redirect(to)
        (await house.backup.rings()).reject(486)
        await caller.refused()
        assert await house.journal() == house.told(
            "missed", sent_on(PRIMARY, "primary", to), Leg(BACKUP, "backup", "busy", 17, 486)
        )


async def test_two_phones_send_us_from_one_to_the_other(
    open_house: Opener, new_phone: NewPhone
) -> None:
    desk, colleague = await new_phone(), await new_phone()
    house = await with_secretaries(open_house, desk.number)
    caller = house.call()
    (await desk.rings()).redirect(colleague.number)
    (await colleague.rings()).redirect(desk.number)
    await caller.refused()
    name = f"PJSIP/{desk.number}"
    assert await house.journal() == house.told(
        "missed",
        sent_on(name, "secretary", colleague.number),
        sent_on(name, "secretary", desk.number),
        mode="secretary",
    )


async def test_we_are_killed_while_the_colleague_is_rung_instead(
    open_house: Opener, new_phone: NewPhone
) -> None:
    desk, colleague = await new_phone(), await new_phone()
    house = await with_secretaries(open_house, desk.number)
    async with running(house) as app:
        caller = house.call()
        (await desk.rings()).redirect(colleague.number)
        ringing = await colleague.rings()
        ringing.ring()
        await caller.rings()
        await killed_and_started(app)
        ringing.answer()
        await they_talk(caller, ringing)
        caller.hang_up()
        await ringing.ended()
        assert await app.told() == [
            house.told(
                "answered",
                sent_on(f"PJSIP/{desk.number}", "secretary", colleague.number),
                secretary(desk, "answered", 16),
                answered_by=f"PJSIP/{desk.number}",
                mode="secretary",
            )
        ]
        assert len(desk.line.calls) == len(colleague.line.calls) == 1


async def killed_and_started(app: Program) -> None:
    await app.knows(WaysFound, LegRinging)
    await app.kill()
    await app.start(until="goes on")
