"""The calls of the demo: each is placed, told as it happens, and checked."""

import asyncio
import sys
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from tests.asterisk.rig.sip import OFF, ON, IncomingCall, OutgoingCall, Phone, Provider
from tests.google.ranges import Box

from .stage import Failed, Stage

DID = "7770001"
PRINTED = "stasis-app-inbound"  # the context of the printed dialplan
CUSTOMER = "+79161234567"
NAME = "Ivan Petrov"
RING_SECONDS = 12.0
MAIL_SECONDS = 10.0
SYNC_SECONDS = 30.0


class Scenes:
    def __init__(self, stage: Stage, provider: Provider, first: Phone, second: Phone) -> None:
        self.stage = stage
        self.provider = provider
        self.first = first
        self.second = second
        self.began = asyncio.get_running_loop().time()

    async def play(self) -> None:
        on_duty = await self._on_duty()
        say(await self.stage.command("who"))
        lamp = self.second.watch("*5501")
        await lamp.shows(OFF)
        await self._secretaries()
        await self._switch()
        await lamp.shows(ON)
        self._tell("the lamp *5501 on phone 102 is lit: duty mode")
        on_duty = await self._edit(on_duty)
        await self._backup(on_duty)
        await self._nobody(on_duty)
        lamp.unsubscribe()
        await self._journal()
        await self._mails()

    async def _secretaries(self) -> None:
        headline("Secretary mode: a customer calls, both secretaries ring, 101 answers")
        customer = self._call()
        ringing = await asyncio.gather(
            self._rings(self.first, "phone 101"), self._rings(self.second, "phone 102")
        )
        await customer.rings()
        ringing[0].answer()
        await customer.answered()
        await self._both_hear(customer, ringing[0], "phone 101")
        await ringing[1].cancelled()
        self._tell("phone 102 stops: answered elsewhere")
        customer.hang_up()
        await ringing[0].ended()
        self._tell("the customer hangs up, so does 101")

    async def _switch(self) -> None:
        headline("Phone 101 dials *5501: the people on duty take over")
        call = self.first.call("*5501")
        await call.answered()
        await call.ended(seconds=RING_SECONDS)
        self._tell("101 has heard “Включён режим дежурных”")

    async def _edit(self, on_duty: dict[str, Any]) -> dict[str, Any]:
        cell = on_duty["primary"]["cell"]
        sheet, _, place = cell.partition("!")
        headline(f"Somebody writes another name into {cell} of the spreadsheet (a stand-in's)")
        busy = {on_duty[role]["name"] for role in ("primary", "backup")}
        staff = [str(row[0]) for row in self.stage.book[f"{sheet}Staff"].values(Box()) if row]
        name = next(each for each in staff if each not in busy)
        self.began = asyncio.get_running_loop().time()
        self.stage.book[sheet].put(place, name)
        self._tell(f"{on_duty['primary']['name']} → {name}")
        async with asyncio.timeout(SYNC_SECONDS):
            while (now := await self._on_duty())["primary"]["name"] != name:
                pass
        self._tell(f"read alike twice, it is version {now['version']}, and active")
        return now

    async def _on_duty(self) -> dict[str, Any]:
        found: dict[str, Any] = (await self.stage.json("who", "--department", "otdel1"))[0]
        return found

    async def _backup(self, on_duty: dict[str, Any]) -> None:
        headline("Duty mode, staggered: the primary does not answer, the backup does")
        customer = self._call()
        primary = await self._rings(self.provider.number(on_duty["dial"][0]), self._who(on_duty, 0))
        backup = await self._rings(self.provider.number(on_duty["dial"][1]), self._who(on_duty, 1))
        backup.answer()
        await customer.answered()
        await self._both_hear(customer, backup, self._who(on_duty, 1))
        await primary.cancelled()
        self._tell(f"{self._who(on_duty, 0)} stops ringing: answered elsewhere")
        backup.hang_up()
        await customer.ended()

    async def _nobody(self, on_duty: dict[str, Any]) -> None:
        headline("Duty mode: nobody answers")
        customer = self._call()
        ringing = [
            await self._rings(self.provider.number(number), self._who(on_duty, n))
            for n, number in enumerate(on_duty["dial"])
        ]
        refused = await customer.refused(seconds=RING_SECONDS)
        for call in ringing:
            await call.cancelled()
        self._tell(f"the customer is told {refused.status}: nobody has answered")
        expect(refused.status == 480, f"480 for the customer, not {refused.status}")

    async def _journal(self) -> None:
        headline("The journal: stasis-app journal")
        say(await self.stage.command("journal"))
        calls = await self.stage.json("journal")
        told = [(call["mode"], call["outcome"], call["answered_by"]) for call in calls]
        backup = calls[1]["legs"][1]["name"]
        wanted = [
            ("secretary", "answered", "PJSIP/101"),
            ("duty", "answered", backup),
            ("duty", "missed", None),
        ]
        expect(told == wanted, f"the journal to tell {wanted}, not {told}")
        expect(all(call["caller"] == CUSTOMER for call in calls), "the customer in the journal")

    async def _mails(self) -> None:
        headline("The mails (no server is configured, so they are files)")
        letters = await self._letters(4)
        for letter in letters:
            say(f"  to {letter['To']}: {letter['Subject']}")
        missed = [letter for letter in letters if "пропущен" in letter["Subject"]]
        expect(len(missed) == 2, "a mail about the missed call to both who were rung")
        body = missed[0].get_body(("plain",))
        say()
        for line in body.get_content().splitlines() if body else ():
            say(f"  | {line}")

    async def _letters(self, count: int) -> list[EmailMessage]:
        folder = self.stage.folder / "data" / "mail"
        async with asyncio.timeout(MAIL_SECONDS):
            while len(files := sorted(folder.glob("*.eml"))) < count:  # noqa: ASYNC110
                await asyncio.sleep(0.1)
        return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]

    def _call(self) -> OutgoingCall:
        self.began = asyncio.get_running_loop().time()
        self._tell(f"{NAME} {CUSTOMER} calls {DID}")
        return self.provider.call(DID, CUSTOMER, name=NAME, via=PRINTED)

    async def _rings(self, whose: Any, who: str) -> IncomingCall:
        call: IncomingCall = await whose.rings(seconds=RING_SECONDS)
        call.ring()
        self._tell(f"{who} rings and shows {call.caller.name} {call.caller.number}")
        expect(call.caller.number == CUSTOMER, f"{who} to show {CUSTOMER}")
        return call

    async def _both_hear(self, customer: OutgoingCall, other: IncomingCall, who: str) -> None:
        await asyncio.gather(customer.hears(other), other.hears(customer))
        self._tell(f"{who} answers; both hear each other")

    def _who(self, on_duty: dict[str, Any], n: int) -> str:
        person = on_duty[("primary", "backup")[n]]
        return f"{person['name']} ({person['number']})"

    def _tell(self, what: str) -> None:
        seconds = asyncio.get_running_loop().time() - self.began
        say(f"  {seconds:5.1f} s  {what}")


def expect(fulfilled: bool, what: str) -> None:
    if not fulfilled:
        raise Failed(f"expected {what}")


def headline(text: str) -> None:
    say(f"\n── {text}\n")


def say(text: str = "") -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
