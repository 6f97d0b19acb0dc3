"""The digits that a code may ask for: whether they are the right ones, key by key."""

TRIES = 3


class PinPad:
    def __init__(self, pin: str | None) -> None:
        self.pin = pin
        self.known = pin is None
        self.keys = ""
        self.wrong = 0  # tries

    @property
    def tried_enough(self) -> bool:
        return self.wrong >= TRIES

    def press(self, key: str) -> bool:
        """Whether that was the last key of a try; `known` tells how it went."""
        assert self.pin is not None
        if key != "#":
            self.keys += key
            if len(self.keys) < len(self.pin):
                return False
        self.known = self.keys == self.pin
        self.wrong += not self.known
        self.keys = ""
        return True
