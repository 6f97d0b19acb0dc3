"""What the switchboard relies on, of any Asterisk: run against the fake and against a real one."""

import asyncio
import io
import wave
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from stasis_app.adapters.ari import AriPbx
from stasis_app.core.commands import (
    Answer,
    AskDialplan,
    ChannelCommand,
    Connect,
    Continue,
    Create,
    Dial,
    EndListening,
    HangUp,
    Indicate,
    Listen,
    Play,
    Progress,
    Record,
    RecordTalk,
    Rejected,
    StartMusic,
)
from stasis_app.core.entry import Arrival
from stasis_app.core.events import (
    DialplanAnswered,
    Event,
    KeyPressed,
    LegAnswered,
    LegConnected,
    LegCreated,
    LegGone,
    LegReplaced,
    LegRinging,
    ListenerCame,
    PlayEnded,
    RecordingEnded,
    RecordingStarted,
)
from stasis_app.core.plan import Destination, Identity
from stasis_app.core.recording import NoRecording, name_of
from stasis_app.core.words import CALLER, CallId, LegId, Release, Sound, Tone

from .ari_board import NewsBoard, connected, now
from .ari_recording import RecordedAri
from .ari_world import Caller, Phone, RingingCall, World

ONE = LegId(1)
TWO = LegId(2)
CUSTOMER = Identity("+79161234567", "Пётр")
NOBODY = Identity(None)
SPOKEN = 1.5  # seconds
NOWHERE = Destination("no-such-context", "s", "1")


@dataclass
class Visit:
    """A caller who has arrived, and whatever is done for him."""

    world: World
    ari: AriPbx
    board: NewsBoard
    caller: Caller
    arrival: Arrival

    @property
    def call(self) -> CallId:
        return self.arrival.call

    async def do(self, command: ChannelCommand) -> None:
        await self.ari.carry_out(self.call, command)

    async def hears(self, *events: Event) -> None:
        await self.board.hears(self.call, *events)

    async def hears_at_last(self, *types: type[Event]) -> None:
        """One of these, after whatever else."""

        def heard() -> bool:
            return any(isinstance(each, types) for each in self.board.events[self.call])

        await self.board.until(heard, lambda: f"heard {self.board.events[self.call]}")

    async def recorded(self) -> RecordingEnded:
        await self.hears_at_last(RecordingEnded)
        return next(e for e in self.board.events[self.call] if isinstance(e, RecordingEnded))

    async def seconds_fetched(self, leg: LegId = CALLER) -> float:
        """How long the recording is that comes out of Asterisk."""
        content = bytearray()
        await self.ari.recorder.fetch(name_of(self.call, leg), content.extend)
        with wave.open(io.BytesIO(content)) as file:
            return float(file.getnframes() / file.getframerate())

    async def rings(
        self, phone: Phone, leg: LegId = ONE, shown: Identity = CUSTOMER
    ) -> RingingCall:
        await self.do(Create(leg, phone.endpoint, shown))
        await self.hears(LegCreated(leg))
        await self.do(Dial(leg))
        ringing = await phone.rings()
        ringing.ring()
        await self.hears(LegRinging(leg))
        return ringing

    async def answers(self, leg: LegId = ONE, shown: Identity = CUSTOMER) -> RingingCall:
        ringing = await self.rings(await self.world.phone(), leg, shown)
        ringing.answer()
        await self.hears(LegAnswered(leg))
        return ringing

    async def talk(self, shown: Identity = CUSTOMER) -> RingingCall:
        """As the core asks for it: both lanes at once."""
        phone = await self.answers(shown=shown)

        async def let_caller_in() -> None:
            await self.do(Answer(CALLER))
            await self.do(Connect(CALLER, ONE))

        await asyncio.gather(self.do(Connect(ONE, ONE)), let_caller_in())
        await self.hears(LegConnected(ONE, ONE), LegConnected(CALLER, ONE))
        return phone


@pytest.fixture
async def board() -> NewsBoard:
    return NewsBoard()


def new_ari(world: World) -> RecordedAri:
    return RecordedAri(
        url=world.url,
        username=world.username,
        password=world.password,
        app=world.app,
        clock=now,
    )


@pytest.fixture
async def ari(
    world: World, board: NewsBoard, request: pytest.FixtureRequest
) -> AsyncIterator[AriPbx]:
    ari = new_ari(world)
    async with connected(ari, board):
        yield ari
    ari.keep(request.node.name)


