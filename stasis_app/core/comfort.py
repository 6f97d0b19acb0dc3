"""What a caller hears while he waits, of what the settings say."""

from .plan import Comfort
from .settings import Waiting
from .words import Heard, Hears, Recording, Sound


def comfort_of(waiting: Waiting) -> Comfort:
    own = waiting.announcement
    announcement = (Recording(own) if own else Sound.PLEASE_WAIT,)
    return Comfort(
        waiting.hears,
        waiting.music,
        announcement if waiting.hears is Hears.ANNOUNCE else (),
        waiting.every,
        (Recording(waiting.greeting),) if waiting.greeting else (),
        waiting.answer,
        _nobody(waiting.nobody),
        waiting.position,
    )


def _nobody(recording: str | None) -> tuple[Heard, ...]:
    if recording is None:
        return ()
    return (Recording(recording) if recording else Sound.NOBODY_CAN_ANSWER,)
