"""The rig itself: Asterisk, its dialplan and the SIP agents, without the application."""

from collections.abc import AsyncIterator

import pytest

from .rig import Asterisk
from .rig.configuration import MUSIC_HZ, QUEUE_HZ
from .rig.leftovers import clear, nothing_left
from .rig.numbers import Numbers
from .rig.rest import ari
from .rig.sip import OFF, ON, IncomingCall, OutgoingCall, Phone, Provider


@pytest.fixture
async def desk(pbx: Asterisk, numbers: Numbers) -> AsyncIterator[Phone]:
    async with Phone(numbers.phone(), pbx.sip_address) as phone:
        await phone.register()
        yield phone


@pytest.fixture
async def colleague(pbx: Asterisk, numbers: Numbers) -> AsyncIterator[Phone]:
    async with Phone(numbers.phone(), pbx.sip_address) as phone:
        await phone.register()
        yield phone


def ask_for(phone: Phone, provider: Provider, numbers: Numbers) -> OutgoingCall:
    """A customer dials, and the dialplan rings this phone."""
    wanted = [("X-Phone", phone.number)]
    return provider.call("7770001", numbers.customer(), via="plain-phone", headers=wanted)


async def talk(
    phone: Phone, provider: Provider, numbers: Numbers
) -> tuple[OutgoingCall, IncomingCall]:
    customer = ask_for(phone, provider, numbers)
    ringing = await phone.rings()
    ringing.ring()
    await customer.rings()
    ringing.answer()
    await customer.answered()
    return customer, ringing


async def test_a_customer_and_a_phone_hear_each_other(
    desk: Phone, provider: Provider, numbers: Numbers
) -> None:
    customer, answered = await talk(desk, provider, numbers)
    await customer.hears(answered)
    await answered.hears(customer)
    assert answered.caller.number == customer.dialog.local.number
    assert answered.asserted
    assert answered.asserted.number == customer.dialog.local.number
    customer.hang_up()
    await answered.ended()


async def test_a_mobile_is_called_through_the_trunk(provider: Provider, numbers: Numbers) -> None:
    mobile = numbers.mobile()
    wanted = [("X-Phone", mobile)]
    customer = provider.call("7770001", numbers.customer(), via="plain-trunk", headers=wanted)
    ringing = await provider.number(mobile).rings()
    ringing.reject(486)
    assert (await customer.refused()).status == 486


async def test_the_customer_leaves_while_it_rings(
    desk: Phone, provider: Provider, numbers: Numbers
) -> None:
    customer = ask_for(desk, provider, numbers)
    ringing = await desk.rings()
    ringing.ring()
    await customer.rings()
    customer.hang_up()
    await ringing.cancelled()
    assert (await customer.refused()).status == 487


async def test_a_withheld_number_stays_withheld(
    desk: Phone, provider: Provider, numbers: Numbers
) -> None:
    number = numbers.customer()
    wanted = [("X-Phone", desk.number)]
    customer = provider.call("7770001", number, private=True, via="plain-phone", headers=wanted)
    ringing = await desk.rings()
    assert ringing.caller.number == "anonymous"
    assert ringing.private
    assert ringing.asserted
    assert ringing.asserted.number == number
    customer.hang_up()
    await ringing.cancelled()


async def test_a_phone_with_a_password_is_let_in_and_may_call(pbx: Asterisk, desk: Phone) -> None:
    async with Phone("180", pbx.sip_address, "secret-180") as guarded:
        await guarded.register()
        call = guarded.call(desk.number)
        ringing = await desk.rings()
        ringing.answer()
        await call.answered()
        await call.hears(ringing)
        call.hang_up()
        await ringing.ended()


async def test_a_phone_with_the_wrong_password_is_not_let_in(pbx: Asterisk) -> None:
    async with Phone("180", pbx.sip_address, "wrong") as guarded:
        with pytest.raises(AssertionError, match="REGISTER 180: SIP/2.0 401"):
            await guarded.register()


async def test_two_phones_with_one_number_both_ring(
    pbx: Asterisk, desk: Phone, colleague: Phone
) -> None:
    async with Phone(desk.number, pbx.sip_address) as second:
        await second.register()
        call = colleague.call(desk.number)
        first_rings, second_rings = await desk.rings(), await second.rings()
        first_rings.ring()
        second_rings.answer()
        await call.answered()
        await first_rings.cancelled()
        await call.hears(second_rings)
        call.hang_up()
        await second_rings.ended()


