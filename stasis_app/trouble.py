"""What the commands cannot cure themselves."""


class Trouble(Exception):
    """Something needs a person; says what in words."""


class TakenOver(Trouble):
    """Another program has our place, and is not to be fought for it."""
