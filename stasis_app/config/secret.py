"""Values that only some commands need: nobody misses their variable before it is used."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from .problems import ConfigErrors, Problem

T = TypeVar("T")


@dataclass(frozen=True, slots=True, repr=False)
class Secret(Generic[T]):
    _value: T | Problem  # the problem: its variable is not set

    def reveal(self) -> T:
        """Raises ConfigErrors when the variable that it waits for is not set."""
        if isinstance(self._value, Problem):
            raise ConfigErrors([self._value])
        return self._value

    def __repr__(self) -> str:
        return "Secret(…)"
