"""What a caller hears while he waits, of what the settings say."""

import pytest

from stasis_app.core.comfort import comfort_of
from stasis_app.core.plan import Comfort
from stasis_app.core.settings import Waiting
from stasis_app.core.words import Hears, Recording, Sound


@pytest.mark.parametrize(
    ("waiting", "comfort"),
    [
        (Waiting(), Comfort()),
        (Waiting(Hears.MOH, "jazz"), Comfort(Hears.MOH, "jazz")),
        (Waiting(Hears.MOH, announcement="custom/wait"), Comfort(Hears.MOH)),
        (
            Waiting(Hears.ANNOUNCE, every=45.0),
            Comfort(Hears.ANNOUNCE, announcement=(Sound.PLEASE_WAIT,), every=45.0),
        ),
        (
            Waiting(Hears.ANNOUNCE, announcement="custom/wait"),
            Comfort(Hears.ANNOUNCE, announcement=(Recording("custom/wait"),)),
        ),
        (
            Waiting(greeting="custom/hello", answer=True, position=True),
            Comfort(greeting=(Recording("custom/hello"),), answered=True, position=True),
        ),
        (Waiting(nobody=""), Comfort(nobody=(Sound.NOBODY_CAN_ANSWER,))),
        (Waiting(nobody="custom/bye"), Comfort(nobody=(Recording("custom/bye"),))),
    ],
)
def test_what_he_hears(waiting: Waiting, comfort: Comfort) -> None:
    assert comfort_of(waiting) == comfort
