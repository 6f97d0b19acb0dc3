"""A caller is told at which place of the queue he is."""

from dataclasses import replace

from stasis_app.core.commands import Play, StartTimer
from stasis_app.core.plan import TakeMessage
from stasis_app.core.words import CALLER, Sound

from ..people import ANNA, GREETED_WITH_PLACE, PLACE, WELCOME, parallel
from ..scenario import Scenario

YOURS = Sound.YOUR_POSITION


def test_at_first_and_after_each_piece_of_music() -> None:
    night = Scenario(parallel(ANNA), comfort=PLACE, ahead=2)
    night.phone(ANNA).rings()
    night.caller_hears(YOURS, Sound.DIGIT_3)
    night.caller_hears_music()
    night.queue_moves(1)
    night.caller_hears_music()
    night.wait(20)
    night.caller_hears(YOURS, Sound.DIGIT_2)
    night.queue_moves(0)
    night.wait(20)
    night.caller_hears(YOURS, Sound.DIGIT_1)


def test_after_the_greeting_and_then_it_rings() -> None:
    night = Scenario(parallel(ANNA), comfort=GREETED_WITH_PLACE)
    night.caller_hears(*WELCOME, YOURS, Sound.DIGIT_1)
    night.caller_hears_ringing()
    night.wait(50)
    assert not night.world.asterisk.caller.hears


def test_far_behind_nothing_is_said_until_he_has_come_near() -> None:
    night = Scenario(parallel(ANNA), comfort=PLACE, ahead=9)
    night.caller_hears_music()
    night.queue_moves(8)
    night.wait(20)
    night.caller_hears(YOURS, Sound.DIGIT_9)


def test_killed_he_is_told_the_place_he_has_now() -> None:
    night = Scenario(parallel(ANNA), comfort=PLACE, ahead=2)
    night.phone(ANNA).rings()
    night.caller_hears(YOURS, Sound.DIGIT_3)
    night.world.ahead = 0
    night.dies()
    night.caller_hears(YOURS, Sound.DIGIT_1)
    night.phone(ANNA).answers().talks()


def test_in_the_talk_he_hears_nothing_of_the_queue() -> None:
    night = Scenario(parallel(ANNA), comfort=PLACE, ahead=1)
    night.phone(ANNA).rings().answers().talks()
    night.queue_moves(0)
    night.wait(60)
    assert sum(isinstance(each, Play) and each.leg == CALLER for each in night.wanted()) == 1


def test_when_it_rings_after_the_greeting_his_place_is_not_told_again() -> None:
    night = Scenario(replace(parallel(ANNA), timeout=120.0), comfort=GREETED_WITH_PLACE)
    night.phone(ANNA).rings()
    night.caller_hears(*WELCOME, YOURS, Sound.DIGIT_1)
    told = [each for each in night.wanted() if isinstance(each, Play | StartTimer)]
    night.wait(119)
    assert [each for each in night.wanted() if isinstance(each, Play | StartTimer)] == told


def test_he_waits_until_somebody_talks_with_him_or_he_has_left() -> None:
    night = Scenario(parallel(ANNA))
    assert night.world.call.waits
    night.phone(ANNA).rings().answers().talks()
    assert not night.world.call.waits
    night = Scenario(parallel(ANNA))
    with night.same_instant():
        night.caller_hangs_up()
        night.hears_news()
        assert not night.world.call.waits
    night = Scenario(TakeMessage(60.0, 5.0))
    assert not night.world.call.waits


def test_he_leaves_a_message_from_its_beginning_to_its_end() -> None:
    night = Scenario(TakeMessage(60.0, 5.0))
    assert not night.world.call.is_leaving_message
    night.caller_hears_all()
    night.caller_hears_all()
    assert night.world.call.is_leaving_message
    night.caller_has_spoken(9, 8)
    assert not night.world.call.is_leaving_message
