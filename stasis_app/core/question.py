"""What somebody who has picked up hears of the call: for whom, from which number, which keys.

The whole of it is to be over within the 12 seconds that he has when the caller's time is up.  So a
number is said in groups, and without its country where that goes without saying; of the number
that was called only as much is said as tells it from the company's others.
"""

from .numbers import groups
from .plan import Question, Visit
from .settings import Department, Settings
from .words import Heard, Recording, Sound

FEWEST_DIGITS = 2  # of a number that was called

_KEYS = Sound.PRESS_1_TO_ACCEPT


def question_of(visit: Visit, department: Department, settings: Settings) -> Question:
    number = said(groups(visit.caller.number or "", settings.country))
    called = _called(visit, department, settings)
    if not number:
        return Question((*called, Sound.NUMBER_WITHHELD, _KEYS))
    prompt = (*called, Sound.FROM_NUMBER, *number, _KEYS, Sound.PRESS_3_FOR_NUMBER)
    return Question(prompt, number)


def said(groups: tuple[str, ...]) -> tuple[Heard, ...]:
    """Digit by digit; after each group a short pause."""
    return tuple(sound for group in groups for sound in _group(group))


def _group(group: str) -> tuple[Sound, ...]:
    if group == "+":
        return (Sound.PLUS,)
    inner, last = group[:-1], group[-1]
    return (*(Sound(f"quick-{digit}") for digit in inner), Sound(f"digit-{last}"))


def _called(visit: Visit, department: Department, settings: Settings) -> tuple[Heard, ...]:
    """Nothing in particular, when there is one department only."""
    if department.spoken is not None:
        return (Sound.CALL_FOR, Recording(department.spoken))
    ending = _ending(visit.did or department.dids[0], department, settings)
    if len(settings.departments) == 1 or not ending:
        return (Sound.CALL_FOR_DUTY,)
    return (Sound.CALL_TO_NUMBER, *said((ending,)))


def _ending(did: str, department: Department, settings: Settings) -> str:
    """By which people of the company know the number."""
    own = _digits(did)
    others = [
        _digits(number)
        for each in settings.departments
        if each is not department
        for number in (*each.dids, *([each.extension] if each.extension else []))
    ]
    for length in range(FEWEST_DIGITS, len(own)):
        if not any(other.endswith(own[-length:]) for other in others):
            return own[-length:]
    return own


def _digits(number: str) -> str:
    return "".join(each for each in number if each in "0123456789")
