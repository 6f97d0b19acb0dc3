"""The contract of the ARI adapter, on a real Asterisk with real SIP phones; and what only there
can be seen: transfers, and what is heard."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack

import aiohttp
import pytest

from stasis_app.core.commands import Answer, Create, Dial, HangUp, Play
from stasis_app.core.events import (
    KeyPressed,
    LegAnswered,
    LegConnected,
    LegCreated,
    LegForwarded,
    LegGone,
    LegProgressed,
    LegReplaced,
    LegTransferred,
    PlayEnded,
    TransferArrived,
)
from stasis_app.core.words import CALLER, Sound
from stasis_app.sounds import LANGUAGES, install

from ..adapters.ari_board import NewsBoard, connected
from ..adapters.ari_contract import (
    CUSTOMER,
    NOBODY,
    ONE,
    TWO,
    Contract,
    Visit,
    ari,
    board,
    new_ari,
    visit,
)
from ..adapters.ari_world import Caller, RingingCall
from ..adapters.ari_world import Phone as AnyPhone
from .rig import Asterisk
from .rig.configuration import MUSIC_HZ, QUEUE_HZ
from .rig.leftovers import nothing_left
from .rig.numbers import Numbers
from .rig.sip import IncomingCall, OutgoingCall, Phone, Provider

__all__ = ["ari", "board", "visit"]

NOT_INSTALLED = Sound.NOTHING_CHANGED


class RealCaller:
    def __init__(self, provider: Provider, number: str, did: str) -> None:
        self.number = number
        self.did = did
        self.sip: OutgoingCall = provider.call(did, number)

    def hang_up(self) -> None:
        self.sip.hang_up()

    async def answered(self) -> None:
        await self.sip.answered()

    async def hears_music(self) -> bool:
        since = self.sip.agent.time()
        await self.sip.audio.until_audible(3)
        return MUSIC_HZ in self.sip.audio.tones(since)

    async def ended(self) -> int | None:
        await self.sip.ended()
        return None if self.sip.answered_at else (await self.sip.refused()).status


class RealCall:
    def __init__(self, sip: IncomingCall) -> None:
        self.sip = sip

    @property
    def number_shown(self) -> str:
        return self.sip.caller.number

    @property
    def name_shown(self) -> str:
        return self.sip.caller.name

    def ring(self) -> None:
        self.sip.ring()

    def answer(self) -> None:
        self.sip.answer()

    def reject(self, status: int) -> None:
        self.sip.reject(status)

    def press(self, key: str) -> None:
        self.sip.press(key)

    def hang_up(self) -> None:
        self.sip.hang_up()

    async def answered_elsewhere(self) -> bool:
        reasons = (await self.sip.ended()).reasons
        return any("completed elsewhere" in each for each in reasons)


class RealPhone:
    def __init__(self, sip: Phone) -> None:
        self.sip = sip
        self.number = sip.number
        self.endpoint = f"PJSIP/{sip.number}"

    async def rings(self) -> RealCall:
        return RealCall(await self.sip.rings())


class RealWorld:
    destination = "ext-queues,9999,1"

    def __init__(
        self, asterisk: Asterisk, provider: Provider, numbers: Numbers, phones: AsyncExitStack
    ) -> None:
        self.asterisk = asterisk
        self.provider = provider
        self.numbers = numbers
        self.phones = phones
        self.desks: list[Phone] = []
        self.url = asterisk.ari_url
        self.username = asterisk.ari_user
        self.password = asterisk.ari_password
        self.app = asterisk.ari_app

    async def call(self) -> Caller:
        return RealCaller(self.provider, self.numbers.customer(), self.numbers.department().did)

    async def phone(self) -> AnyPhone:
        return RealPhone(await self.desk())

    async def desk(self) -> Phone:
        sip = Phone(self.numbers.phone(), self.asterisk.sip_address)
        await self.phones.enter_async_context(sip)
        await sip.register()
        self.desks.append(sip)
        return sip

    def unregistered(self) -> str:
        return f"PJSIP/{self.numbers.phone()}"

    async def pick_up(self, phone: AnyPhone) -> str:
        colleague = await self.desk()
        await colleague.call(f"**{phone.number}").answered()
        return colleague.number

    async def lamp(self, name: str) -> str:
        return await self._told(f"/ari/deviceStates/Stasis:{name}", "state")

    async def variable(self, name: str) -> str:
        return await self._told(f"/ari/asterisk/variable?variable={name}", "value")

    async def _told(self, path: str, key: str) -> str:
        auth = aiohttp.encode_basic_auth(self.username, self.password)
        async with (
            aiohttp.ClientSession(self.url, headers={"Authorization": auth}) as session,
            session.get(path) as response,
        ):
            told: str = json.loads(await response.text())[key]
            return told

    async def nothing_left(self) -> None:
        await nothing_left(self.asterisk)


@pytest.fixture
def prompts(pbx: Asterisk) -> Iterator[None]:
    """In Asterisk's sounds: all but one, for as long as the test goes on."""
    for language in LANGUAGES:
        (pbx.sounds / language / "stasis-app" / f"{NOT_INSTALLED}.wav").unlink()
    yield
    install(pbx.sounds)


