"""A phone switches a department, by a code."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from stasis_app.core.commands import (
    Answer,
    Command,
    Finish,
    HangUp,
    Play,
    StartTimer,
    SwitchMode,
)
from stasis_app.core.events import (
    Event,
    KeyPressed,
    LegGone,
    ModeSwitched,
    PlayEnded,
    Refusal,
    Refused,
    TimerFired,
)
from stasis_app.core.toggle import (
    JustToggled,
    Switch,
    SwitchRequest,
    flipped,
    just_switched_by,
)
from stasis_app.core.words import CALLER, CallOutcome, Heard, Mode, Sound, Tone

PIN_TRIES = 3
KEY_SECONDS = 10
PLAY_SECONDS = 20
PATIENCE = 10

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
TO_DUTY = SwitchRequest(("otdel1",), all=False, to=Mode.DUTY, toggled=True, by="101")
SWITCH = SwitchMode(("otdel1",), Mode.DUTY, by="101", toggled=True)


class Phone:
    """The phone that has dialled the code: what it hears, and what its owner does."""

    def __init__(self, request: SwitchRequest) -> None:
        self.switch = Switch(request)
        self.now = NOW
        self.wanted: list[Command] = []
        self.timers: list[StartTimer] = []
        self._take(self.switch.start(self.now))

    def _take(self, commands: Sequence[Command]) -> None:
        self.wanted += commands
        self.timers += [each for each in commands if isinstance(each, StartTimer)]

    def meets(self, event: Event) -> None:
        self._take(self.switch.handle(event, self.now))

    @property
    def hears(self) -> tuple[Heard, ...]:
        return [each.sounds for each in self.wanted if isinstance(each, Play)][-1]

    def heard_it(self, failed: bool = False) -> None:
        self.meets(PlayEnded(CALLER, self.hears, failed))

    def presses(self, keys: str) -> None:
        for key in keys:
            self.meets(KeyPressed(CALLER, key))

    def waits(self, seconds: float) -> None:
        """The last timer alone counts."""
        assert self.timers[-1].seconds == seconds
        self.now += timedelta(seconds=seconds)
        self.meets(TimerFired(self.timers[-1].timer))

    def switched(self) -> list[SwitchMode]:
        return [each for each in self.wanted if isinstance(each, SwitchMode)]

    def is_hung_up(self) -> bool:
        return HangUp(CALLER) in self.wanted

    def ends(self) -> None:
        self.meets(LegGone(CALLER, 16))
        assert self.wanted[-1] == Finish(CallOutcome.ANSWERED)
        assert self.switch.result is CallOutcome.ANSWERED
        self.meets(KeyPressed(CALLER, "1"))
        assert self.wanted[-1] == Finish(CallOutcome.ANSWERED)


def test_a_code_switches_at_once_and_says_so() -> None:
    phone = Phone(TO_DUTY)
    assert phone.wanted[:2] == [Answer(CALLER), SWITCH]
    phone.meets(ModeSwitched(SWITCH))
    assert phone.hears == (Sound.MODE_DUTY,)
    assert not phone.is_hung_up()
    phone.heard_it()
    assert phone.is_hung_up()
    phone.ends()


@pytest.mark.parametrize(
    ("mode", "all_of_them", "sound"),
    [
        (Mode.SECRETARY, False, Sound.MODE_SECRETARY),
        (Mode.DUTY, True, Sound.ALL_MODE_DUTY),
        (Mode.SECRETARY, True, Sound.ALL_MODE_SECRETARY),
        (Mode.AUTO, False, Sound.MODE_AUTO),
        (Mode.AUTO, True, Sound.ALL_MODE_AUTO),
    ],
)
def test_what_is_said(mode: Mode, all_of_them: bool, sound: Sound) -> None:
    phone = Phone(replace(TO_DUTY, to=mode, all=all_of_them))
    phone.meets(ModeSwitched(phone.switched()[0]))
    assert phone.hears == (sound,)


def test_who_hangs_up_early_has_switched_all_the_same() -> None:
    phone = Phone(TO_DUTY)
    assert phone.switched() == [SWITCH]
    phone.ends()


@pytest.mark.parametrize(("mode", "tone"), [(Mode.SECRETARY, Tone.ONE), (Mode.DUTY, Tone.TWO)])
def test_tones_where_no_prompt_can_be_played(mode: Mode, tone: Tone) -> None:
    phone = Phone(replace(TO_DUTY, to=mode))
    phone.meets(ModeSwitched(phone.switched()[0]))
    phone.heard_it(failed=True)
    assert phone.hears == (tone,)
    assert not phone.is_hung_up()
    phone.heard_it(failed=True)
    assert phone.is_hung_up()


def test_a_switch_that_could_not_be_kept_is_said() -> None:
    phone = Phone(TO_DUTY)
    phone.meets(Refused(SWITCH, Refusal.REJECTED))
    assert phone.hears == (Sound.NOT_SWITCHED,)
    phone.heard_it(failed=True)
    assert phone.is_hung_up()


def test_an_unknown_department() -> None:
    phone = Phone(replace(TO_DUTY, departments=(), to=None))
    assert phone.hears == (Sound.NO_SUCH_DEPARTMENT,)
    assert not phone.switched()


def test_a_mode_that_cannot_be_had() -> None:
    phone = Phone(replace(TO_DUTY, to=None))
    assert phone.hears == (Sound.NOT_SWITCHED,)
    assert not phone.switched()


class TestPin:
    request = replace(TO_DUTY, pin="0815")

    def test_the_right_one(self) -> None:
        phone = Phone(self.request)
        assert phone.hears == (Sound.ENTER_PIN,)
        phone.presses("081")
        assert not phone.switched()
        phone.presses("5")
        assert phone.switched() == [SWITCH]
        assert phone.switch.wrong_pins == 0

    def test_a_wrong_one_may_be_tried_again(self) -> None:
        phone = Phone(self.request)
        phone.presses("12#")
        assert phone.hears == (Sound.WRONG_PIN, Sound.ENTER_PIN)
        phone.presses("0815")
        assert phone.switched() == [SWITCH]
        assert phone.switch.wrong_pins == 1

    def test_three_wrong_ones_are_enough(self) -> None:
        phone = Phone(self.request)
        for _ in range(PIN_TRIES):
            assert not phone.is_hung_up()
            phone.presses("4711")
        assert phone.hears == (Sound.WRONG_PIN,)
        phone.presses("0815")
        phone.heard_it()
        assert phone.is_hung_up()
        assert not phone.switched()
        assert phone.switch.wrong_pins == PIN_TRIES

    def test_locked(self) -> None:
        phone = Phone(replace(self.request, pin_locked=True))
        assert phone.hears == (Sound.PIN_LOCKED,)
        phone.presses("0815")
        assert not phone.switched()

    def test_no_key_for_ten_seconds(self) -> None:
        phone = Phone(self.request)
        phone.heard_it()
        phone.presses("08")
        phone.waits(KEY_SECONDS)
        assert phone.is_hung_up()
        phone.presses("15")
        assert not phone.switched()

    def test_every_key_starts_the_ten_seconds_anew(self) -> None:
        phone = Phone(self.request)
        phone.heard_it()
        old = phone.timers[-1]
        phone.presses("0")
        phone.meets(TimerFired(old.timer))
        assert not phone.is_hung_up()
        phone.waits(KEY_SECONDS)
        assert phone.is_hung_up()

    def test_a_prompt_whose_end_is_never_told(self) -> None:
        phone = Phone(self.request)
        phone.waits(PLAY_SECONDS)
        assert phone.is_hung_up()

    def test_keys_during_the_prompt_count(self) -> None:
        phone = Phone(self.request)
        phone.presses("0")
        phone.heard_it()
        phone.presses("815")
        assert phone.switched() == [SWITCH]


class TestGuard:
    by_102 = JustToggled("102", NOW - timedelta(seconds=29))
    request = replace(TO_DUTY, guard=by_102)

    def test_it_says_who_has_just_switched(self) -> None:
        phone = Phone(self.request)
        digits = (Sound.DIGIT_1, Sound.DIGIT_0, Sound.DIGIT_2)
        assert phone.hears == (Sound.JUST_SWITCHED_BY, *digits, Sound.PRESS_1_TO_SWITCH)
        assert not phone.switched()

    def test_1_switches_all_the_same(self) -> None:
        phone = Phone(self.request)
        phone.presses("1")
        assert phone.switched() == [SWITCH]

    def test_any_other_key_does_not(self) -> None:
        phone = Phone(self.request)
        phone.presses("21")
        assert phone.hears == (Sound.NOTHING_CHANGED,)
        assert not phone.switched()

    def test_nor_does_silence(self) -> None:
        phone = Phone(self.request)
        phone.heard_it()
        phone.waits(KEY_SECONDS)
        assert phone.hears == (Sound.NOTHING_CHANGED,)
        assert not phone.is_hung_up()
        phone.presses("1")
        phone.heard_it()
        assert phone.is_hung_up()
        assert not phone.switched()

    @pytest.mark.parametrize(
        "request_",
        [
            replace(request, by="102"),
            replace(request, toggled=False),
            replace(request, guard=JustToggled("102", NOW - timedelta(seconds=30))),
        ],
        ids=["the same phone", "a mode that is set", "30 s later"],
    )
    def test_no_guard(self, request_: SwitchRequest) -> None:
        assert len(Phone(request_).switched()) == 1

    def test_the_pin_first(self) -> None:
        phone = Phone(replace(self.request, pin="1"))
        phone.presses("1")
        assert phone.hears[0] is Sound.JUST_SWITCHED_BY
        assert not phone.switched()


def test_it_ends_without_help() -> None:
    phone = Phone(TO_DUTY)
    phone.waits(PLAY_SECONDS)
    assert phone.is_hung_up()
    phone.waits(PATIENCE)
    assert phone.wanted[-1] == Finish(CallOutcome.ANSWERED)


def test_after_the_good_bye_nothing_counts_but_its_end() -> None:
    phone = Phone(TO_DUTY)
    phone.meets(ModeSwitched(SWITCH))
    phone.heard_it()
    wanted = list(phone.wanted)
    phone.heard_it()
    phone.presses("1")
    assert phone.wanted == wanted
    phone.ends()


def test_the_end_of_another_sound_is_not_the_good_bye() -> None:
    phone = Phone(TO_DUTY)
    phone.meets(ModeSwitched(SWITCH))
    phone.meets(PlayEnded(CALLER, (Sound.ENTER_PIN,)))
    assert not phone.is_hung_up()


def test_who_has_switched_is_spelt_in_digits() -> None:
    assert just_switched_by("+1-0٣") == (Sound.JUST_SWITCHED_BY, Sound.DIGIT_1, Sound.DIGIT_0)


def test_an_old_timer_means_nothing() -> None:
    phone = Phone(TO_DUTY)
    old = phone.timers[-1]
    phone.meets(ModeSwitched(SWITCH))
    phone.meets(TimerFired(old.timer))
    assert not phone.is_hung_up()


@pytest.mark.parametrize(
    ("modes", "to"),
    [
        ((Mode.DUTY,), Mode.SECRETARY),
        ((Mode.SECRETARY,), Mode.DUTY),
        ((Mode.DUTY, Mode.SECRETARY), Mode.DUTY),
        ((Mode.DUTY, Mode.DUTY), Mode.SECRETARY),
        ((Mode.SECRETARY, Mode.SECRETARY), Mode.DUTY),
    ],
)
def test_where_a_toggle_goes(modes: tuple[Mode, ...], to: Mode) -> None:
    assert flipped(modes) is to
