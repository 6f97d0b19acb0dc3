"""`explain` of a call that was really made: each thing is told that has happened, and no other."""

from stasis_app import offline
from stasis_app.cli.chronicle import Teller
from stasis_app.core.chronicle import chronicle
from stasis_app.core.told import What
from stasis_app.core.words import Sound

from .conftest import Opener
from .house import BACKUP, PRIMARY
from .rig.announcements import Announcements


async def test_busy_then_accepted_with_a_key_and_hung_up_by_the_one_on_duty(
    open_house: Opener, said: Announcements
) -> None:
    house = await open_house(duty={"strategy": "staggered", "confirm": True})
    caller = house.call()
    (await house.primary.rings()).reject(486)
    backup = await house.backup.rings()
    backup.ring()
    await caller.rings()
    backup.answer()
    await said.begins(Sound.PRESS_1_TO_ACCEPT)
    backup.press("1")
    await caller.answered()
    await caller.hears(backup)
    backup.hang_up()
    await caller.ended()
    row = await house.journal()
    assert row.answered_by == BACKUP

    config = house.app.config
    dossier = await offline.dossier(config, "last")
    assert house.as_told(dossier.row) == row
    assert dossier.story is not None
    told = chronicle(dossier.story)
    assert [(each.what, each.phone and each.phone.name) for each in told] == [
        (What.CALLER_HEARS_RINGING, None),
        (What.RUNG, PRIMARY),
        (What.ENDED, PRIMARY),
        (What.RUNG, BACKUP),
        (What.RINGS, BACKUP),
        (What.PICKED_UP, BACKUP),
        (What.ASKED, BACKUP),
        (What.ACCEPTED, BACKUP),
        (What.TALK, BACKUP),
        (What.HUNG_UP, BACKUP),
    ]
    teller = Teller(dossier, config.settings)
    sentences = [teller.sentence(each) for each in told]
    assert f"{PRIMARY}: дозвониться не удалось: занято (SIP 486)" in sentences
    assert f"{BACKUP}: нажата 1, звонок принят" in sentences
    assert sentences[-1].startswith(f"{BACKUP}: трубка положена; разговор длился")
