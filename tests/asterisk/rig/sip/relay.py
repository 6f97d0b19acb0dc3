"""An exchange, or a phone, that sends a call on: what becomes of the one becomes of the other.

What is spoken is not carried: the two who talk hear the exchange.
"""

import asyncio
from contextlib import suppress

from .incoming import IncomingCall
from .outgoing import OutgoingCall
from .waiting import NotSeen

LONG = 60.0
A_MOMENT = 0.3  # seconds that a refusal is on its way: whoever lets go meanwhile is first


async def relay(phone: IncomingCall, on: OutgoingCall) -> None:
    """Until both are over."""
    forward = asyncio.create_task(_forward(phone, on))
    ends = [asyncio.create_task(each.ended(LONG)) for each in (phone, on)]
    await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
    forward.cancel()
    if phone.answered_at is None and on.ending:
        with suppress(NotSeen):
            await phone.ended(A_MOMENT)
    if phone.ending is None and phone.answered_at is None:
        phone.reject(on.statuses[-1])
    for each in (phone, on):
        if each.ending is None:
            each.hang_up()
    await asyncio.gather(*ends)


async def _forward(phone: IncomingCall, on: OutgoingCall) -> None:
    with suppress(NotSeen):
        await on.rings(LONG)
        phone.ring()
        await on.answered(LONG)
        phone.answer()
