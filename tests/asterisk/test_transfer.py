"""Whoever talks to the customer hands him on; nobody is cut off, and the journal stays true."""

from dataclasses import replace

from stasis_app.core.words import Mode

from .conftest import NewPhone, Opener
from .house import PRIMARY, House, Leg, Told
from .rig.configuration import MUSIC_HZ
from .rig.numbers import Numbers
from .rig.sip import Call, IncomingCall, OutgoingCall, Phone
from .test_secretaries import secretary, with_secretaries

PARKING = "700"


async def talk(house: House, desk: Phone) -> tuple[OutgoingCall, IncomingCall]:
    """The customer and the secretary."""
    caller = house.call()
    phone = await desk.rings()
    phone.ring()
    await caller.rings()
    phone.answer()
    await caller.answered()
    await caller.hears(phone)
    return caller, phone


async def they_talk(one: Call, other: Call) -> None:
    await one.hears(other)
    await other.hears(one)


def told_of_the_secretary(
    house: House, desk: Phone, *to: str | None, q850: int | None = None
) -> Told:
    """`to`: whom she has handed her customer on to; None: to another customer."""
    name = f"PJSIP/{desk.number}"
    return house.told(
        "answered",
        secretary(desk, "answered", q850),
        answered_by=name,
        mode="secretary",
        transfers=tuple((name, each) for each in to),
    )


async def test_a_secretary_hands_her_customer_on(open_house: Opener, new_phone: NewPhone) -> None:
    desk, colleague = await new_phone(), await new_phone()
    house = await with_secretaries(open_house, desk.number)
    caller, phone = await talk(house, desk)
    transfer = phone.transfer(colleague.number)
    target = await colleague.rings()
    target.ring()
    target.answer()
    await they_talk(caller, target)
    assert await transfer.outcome() == 200
    await phone.ended()
    assert house.rows.empty()
    caller.hang_up()
    await target.ended()
    assert await house.journal() == told_of_the_secretary(house, desk, colleague.number)


async def test_the_one_it_was_handed_to_hangs_up(open_house: Opener, new_phone: NewPhone) -> None:
    desk, colleague = await new_phone(), await new_phone()
    house = await with_secretaries(open_house, desk.number)
    caller, phone = await talk(house, desk)
    phone.transfer(colleague.number)
    target = await colleague.rings()
    target.answer()
    await they_talk(caller, target)
    target.hang_up()
    assert not (await caller.ended()).by_us
    assert await house.journal() == told_of_the_secretary(house, desk, colleague.number)


async def test_a_mobile_hands_its_customer_on_to_a_phone_in_the_office(
    open_house: Opener, new_phone: NewPhone
) -> None:
    colleague = await new_phone()
    house = await open_house(backup="")
    office = f"70{house.department.number:02}"
    await house.pbx.add_dialplan(
        f"[from-trunk]\nexten => {office},1,Goto(from-internal,{colleague.number},1)"
    )
    caller = house.call()
    mobile = await house.primary.rings()
    mobile.answer()
    await they_talk(caller, mobile)
    transfer = mobile.transfer(office)
    target = await colleague.rings()
    target.answer()
    await they_talk(caller, target)
    assert await transfer.outcome() == 200
    await mobile.ended()
    caller.hang_up()
    await target.ended()
    assert await house.journal() == house.told(
        "answered",
        Leg(PRIMARY, "primary", "answered"),
        answered_by=PRIMARY,
        transfers=((PRIMARY, office),),
    )


async def test_a_number_that_does_not_exist_and_the_talk_goes_on(
    open_house: Opener, new_phone: NewPhone
) -> None:
    desk = await new_phone()
    house = await with_secretaries(open_house, desk.number)
    caller, phone = await talk(house, desk)
    transfer = phone.transfer("4711")
    assert await transfer.outcome() == 404
    await they_talk(caller, phone)
    phone.hang_up()
    await caller.ended()
    assert await house.journal() == told_of_the_secretary(house, desk, q850=16)


async def test_nobody_answers_where_it_was_handed_to(
    open_house: Opener, new_phone: NewPhone
) -> None:
    desk, colleague = await new_phone(), await new_phone()
    house = await with_secretaries(open_house, desk.number)
    caller, phone = await talk(house, desk)
    phone.transfer(colleague.number)
    (await colleague.rings()).reject(486)
    assert not (await caller.ended()).by_us
    assert await house.journal() == told_of_the_secretary(house, desk, colleague.number)


