"""Which trunks have turned out to refuse the numbers of others: the last time of each."""

from sqlalchemy import select

from stasis_app.core.trunk_refusals import TrunkRefusal

from .database import Database
from .dialect import put
from .schema import trunk_refusals
from .writer import Change

_PUT = put(trunk_refusals)


def refusal_change(refusal: TrunkRefusal) -> Change:
    values = {"trunk": refusal.trunk, "at": refusal.at, "told_at": refusal.told_at}
    return Change(_PUT, values)


async def refusals(database: Database) -> tuple[TrunkRefusal, ...]:
    async with database.reading() as connection:
        found = (await connection.execute(select(trunk_refusals))).all()
    return tuple(TrunkRefusal(row.trunk, row.at, row.told_at) for row in found)
