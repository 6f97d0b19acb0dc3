"""ARI's operations that this application uses, carried out by aioari.

The only file that imports aioari.  It decides on parameters' names and forms; what an operation
is for, and what its failure means, is known elsewhere.  All raise RefusedByAsterisk (see errors)
or Unreachable.
"""

import json
import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

import aioari

from ...core.commands import Rejected
from .errors import NotFound, Unreachable
from .transport import Transport

# It tells of every reply without a model.
logging.getLogger("aioari.model").setLevel(logging.WARNING)


class Rest:
    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._client: Any = None
        self._known = ""  # the start of Asterisk whose operations have been read
        self.asterisk_started_at: datetime | None = None  # as it has said last

    async def load(self) -> str:
        """Reads from Asterisk which operations it has, once for each of its starts; its version."""
        info = (await self._transport.request("GET", "/ari/asterisk/info")).json()
        version = str(info["system"]["version"])
        started_at = info["status"]["startup_time"]
        self.asterisk_started_at = datetime.fromisoformat(started_at)
        start = f"{version} {started_at}"
        if start != self._known:
            client = aioari.Client(self._transport.root.removesuffix("ari/"), self._transport)
            await client.init()
            self._client = client
            self._known = start
        return version

    async def _run(self, resource: str, operation: str, **parameters: Any) -> Any:
        """What is None is not sent."""
        if self._client is None:
            raise Unreachable("there has been no connection to Asterisk yet")
        found = self._client.get_repo(resource).api.get_operation(operation)
        given = {name: value for name, value in parameters.items() if value is not None}
        reply = await self._client.run_operation(found, **given)
        return reply.json()

    async def create(
        self,
        channel: str,
        endpoint: str,
        app: str,
        args: str,
        originator: str | None,
        variables: Mapping[str, str],
    ) -> None:
        await self._run(
            "channels",
            "create",
            channelId=channel,
            endpoint=endpoint,
            app=app,
            appArgs=args,
            originator=originator,
            variables=dict(variables) or None,
        )

    async def dial(self, channel: str) -> None:
        await self._run("channels", "dial", channelId=channel)

    async def ring(self, channel: str) -> None:
        await self._run("channels", "ring", channelId=channel)

    async def progress(self, channel: str) -> None:
        """Asterisk has it from 22.6 on."""
        if self._client is None or self._client.channels.api.get_operation("progress") is None:
            raise Rejected("this Asterisk cannot send a progress indication; 22.6 can")
        await self._run("channels", "progress", channelId=channel)

    async def start_music(self, channel: str, music: str | None) -> None:
        """`music`: its class.  None: the channel's own."""
        await self._run("channels", "startMoh", channelId=channel, mohClass=music)

    async def stop_music(self, channel: str) -> None:
        await self._run("channels", "stopMoh", channelId=channel)

    async def answer(self, channel: str) -> None:
        await self._run("channels", "answer", channelId=channel)

    async def hang_up(self, channel: str, reason: str) -> None:
        await self._run("channels", "hangup", channelId=channel, reason=reason)

    async def move_on(
        self, channel: str, context: str | None, extension: str | None, priority: str | None
    ) -> None:
        """In the dialplan; without a context after Stasis()."""
        place: dict[str, str] = {}
        if context is not None and extension is not None and priority is not None:
            place = {"context": context, "extension": extension}
            place["priority" if priority.isdecimal() else "label"] = priority
        await self._run("channels", "continueInDialplan", channelId=channel, **place)

    async def play(
        self, channel: str, playback: str, media: Iterable[str], language: str | None
    ) -> None:
        """In the channel's language, when none is said."""
        await self._run(
            "channels",
            "playWithId",
            channelId=channel,
            playbackId=playback,
            media=list(media),
            lang=language,
        )

    async def stop(self, playback: str) -> None:
        await self._run("playbacks", "stop", playbackId=playback)

    async def record(self, channel: str, recording: str, seconds: int, silence: int) -> None:
        """As .wav; 409 when there is one of that name, or the channel is in a bridge."""
        await self._run(
            "channels",
            "record",
            channelId=channel,
            name=recording,
            format="wav",
            maxDurationSeconds=seconds,
            maxSilenceSeconds=silence,
            ifExists="fail",
            terminateOn="#",
        )

    async def listen(self, channel: str, listener: str, app: str, args: str) -> None:
        """A channel of this id, in the application, that hears what the other says and hears; it
        ends with the other."""
        await self._run(
            "channels",
            "snoopChannelWithId",
            channelId=channel,
            snoopId=listener,
            spy="both",
            whisper="none",
            app=app,
            appArgs=args,
        )

    async def has_channel(self, channel: str) -> bool:
        try:
            await self._run("channels", "get", channelId=channel)
        except NotFound:
            return False
        return True

    async def record_all(self, channel: str, recording: str) -> None:
        """As .wav, until the channel ends, behind what there is of that name; 409 when that goes
        on."""
        await self._run(
            "channels",
            "record",
            channelId=channel,
            name=recording,
            format="wav",
            ifExists="append",
            terminateOn="none",
        )

    async def live_recording(self, recording: str) -> None:
        """404 when it does not go on."""
        await self._run("recordings", "getLive", recordingName=recording)

    async def stored_recording(self, recording: str) -> None:
        """404 when there is none, or it goes on."""
        await self._run("recordings", "getStored", recordingName=recording)

    async def stored_recordings(self) -> list[str]:
        return [str(each["name"]) for each in await self._run("recordings", "listStored")]

    async def delete_recording(self, recording: str) -> None:
        await self._run("recordings", "deleteStored", recordingName=recording)

    async def download(self, recording: str, take: Callable[[bytes], None]) -> None:
        """The file, piece by piece."""
        url = f"/ari/recordings/stored/{quote(recording, safe='')}/file"
        await self._transport.download(url, take)

    async def remove(self, bridge: str, channel: str) -> None:
        await self._run("bridges", "removeChannel", bridgeId=bridge, channel=channel)

    async def variable(self, channel: str, expression: str) -> str:
        """The value of a variable or function; empty when there is none."""
        told = await self._run("channels", "getChannelVar", channelId=channel, variable=expression)
        return str(told["value"])

    async def contacts(self, endpoint: str) -> list[str]:
        """The URIs of all that is registered for a PJSIP endpoint."""
        aors = await self._pjsip("endpoint", endpoint, "aors")
        names = [name.strip() for each in aors for name in each.split(",") if name.strip()]
        return [uri for name in names for uri in await self._pjsip("aor", name, "contact") if uri]

    async def has_sound(self, name: str) -> bool:
        """In any language.  (Of sounds aioari knows nothing that could be asked by a name.)"""
        try:
            await self._transport.request("GET", f"/ari/sounds/{quote(name, safe='')}")
        except NotFound:
            return False
        return True

    async def _pjsip(self, kind: str, name: str, attribute: str) -> list[str]:
        """The values of an attribute that an object of PJSIP's may have several times."""
        told = await self._run(
            "asterisk", "getObject", configClass="res_pjsip", objectType=kind, id=name
        )
        return [str(each["value"]) for each in told if each["attribute"] == attribute]

    async def bridge(self, bridge: str, name: str) -> None:
        """409 when it exists."""
        await self._run("bridges", "createWithId", bridgeId=bridge, type="mixing", name=name)

    async def add(self, bridge: str, channel: str) -> None:
        """Nobody's display changes by it: each has been shown what he is to see."""
        await self._run(
            "bridges",
            "addChannel",
            bridgeId=bridge,
            channel=channel,
            inhibitConnectedLineUpdates="true",
        )

    async def destroy(self, bridge: str) -> None:
        await self._run("bridges", "destroy", bridgeId=bridge)

    async def set_device_state(self, device: str, state: str) -> None:
        await self._run("deviceStates", "update", deviceName=device, deviceState=state)

    async def set_channel_variable(self, channel: str, name: str, value: str) -> None:
        await self._run("channels", "setChannelVar", channelId=channel, variable=name, value=value)

    async def set_variable(self, name: str, value: str) -> None:
        """A global one, of the dialplan."""
        await self._run("asterisk", "setGlobalVar", variable=name, value=value)

    async def channels(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = await self._run("channels", "list")
        return found

    async def bridges(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = await self._run("bridges", "list")
        return found

    async def silence(self, app: str, types: Iterable[str]) -> None:
        """Events of these types are not sent.  (aioari puts the filter into the wrong body.)"""
        body = json.dumps({"disallowed": [{"type": each} for each in types]})
        await self._transport.request(
            "PUT",
            f"/ari/applications/{quote(app)}/eventFilter",
            data=body,
            headers={"Content-Type": "application/json"},
        )
