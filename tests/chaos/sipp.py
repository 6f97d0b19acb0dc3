"""SIPp: the crowd, callers on one side and mobiles on the other.

What it is told stands in scenarios/*.xml; a caller's line of the list says who he is, whom he
calls, where he hears (the ear's port), and for how long he will talk.
"""

import asyncio
import signal
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from tests.asterisk.rig.sip import g711
from tests.demo.stage import free_port

from .ear import PCMA, VOICE_HZ

SCENARIOS = Path(__file__).parent / "scenarios"
TALKS = (2, 4, 8, 16)  # seconds, as in scenarios/caller.xml
LONGEST = 90.0  # seconds of a call, with everything that may happen to it
SAMPLES = 10 * g711.RATE


class News(StrEnum):
    """Of a caller, as scenarios/caller.xml writes it down."""

    ANSWERED = "answered"
    REFUSED = "refused"
    HUNG_UP = "hung"  # as he had meant to
    CUT = "cut"  # the other side has hung up on him
    GAVE_UP = "gave_up"  # before an answer
    NOBODY = "nobody"  # neither an answer nor a refusal


@dataclass(frozen=True)
class Caller:
    number: str
    did: str
    ear: int
    talk: int
    patient: bool = True


@dataclass(frozen=True)
class Heard:
    at: datetime
    news: News
    number: str
    more: str = ""  # the SIP status of a refusal


class Sipp:
    """One process with this scenario; it writes into files of this name."""

    def __init__(self, folder: Path, scenario: str, name: str, address: str, port: int) -> None:
        self.folder = folder
        self.name = name
        self.log = folder / f"{name}.log"
        self._options = [
            *("-sf", str(SCENARIOS / f"{scenario}.xml")),
            *("-i", address, "-mi", address, "-p", str(port)),
            *("-nostdin", "-aa", "-default_behaviors", "all,-bye", "-t", "u1"),
            *("-trace_logs", "-log_file", str(self.log)),
            *("-trace_err", "-error_file", str(folder / f"{name}.errors")),
        ]
        self._process: asyncio.subprocess.Process | None = None

    async def start(self, *options: str) -> None:
        with (self.folder / f"{self.name}.out").open("wb") as out:
            self._process = await asyncio.create_subprocess_exec(
                *("sipp", *self._options, *options),
                cwd=self.folder,  # where the voice is
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
            )

    def lives(self) -> bool:
        return self._process is not None and self._process.returncode is None

    async def no_more(self, seconds: float) -> None:
        """No new calls; returns when those that go on are over."""
        assert self._process
        self._process.send_signal(signal.SIGUSR1)
        async with asyncio.timeout(seconds):
            await self._process.wait()

    async def close(self) -> None:
        if self._process and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()


class Crowd:
    """`address` and `peer` as a Provider has them: the mobiles are at the trunk's far end."""

    def __init__(self, folder: Path, address: tuple[str, int], peer: tuple[str, int]) -> None:
        self.folder = folder
        self.peer = peer
        write_voice(folder / "voice.alaw")
        self.mobiles = Sipp(folder, "mobile", "mobiles", *address)
        self.address = address[0]
        self._crowds = 0

    async def open(self) -> None:
        await self.mobiles.start("-mp", str(free_port()))

    async def mobiles_hang_up(self) -> None:
        """As phones do that hear nothing any more. Else they would go on talking for two minutes,
        to a port that Asterisk, once it runs again, gives to another call: its caller's RTP would
        go to them (rtp_symmetric)."""
        await self.mobiles.close()
        await self.open()

    async def close(self) -> None:
        await self.mobiles.close()

    async def call(
        self, callers: Sequence[Caller], rate: float, enough: asyncio.Event
    ) -> list[Heard]:
        """One after another at this rate, until it is enough; what became of them, when all is
        over."""
        self._crowds += 1
        kinds = {"caller": True, "impatient": False}
        share = rate / len(callers)  # of each in the calls of a second
        parts = [
            self._calls(name, [one for one in callers if one.patient is patient], share, enough)
            for name, patient in kinds.items()
        ]
        return [each for part in await asyncio.gather(*parts) for each in part]

    async def _calls(
        self, scenario: str, some: Sequence[Caller], share: float, enough: asyncio.Event
    ) -> list[Heard]:
        if not some:
            return []
        name = f"{scenario}{self._crowds}"
        listed = self.folder / f"{name}.csv"
        lines = [f"{one.number};{one.did};{one.ear};{one.talk}" for one in some]
        listed.write_text("\n".join(["SEQUENTIAL", *lines]) + "\n")
        crowd = Sipp(self.folder, scenario, name, self.address, 0)
        host, port = self.peer
        per_100_seconds = round(100 * share * len(some))
        await crowd.start(
            *("-inf", str(listed), "-m", str(len(some)), "-l", "1000"),
            *("-r", str(max(1, per_100_seconds)), "-rp", "100000", f"{host}:{port}"),
        )
        try:
            await enough.wait()
            await crowd.no_more(LONGEST)
        finally:
            await crowd.close()
        return list(map(heard, crowd.log.read_text().splitlines()))


def heard(line: str) -> Heard:
    """Such as "refused +74952000001 2026-01-31 12:00:00.000000 403"."""
    news, number, day, time, *more = line.split()
    at = datetime.fromisoformat(f"{day} {time}").astimezone(UTC)
    return Heard(at, News(news), number, " ".join(more))


def write_voice(file: Path) -> None:
    """As SIPp streams it: what the packets carry, one after another."""
    packet = g711.encode(g711.tone(VOICE_HZ), PCMA)
    file.write_bytes(packet * (SAMPLES // g711.PACKET))
