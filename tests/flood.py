"""Many calls at once, and far more events than they are worth: an Asterisk gone wild.

The application is a process of its own; Asterisk is the fake one, phones are answered at once.
"""

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path

from tests.adapters.fake_asterisk import FakeAsterisk
from tests.adapters.fake_channels import FakeChannel, FakeRinging

TICK = 0.01  # seconds between two handfuls of events
SECONDS = 60.0


class Crowd:
    """Callers of the on-call number, each talking to whoever is on duty."""

    def __init__(self, pbx: FakeAsterisk, endpoints: list[str]) -> None:
        self.pbx = pbx
        self.phones = [pbx.channels.phones.setdefault(each, asyncio.Queue()) for each in endpoints]
        self.callers: list[FakeChannel] = []
        self._answering: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> "Crowd":
        for phone in self.phones:
            self._answering.append(asyncio.create_task(_answer(phone)))
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._answering:
            task.cancel()
        await asyncio.gather(*self._answering, return_exceptions=True)

    async def call(self, count: int) -> float:
        """All at once; seconds until the last of them talks."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        callers = [
            self.pbx.channels.caller(f"+7916{len(self.callers) + each:07}", "7", "oncall", "otdel1")
            for each in range(count)
        ]
        self.callers += callers
        async with asyncio.timeout(SECONDS):
            while self.talks < len(self.callers):  # noqa: ASYNC110 (a bridge tells nobody)
                await asyncio.sleep(TICK)
        return loop.time() - began

    @property
    def talks(self) -> int:
        return sum(len(each.members) == 2 for each in self.pbx.channels.bridges.values())

    async def leave(self) -> None:
        """All of them; nothing is left in Asterisk."""
        for caller in self.callers:
            self.pbx.channels.end(caller, 16)
        async with asyncio.timeout(SECONDS):
            while self.pbx.channels.all or self.pbx.channels.bridges:  # noqa: ASYNC110
                await asyncio.sleep(TICK)

    async def flood(self, rate: int, seconds: float) -> int:
        """Events a second: of strangers' channels, and keys pressed in the calls."""
        loop = asyncio.get_running_loop()
        began, sent, total = loop.time(), 0, round(rate * seconds)
        frames = [_stranger(number) for number in range(9)] + [_key(each) for each in self.callers]
        while sent < total:
            due = min(total, round(rate * (loop.time() - began)))
            for number in range(sent, due):
                strange = number % 10  # nine of ten
                frame = frames[strange] if strange < 9 else frames[9 + number % (len(frames) - 9)]
                self.pbx.send(frame)
            sent = max(sent, due)
            await asyncio.sleep(TICK)
        return sent


async def _answer(phone: asyncio.Queue[FakeRinging]) -> None:
    while True:
        ringing = await phone.get()
        ringing.ring()
        ringing.answer()


def _stranger(number: int) -> str:
    channel = FakeChannel(f"1795000000.{number}", f"PJSIP/stranger-{number:08x}", emit=print)
    return _event("ChannelDialplan", channel, dialplan_app="NoOp", dialplan_app_data="x" * 200)


def _key(caller: FakeChannel) -> str:
    return _event("ChannelDtmfReceived", caller, digit="5", duration_ms=100)


def _event(type: str, channel: FakeChannel, **content: object) -> str:
    when = {"timestamp": "2026-11-21T07:46:00.000+0000", "application": "duty"}
    return json.dumps({"type": type, **when, "channel": channel.json(), **content})


@dataclass(frozen=True)
class Memory:
    """Of a process, in megabytes (proc(5), status)."""

    now: float
    most: float

    @classmethod
    def of(cls, pid: int) -> "Memory":
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        facts = dict(line.split(":", 1) for line in lines)
        now, most = (int(facts[name].split()[0]) / 1024 for name in ("VmRSS", "VmHWM"))
        return cls(now, most)