class TestToThePeopleOnDuty:
    """The call of the second row is the secretary's question to the on-call number."""

    async def opened(self, open_house: Opener, desk: Phone) -> House:
        house = await with_secretaries(open_house, desk.number)
        self.rows = [
            told_of_the_secretary(house, desk, house.department.inside),
            house.told(
                "answered",
                Leg(PRIMARY, "primary", "answered", 16),
                answered_by=PRIMARY,
                did=house.department.inside,
            ),
        ]
        return house

    async def are_told(self, house: House) -> None:
        rows = [await house.journal(), await house.journal()]
        assert sorted(rows, key=lambda row: row.mode or "", reverse=True) == self.rows
        first, second = await house.app.history.calls()
        (transfer,) = first.transfers
        assert transfer.call == second.visit.id

    async def test_blind(self, open_house: Opener, new_phone: NewPhone) -> None:
        desk = await new_phone()
        house = await self.opened(open_house, desk)
        caller, phone = await talk(house, desk)
        phone.transfer(house.department.inside)
        primary = await house.primary.rings()
        assert primary.caller.number == house.customer
        primary.ring()
        primary.answer()
        await they_talk(caller, primary)
        await phone.ended()
        caller.hang_up()
        await primary.ended()
        await self.are_told(house)

    async def test_blind_and_the_one_on_duty_hangs_up(
        self, open_house: Opener, new_phone: NewPhone
    ) -> None:
        desk = await new_phone()
        house = await self.opened(open_house, desk)
        caller, phone = await talk(house, desk)
        phone.transfer(house.department.inside)
        primary = await house.primary.rings()
        primary.answer()
        await they_talk(caller, primary)
        primary.hang_up()
        assert not (await caller.ended()).by_us
        await self.are_told(house)

    async def test_after_a_question(self, open_house: Opener, new_phone: NewPhone) -> None:
        desk = await new_phone()
        house = await self.opened(open_house, desk)
        caller, phone = await talk(house, desk)
        await phone.hold()
        question = desk.call(house.department.inside)
        primary = await house.primary.rings()
        assert primary.caller.number == desk.number
        primary.answer()
        await they_talk(question, primary)
        transfer = phone.transfer_to(question)
        assert await transfer.outcome() == 200
        await they_talk(caller, primary)
        caller.hang_up()
        await primary.ended()
        await self.are_told_with_the_secretary_as_caller(house, desk)

    async def test_while_they_ring(self, open_house: Opener, new_phone: NewPhone) -> None:
        desk = await new_phone()
        house = await self.opened(open_house, desk)
        caller, phone = await talk(house, desk)
        await phone.hold()
        question = desk.call(house.department.inside)
        primary = await house.primary.rings()
        primary.ring()
        await question.rings()
        transfer = phone.transfer_to(question)
        assert await transfer.outcome() == 200
        await phone.ended()
        primary.answer()
        await they_talk(caller, primary)
        primary.hang_up()
        assert not (await caller.ended()).by_us
        await self.are_told_with_the_secretary_as_caller(house, desk)

    async def are_told_with_the_secretary_as_caller(self, house: House, desk: Phone) -> None:
        """She asked; that her customer has been put in her place is told by her own row."""
        first, second = self.rows
        name = f"Phone {desk.number}"
        self.rows = [first, replace(second, caller=desk.number, caller_name=name)]
        await self.are_told(house)


async def test_a_secretary_asks_first(open_house: Opener, new_phone: NewPhone) -> None:
    desk, colleague = await new_phone(), await new_phone()
    house = await with_secretaries(open_house, desk.number)
    caller, phone = await talk(house, desk)
    await phone.hold()
    question = desk.call(colleague.number)
    target = await colleague.rings()
    target.answer()
    await they_talk(question, target)
    transfer = phone.transfer_to(question)
    assert await transfer.outcome() == 200
    await they_talk(caller, target)
    target.hang_up()
    assert not (await caller.ended()).by_us
    assert await house.journal() == told_of_the_secretary(house, desk, colleague.number)


async def test_a_secretary_does_not_wait_for_the_answer(
    open_house: Opener, new_phone: NewPhone
) -> None:
    desk, colleague = await new_phone(), await new_phone()
    house = await with_secretaries(open_house, desk.number)
    caller, phone = await talk(house, desk)
    await phone.hold()
    question = desk.call(colleague.number)
    target = await colleague.rings()
    target.ring()
    await question.rings()
    transfer = phone.transfer_to(question)
    assert await transfer.outcome() == 200
    await phone.ended()
    target.answer()
    await they_talk(caller, target)
    caller.hang_up()
    await target.ended()
    assert await house.journal() == told_of_the_secretary(house, desk, colleague.number)


