"""What calls have left behind in Asterisk: channels and bridges that nobody ends any more,
recordings that nobody fetches."""

import asyncio
import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

import aiohttp

from .asterisk import Asterisk
from .rest import ari

SECONDS = 3.0
PARKING = "parking"  # the parking lot itself, which Asterisk keeps once it has been used
LOOK_AGAIN = 0.05  # nobody tells when the last one is gone


async def nothing_left(
    pbx: Asterisk, numbers: Iterable[str] = (), seconds: float = SECONDS
) -> None:
    """Raises AssertionError when channels, bridges or recordings remain. `numbers`: only channels
    in whose description one of them occurs, and only bridges with such a channel."""
    wanted = tuple(numbers)
    async with ari(pbx) as session:
        deadline = asyncio.get_running_loop().time() + seconds
        while left := await _left(session, wanted):
            if asyncio.get_running_loop().time() > deadline:
                raise AssertionError("left in Asterisk:\n" + "\n".join(left))
            await asyncio.sleep(LOOK_AGAIN)


async def clear(pbx: Asterisk) -> None:
    """So that the next test does not find what this one has left."""
    async with ari(pbx) as session:
        for one in await _get(session, "recordings/stored"):
            await session.delete(f"/ari/recordings/stored/{quote(one['name'], safe='')}")
        for kind in ("channels", "bridges"):
            for one in await _get(session, kind):
                # 404: it has gone by itself meanwhile.
                await session.delete(f"/ari/{kind}/{quote(one['id'], safe='')}")
    await nothing_left(pbx)


async def _left(session: aiohttp.ClientSession, numbers: tuple[str, ...]) -> list[str]:
    channels = [
        channel
        for channel in await _get(session, "channels")
        if not numbers or any(number in json.dumps(channel) for number in numbers)
    ]
    names = {channel["id"] for channel in channels}
    bridges = [
        bridge
        for bridge in await _get(session, "bridges")
        if bridge["bridge_class"] != PARKING
        and (not numbers or names.intersection(bridge["channels"]))
    ]
    recordings = [] if numbers else await _get(session, "recordings/stored")
    return [
        *(f"recording {one['name']}" for one in recordings),
        *(f"channel {one['name']} {one['state']}: {one['dialplan']}" for one in channels),
        *(f"bridge {one['id']} with {one['channels']}" for one in bridges),
    ]


async def _get(session: aiohttp.ClientSession, what: str) -> list[dict[str, Any]]:
    async with session.get(f"/ari/{what}") as response:
        response.raise_for_status()
        found: list[dict[str, Any]] = await response.json()
        return found
