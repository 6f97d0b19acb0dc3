"""The contract, on the fake Asterisk: quick, and it shows that the fake behaves."""

import asyncio
from collections.abc import AsyncIterator
from itertools import count

import pytest

from .ari_contract import Contract, ari, board, visit
from .ari_world import Caller, Phone
from .fake_asterisk import FakeAsterisk, fake_asterisk
from .fake_channels import SOON, STATUSES, FakeChannel, FakeRinging

__all__ = ["ari", "board", "visit"]


class FakeCaller:
    number = "+79161234567"
    did = "7770001"

    def __init__(self, world: "FakeWorld") -> None:
        self.world = world
        self.channel: FakeChannel = world.asterisk.channels.caller(
            self.number, self.did, "inbound", self.did
        )

    def hang_up(self) -> None:
        self.world.asterisk.channels.end(self.channel, 16)

    async def answered(self) -> None:
        await self.channel.up.wait()

    async def hears_music(self) -> bool:
        return self.channel.hears_music and (self.channel.early_media or self.channel.up.is_set())

    async def ended(self) -> int | None:
        await self.channel.ended.wait()
        if self.channel.up.is_set() or self.channel.cause is None:
            return None
        return {**STATUSES, 21: 403}[self.channel.cause]


class FakePhone:
    def __init__(self, asterisk: FakeAsterisk, number: str) -> None:
        self.number = number
        self.endpoint = f"PJSIP/{number}"
        self.line: asyncio.Queue[FakeRinging] = asyncio.Queue()
        asterisk.channels.phones[self.endpoint] = self.line

    async def rings(self) -> FakeRinging:
        return await self.line.get()


class FakeWorld:
    def __init__(self, asterisk: FakeAsterisk) -> None:
        self.asterisk = asterisk
        self.url = asterisk.url
        self.username = asterisk.username
        self.password = asterisk.password
        self.app = asterisk.app
        self.destination = asterisk.destination
        self._numbers = count(101)

    async def call(self) -> Caller:
        return FakeCaller(self)

    async def phone(self) -> Phone:
        return FakePhone(self.asterisk, str(next(self._numbers)))

    def unregistered(self) -> str:
        return "PJSIP/199"

    async def pick_up(self, phone: Phone) -> str:
        channels = self.asterisk.channels
        ringing = next(
            each for each in channels.all.values() if each.name.startswith(f"{phone.endpoint}-")
        )
        channels.replace(ringing, "PJSIP/188", "188")
        return "188"

    async def lamp(self, name: str) -> str:
        return self.asterisk.devices[f"Stasis:{name}"]

    async def variable(self, name: str) -> str:
        return self.asterisk.globals[name]

    async def nothing_left(self) -> None:
        await asyncio.sleep(2 * SOON)
        channels = self.asterisk.channels
        assert [*channels.all, *channels.bridges] == []


@pytest.fixture
async def world() -> AsyncIterator[FakeWorld]:
    async with fake_asterisk() as asterisk:
        yield FakeWorld(asterisk)


class TestFakeAsterisk(Contract):
    pass
