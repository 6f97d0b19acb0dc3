"""A phone asks who is on duty, takes the duty over, or hands it back."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from stasis_app.core.commands import (
    Answer,
    Command,
    Finish,
    HandBack,
    HangUp,
    Play,
    StartTimer,
    TakeOver,
)
from stasis_app.core.events import (
    DutyChanged,
    Event,
    KeyPressed,
    LegGone,
    PlayEnded,
    Refusal,
    Refused,
    TimerFired,
)
from stasis_app.core.who import Enquiry, WhoRequest
from stasis_app.core.words import CALLER, CallOutcome, Heard, Recording, Sound, TimerId

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
UNTIL = datetime.fromisoformat("2026-11-21T10:00")
IVAN = (Sound.DIGIT_1, Sound.DIGIT_0, Sound.DIGIT_1)
OLGA = (Recording("custom/79991234504"),)
ASKED = WhoRequest("otdel1", primary=IVAN, backup=OLGA, next=OLGA)
TAKE_OVER = TakeOver("otdel1", "Сабитов Никита", UNTIL, "Изюмов Флорентий", "+79991234504")
HAND_BACK = HandBack(3, "+79991234504")
TOLD = (Sound.ON_DUTY_NOW, *IVAN, Sound.THE_BACKUP_IS, *OLGA, Sound.ON_DUTY_NEXT, *OLGA)


class Phone:
    """What it hears, and what its owner does."""

    def __init__(self, request: WhoRequest) -> None:
        self.enquiry = Enquiry(request)
        self.wanted: list[Command] = []
        self.wanted += self.enquiry.start(NOW)

    def meets(self, event: Event) -> None:
        self.wanted += self.enquiry.handle(event, NOW)

    @property
    def plays(self) -> list[tuple[Heard, ...]]:
        return [each.sounds for each in self.wanted if isinstance(each, Play)]

    def hears(self) -> tuple[Heard, ...]:
        return self.plays[-1]

    def heard_it(self) -> None:
        self.meets(PlayEnded(CALLER, self.hears()))

    def presses(self, keys: str) -> None:
        for key in keys:
            self.meets(KeyPressed(CALLER, key))

    def waits(self) -> None:
        assert self.enquiry.timer is not None
        self.meets(TimerFired(self.enquiry.timer))

    def wishes(self) -> list[Command]:
        return [each for each in self.wanted if isinstance(each, TakeOver | HandBack)]

    def may_take(self) -> float | None:
        """Seconds for what comes next."""
        last = self.wanted[-1]
        return last.seconds if isinstance(last, StartTimer) else None

    def is_hung_up(self) -> bool:
        return HangUp(CALLER) in self.wanted

    def ends(self) -> None:
        self.meets(LegGone(CALLER, 16))
        assert self.wanted[-1] == Finish(CallOutcome.ANSWERED)
        self.meets(KeyPressed(CALLER, "1"))
        assert self.wanted[-1] == Finish(CallOutcome.ANSWERED)


def test_who_is_on_duty_now_and_next() -> None:
    phone = Phone(ASKED)
    assert phone.wanted[:2] == [Answer(CALLER), Play(CALLER, TOLD)]
    phone.presses("12")
    phone.heard_it()
    assert phone.is_hung_up()
    assert phone.wishes() == []
    phone.ends()


@pytest.mark.parametrize(
    ("request_", "heard"),
    [
        (WhoRequest(None), (Sound.NO_SUCH_DEPARTMENT,)),
        (WhoRequest("otdel1"), (Sound.NOBODY_ON_DUTY,)),
        (replace(ASKED, backup=(), next=()), (Sound.ON_DUTY_NOW, *IVAN)),
        (replace(ASKED, himself=True, backup=(), next=()), (Sound.YOU_ARE_ON_DUTY,)),
    ],
)
def test_what_is_said_otherwise(request_: WhoRequest, heard: tuple[Heard, ...]) -> None:
    phone = Phone(request_)
    assert phone.hears() == heard
    phone.heard_it()
    assert phone.is_hung_up()


def test_1_takes_the_duty_over_at_any_moment_and_it_is_said_when_it_is_kept() -> None:
    phone = Phone(replace(ASKED, take_over=TAKE_OVER))
    assert phone.hears() == (*TOLD, Sound.PRESS_1_TO_TAKE_OVER)
    phone.presses("1")
    assert phone.wishes() == [TAKE_OVER]
    phone.presses("1")
    assert phone.wishes() == [TAKE_OVER]
    assert len(phone.plays) == 1
    phone.meets(DutyChanged(TAKE_OVER))
    assert phone.hears() == (Sound.TAKEN_OVER,)
    phone.meets(PlayEnded(CALLER, phone.plays[0]))  # of what it has replaced
    assert not phone.is_hung_up()
    phone.heard_it()
    assert phone.is_hung_up()
    phone.ends()


def test_2_hands_it_back() -> None:
    phone = Phone(replace(ASKED, himself=True, hand_back=HAND_BACK))
    assert phone.hears()[-1] is Sound.PRESS_2_TO_HAND_BACK
    phone.presses("2")
    assert phone.wishes() == [HAND_BACK]
    phone.meets(DutyChanged(HAND_BACK))
    assert phone.hears() == (Sound.HANDED_BACK,)


def test_a_wish_that_is_not_granted_is_said_to_be_so() -> None:
    phone = Phone(replace(ASKED, take_over=TAKE_OVER))
    phone.presses("1")
    phone.meets(Refused(TAKE_OVER, Refusal.REJECTED))
    assert phone.hears() == (Sound.DUTY_NOT_CHANGED,)


def test_a_key_that_means_nothing_has_it_told_once_more_and_no_more() -> None:
    phone = Phone(replace(ASKED, take_over=TAKE_OVER))
    phone.presses("2")
    assert len(phone.plays) == 2
    phone.heard_it()  # the one that was replaced
    phone.presses("52")
    assert len(phone.plays) == 2
    phone.heard_it()
    phone.presses("1")
    assert phone.wishes() == [TAKE_OVER]


def test_who_presses_nothing_is_hung_up_on_and_nothing_has_changed() -> None:
    phone = Phone(replace(ASKED, take_over=TAKE_OVER))
    phone.heard_it()
    assert not phone.is_hung_up()
    phone.waits()
    assert phone.is_hung_up()
    phone.presses("1")
    assert phone.wishes() == []


def test_ends_that_are_never_told_hold_nobody_up() -> None:
    phone = Phone(ASKED)
    phone.waits()
    assert phone.is_hung_up()
    phone.waits()
    assert phone.enquiry.result is CallOutcome.ANSWERED


def test_an_old_timer_means_nothing() -> None:
    phone = Phone(replace(ASKED, take_over=TAKE_OVER))
    phone.heard_it()
    phone.meets(TimerFired(TimerId(1)))
    assert not phone.is_hung_up()


def test_the_pin_is_asked_for_before_anything_is_told() -> None:
    phone = Phone(replace(ASKED, take_over=TAKE_OVER, pin="0815"))
    assert phone.hears() == (Sound.ENTER_PIN,)
    phone.presses("1")
    phone.heard_it()
    phone.presses("111")
    assert phone.hears() == (Sound.WRONG_PIN, Sound.ENTER_PIN)
    assert phone.enquiry.wrong_pins == 1
    phone.presses("0815")
    assert phone.hears() == (*TOLD, Sound.PRESS_1_TO_TAKE_OVER)
    assert phone.wishes() == []


def test_three_wrong_pins_and_good_bye() -> None:
    phone = Phone(replace(ASKED, pin="0815"))
    phone.presses("111#222#333#")
    assert phone.hears() == (Sound.WRONG_PIN,)
    phone.presses("0815")
    assert phone.hears() == (Sound.WRONG_PIN,)
    assert phone.enquiry.wrong_pins == 3


def test_after_too_many_wrong_pins_nothing_is_told() -> None:
    phone = Phone(replace(ASKED, pin="0815", pin_locked=True))
    assert phone.hears() == (Sound.PIN_LOCKED,)
    phone.presses("0815")
    assert phone.hears() == (Sound.PIN_LOCKED,)


def test_how_long_it_waits_for_the_next_thing() -> None:
    phone = Phone(replace(ASKED, take_over=TAKE_OVER, pin="0815"))
    assert phone.may_take() == 20
    phone.heard_it()
    assert phone.may_take() == 10
    before = len(phone.wanted)
    phone.presses("08")
    assert [type(each) for each in phone.wanted[before:]] == [StartTimer, StartTimer]
    assert phone.may_take() == 10
    phone.presses("15")
    assert phone.may_take() == 90
    phone.heard_it()
    assert phone.may_take() == 10
    phone.presses("1")
    assert phone.may_take() == 20
    phone.waits()
    assert phone.may_take() == 10
    assert phone.is_hung_up()


def test_the_end_of_a_prompt_is_told_twice() -> None:
    phone = Phone(replace(ASKED, take_over=TAKE_OVER))
    phone.heard_it()
    before = len(phone.wanted)
    phone.heard_it()
    assert len(phone.wanted) == before
    phone.presses("5")
    phone.heard_it()
    assert phone.may_take() == 10


def test_news_after_the_good_bye_changes_nothing() -> None:
    phone = Phone(replace(ASKED, take_over=TAKE_OVER))
    phone.presses("1")
    phone.waits()
    before = len(phone.wanted)
    phone.meets(DutyChanged(TAKE_OVER))
    phone.presses("1")
    assert len(phone.wanted) == before
