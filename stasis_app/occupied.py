"""Which numbers are being rung, or talk, in which call, and which other calls want to know.

Keeps the books only: what a call makes of it decides the call.
"""

from collections.abc import Iterable

from .core.events import NumberFreed, NumberTaken
from .core.words import CallId

Told = tuple[CallId, NumberTaken | NumberFreed]


class Occupied:
    def __init__(self) -> None:
        self._holders: dict[str, set[CallId]] = {}  # by number; nobody's are missing
        self._watched: dict[CallId, frozenset[str]] = {}

    @property
    def numbers(self) -> frozenset[str]:
        return frozenset(self._holders)

    def watch(self, call: CallId, numbers: Iterable[str]) -> None:
        """It is told of these numbers whenever another call takes or frees them."""
        self._watched[call] = frozenset(numbers)

    def busy(self, call: CallId) -> frozenset[str]:
        """Of those it watches."""
        return frozenset(number for number in self._watched[call] if self._elsewhere(call, number))

    def hold(self, call: CallId, numbers: Iterable[str]) -> list[Told]:
        """From now on it holds just these.  Returns who is to be told what."""
        held = {number for number, holders in self._holders.items() if call in holders}
        wanted = set(numbers)
        taken = [each for number in sorted(wanted - held) for each in self._take(call, number)]
        freed = [each for number in sorted(held - wanted) for each in self._free(call, number)]
        return taken + freed

    def leave(self, call: CallId) -> list[Told]:
        """It is over."""
        self._watched.pop(call, None)
        return self.hold(call, ())

    def _take(self, call: CallId, number: str) -> list[Told]:
        before = self._others_that_know(call, number)
        self._holders.setdefault(number, set()).add(call)
        return [(other, NumberTaken(number)) for other in self._watchers(call, number) - before]

    def _free(self, call: CallId, number: str) -> list[Told]:
        self._holders[number].discard(call)
        if not self._holders[number]:
            del self._holders[number]
        after = self._others_that_know(call, number)
        return [(other, NumberFreed(number)) for other in self._watchers(call, number) - after]

    def _watchers(self, call: CallId, number: str) -> set[CallId]:
        return {each for each, watched in self._watched.items() if number in watched} - {call}

    def _others_that_know(self, call: CallId, number: str) -> set[CallId]:
        return {each for each in self._watchers(call, number) if self._elsewhere(each, number)}

    def _elsewhere(self, call: CallId, number: str) -> bool:
        return bool(self._holders.get(number, set()) - {call})
