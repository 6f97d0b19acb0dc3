"""Which trunks refuse callers' numbers is kept, the last time of each, with the mail about it."""

from dataclasses import replace
from datetime import timedelta

from stasis_app.adapters.store.database import Database
from stasis_app.adapters.store.journal import Journal
from stasis_app.adapters.store.outbox import MAIL, Outbox
from stasis_app.adapters.store.refusals import refusals
from stasis_app.adapters.store.writer import Writer
from stasis_app.core.mail import OutboxMail
from stasis_app.core.trunk_refusals import TrunkRefusal

from .nights import NIGHT, after

MAIN = TrunkRefusal("PJSIP/{number}@trunk", NIGHT, NIGHT)
SPARE = TrunkRefusal("PJSIP/{number}@spare", NIGHT, NIGHT)
TOLD = OutboxMail("trunk-refuses:1", ("admin@example.com",), "subject", "text", "html")


async def test_the_last_of_each_is_kept_with_its_mail_once(database: Database) -> None:
    writer = Writer(database)
    journal = Journal(writer)
    woken: list[str] = []
    journal.on_mails = lambda: woken.append("woken")
    journal.trunk_refused(MAIN, (TOLD,))
    journal.trunk_refused(SPARE, ())
    await writer.flush()
    later = replace(MAIN, at=NIGHT + timedelta(days=1))
    journal.trunk_refused(later, (TOLD,))
    await writer.flush()
    assert set(await refusals(database)) == {later, SPARE}
    assert [each.key for each in await Outbox(database).due(MAIL, after(9), 9)] == [TOLD.key]
    assert woken == ["woken", "woken"]
