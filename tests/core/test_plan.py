"""What a plan says where nobody has asked for anything, and what its pieces know of themselves."""

import pytest

from stasis_app.core.plan import Comfort, Identity, Plan, Question, Ring, Visit, Way, Why
from stasis_app.core.words import Hears, Sound, Strategy

from ..people import ANNA, BOSS


def test_nothing_is_done_that_nobody_has_asked_for() -> None:
    way = Way(("PJSIP/101",), Identity(None))
    assert not (way.company or way.mailed or way.proof)
    ring = Ring((), Strategy.PARALLEL, stagger=0.0, timeout=30.0)
    assert (ring.rounds, ring.passes_over) == (1, False)
    made = Plan(Visit.nobody(), (), Why(None))
    assert (made.ahead, made.shows_name) == (0, False)
    assert Question().prompt == (Sound.PRESS_1_TO_ACCEPT,)
    comfort = Comfort()
    assert (comfort.hears, comfort.every) == (Hears.RINGING, 30.0)
    assert not (comfort.answered or comfort.position)


@pytest.mark.parametrize(
    ("comfort", "more"),
    [
        (Comfort(), False),
        (Comfort(answered=True, nobody=(Sound.CALL_REFUSED,)), False),
        (Comfort(hears=Hears.MOH), True),
        (Comfort(greeting=(Sound.CALL_REFUSED,)), True),
        (Comfort(position=True), True),
    ],
)
def test_whether_the_caller_hears_more_than_ringing(comfort: Comfort, more: bool) -> None:
    assert comfort.is_media is more


def test_whose_people_it_would_ring() -> None:
    ring = Ring((ANNA, BOSS), Strategy.PARALLEL, stagger=0.0, timeout=30.0)
    assert Plan(Visit.nobody(), (ring,), Why(None)).numbers == {ANNA.number, BOSS.number}
