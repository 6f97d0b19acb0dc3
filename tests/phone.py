"""A phone in a scenario: what its owner does with it, and what is seen and heard of it."""

from collections.abc import Callable
from typing import Self

from stasis_app.core.words import Heard, LegId, Sound

from .night.asterisk import Asterisk, Truth


class Phone:
    def __init__(self, asterisk: Asterisk, leg: LegId, go_on: Callable[[], None]) -> None:
        self.asterisk = asterisk
        self.leg = leg
        self.go_on = go_on

    def rings(self) -> Self:
        assert self._truth is Truth.DIALLED
        self.asterisk.ring(self.leg)
        return self._go_on()

    def promises(self) -> Self:
        """183, and no more."""
        assert self._truth is Truth.DIALLED
        self.asterisk.progress(self.leg)
        return self._go_on()

    def answers(self) -> Self:
        self.asterisk.pick_up(self.leg)
        return self._go_on()

    def is_picked_up_by_a_colleague(self) -> Self:
        assert self._truth is not Truth.GONE
        self.asterisk.take_over(self.leg)
        return self._go_on()

    def transfers(self, *, up: bool = False) -> Self:
        """The caller is sent to another number; `up` before anybody has answered there."""
        assert self._truth is Truth.UP
        self.asterisk.transfer(self.leg, up=up)
        return self._go_on()

    def presses(self, key: str) -> Self:
        assert self._truth is Truth.UP
        self.asterisk.press(self.leg, key)
        return self._go_on()

    def sends_on_to(self, number: str) -> None:
        """302."""
        assert self._truth in (Truth.DIALLED, Truth.RINGING)
        self.asterisk.forward(self.leg, number)
        self._go_on()

    def goes(self, q850: int | None, sip: int | None = None) -> None:
        assert self._truth is not Truth.GONE
        self.asterisk.end_channel(self.leg, q850, sip)
        self._go_on()

    def hears(self, *sounds: Heard) -> Self:
        """… to the end."""
        assert self.asterisk.channels[self.leg].hears == sounds
        self.asterisk.end_play(self.leg)
        return self._go_on()

    def cannot_hear(self, sound: Sound) -> Self:
        """The prompt is not there, or cannot be played."""
        assert self.asterisk.channels[self.leg].hears == (sound,)
        self.asterisk.end_play(self.leg, failed=True)
        return self._go_on()

    def hears_nothing(self) -> None:
        assert self.asterisk.channels[self.leg].hears == ()

    def talks(self) -> Self:
        caller = self.asterisk.caller
        assert caller.bridge is not None
        assert caller.truth is Truth.UP
        channel = self.asterisk.channels[self.leg]
        assert channel.bridge == caller.bridge and not channel.deaf
        return self

    def is_rung(self) -> Self:
        assert self._truth in (Truth.DIALLED, Truth.RINGING)
        return self

    def is_on_the_phone(self) -> Self:
        assert self._truth is Truth.UP
        return self

    def is_quiet(self) -> None:
        assert self._truth is Truth.GONE

    @property
    def _truth(self) -> Truth:
        return self.asterisk.channels[self.leg].truth

    def _go_on(self) -> Self:
        self.go_on()
        return self