async def test_nobody_is_registered(pbx: Asterisk, desk: Phone, numbers: Numbers) -> None:
    assert (await desk.call(numbers.phone()).refused()).status == 480


async def test_a_lamp_follows_its_state(pbx: Asterisk, desk: Phone) -> None:
    await pbx.add_dialplan("[from-internal-custom]\nexten => *5400,hint,Custom:lamp")
    lamp = desk.watch("*5400")
    await lamp.shows(OFF)
    await pbx.cli("devstate change Custom:lamp INUSE")
    await lamp.shows(ON)
    await pbx.cli("devstate change Custom:lamp NOT_INUSE")
    await lamp.shows(OFF)


async def test_a_department_s_lamp_follows_the_application_s_word(
    pbx: Asterisk, desk: Phone, numbers: Numbers
) -> None:
    department = numbers.department()
    lamp = desk.watch(department.code)
    async with ari(pbx) as session:
        for state, shown in (("INUSE", ON), ("NOT_INUSE", OFF)):
            path = f"/ari/deviceStates/Stasis:{department.name}?deviceState={state}"
            async with session.put(path) as response:
                assert response.status == 204
            await lamp.shows(shown)


async def test_a_colleague_picks_up(
    desk: Phone, colleague: Phone, provider: Provider, numbers: Numbers
) -> None:
    caller = colleague.call(desk.number)
    ringing = await desk.rings()
    ringing.ring()
    await caller.rings()
    async with Phone(numbers.phone(), desk.agent.peer) as third:
        await third.register()
        picker = third.call(f"**{desk.number}")
        await picker.answered()
        await ringing.cancelled()
        await caller.hears(picker)
        await picker.hears(caller)
        caller.hang_up()
        await picker.ended()


@pytest.mark.parametrize(
    "way",
    [
        None,
        "inbound",
        "inbound-without-pres",
        "inbound-by-extension",
        "inbound-by-from-did",
        "inbound-freepbx",
    ],
)
async def test_without_an_application_the_call_falls_back(
    pbx: Asterisk, provider: Provider, numbers: Numbers, way: str | None
) -> None:
    call = provider.call(numbers.department().did, numbers.customer(), via=way)
    assert (await call.refused()).status == 403
    assert call.statuses[:2] == [100, 180]
    assert await pbx.reached(call.call_id) == ["fallback FAILED"]


async def test_a_code_without_an_application_is_refused(
    pbx: Asterisk, desk: Phone, numbers: Numbers
) -> None:
    call = desk.call(numbers.department().code)
    assert (await call.refused()).status == 500
    assert await pbx.reached(call.call_id) == ["code FAILED"]


async def test_a_queue_answers_with_its_tone(
    pbx: Asterisk, provider: Provider, numbers: Numbers
) -> None:
    call = provider.call("9999", numbers.customer(), via="ext-queues")
    await call.answered()
    await call.hears_tone(QUEUE_HZ)
    assert await pbx.reached(call.call_id) == ["queue 9999"]
    call.hang_up()


async def test_a_busy_group_refuses(pbx: Asterisk, provider: Provider, numbers: Numbers) -> None:
    call = provider.call("600", numbers.customer(), via="ext-group")
    assert (await call.refused()).status == 486
    assert await pbx.reached(call.call_id) == ["group 600"]


async def test_held_the_customer_hears_music(
    desk: Phone, provider: Provider, numbers: Numbers
) -> None:
    customer, phone = await talk(desk, provider, numbers)
    await customer.hears(phone)
    await phone.hold()
    await customer.hears_tone(MUSIC_HZ)
    await phone.resume()
    await customer.hears(phone)
    phone.hang_up()
    await customer.ended()


async def test_a_phone_hands_its_caller_on(
    desk: Phone, colleague: Phone, provider: Provider, numbers: Numbers
) -> None:
    customer, phone = await talk(desk, provider, numbers)
    await customer.hears(phone)
    transfer = phone.transfer(colleague.number)
    assert await transfer.accepted() == 202
    target = await colleague.rings()
    target.answer()
    await customer.hears(target)
    await target.hears(customer)
    await phone.ended()
    customer.hang_up()
    await target.ended()


