"""What is asked of Asterisk about an arrival, within a second each: it may be slow, and the caller
waits."""

import asyncio
import logging
from typing import Protocol

from .core.dialling import phone_of
from .core.words import CallId, PbxRecording

LOOK_UP_SECONDS = 1.0

log = logging.getLogger(__name__)


class Reader(Protocol):
    async def read(self, call: CallId, expression: str) -> str | None:
        """A variable or function on the caller's channel; None: empty, or it cannot be had."""

    async def has_sound(self, name: str) -> bool:
        """Whether Asterisk has one of that name, in any language."""

    async def contacts(self, phone: str) -> tuple[str, ...]:
        """Where a phone is registered, as endpoints; for when there is no caller."""


class Asking:
    def __init__(self, reader: Reader) -> None:
        self.reader = reader

    async def contacts(
        self, call: CallId, endpoints: tuple[str, ...]
    ) -> dict[str, tuple[str, ...]]:
        """Of the phones that register: all of one phone ring."""
        phones = {each: phone for each in endpoints if (phone := phone_of(each))}
        questions = (self.read(call, f"PJSIP_DIAL_CONTACTS({each})") for each in phones.values())
        answers = await asyncio.gather(*questions)
        return {
            endpoint: tuple(answer.split("&"))
            for endpoint, answer in zip(phones, answers, strict=True)
            if answer
        }

    async def read(self, call: CallId, expression: str) -> str | None:
        try:
            async with asyncio.timeout(LOOK_UP_SECONDS):
                return await self.reader.read(call, expression)
        except TimeoutError:
            log.warning("call=%s Asterisk did not tell %s in time", call, expression)
            return None

    async def recording(self, call: CallId) -> PbxRecording | None:
        """What the exchange has done about it: FreePBX (`REC_…`), or any dialplan (MixMonitor)."""
        expressions = ("REC_STATUS", "MIXMONITOR_FILENAME", "REC_POLICY_MODE")
        status, file, policy = await asyncio.gather(*(self.read(call, e) for e in expressions))
        if status == "RECORDING" or file:
            return PbxRecording.GOES_ON
        return PbxRecording.FORBIDDEN if policy == "NEVER" else None

    async def registered(self, phone: str) -> tuple[str, ...]:
        try:
            async with asyncio.timeout(LOOK_UP_SECONDS):
                return await self.reader.contacts(phone)
        except TimeoutError:
            log.warning("Asterisk did not tell the contacts of %s in time", phone)
            return ()

    async def has_sound(self, name: str) -> bool:
        """Whether Asterisk has one of that name; not in time: it has none."""
        try:
            async with asyncio.timeout(LOOK_UP_SECONDS):
                return await self.reader.has_sound(name)
        except TimeoutError:
            return False