@pytest.fixture
async def visit(world: World, ari: AriPbx, board: NewsBoard) -> AsyncIterator[Visit]:
    """After it nothing is left of the call."""
    caller = await world.call()
    visit = Visit(world, ari, board, caller, await board.arrival())
    yield visit
    await ari.release(visit.call)
    await world.nothing_left()


class Contract:
    async def test_a_caller_arrives(self, visit: Visit) -> None:
        arrival = visit.arrival
        assert arrival.call == arrival.channel
        assert arrival.args[:2] == ("inbound", visit.caller.did)
        assert arrival.number == visit.caller.number
        assert arrival.extension == visit.caller.did
        assert not arrival.up
        assert arrival.from_stand_in is None

    async def test_the_caller_leaves(self, visit: Visit) -> None:
        visit.caller.hang_up()
        await visit.hears(LegGone(CALLER, None))

    async def test_what_stands_on_his_channel_is_read(self, visit: Visit) -> None:
        presentation = await visit.ari.read(visit.call, "CALLERID(num-pres)")
        assert presentation
        assert presentation.startswith("allowed")
        assert await visit.ari.read(visit.call, "NO_SUCH_VARIABLE") is None
        assert await visit.ari.read(CallId("nobody.1"), "CALLERID(num)") is None

    async def test_a_phone_rings_and_talks_with_him_until_it_hangs_up(self, visit: Visit) -> None:
        await visit.do(Indicate(CALLER))
        phone = await visit.talk()
        assert phone.number_shown == CUSTOMER.number
        assert phone.name_shown == CUSTOMER.name
        await visit.caller.answered()
        phone.hang_up()
        await visit.hears(LegGone(ONE, 16))

    async def test_he_hangs_up_while_they_talk(self, visit: Visit) -> None:
        phone = await visit.talk()
        visit.caller.hang_up()
        await visit.hears(LegGone(CALLER, None))
        await visit.do(HangUp(ONE))
        await visit.hears(LegGone(ONE, 16))
        assert not await phone.answered_elsewhere()

    async def test_a_hidden_caller_is_anonymous(self, visit: Visit) -> None:
        ringing = await visit.rings(await visit.world.phone(), shown=NOBODY)
        assert ringing.number_shown == "anonymous"

    @pytest.mark.parametrize(
        ("status", "q850"), [(486, 17), (603, 21), (404, 1), (480, 19), (503, 34)]
    )
    async def test_a_phone_refuses(self, visit: Visit, status: int, q850: int) -> None:
        ringing = await visit.rings(await visit.world.phone())
        ringing.reject(status)
        await visit.hears(LegGone(ONE, q850, status))

    async def test_an_answer_without_ringing(self, visit: Visit) -> None:
        phone = await visit.world.phone()
        await visit.do(Create(ONE, phone.endpoint, CUSTOMER))
        await visit.hears(LegCreated(ONE))
        await visit.do(Dial(ONE))
        (await phone.rings()).answer()
        await visit.hears(LegAnswered(ONE))

    @pytest.mark.parametrize(
        ("reason", "elsewhere", "q850"),
        [(Release.ANSWERED_ELSEWHERE, True, 26), (Release.NORMAL, False, 16)],
    )
    async def test_a_ringing_phone_is_let_go(
        self, visit: Visit, reason: Release, elsewhere: bool, q850: int
    ) -> None:
        ringing = await visit.rings(await visit.world.phone())
        await visit.do(HangUp(ONE, reason))
        await visit.hears(LegGone(ONE, q850))
        assert await ringing.answered_elsewhere() == elsewhere
        await visit.do(HangUp(ONE, reason))  # there is nothing to hang up any more

    async def test_a_channel_is_let_go_before_it_is_dialled(self, visit: Visit) -> None:
        await visit.do(Create(ONE, (await visit.world.phone()).endpoint, CUSTOMER))
        await visit.hears(LegCreated(ONE))
        await visit.do(HangUp(ONE))
        await visit.hears(LegGone(ONE, 16))

    async def test_a_phone_that_is_off_cannot_be_rung(self, visit: Visit) -> None:
        with pytest.raises(Rejected):
            await visit.do(Create(ONE, visit.world.unregistered(), CUSTOMER))
        with pytest.raises(Rejected):
            await visit.do(Create(TWO, "PJSIP/nobody", CUSTOMER))
        await visit.do(HangUp(ONE))

    async def test_whether_a_sound_is_there(self, ari: AriPbx) -> None:
        assert await ari.has_sound("stasis-app/digit-1")
        assert not await ari.has_sound("custom/79990000000")

    async def test_a_phone_is_rung_though_nobody_calls(
        self, world: World, ari: AriPbx, board: NewsBoard
    ) -> None:
        call, phone = CallId("test-1"), await world.phone()
        registered = await ari.contacts(phone.number)
        assert len(registered) == 1
        assert registered[0].startswith(f"PJSIP/{phone.number}/sip:{phone.number}@")
        assert await ari.contacts("nobody") == ()
        await ari.carry_out(call, Create(ONE, phone.endpoint, CUSTOMER, for_caller=False))
        await board.hears(call, LegCreated(ONE))
        await ari.carry_out(call, Dial(ONE))
        ringing = await phone.rings()
        assert ringing.number_shown == CUSTOMER.number
        ringing.answer()
        await board.hears(call, LegAnswered(ONE))
        await ari.carry_out(call, HangUp(ONE))
        await board.hears(call, LegGone(ONE, 16))
        await ari.release(call)
        await world.nothing_left()

    async def test_a_hang_up_may_come_before_the_channel(self, visit: Visit) -> None:
        phone = await visit.world.phone()
        creation = asyncio.create_task(visit.do(Create(ONE, phone.endpoint, CUSTOMER)))
        await visit.do(HangUp(ONE))
        await creation
        await visit.hears_at_last(LegCreated, LegGone)
        await visit.do(HangUp(ONE))
        await visit.hears_at_last(LegGone)

    async def test_commands_that_make_no_sense_are_rejected(self, visit: Visit) -> None:
        await visit.rings(await visit.world.phone())
        with pytest.raises(Rejected):
            await visit.do(Dial(ONE))
        for command in (Dial(TWO), Connect(TWO, ONE), Play(TWO, (Sound.ALREADY_TAKEN,))):
            with pytest.raises(Rejected):
                await visit.do(command)

    async def test_the_caller_hangs_up_with_a_status_of_ours(self, visit: Visit) -> None:
        await visit.do(HangUp(CALLER, Release.BUSY))
        assert await visit.caller.ended() == 486
        await visit.hears(LegGone(CALLER, None))

    async def test_a_key_is_pressed(self, visit: Visit) -> None:
        phone = await visit.answers()
        phone.press("1")
        await visit.hears(KeyPressed(ONE, "1"))

    async def test_a_prompt_is_played(self, visit: Visit) -> None:
        prompt = (Sound.DIGIT_1, Sound.DIGIT_2)
        await visit.answers()
        await visit.do(Play(ONE, prompt))
        await visit.hears(PlayEnded(ONE, prompt))

    async def test_a_prompt_is_replaced_by_the_next(self, visit: Visit) -> None:
        await visit.answers()
        await visit.do(Play(ONE, (Sound.PRESS_1_TO_ACCEPT,)))
        await visit.do(Play(ONE, (Sound.DIGIT_1,)))
        await visit.hears(PlayEnded(ONE, (Sound.PRESS_1_TO_ACCEPT,)))
        await visit.hears(PlayEnded(ONE, (Sound.DIGIT_1,)))

    async def test_a_prompt_that_is_not_there_has_failed(self, visit: Visit) -> None:
        await visit.answers()
        await visit.do(Play(ONE, (Sound.NOTHING_CHANGED,)))  # the world has not installed it
        await visit.hears(PlayEnded(ONE, (Sound.NOTHING_CHANGED,), failed=True))

    async def test_a_prompt_broken_off_by_a_hang_up_has_not_failed(self, visit: Visit) -> None:
        phone = await visit.answers()
        await visit.do(Play(ONE, (Sound.PRESS_1_TO_ACCEPT,)))
        phone.hang_up()
        await visit.hears(PlayEnded(ONE, (Sound.PRESS_1_TO_ACCEPT,)), LegGone(ONE, 16))

    @pytest.mark.parametrize("tone", [Tone.ONE, Tone.TWO])
    async def test_a_tone_ends(self, visit: Visit, tone: Tone) -> None:
        await visit.answers()
        await visit.do(Play(ONE, (tone,)))
        await visit.hears(PlayEnded(ONE, (tone,)))

    async def test_a_prompt_does_not_hold_up_the_talk(self, visit: Visit) -> None:
        await visit.answers()
        await visit.do(Play(ONE, (Sound.PRESS_1_TO_ACCEPT,)))
        await visit.do(Connect(ONE, ONE))
        await visit.hears(PlayEnded(ONE, (Sound.PRESS_1_TO_ACCEPT,)), LegConnected(ONE, ONE))

    async def test_music_before_the_answer_until_something_else_is_heard(
        self, visit: Visit
    ) -> None:
        await visit.do(Progress(CALLER))
        await visit.do(StartMusic(CALLER, "default"))
        assert await visit.caller.hears_music()
        await visit.do(Play(CALLER, (Sound.DIGIT_1,)))
        await visit.hears(PlayEnded(CALLER, (Sound.DIGIT_1,)))
        await visit.do(StartMusic(CALLER, None))
        assert await visit.caller.hears_music()
        await visit.talk()
        assert not await visit.caller.hears_music()

    async def test_an_answer_does_not_wait_for_what_is_played(self, visit: Visit) -> None:
        await visit.do(Play(CALLER, (Sound.PRESS_1_TO_ACCEPT,)))
        await visit.do(Answer(CALLER))
        await visit.hears(PlayEnded(CALLER, (Sound.PRESS_1_TO_ACCEPT,)))
        await visit.caller.answered()

    async def test_what_he_says_is_recorded_until_he_leaves(self, visit: Visit) -> None:
        await visit.do(Answer(CALLER))
        await visit.caller.answered()
        await visit.do(Record(CALLER, 60, 5))
        await visit.hears(RecordingStarted(CALLER))
        await asyncio.sleep(SPOKEN)
        visit.caller.hang_up()
        ended = await visit.recorded()
        assert ended.seconds is not None
        assert ended.sound is not None
        assert ended.seconds >= 1
        assert ended.sound >= 1
        await visit.hears_at_last(LegGone)
        assert await visit.seconds_fetched() > SPOKEN - 0.5
        await visit.ari.recorder.delete(name_of(visit.call, CALLER))
        with pytest.raises(NoRecording):
            await visit.seconds_fetched()

    async def test_a_recording_ends_in_time(self, visit: Visit) -> None:
        await visit.do(Answer(CALLER))
        await visit.do(Record(CALLER, 1, 5))
        await visit.hears(RecordingStarted(CALLER))
        await visit.recorded()
        name = name_of(visit.call, CALLER)
        assert name in await visit.ari.recorder.stored()
        await visit.ari.recorder.delete(name)
        assert name not in await visit.ari.recorder.stored()
        await visit.ari.recorder.delete(name)  # it is not there any more

    async def test_what_is_recorded_already_is_not_begun_again(self, visit: Visit) -> None:
        await visit.do(Answer(CALLER))
        await visit.do(Record(CALLER, 60, 5))
        await visit.hears(RecordingStarted(CALLER))
        await visit.do(Record(CALLER, 60, 5))
        await visit.hears(RecordingStarted(CALLER))
        with pytest.raises(TimeoutError):
            await visit.ari.recorder.delete(name_of(visit.call, CALLER))
        visit.caller.hang_up()
        await visit.recorded()
        await visit.hears_at_last(LegGone)
        await visit.ari.recorder.delete(name_of(visit.call, CALLER))

    async def test_who_is_in_a_bridge_is_recorded_too(self, visit: Visit) -> None:
        phone = await visit.talk()
        await visit.do(Record(CALLER, 1, 5))
        await visit.hears(RecordingStarted(CALLER))
        phone.hang_up()
        await visit.recorded()
        await visit.ari.recorder.delete(name_of(visit.call, CALLER))

    async def test_a_talk_is_recorded_until_nobody_listens_any_more(self, visit: Visit) -> None:
        """And on behind what there is."""
        phone = await visit.talk()
        for attempt, to in ((1, CALLER), (2, ONE)):
            await visit.do(Listen(ONE, to, attempt))
            await visit.hears(ListenerCame(ONE, attempt))
            await visit.do(RecordTalk(ONE, attempt))
            await visit.hears(RecordingStarted(ONE))
            await asyncio.sleep(SPOKEN)
            await visit.do(EndListening(ONE, attempt))
            await visit.board.until(
                lambda: len(visit.board.unheard(visit.call)) == 1,
                lambda: f"heard {visit.board.unheard(visit.call)}",
            )
            [ended] = visit.board.unheard(visit.call)
            await visit.hears(ended)
            assert isinstance(ended, RecordingEnded)
            assert ended.leg == ONE
        assert await visit.seconds_fetched(ONE) > 2 * SPOKEN - 0.5
        await visit.do(EndListening(ONE, 2))  # it is not there any more
        await visit.ari.recorder.delete(name_of(visit.call, ONE))
        phone.hang_up()

    async def test_who_listens_already_is_told_again_and_records_once(self, visit: Visit) -> None:
        """We were killed before it was written."""
        phone = await visit.talk()
        for _ in range(2):
            await visit.do(Listen(ONE, CALLER))
            await visit.hears(ListenerCame(ONE))
        for _ in range(2):
            await visit.do(RecordTalk(ONE))
            await visit.hears(RecordingStarted(ONE))
        visit.caller.hang_up()
        await visit.recorded()
        await visit.ari.recorder.delete(name_of(visit.call, ONE))
        phone.hang_up()

    async def test_there_is_nobody_to_be_listened_to(self, visit: Visit) -> None:
        with pytest.raises(Rejected):
            await visit.do(Listen(ONE, ONE))
        with pytest.raises(Rejected):
            await visit.do(RecordTalk(ONE))

    async def test_there_is_nobody_to_be_recorded(self, visit: Visit) -> None:
        with pytest.raises(Rejected):
            await visit.do(Record(ONE, 60, 5))
        assert await visit.ari.recorder.found(visit.call, ONE) is None

    async def test_the_dialplan_is_asked_and_takes_him_on(self, visit: Visit) -> None:
        there = Destination(*visit.world.destination.split(","))
        for destination, exists in ((there, True), (NOWHERE, False)):
            await visit.do(AskDialplan(CALLER, destination))
            await visit.hears(DialplanAnswered(CALLER, destination, exists))
        await visit.do(Continue(CALLER, there))
        await visit.hears(LegGone(CALLER, None))
        await visit.caller.answered()
        visit.caller.hang_up()

    async def test_he_goes_on_after_stasis(self, visit: Visit) -> None:
        await visit.do(Continue(CALLER, None))
        await visit.hears(LegGone(CALLER, None))
        assert await visit.caller.ended() == 403

    async def test_a_colleague_picks_up(self, visit: Visit) -> None:
        phone = await visit.world.phone()
        ringing = await visit.rings(phone)
        picker = await visit.world.pick_up(phone)
        await visit.hears(LegReplaced(ONE, up=True, stand_in=False, number=picker))
        await ringing.answered_elsewhere()
        await visit.do(Answer(CALLER))
        await visit.do(Connect(ONE, ONE))
        await visit.do(Connect(CALLER, ONE))
        await visit.hears(LegConnected(ONE, ONE), LegConnected(CALLER, ONE))
        await visit.do(HangUp(ONE))
        await visit.hears(LegGone(ONE, None))

    async def test_everything_is_released(self, visit: Visit) -> None:
        await visit.talk()
        second = await visit.rings(await visit.world.phone(), TWO)
        await visit.ari.release(visit.call)
        await second.answered_elsewhere()
        await visit.caller.ended()
        with pytest.raises(Rejected):
            await visit.do(Play(ONE, (Tone.ONE,)))

    async def test_everything_but_the_caller_is_released(self, visit: Visit) -> None:
        ringing = await visit.rings(await visit.world.phone())
        await visit.ari.release(visit.call, but_the_caller=True)
        await ringing.answered_elsewhere()
        await visit.do(Continue(CALLER, None))
        await visit.hears(LegGone(CALLER, None))
        assert await visit.caller.ended() == 403

    async def test_a_lamp_is_set(self, world: World, ari: AriPbx) -> None:
        for lit, state in ((True, "INUSE"), (False, "NOT_INUSE")):
            await ari.set_lamp("otdel1", lit)
            assert await world.lamp("otdel1") == state

    @pytest.mark.parametrize("value", ["PJSIP/+79991234501@trunk&Local/101@phones/n", ""])
    async def test_a_global_variable_is_set(self, world: World, ari: AriPbx, value: str) -> None:
        await ari.set_variable("STASIS_APP_DIAL_sales-2_a", value)
        assert await world.variable("STASIS_APP_DIAL_sales-2_a") == value