async def test_a_phone_asks_first_and_then_hands_its_caller_on(
    desk: Phone, colleague: Phone, provider: Provider, numbers: Numbers
) -> None:
    customer, phone = await talk(desk, provider, numbers)
    await customer.hears(phone)
    await phone.hold()
    question = desk.call(colleague.number)
    target = await colleague.rings()
    target.answer()
    await question.hears(target)
    transfer = phone.transfer_to(question)
    assert await transfer.outcome() == 200
    await customer.hears(target)
    await target.hears(customer)
    customer.hang_up()
    await target.ended()


async def test_keys_reach_the_other_side(desk: Phone, provider: Provider, numbers: Numbers) -> None:
    customer, phone = await talk(desk, provider, numbers)
    await phone.talking()
    phone.press("12#")
    await customer.audio.until_digits("12#", 5)
    customer.hang_up()
    await phone.ended()


async def test_keys_sent_by_info_reach_the_other_side_too(
    desk: Phone, provider: Provider, numbers: Numbers
) -> None:
    customer, phone = await talk(desk, provider, numbers)
    await phone.talking()
    await customer.hears(phone)  # a key pressed before they are joined is lost
    await phone.press_by_info("7")
    await customer.audio.until_digits("7", 5)
    customer.hang_up()
    await phone.ended()


async def test_ringing_is_acknowledged_by_whoever_can(
    desk: Phone, provider: Provider, numbers: Numbers
) -> None:
    wanted = [("X-Phone", desk.number)]
    customer = provider.call(
        "7770001", numbers.customer(), via="plain-phone", headers=wanted, reliable=True
    )
    ringing = await desk.rings()
    ringing.ring(reliable=True)
    heard = await customer.rings()
    assert heard.response.get("Require") == "100rel"
    ringing.answer()
    await customer.answered()
    await customer.hears(ringing)
    assert [request.method for request in ringing.requests][:1] == ["PRACK"]
    customer.hang_up()
    await ringing.ended()


async def test_a_caller_who_ends_up_twice_is_noted_twice(
    pbx: Asterisk, provider: Provider, numbers: Numbers
) -> None:
    await pbx.add_dialplan(
        "[twice]\nexten => _X.,1,Gosub(reached,s,1(first))\n same => n,Goto(fallback,s,1)"
    )
    call = provider.call("7770001", numbers.customer(), via="twice")
    await call.refused()
    assert await pbx.reached(call.call_id) == ["first", "fallback"]


@pytest.mark.parametrize(
    ("variables", "shown"),
    [
        ("", "+74957770000"),
        ("KEEPCID=TRUE", "+74952000999"),
        ("TRUNKCIDOVERRIDE=+74957770001", "+74957770001"),
    ],
)
async def test_an_outbound_route_decides_which_number_is_shown(
    pbx: Asterisk, provider: Provider, numbers: Numbers, variables: str, shown: str
) -> None:
    mobile = numbers.mobile()
    context = mobile.strip("+")
    setting = f"Set(__{variables})" if variables else "NoOp()"
    await pbx.add_dialplan(
        f"[{context}]\nexten => _X.,1,{setting}\n"
        f" same => n,Dial(Local/8{mobile[2:]}@outbound-allroutes/n,60)"
    )
    customer = provider.call("7770001", "+74952000999", via=context)
    ringing = await provider.number(mobile).rings()
    assert ringing.caller.number == shown
    customer.hang_up()
    await ringing.cancelled()


async def test_what_is_left_in_asterisk_is_noticed(
    pbx: Asterisk, provider: Provider, numbers: Numbers
) -> None:
    call = provider.call("9999", numbers.customer(), via="ext-queues")
    await call.answered()
    await nothing_left(pbx, [numbers.customer()])
    with pytest.raises(AssertionError, match=r"channel PJSIP/trunk-\w+ Up"):
        await nothing_left(pbx, [call.dialog.local.number], seconds=0.1)
    await clear(pbx)
    await call.ended()


async def test_asterisk_starts_again_with_its_database(pbx: Asterisk) -> None:
    await pbx.cli("database put rig kept yes")
    await pbx.stop()
    await pbx.start()
    assert "yes" in await pbx.cli("database get rig kept")


async def test_after_a_crash_asterisk_starts_again(
    pbx: Asterisk, provider: Provider, numbers: Numbers
) -> None:
    await pbx.kill()
    await pbx.start()
    call = provider.call(numbers.department().did, numbers.customer())
    assert (await call.refused()).status == 403