async def test_a_secretary_joins_two_customers(open_house: Opener, new_phone: NewPhone) -> None:
    desk = await new_phone()
    house = await with_secretaries(open_house, desk.number)
    first, one = await talk(house, desk)
    await one.hold()
    second, other = await talk(house, desk)
    await other.hold()
    transfer = one.transfer_to(other)
    assert await transfer.outcome() == 200
    await they_talk(first, second)
    first.hang_up()
    assert not (await second.ended()).by_us
    for _ in range(2):
        assert await house.journal() == told_of_the_secretary(house, desk, None)


async def test_a_caller_in_the_house_hands_his_call_on_to_one_who_is_busy(
    open_house: Opener, new_phone: NewPhone
) -> None:
    """They have talked all the same."""
    desk, colleague = await new_phone(), await new_phone()
    house = await open_house(backup="")
    caller = desk.call(house.department.did)
    primary = await house.primary.rings()
    primary.answer()
    await they_talk(caller, primary)
    caller.transfer(colleague.number)
    (await colleague.rings()).reject(486)
    assert not (await primary.ended()).by_us
    assert await house.journal() == house.told(
        "answered",
        Leg(PRIMARY, "primary", "answered", 16),
        answered_by=PRIMARY,
        caller=desk.number,
        caller_name=f"Phone {desk.number}",
        transfers=((None, colleague.number),),
    )


async def test_a_caller_in_the_house_hands_the_one_on_duty_on_to_another_department(
    open_house: Opener, new_phone: NewPhone, numbers: Numbers
) -> None:
    """Whose people see nobody's number: that of the one on duty is not known to them."""
    desk, other = await new_phone(), numbers.department()
    others = [{"department": other.name, "dids": [other.did], "extension": other.inside}]
    house = await open_house(backup="", others=others)
    caller = desk.call(house.department.did)
    primary = await house.primary.rings()
    primary.answer()
    await they_talk(caller, primary)
    caller.transfer(other.inside)
    again = await house.primary.rings()
    again.answer()
    await they_talk(primary, again)
    primary.hang_up()
    await again.ended()
    ours = house.told(
        "answered",
        Leg(PRIMARY, "primary", "answered", 16),
        answered_by=PRIMARY,
        caller=desk.number,
        caller_name=f"Phone {desk.number}",
        transfers=((None, other.inside),),
    )
    theirs = replace(ours, caller=None, caller_name=None, transfers=())
    rows = [await house.journal(), await house.journal()]
    assert sorted(rows, key=lambda row: row.caller or "") == [
        replace(theirs, did=other.inside, department=other.name),
        ours,
    ]
    first, second = await house.app.history.calls()
    (transfer,) = first.transfers
    assert transfer.call == second.visit.id


async def test_a_customer_is_parked(open_house: Opener, new_phone: NewPhone) -> None:
    desk = await new_phone()
    house = await with_secretaries(open_house, desk.number)
    caller, phone = await talk(house, desk)
    phone.transfer(PARKING)
    await caller.hears_tone(MUSIC_HZ)
    await phone.ended()
    told = told_of_the_secretary(house, desk, PARKING, q850=16)
    assert await house.journal() == replace(told, outcome="handed over")
    retrieved = desk.call("701")
    await they_talk(caller, retrieved)
    caller.hang_up()
    await retrieved.ended()


async def test_a_caller_in_the_house_hands_his_call_on(
    open_house: Opener, new_phone: NewPhone
) -> None:
    desk, colleague = await new_phone(), await new_phone()
    house = await open_house(mode=Mode.DUTY, backup="")
    caller = desk.call(house.department.did)
    primary = await house.primary.rings()
    primary.answer()
    await they_talk(caller, primary)
    transfer = caller.transfer(colleague.number)
    target = await colleague.rings()
    target.answer()
    await they_talk(primary, target)
    assert await transfer.outcome() == 200
    await caller.ended()
    target.hang_up()
    assert not (await primary.ended()).by_us
    assert await house.journal() == house.told(
        "answered",
        Leg(PRIMARY, "primary", "answered", 16),
        answered_by=PRIMARY,
        caller=desk.number,
        caller_name=f"Phone {desk.number}",
        transfers=((None, colleague.number),),
    )