@pytest.fixture
async def world(
    pbx: Asterisk, provider: Provider, numbers: Numbers, prompts: None
) -> AsyncIterator[RealWorld]:
    async with AsyncExitStack() as phones:
        yield RealWorld(pbx, provider, numbers, phones)


def world_of(visit: Visit) -> RealWorld:
    assert isinstance(visit.world, RealWorld)
    return visit.world


def sip_of(visit: Visit, phone: RingingCall) -> tuple[OutgoingCall, IncomingCall]:
    """The call as the caller has it, and as the phone has it."""
    assert isinstance(visit.caller, RealCaller)
    assert isinstance(phone, RealCall)
    return visit.caller.sip, phone.sip


class TestRealAsterisk(Contract):
    async def test_both_hear_each_other(self, visit: Visit) -> None:
        phone = await visit.talk()
        caller, desk = sip_of(visit, phone)
        await caller.hears(desk)
        await desk.hears(caller)

    async def test_nobody_is_shown_to_the_caller(self, visit: Visit) -> None:
        """A desk phone has a name and an extension in Asterisk."""
        caller, desk = sip_of(visit, await visit.talk())
        await caller.hears(desk)
        assert caller.shown == []
        assert [each.number for each in desk.shown] == [CUSTOMER.number]

    async def test_a_hidden_caller_stays_hidden_in_the_talk(self, visit: Visit) -> None:
        caller, desk = sip_of(visit, await visit.talk(shown=NOBODY))
        await caller.hears(desk)
        assert desk.shown == []

    async def test_a_phone_that_diverts_is_lost(self, visit: Visit) -> None:
        ringing = await visit.rings(await visit.world.phone())
        assert isinstance(ringing, RealCall)
        ringing.sip.redirect("199")
        await visit.hears(LegForwarded(ONE, "199"))
        await visit.hears(LegGone(ONE, 23, 302))

    async def test_progress_is_no_ringing(self, visit: Visit) -> None:
        phone = await visit.world.phone()
        await visit.do(Create(ONE, phone.endpoint, CUSTOMER))
        await visit.hears(LegCreated(ONE))
        await visit.do(Dial(ONE))
        ringing = await phone.rings()
        assert isinstance(ringing, RealCall)
        ringing.sip.progress()
        await visit.hears(LegProgressed(ONE))
        ringing.answer()
        await visit.hears(LegAnswered(ONE))

    async def test_a_route_of_the_dialplan_is_busy(self, visit: Visit) -> None:
        """Through a Local channel Asterisk would let us wait while it plays a tone to nobody."""
        await world_of(visit).asterisk.add_dialplan(
            "[always-busy]\nexten => _X.,1,Busy(30)\nexten => _+X.,1,Congestion(30)"
        )
        for leg, number, cause in ((ONE, "89991230000", 17), (TWO, "+79991230000", 34)):
            await visit.do(Create(leg, f"Local/{number}@always-busy/n", CUSTOMER))
            await visit.hears(LegCreated(leg))
            await visit.do(Dial(leg))
            await visit.hears(LegGone(leg, cause))

    async def test_a_caller_takes_the_duty_over(self, visit: Visit) -> None:
        """What is told is several sounds, and ends as one; a key is heard meanwhile."""
        assert isinstance(visit.caller, RealCaller)
        told = (Sound.ON_DUTY_NOW, Sound.DIGIT_1, Sound.PRESS_1_TO_TAKE_OVER)
        await visit.do(Answer(CALLER))
        await visit.do(Play(CALLER, told))
        await visit.caller.sip.audio.until_sound(2)
        visit.caller.sip.press("1")
        await visit.hears(KeyPressed(CALLER, "1"))
        await visit.do(Play(CALLER, (Sound.TAKEN_OVER,)))
        await visit.hears(PlayEnded(CALLER, told))
        await visit.hears(PlayEnded(CALLER, (Sound.TAKEN_OVER,)))
        await visit.do(HangUp(CALLER))

    async def test_a_phone_hands_the_caller_on(self, visit: Visit) -> None:
        caller, desk = sip_of(visit, await visit.talk())
        colleague = await world_of(visit).desk()
        desk.transfer(colleague.number)
        await visit.hears(LegReplaced(ONE, up=False, stand_in=True))
        await visit.hears(LegConnected(ONE, ONE), LegTransferred(ONE, colleague.number))
        await desk.ended()
        target = await colleague.rings()
        target.answer()
        await visit.hears(LegAnswered(ONE))
        await caller.hears(target)
        await target.hears(caller)
        target.hang_up()
        await visit.hears(LegGone(ONE, None))

    async def test_a_phone_hands_the_caller_on_to_the_people_on_duty(
        self, visit: Visit, board: NewsBoard
    ) -> None:
        _, desk = sip_of(visit, await visit.talk())
        department = world_of(visit).numbers.department()
        desk.transfer(department.inside)
        await visit.hears(LegReplaced(ONE, up=False, stand_in=True))
        second = await board.arrival()
        assert second.args == ("oncall", department.name)
        assert second.from_stand_in == visit.call
        await visit.ari.release(second.call)
        await visit.hears(
            LegConnected(ONE, ONE),
            TransferArrived(ONE, second.call),
            LegTransferred(ONE, department.inside),
        )
        await visit.hears(LegGone(ONE, None))

    async def test_a_phone_asks_a_colleague_and_then_hands_the_caller_on(
        self, visit: Visit
    ) -> None:
        caller, desk = sip_of(visit, await visit.talk())
        colleague = await world_of(visit).desk()
        await desk.hold()
        question = world_of(visit).desks[0].call(colleague.number)
        target = await colleague.rings()
        target.answer()
        await question.answered()
        desk.transfer_to(question)
        await visit.hears(LegReplaced(ONE, up=False, stand_in=True))
        await visit.hears(LegConnected(ONE, ONE), LegTransferred(ONE, colleague.number))
        await caller.hears(target)
        await target.hears(caller)
        caller.hang_up()
        await visit.hears(LegGone(CALLER, None))
        await visit.do(HangUp(ONE))
        await visit.hears(LegGone(ONE, None))
        await target.ended()

    async def test_an_operator_moves_the_phone_elsewhere(self, visit: Visit) -> None:
        _, desk = sip_of(visit, await visit.talk())
        asterisk = world_of(visit).asterisk
        channels = (await asterisk.cli("core show channels concise")).splitlines()
        (phone,) = (line.split("!")[0] for line in channels if "duty,leg" in line)
        await asterisk.cli(f"channel redirect {phone} ext-queues,9999,1")
        await visit.hears(LegGone(ONE, None))
        await desk.hears_tone(QUEUE_HZ)
        desk.hang_up()

    async def test_asterisk_dies_and_comes_back(
        self, visit: Visit, board: NewsBoard, world: RealWorld
    ) -> None:
        await visit.talk()
        await world.asterisk.kill()
        await board.until_connections(True, False)
        await world.asterisk.start()
        await board.until_connections(True, False, True)
        gone = [LegGone(leg, None, with_asterisk=True) for leg in (CALLER, ONE)]
        await visit.hears(*gone)
        await world.call()
        second = await board.arrival()
        assert visit.ari.link.reconnects == 1
        await visit.ari.release(second.call)

    async def test_after_our_own_death_callers_fall_back_and_talks_go_on(
        self, world: RealWorld
    ) -> None:
        first, board = new_ari(world), NewsBoard()
        async with connected(first, board):
            talking = Visit(world, first, board, await world.call(), await board.arrival())
            caller, desk = sip_of(talking, await talking.talk())
            waiting = Visit(world, first, board, await world.call(), await board.arrival())
            ringing = await waiting.rings(await world.phone())
        again = new_ari(world)
        again.remember([waiting.call])  # and it is over
        async with connected(again, NewsBoard()):
            assert await waiting.caller.ended() == 403
            assert not await ringing.answered_elsewhere()
            await caller.hears(desk)
            await desk.hears(caller)
            caller.hang_up()
            desk.hang_up()
        await asyncio.gather(caller.ended(), desk.ended())
        async with connected(new_ari(world), NewsBoard()):
            await world.nothing_left()
