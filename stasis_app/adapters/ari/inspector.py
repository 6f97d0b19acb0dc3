"""Asks Asterisk what `check` wants to know, beside a running application, and leaves nothing.

Functions of the dialplan need a channel: one is made in an application of another name, so that
the running one is neither replaced nor given a call.  `Local/s@nowhere` needs no dialplan, rings
nobody, and is hung up at the end (tested on Asterisk 22.10).
"""

import asyncio
import os
import re
from collections.abc import AsyncIterator, Coroutine, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from ...core.commands import Rejected
from ...core.inspection import (
    CUSTOM,
    FREEPBX,
    USUAL,
    Answers,
    Dialled,
    Found,
    Questions,
    Unanswered,
    dialplan_of,
    is_phone,
    pjsip_of,
)
from ...core.plan import Destination
from .connection import OLDEST, Clock
from .errors import NotFound, Unreachable
from .event_socket import opened
from .transport import Transport

MODULES = (
    *("app_stasis.so", "res_stasis_playback.so", "res_stasis_answer.so", "res_ari_channels.so"),
    *("res_ari_bridges.so", "res_ari_playbacks.so", "res_ari_device_states.so"),
    *("res_stasis_device_state.so", "func_dialplan.so", "func_callerid.so", "chan_pjsip.so"),
    *("res_stasis_recording.so", "res_ari_recordings.so", "format_wav.so"),
)
FOR_TALKS = ("res_stasis_snoop.so",)  # that are recorded
FOLDER = "stasis-app/"  # of our prompts
GONE_SECONDS = 2.0


