"""By which ways a caller gets in, and where he goes when the application does not want him."""

import pytest

from stasis_app.core.words import Mode

from .conftest import NewPhone, Opener
from .house import BACKUP, PRIMARY, House, Leg, Told
from .rig.numbers import Numbers
from .rig.sip import Call, IncomingCall, OutgoingCall, Provider

ADMIN = "admin@example.com"


async def the_primary_answers(house: House, caller: OutgoingCall) -> None:
    primary = await house.primary.rings()
    primary.ring()
    await caller.rings()
    primary.answer()
    await caller.hears(primary)
    caller.hang_up()
    await primary.ended()


async def they_talk(one: Call, other: Call) -> None:
    await one.hears(other)
    await other.hears(one)


def answered(house: House) -> Told:
    return house.told("answered", Leg(PRIMARY, "primary", "answered", 16), answered_by=PRIMARY)


@pytest.mark.parametrize(
    "way", ["inbound", "inbound-without-pres", "inbound-by-extension", "inbound-by-from-did"]
)
async def test_the_number_dialled_names_the_department(open_house: Opener, way: str) -> None:
    house = await open_house()
    await the_primary_answers(house, house.call(via=way))
    assert await house.journal() == answered(house)


async def test_freepbx_sends_him_to_a_department_by_its_name(open_house: Opener) -> None:
    house = await open_house()
    caller = house.call(
        via="inbound-freepbx", headers=[("X-Department", house.department.name)], name="Ivan"
    )
    primary = await house.primary.rings()
    assert (primary.caller.number, primary.caller.name) == (house.customer, "Ivan")
    primary.ring()
    await caller.rings()
    primary.reject(603)
    backup = await house.backup.rings()
    backup.answer()
    await caller.hears(backup)
    caller.hang_up()
    await backup.ended()
    assert await house.journal() == house.told(
        "answered",
        Leg(PRIMARY, "primary", "declined", 21, 603),
        Leg(BACKUP, "backup", "answered", 16),
        answered_by=BACKUP,
        caller_name="Ivan",
    )


async def test_a_number_that_no_department_has(
    open_house: Opener, provider: Provider, numbers: Numbers
) -> None:
    house = await open_house(config={"fallback": "ext-group,600,1"})
    did = numbers.department().did
    caller = provider.call(did, house.customer)
    assert (await caller.refused()).status == 486
    assert await house.pbx.reached(caller.call_id) == ["group 600"]
    assert await house.journal() == house.told("handed over", did=did, department=None, mode=None)


async def test_a_number_that_no_department_has_and_no_fallback(
    open_house: Opener, provider: Provider, numbers: Numbers
) -> None:
    house = await open_house()
    did = numbers.department().did
    caller = provider.call(did, house.customer)
    assert (await caller.refused()).status == 403
    assert await house.pbx.reached(caller.call_id) == ["fallback SUCCESS"]
    assert await house.journal() == house.told("handed over", did=did, department=None, mode=None)


async def test_over_the_limit_of_calls_whoever_comes_is_handed_over(open_house: Opener) -> None:
    house = await open_house(config={"limits": {"calls": 1}, "fallback": "ext-group,600,1"})
    served = house.call()
    primary = await house.primary.rings()
    one_too_many = house.call()
    assert (await one_too_many.refused()).status == 486
    assert await house.pbx.reached(one_too_many.call_id) == ["group 600"]
    assert await house.journal() == house.told("handed over")
    assert "1 × too many calls at once" in str((await house.app.status()).problems)
    primary.answer()
    await served.answered()
    await served.hears(primary)
    served.hang_up()
    assert (await house.journal()).outcome == "answered"


@pytest.mark.parametrize(
    "arguments", [",", ",nonsense", ",inbound-typo,7770001", ",mode,otdel1,often"]
)
async def test_arguments_that_mean_nothing(open_house: Opener, arguments: str) -> None:
    house = await open_house()
    caller = await enter(house, arguments)
    assert (await caller.refused()).status == 403
    assert await house.pbx.reached(caller.call_id) == ["fallback SUCCESS"]
    assert await house.journal() == house.told("handed over", did=None, department=None, mode=None)


async def test_no_arguments_at_all(open_house: Opener) -> None:
    house = await open_house()
    caller = await enter(house, "")
    assert (await caller.refused()).status == 403
    assert await house.pbx.reached(caller.call_id) == ["fallback SUCCESS"]
    assert house.rows.empty()


async def enter(house: House, arguments: str) -> OutgoingCall:
    """A call of our customer into Stasis() with these arguments."""
    context = f"enter-{house.customer.strip('+')}"
    await house.pbx.add_dialplan(
        f"[{context}]\nexten => _X.,1,Ringing()\n same => n,Stasis(duty{arguments})\n"
        " same => n,Goto(fallback,s,1)"
    )
    return house.call(via=context)


