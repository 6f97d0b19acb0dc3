"""What goes wrong when a transfer is taken for the end of a call, or for an answer."""

from stasis_app.core.words import Mode, Sound

from .conftest import NewPhone, Opener
from .house import PRIMARY, House, Leg
from .rig.announcements import Announcements
from .rig.configuration import MUSIC_HZ
from .rig.sip import Call, IncomingCall, OutgoingCall, Phone
from .test_secretaries import secretary, with_secretaries

CONFIRM = {"confirm": True, "strategy": "parallel", "timeout": "30s"}
PROMPT = Sound.CALL_FOR_DUTY


async def they_talk(one: Call, other: Call) -> None:
    await one.hears(other)
    await other.hears(one)


async def talk(house: House, desk: Phone) -> tuple[OutgoingCall, IncomingCall]:
    caller = house.call()
    phone = await desk.rings()
    phone.ring()
    await caller.rings()
    phone.answer()
    await they_talk(caller, phone)
    return caller, phone


async def test_whoever_takes_the_place_of_one_who_is_being_asked_is_asked_again(
    open_house: Opener, new_phone: NewPhone, said: Announcements
) -> None:
    """A phone up, and in no bridge yet, joins its call with one to a colleague's phone."""
    desk, colleague = await new_phone(), await new_phone()
    house = await open_house(primary=desk.number, backup="", duty=CONFIRM)
    caller = house.call()
    primary = await desk.rings()
    primary.ring()
    await caller.rings()
    primary.answer()
    await said.begins(PROMPT)
    question = desk.call(colleague.number)
    target = await colleague.rings()
    target.answer()
    await they_talk(question, target)
    primary.transfer_to(question)
    await primary.ended()
    await target.audio.until_sound(2.0, target.agent.time())
    assert caller.answered_at is None
    target.press("1")
    await they_talk(caller, target)
    caller.hang_up()
    await target.ended()
    assert await house.journal() == house.told(
        "answered", Leg(PRIMARY, "primary", "answered"), answered_by=colleague.number
    )


async def test_whoever_is_being_asked_cannot_hand_the_call_on(
    open_house: Opener, new_phone: NewPhone, said: Announcements
) -> None:
    """Blind, and nothing happens: he is asked still."""
    colleague = await new_phone()
    house = await open_house(backup="", duty=CONFIRM)
    caller, primary = await house.rings()
    primary.answer()
    await said.begins(PROMPT)
    assert await primary.transfer(colleague.number).outcome() == 400
    primary.press("1")
    await they_talk(caller, primary)
    primary.hang_up()
    await caller.ended()
    assert await house.journal() == house.told(
        "answered", Leg(PRIMARY, "primary", "answered", 16), answered_by=PRIMARY
    )


async def test_p23_the_question_is_the_people_on_duty_s_and_nobody_else_s(
    open_house: Opener, new_phone: NewPhone, said: Announcements
) -> None:
    """A secretary hears the customer at once, and so does a colleague; whoever is on duty is asked
    also when the call is handed on to him."""
    desk, colleague = await new_phone(), await new_phone()
    house = await open_house(
        mode=Mode.SECRETARY,
        department={"secretary": {"ring": [f"PJSIP/{desk.number}"], "then": "hangup"}},
        duty=CONFIRM,
        backup="",
    )
    caller, phone = await talk(house, desk)
    phone.transfer(colleague.number)
    target = await colleague.rings()
    target.answer()
    await they_talk(caller, target)
    target.transfer(house.department.inside)
    primary = await house.primary.rings()
    assert primary.caller.number == house.customer
    primary.answer()
    await said.begins(PROMPT)
    primary.press("1")
    await they_talk(caller, primary)
    caller.hang_up()
    await primary.ended()
    rows = {row.mode: row for row in (await house.journal(), await house.journal())}
    name = f"PJSIP/{desk.number}"
    assert rows["secretary"].transfers == ((name, colleague.number),)
    assert rows["duty"].legs == (Leg(PRIMARY, "primary", "answered", 16),)


async def test_no_music_is_left_when_a_question_becomes_the_customer_s(
    open_house: Opener, new_phone: NewPhone
) -> None:
    """She waits to music, and hands her customer on before anybody has answered: he has the music
    then, and it ends with the answer."""
    desk = await new_phone()
    house = await open_house(
        mode=Mode.SECRETARY,
        department={"secretary": {"ring": [f"PJSIP/{desk.number}"]}, "waiting": "moh"},
        backup="",
    )
    caller = house.call()
    phone = await desk.rings()
    phone.answer()
    await they_talk(caller, phone)
    await phone.hold()
    question = desk.call(house.department.inside)
    primary = await house.primary.rings()
    primary.ring()
    await question.hears_tone(MUSIC_HZ)
    assert await phone.transfer_to(question).outcome() == 200
    await phone.ended()
    await caller.hears_tone(MUSIC_HZ)
    primary.answer()
    await they_talk(caller, primary)
    answered = caller.agent.time() + 0.5
    await caller.hears(primary, since=answered)
    assert MUSIC_HZ not in caller.audio.tones(answered)
    primary.hang_up()
    assert not (await caller.ended()).by_us
    for _ in range(2):
        await house.journal()


async def test_feature_codes_of_features_conf_do_nothing_in_our_calls(
    open_house: Opener, new_phone: NewPhone
) -> None:
    """The other side gets the digits; transfers are REFER's."""
    desk = await new_phone()
    house = await with_secretaries(open_house, desk.number)
    caller, phone = await talk(house, desk)
    phone.press("##*2")
    await caller.audio.until_digits("##*2", 5.0)
    await they_talk(caller, phone)
    caller.hang_up()
    await phone.ended()
    assert await house.journal() == house.told(
        "answered",
        secretary(desk, "answered", 16),
        answered_by=f"PJSIP/{desk.number}",
        mode="secretary",
    )