class Inspector:
    def __init__(self, transport: Transport, clock: Clock) -> None:
        self.transport = transport
        self.clock = clock
        self._channel = ""

    async def answers(self, app: str, language: str, asked: Questions) -> Answers | Unanswered:
        version = None
        try:
            version = await self._version()
            if int(re.sub(r"\D.*", "", version) or OLDEST) < OLDEST:
                return Unanswered(f"{OLDEST} or newer is needed", version)
            async with self._a_channel(app):
                return await self._answers(version, app, language, asked)
        except (Rejected, Unreachable) as error:
            return Unanswered(str(error), version)

    async def _answers(self, version: str, app: str, language: str, asked: Questions) -> Answers:
        endpoints = await self._endpoints()
        phones = [name for name in endpoints if is_phone(name, asked.internal)]
        inside = await self._contexts(phones) or (USUAL,)
        outside = await self._contexts(sorted(endpoints.keys() - set(phones)))
        freepbx = await self._exists(FREEPBX)
        heard = await self._sounds(language)
        asked_at = self.clock()
        needed = (*MODULES, *FOR_TALKS) if asked.records else MODULES
        dialled = (*asked.codes, *asked.extensions)
        missing = [each for each in asked.endpoints if not await self._can_be_rung(each, endpoints)]
        return Answers(
            version=version,
            asked_at=asked_at,
            now=await self._now(),
            zone=await self._read("STRFTIME(,,%z)"),
            registered=await self._is_there(f"applications/{quote(app, safe='')}"),
            modules=tuple([each for each in needed if not await self._has_module(each)]),
            sounds=None if heard is None else _ours(heard),
            can_record=not asked.records or await self._has_recordings(),
            silent=frozenset() if heard is None else frozenset(asked.recordings) - heard,
            as_printed=await self._as_printed(asked),
            destinations={each: await self._exists(each) for each in asked.destinations},
            endpoints=endpoints,
            missing=frozenset(missing),
            numbers={
                each.number: await self._found(each.number, inside, freepbx) for each in dialled
            },
            dids={each.number: await self._any(each.number, outside) for each in asked.dids}
            if outside
            else {},
        )

    # ---------------------------------------------------------------- of Asterisk itself

    async def _version(self) -> str:
        try:
            return str((await self._get("asterisk/info"))["system"]["version"])
        except NotFound as error:
            raise NotFound(
                f"{error}: no ARI at {self.transport.root}; see ari.url, enabled in ari.conf, "
                "enabled and prefix in http.conf"
            ) from error
        except (ValueError, KeyError, TypeError) as error:
            what = f"what answers at {self.transport.root} is no Asterisk; see ari.url"
            raise Unreachable(what) from error

    async def _now(self) -> datetime | None:
        told = await self._read("STRFTIME(,UTC,%s)")
        return datetime.fromtimestamp(int(told), UTC) if told and told.isdecimal() else None

    async def _has_module(self, name: str) -> bool:
        try:
            return bool((await self._get(f"asterisk/modules/{name}"))["status"] == "Running")
        except Rejected:
            return False

    async def _has_recordings(self) -> bool:
        """500 when it has no folder for them: Debian's package comes without (22.10)."""
        try:
            await self._get("recordings/stored")
        except Rejected:
            return False
        return True

    async def _is_there(self, path: str) -> bool:
        try:
            await self._get(path)
        except NotFound:
            return False
        return True

    async def _sounds(self, language: str) -> frozenset[str] | None:
        try:
            every = await self._get("sounds", lang=language)
        except Rejected:
            return None
        return frozenset(
            str(each["id"])
            for each in every
            if any(form["language"] == language for form in each["formats"])
        )

    async def _endpoints(self) -> dict[str, str]:
        """PJSIP's, by name: their state."""
        try:
            every = await self._get("endpoints/PJSIP")
        except NotFound:  # without chan_pjsip
            return {}
        return {str(each["resource"]): str(each.get("state", "unknown")) for each in every}

    # ---------------------------------------------------------------- of the dialplan

    async def _contexts(self, endpoints: Iterable[str]) -> tuple[str, ...]:
        found = [await self._read(f"PJSIP_ENDPOINT({each},context)") for each in endpoints]
        return tuple(sorted({each for each in found if each}))

    async def _can_be_rung(self, endpoint: str, known: Mapping[str, str]) -> bool:
        name, place = pjsip_of(endpoint), dialplan_of(endpoint)
        if name is not None:
            return name in known
        return place is None or await self._exists(place)

    async def _found(self, number: str, inside: Iterable[str], freepbx: bool) -> Found:
        by_context = {
            context: Dialled(
                await self._exists(Destination(context, number, "1")),
                await self._read(f"HINT({number}@{context})"),
            )
            for context in inside
        }
        if not freepbx:
            return Found(by_context)
        return Found(
            by_context,
            ours=await self._any(number, CUSTOM),
            theirs=await self._any(number, (FREEPBX,)),
        )

    async def _as_printed(self, asked: Questions) -> bool | None:
        if not asked.ours or await self._read(asked.ours) != "1":
            return None
        found = [await self._read(each) for each in asked.as_printed]
        return "1" in found

    async def _any(self, number: str, contexts: Iterable[str]) -> bool:
        found = [await self._exists(Destination(each, number, "1")) for each in contexts]
        return any(found)

    async def _exists(self, place: Destination | str) -> bool:
        return await self._read(f"DIALPLAN_EXISTS({place})") == "1"

    async def _read(self, expression: str) -> str | None:
        """None: empty, or there is no such thing."""
        path = f"channels/{self._channel}/variable"
        try:
            return str((await self._get(path, variable=expression))["value"]) or None
        except Rejected:
            return None

    async def _get(self, path: str, **parameters: str) -> Any:
        reply = await self.transport.request("GET", f"/ari/{path}", params=parameters)
        return reply.json()

    # ---------------------------------------------------------------- the channel

    @asynccontextmanager
    async def _a_channel(self, app: str) -> AsyncIterator[None]:
        own = f"{app}-check-{os.getpid()}"
        gone = asyncio.Event()

        def hear(event: Mapping[str, Any]) -> None:
            if event.get("type") == "ChannelDestroyed":
                gone.set()

        async with opened(self.transport, own) as socket:
            listening = asyncio.create_task(_until_closed(socket.listen(hear)))
            try:
                await self._make(own)
                yield
            finally:
                with suppress(Rejected, Unreachable, TimeoutError):
                    how = {"reason": "normal"}
                    await self.transport.request("DELETE", f"/ari/channels/{own}", params=how)
                    await asyncio.wait_for(gone.wait(), GONE_SECONDS)
                listening.cancel()
                await asyncio.gather(listening, return_exceptions=True)

    async def _make(self, own: str) -> None:
        wanted = {"endpoint": "Local/s@nowhere/n", "app": own, "channelId": own}
        await self.transport.request("POST", "/ari/channels/create", params=wanted)
        self._channel = own


async def _until_closed(listening: Coroutine[None, None, None]) -> None:
    with suppress(Unreachable):
        await listening


def _ours(sounds: Iterable[str]) -> frozenset[str]:
    return frozenset(each.removeprefix(FOLDER) for each in sounds if each.startswith(FOLDER))