class TestNobodyToBeRung:
    """The caller is told so at once, and an admin hears of it."""

    def mail(self) -> dict[str, object]:
        return {"mail": {"admins": [ADMIN]}}

    async def is_told(self, house: House) -> None:
        caller = house.call()
        assert (await caller.refused()).status == 480
        assert await house.journal() == house.told("missed")
        mails = await house.mails_about_calls()
        assert [mail["To"] for mail in mails] == [ADMIN]
        assert house.customer[-4:-2] in mails[0]["Subject"]
        assert "пропущен" in mails[0]["Subject"]

    async def test_the_cells_are_empty(self, open_house: Opener) -> None:
        house = await open_house(config=self.mail(), primary="", backup="")
        await self.is_told(house)

    async def test_the_workbook_has_never_been_read(self, open_house: Opener) -> None:
        config = {**self.mail(), "workbook": {"path": "nowhere"}}
        await self.is_told(await open_house(config=config))


async def test_nobody_is_on_duty_and_the_call_goes_on_in_the_dialplan(open_house: Opener) -> None:
    then = {"then": {"continue": "ext-group,600,1"}}
    config = {"mail": {"admins": [ADMIN]}}
    house = await open_house(config=config, primary="", backup="", duty=then)
    caller = house.call()
    assert (await caller.refused()).status == 486
    assert await house.pbx.reached(caller.call_id) == ["group 600"]
    assert await house.journal() == house.told("handed over")
    assert [mail["To"] for mail in await house.mails_about_calls()] == [ADMIN]


async def test_a_call_that_comes_back_is_another_call(open_house: Opener, numbers: Numbers) -> None:
    which = numbers.department()
    then = {"continue": f"again,to{which.did},1"}
    house = await open_house(which=which, backup="", duty={"then": then})
    await house.pbx.add_dialplan("[again]\nexten => _toX.,1,Goto(inbound,${EXTEN:2},1)")
    caller = house.call()
    (await house.primary.rings()).reject(486)
    await the_primary_answers(house, caller)
    assert await house.journal() == house.told(
        "handed over", Leg(PRIMARY, "primary", "busy", 17, sip=486)
    )
    assert await house.journal() == answered(house)
    first, second = await house.app.history.calls()
    assert second.visit.id == f"{first.visit.id}-2"


class TestWithoutTheApplication:
    async def test_it_does_not_run(self, open_house: Opener) -> None:
        house = await open_house()
        await house.stop()
        caller = house.call()
        assert (await caller.refused()).status == 403
        assert await house.pbx.reached(caller.call_id) == ["fallback FAILED"]
        await house.start()
        assert await house.app.history.calls() == []
        await the_primary_answers(house, house.call())
        assert await house.journal() == answered(house)

    async def test_it_stops_while_a_caller_waits(self, open_house: Opener) -> None:
        house = await open_house(department={"fallback": "ext-group,600,1"})
        caller, primary = await house.rings()
        await house.stop()
        await primary.cancelled()
        assert (await caller.refused()).status == 486
        assert await house.pbx.reached(caller.call_id) == ["group 600"]
        await house.start()
        assert await house.journal() == house.told(
            "handed over", Leg(PRIMARY, "primary", "cancelled")
        )

    async def test_it_stops_while_two_talk_and_they_go_on_talking(self, open_house: Opener) -> None:
        house = await open_house(backup="")
        caller, primary = await self.talk(house)
        await house.stop()
        await they_talk(caller, primary)
        await house.start()
        await they_talk(caller, primary)
        await house.stop()
        caller.hang_up()
        primary.hang_up()
        await house.start()
        assert await house.journal() == self.talked(house, None)

    async def test_one_of_them_leaves_before_it_runs_again_and_the_other_is_let_go(
        self, open_house: Opener
    ) -> None:
        house = await open_house(backup="")
        caller, primary = await self.talk(house)
        await house.stop()
        caller.hang_up()
        await house.start()
        assert not (await primary.ended()).by_us
        assert await house.journal() == self.talked(house, 16)

    async def talk(self, house: House) -> tuple[OutgoingCall, IncomingCall]:
        caller = house.call()
        primary = await house.primary.rings()
        primary.answer()
        await they_talk(caller, primary)
        return caller, primary

    def talked(self, house: House, q850: int | None) -> Told:
        return house.told(
            "answered", Leg(PRIMARY, "primary", "answered", q850), answered_by=PRIMARY
        )


async def test_a_phone_in_the_house_calls_the_department(
    open_house: Opener, new_phone: NewPhone
) -> None:
    house = await open_house(mode=Mode.DUTY, backup="")
    desk = await new_phone()
    caller = desk.call(house.department.did)
    primary = await house.primary.rings()
    assert primary.caller.number == desk.number
    primary.answer()
    await caller.hears(primary)
    primary.hang_up()
    await caller.ended()
    assert await house.journal() == house.told(
        "answered",
        Leg(PRIMARY, "primary", "answered", 16),
        answered_by=PRIMARY,
        caller=desk.number,
        caller_name=f"Phone {desk.number}",
    )
