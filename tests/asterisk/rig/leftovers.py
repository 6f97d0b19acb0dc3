"""What calls have left behind in Asterisk: channels and bridges that nobody ends any more."""

import asyncio
import json
from base64 import b64encode
from collections.abc import Iterable
from typing import Any

import aiohttp

from .asterisk import Asterisk

SECONDS = 3.0
LOOK_AGAIN = 0.05  # nobody tells when the last one is gone


async def nothing_left(
    pbx: Asterisk, numbers: Iterable[str] = (), seconds: float = SECONDS
) -> None:
    """Raises AssertionError when channels or bridges remain. `numbers`: only channels in whose
    description one of them occurs, and only bridges with such a channel."""
    wanted = tuple(numbers)
    credentials = b64encode(f"{pbx.ari_user}:{pbx.ari_password}".encode()).decode()
    headers = {"Authorization": f"Basic {credentials}"}
    async with aiohttp.ClientSession(pbx.ari_url, headers=headers) as session:
        deadline = asyncio.get_running_loop().time() + seconds
        while left := await _left(session, wanted):
            if asyncio.get_running_loop().time() > deadline:
                raise AssertionError("left in Asterisk:\n" + "\n".join(left))
            await asyncio.sleep(LOOK_AGAIN)


async def clear(pbx: Asterisk) -> None:
    """So that the next test does not find what this one has left."""
    await pbx.cli("channel request hangup all")
    for line in (await pbx.cli("bridge show all")).splitlines()[1:]:
        await pbx.cli(f"bridge destroy {line.split()[0]}")


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
        if not numbers or names.intersection(bridge["channels"])
    ]
    return [
        *(f"channel {one['name']} {one['state']}: {one['dialplan']}" for one in channels),
        *(f"bridge {one['id']} with {one['channels']}" for one in bridges),
    ]


async def _get(session: aiohttp.ClientSession, what: str) -> list[dict[str, Any]]:
    async with session.get(f"/ari/{what}") as response:
        response.raise_for_status()
        found: list[dict[str, Any]] = await response.json()
        return found
