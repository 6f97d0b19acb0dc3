"""What could really happen next in a world, and nothing else."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from stasis_app.core import commands
from stasis_app.core.commands import ChannelCommand
from stasis_app.core.events import LegEvent, NumberFreed, NumberTaken, Refusal
from stasis_app.core.words import CALLER, LegId

from ..people import FORWARDS
from .asterisk import Channel, Truth
from .world import World

WAYS_TO_GO: dict[Truth, list[tuple[int | None, int | None]]] = {  # Q.850 cause, SIP status
    Truth.DOWN: [(16, None)],
    Truth.DIALLED: [(34, 503), (21, 403), (21, 603), (17, 486), (23, 302)],
    Truth.RINGING: [(17, 486), (21, 603), (19, 480), (17, None), (21, None), (None, None)],
    Truth.UP: [(16, None)],
    Truth.GONE: [],
}
NEVER_REJECTED = (commands.HangUp, commands.Answer, commands.Indicate)  # but by dead channels


@dataclass(frozen=True)
class Move:
    text: str
    make: Callable[[], None]

    def __repr__(self) -> str:
        return self.text


def usual(world: World) -> Iterator[Move]:
    """Things go their way: commands are done, news is heard, phones are answered."""
    asterisk = world.asterisk
    if asterisk.news:
        yield Move(f"heard {asterisk.news[0]}", world.hear_news)
    if asterisk.replies:
        yield Move(f"heard {asterisk.replies[0]}", world.hear_reply)
    for command in asterisk.next_commands():
        yield Move(f"done {command}", partial(asterisk.obey, command))
    for leg, channel in asterisk.phones():
        if channel.truth is Truth.DIALLED:
            yield Move(f"{leg} rings", partial(asterisk.ring, leg))
        if channel.truth is Truth.RINGING:
            yield Move(f"{leg} is picked up", partial(asterisk.pick_up, leg))
        if channel.truth is Truth.UP and channel.bridge is None:
            yield Move(f"{leg} presses 1", partial(asterisk.press, leg, "1"))


def _caller_is_recorded(world: World) -> Iterator[Move]:
    asterisk = world.asterisk
    for seconds, sound in ((5, 4), (0, 0), (5, 0), (1, 1)):
        end = partial(asterisk.end_recording, CALLER, seconds, sound)
        yield Move(f"caller has spoken for {sound} of {seconds} s", end)
    failure = partial(asterisk.end_recording, CALLER, failed=True)
    yield Move("the recording fails", failure)


def unusual(world: World) -> Iterator[Move]:
    asterisk = world.asterisk
    if world.timers:
        yield Move(f"clock {world.timers[0]}", world.hear_timer)
    if isinstance(world.last_event, LegEvent):
        yield Move(f"heard again {world.last_event}", partial(world.tell, world.last_event))
    for command in asterisk.next_commands():
        yield from _mishaps(world, command)
    for stray in asterisk.strays:
        yield Move(f"done late {stray}", partial(asterisk.obey, stray))
    for leg, channel in asterisk.phones():
        yield from _whims(world, leg, channel)
        yield from _replacements(world, leg, channel)
    yield from _other_calls(world)
    if asterisk.caller.recorded:
        yield from _caller_is_recorded(world)
    for leg in sorted(asterisk.taped):
        yield Move(f"the recording of {leg} ends", partial(asterisk.end_tape, leg))
        failure = partial(asterisk.end_tape, leg, failed=True)
        yield Move(f"the recording of {leg} fails", failure)
    if world.ahead:
        yield Move("the queue moves", partial(world.move_queue, world.ahead - 1))
    if asterisk.caller.hears:
        yield Move("caller hears all of it", partial(asterisk.end_play, CALLER))
        yield Move("caller hears nothing", partial(asterisk.end_play, CALLER, failed=True))
    if asterisk.caller.truth is not Truth.GONE:
        yield Move("caller leaves", partial(asterisk.end_channel, CALLER, 16))
        for up in (True, False):
            move = partial(asterisk.transfer, CALLER, up=up or asterisk.caller.bridge is not None)
            yield Move(f"caller is replaced {up=}", move)


def _other_calls(world: World) -> Iterator[Move]:
    """In which the same people are rung, or talk."""
    numbers = {person.number for person in world.people if person.number is not None}
    for number in sorted(numbers):
        event = NumberFreed(number) if number in world.busy else NumberTaken(number)
        yield Move(f"{event}", partial(world.tell_of_other_call, event))


def _mishaps(world: World, command: ChannelCommand) -> Iterator[Move]:
    asterisk = world.asterisk
    yield Move(f"done, reply lost {command}", partial(asterisk.lose_reply, command))
    yield Move(f"no reply in time {command}", partial(asterisk.delay, command))
    if not isinstance(command, NEVER_REJECTED) or asterisk.just_replaced(command.leg):
        yield Move(f"rejected {command}", partial(asterisk.refuse, command, Refusal.REJECTED))
    if isinstance(command, commands.Connect):
        yield Move(f"accepted, not done {command}", partial(asterisk.forget, command))


def _whims(world: World, leg: LegId, channel: Channel) -> Iterator[Move]:
    """What its owner does with a phone."""
    asterisk = world.asterisk
    if channel.truth is Truth.DIALLED:
        yield Move(f"{leg} promises", partial(asterisk.progress, leg))
        yield Move(f"{leg} is sent back to us", partial(asterisk.send_back, leg))
        yield Move(f"{leg} is picked up unrung", partial(asterisk.pick_up, leg))
    if channel.truth in (Truth.DIALLED, Truth.RINGING):
        for number in FORWARDS:
            yield Move(f"{leg} sends us on to {number}", partial(asterisk.forward, leg, number))
    if channel.truth is Truth.UP:
        yield Move(f"{leg} presses 2", partial(asterisk.press, leg, "2"))
        yield Move(f"{leg} presses 9", partial(asterisk.press, leg, "9"))
        yield Move(f"{leg} presses 3", partial(asterisk.press, leg, "3"))
    if channel.hears:
        yield Move(f"{leg} hears all of {channel.hears}", partial(asterisk.end_play, leg))
        yield Move(f"{leg} hears nothing", partial(asterisk.end_play, leg, failed=True))
    for q850, sip in WAYS_TO_GO[channel.truth]:
        yield Move(f"{leg} goes {q850}/{sip}", partial(asterisk.end_channel, leg, q850, sip))


def _replacements(world: World, leg: LegId, channel: Channel) -> Iterator[Move]:
    asterisk = world.asterisk
    alive = channel.truth in (Truth.DIALLED, Truth.RINGING, Truth.UP)
    if alive:
        yield Move(f"{leg} is taken over", partial(asterisk.take_over, leg))
    if channel.bridge is not None and channel.bridge == asterisk.caller.bridge:
        yield Move(f"{leg} transfers", partial(asterisk.transfer, leg, up=False))
        yield Move(f"{leg} transfers to one who is up", partial(asterisk.transfer, leg, up=True))
        for first in (True, False):
            to_us = partial(asterisk.transfer_to_us, leg, told_first=first)
            yield Move(f"{leg} transfers to us, {'told' if first else 'arriving'} first", to_us)
        yield Move(f"{leg} parks the caller", partial(asterisk.park_caller, leg))
