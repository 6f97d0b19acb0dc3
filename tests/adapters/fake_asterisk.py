"""An Asterisk for the ARI adapter: HTTP and websocket as the real one has them, phones by hand.

It behaves (ari_contract.py runs on the real one too): channels and bridges live and end, events
are sent in order, what is not in Stasis is refused.  Its API documents are the real one's.
"""

import asyncio
import json
import ssl
from base64 import b64encode
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp import WSMsgType, web
from aiohttp.test_utils import unused_port

from .fake_channels import Channels, FakeChannel, Refusal
from .fake_setup import FakeSetup

DOCUMENTS = Path(__file__).parents[1] / "recordings" / "api-docs"

PATIENCE = 5.0  # seconds

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class FakeAsterisk:
    username = "stasis"
    password = "p@ss:w&rd%+#"
    app = "duty"
    destination = "ext-queues,9999,1"

    def __init__(self, certificate: ssl.SSLContext | None = None) -> None:
        self.port = unused_port()
        self.certificate = certificate
        self.url = f"{'https' if certificate else 'http'}://127.0.0.1:{self.port}"
        self.version = "22.10.1"
        self.started_at = datetime(2026, 11, 21, 7, 36, 1, tzinfo=UTC)
        self.enabled = True
        self.read_only = False
        self.requests: list[str] = []  # `POST channels/create`
        self.replies: list[str] = []  # to such requests
        self._changed = asyncio.Event()
        self.addresses: list[str] = []  # of the requests, in full
        self.info: dict[str, Any] = {}  # instead of what Asterisk says of itself
        self.hangs: set[str] = set()  # requests that nobody answers; by method and path
        self.unsent: list[str] = []  # types of events that the application does not want
        self.devices: dict[str, str] = {}
        self.globals: dict[str, str] = {}
        self.channels = Channels(self.emit)
        self.setup = FakeSetup()
        self.deaf = asyncio.Event()  # from now on nothing is read from the websocket
        self._sockets: list[tuple[web.WebSocketResponse, asyncio.Queue[str | None]]] = []
        self._runner: web.AppRunner | None = None

    # ---------------------------------------------------------------- life

    async def start(self) -> None:
        self._runner = web.AppRunner(self._application(), shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(
            self._runner, "127.0.0.1", self.port, ssl_context=self.certificate
        ).start()

    async def stop(self) -> None:
        """With all its channels."""
        self.channels.clear()
        self._sockets.clear()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def restart(self) -> None:
        await self.stop()
        self.started_at += timedelta(seconds=1)
        await self.start()

    async def disconnect(self) -> None:
        """The websocket only; the channels stay, and their events are lost."""
        sockets, self._sockets = self._sockets, []
        for socket, _ in sockets:
            await socket.close()

    async def asked(self, request: str) -> None:
        """Waits for it."""
        await self._until(self.requests, request)

    async def replied(self, request: str) -> None:
        await self._until(self.replies, request)

    async def _until(self, seen: list[str], request: str) -> None:
        async with asyncio.timeout(PATIENCE):
            while request not in seen:
                self._changed.clear()
                await self._changed.wait()

    def emit(self, type: str, **content: Any) -> None:
        if type in self.unsent:
            return
        event = {"type": type, "timestamp": "2026-11-21T07:46:00.000+0000", **content}
        self.send(json.dumps({**event, "application": self.app}))

    def send(self, frame: str) -> None:
        """To whoever has connected last."""
        if self._sockets:
            self._sockets[-1][1].put_nowait(frame)

    @property
    def connected(self) -> bool:
        return bool(self._sockets)

    # ---------------------------------------------------------------- HTTP

    def _application(self) -> web.Application:
        application = web.Application(middlewares=[self._guard])
        routes = application.router
        routes.add_get("/ari/events", self._events)
        routes.add_get("/ari/api-docs/{name}", self._document)
        routes.add_get("/ari/asterisk/info", self._info)
        routes.add_get("/ari/asterisk/modules/{name}", self._module)
        routes.add_get("/ari/applications/{name}", self._registered)
        routes.add_get("/ari/sounds", self._sounds)
        routes.add_get("/ari/sounds/{name:.+}", self._sound)
        routes.add_get("/ari/endpoints/PJSIP", self._endpoints)
        routes.add_get("/ari/asterisk/config/dynamic/res_pjsip/{type}/{id}", self._pjsip)
        routes.add_get("/ari/channels", self._list_channels)
        routes.add_get("/ari/bridges", self._list_bridges)
        routes.add_post("/ari/channels/create", self._create)
        routes.add_get("/ari/channels/{id}/variable", self._variable)
        routes.add_post("/ari/channels/{id}/play/{playback}", self._play)
        routes.add_post("/ari/channels/{id}/record", self._record)
        routes.add_post("/ari/channels/{id}/snoop/{listener}", self._listen)
        routes.add_get("/ari/recordings/live/{name}", self._live_recording)
        routes.add_get("/ari/recordings/stored", self._stored_recordings)
        routes.add_get("/ari/recordings/stored/{name}", self._stored_recording)
        routes.add_get("/ari/recordings/stored/{name}/file", self._recorded_file)
        routes.add_delete("/ari/recordings/stored/{name}", self._delete_recording)
        routes.add_get("/ari/channels/{id}", self._tell_of_channel)
        routes.add_post("/ari/channels/{id}/continue", self._continue)
        routes.add_post("/ari/channels/{id}/{verb}", self._verb)
        routes.add_delete("/ari/channels/{id}", self._hang_up)
        routes.add_delete("/ari/channels/{id}/moh", self._stop_music)
        routes.add_delete("/ari/playbacks/{id}", self._stop)
        routes.add_post("/ari/bridges/{id}", self._bridge)
        routes.add_post("/ari/bridges/{id}/addChannel", self._add)
        routes.add_post("/ari/bridges/{id}/removeChannel", self._remove)
        routes.add_delete("/ari/bridges/{id}", self._destroy)
        routes.add_put("/ari/deviceStates/{id}", self._device)
        routes.add_post("/ari/asterisk/variable", self._global)
        routes.add_put("/ari/applications/{id}/eventFilter", self._filter)
        return application

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        name = f"{request.method} {request.path.removeprefix('/ari/')}"
        self.requests.append(name)
        self.addresses.append(str(request.url))
        self._changed.set()
        proof = b64encode(f"{self.username}:{self.password}".encode()).decode()
        if not self.enabled:
            return web.Response(status=404, text="<html>Not Found</html>")
        if request.headers.get("Authorization") != f"Basic {proof}":
            return _error(401, "Authentication required")
        if self.read_only and request.method != "GET":
            return _error(403, "Write access denied")
        if name in self.hangs:
            await asyncio.Event().wait()
        try:
            return await handler(request)
        except Refusal as refusal:
            return _error(refusal.status, str(refusal))
        finally:
            self.replies.append(name)
            self._changed.set()

    async def _document(self, request: web.Request) -> web.Response:
        file = DOCUMENTS / request.match_info["name"]
        return web.Response(text=file.read_text(), content_type="application/json")

    async def _info(self, _: web.Request) -> web.Response:
        if self.info:
            return web.json_response(self.info)
        status = {"startup_time": f"{self.started_at:%FT%T}.140+0000"}
        return web.json_response({"system": {"version": self.version}, "status": status})

    async def _module(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if name in self.setup.no_modules:
            raise Refusal(404, "Module could not be found in running modules")
        return web.json_response({"name": name, "status": "Running"})

    async def _registered(self, request: web.Request) -> web.Response:
        if request.match_info["name"] not in self.setup.registered:
            raise Refusal(404, "Application not found")
        return web.json_response({"name": request.match_info["name"]})

    async def _sounds(self, _: web.Request) -> web.Response:
        if not self.setup.tells_sounds:
            raise Refusal(404, "Resource not found")
        return web.json_response(self.setup.all_sounds())

    async def _sound(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if not any(each["id"] == name for each in self.setup.all_sounds()):
            raise Refusal(404, "Sound not found")
        return web.json_response({"id": name, "text": "", "formats": []})

    async def _endpoints(self, _: web.Request) -> web.Response:
        return web.json_response(self.setup.all_endpoints())

    async def _pjsip(self, request: web.Request) -> web.Response:
        """An endpoint and its AOR have the same name."""
        name, kind = request.match_info["id"], request.match_info["type"]
        if f"PJSIP/{name}" not in self.channels.phones:
            raise Refusal(404, f"Object with id '{name}' not found")
        told = {"endpoint": ("aors", name), "aor": ("contact", f"sip:{name}@192.0.2.7")}[kind]
        return web.json_response([{"attribute": told[0], "value": told[1]}])

    async def _list_channels(self, _: web.Request) -> web.Response:
        return web.json_response([each.json() for each in self.channels.all.values()])

    async def _list_bridges(self, _: web.Request) -> web.Response:
        return web.json_response([each.json() for each in self.channels.bridges.values()])

    async def _create(self, request: web.Request) -> web.Response:
        body = json.loads(await request.text() or "{}")
        channel = self.channels.create(dict(request.query), body.get("variables", {}))
        return web.json_response(channel.json())

    async def _variable(self, request: web.Request) -> web.Response:
        channel = self._channel(request)
        expression = request.query["variable"]
        if channel.name.startswith("Local/s@nowhere"):
            value = self.setup.value(expression)
            if value is None:
                raise Refusal(500, "Unable to read provided function")
            return web.json_response({"value": value})
        if expression.startswith("DIALPLAN_EXISTS("):
            there = expression == f"DIALPLAN_EXISTS({self.destination})"
            return web.json_response({"value": "1" if there else "0"})
        if expression not in channel.variables:
            raise Refusal(404, "Provided variable was not found")
        return web.json_response({"value": channel.variables[expression]})

    async def _play(self, request: web.Request) -> web.Response:
        self.channels.need_stasis(self._channel(request)).play(
            request.match_info["playback"], request.query["media"].split(",")
        )
        return web.json_response({"id": request.match_info["playback"]}, status=201)

    async def _record(self, request: web.Request) -> web.Response:
        asked = request.query
        channel = self.channels.need_stasis(self._channel(request))
        longest = int(asked.get("maxDurationSeconds", "0"))
        self.channels.record(channel, asked["name"], longest, asked["ifExists"] == "append")
        return web.json_response({"name": asked["name"]}, status=201)

    async def _listen(self, request: web.Request) -> web.Response:
        listener = request.match_info["listener"]
        found = self.channels.listen(self._channel(request), listener, request.query["appArgs"])
        return web.json_response(found.json())

    async def _tell_of_channel(self, request: web.Request) -> web.Response:
        return web.json_response(self._channel(request).json())

    async def _live_recording(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if name not in self.channels.recordings.live:
            raise Refusal(404, "Recording not found")
        return web.json_response({"name": name, "format": "wav", "state": "recording"})

    async def _stored_recordings(self, _: web.Request) -> web.Response:
        if not self.setup.records:
            raise Refusal(500, "Allocation failed")
        stored = self.channels.recordings.stored
        return web.json_response([{"name": name, "format": "wav"} for name in stored])

    async def _stored_recording(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        self.channels.recordings.file(name)
        return web.json_response({"name": name, "format": "wav"})

    async def _recorded_file(self, request: web.Request) -> web.Response:
        content = self.channels.recordings.file(request.match_info["name"])
        return web.Response(body=content, content_type="audio/wav")

    async def _delete_recording(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        self.channels.recordings.file(name)
        del self.channels.recordings.stored[name]
        return web.Response(status=204)

    async def _remove(self, request: web.Request) -> web.Response:
        self.channels.remove(request.match_info["id"], request.query["channel"])
        return web.Response(status=204)

    async def _continue(self, request: web.Request) -> web.Response:
        channel = self.channels.need_stasis(self._channel(request))
        context = request.query.get("context")
        self.channels.leave_stasis(channel, f"{context}" if context else None)
        return web.Response(status=204)

    async def _verb(self, request: web.Request) -> web.Response:
        channel = self.channels.need_stasis(self._channel(request))
        match request.match_info["verb"]:
            case "dial":
                self.channels.dial(channel)
            case "answer":
                channel.go_up()
            case "ring":
                channel.hears_ringing = True
            case "progress":
                channel.early_media = True
            case "moh":
                channel.hears_music = True
        return web.Response(status=204)

    async def _hang_up(self, request: web.Request) -> web.Response:
        self.channels.hang_up(self._channel(request), request.query["reason"])
        return web.Response(status=204)

    async def _stop_music(self, request: web.Request) -> web.Response:
        self.channels.need_stasis(self._channel(request)).hears_music = False
        return web.Response(status=204)

    async def _stop(self, request: web.Request) -> web.Response:
        self.channels.stop(request.match_info["id"])
        return web.Response(status=204)

    async def _bridge(self, request: web.Request) -> web.Response:
        bridge = self.channels.bridge(request.match_info["id"], request.query["name"])
        return web.json_response(bridge.json())

    async def _add(self, request: web.Request) -> web.Response:
        self.channels.add(request.match_info["id"], request.query["channel"])
        return web.Response(status=204)

    async def _destroy(self, request: web.Request) -> web.Response:
        self.channels.destroy_bridge(request.match_info["id"])
        return web.Response(status=204)

    async def _device(self, request: web.Request) -> web.Response:
        self.devices[request.match_info["id"]] = request.query["deviceState"]
        return web.Response(status=204)

    async def _global(self, request: web.Request) -> web.Response:
        self.globals[request.query["variable"]] = request.query["value"]
        return web.Response(status=204)

    async def _filter(self, request: web.Request) -> web.Response:
        wanted = json.loads(await request.text())
        self.unsent = [each["type"] for each in wanted["disallowed"]]
        return web.json_response({"name": request.match_info["id"]})

    def _channel(self, request: web.Request) -> FakeChannel:
        return self.channels.find(request.match_info["id"])

    # ---------------------------------------------------------------- websocket

    async def _events(self, request: web.Request) -> web.StreamResponse:
        """Whoever had connected before is told, stays connected, and hears nothing any more."""
        socket = web.WebSocketResponse(autoping=not self.deaf.is_set())
        await socket.prepare(request)
        if request.query["app"] == self.app:
            self.emit("ApplicationReplaced")
        frames: asyncio.Queue[str | None] = asyncio.Queue()
        self._sockets.append((socket, frames))
        writer = asyncio.create_task(_write(socket, frames))
        try:
            async for message in socket:
                if message.type is WSMsgType.CLOSE:
                    break
        finally:
            writer.cancel()
            self._sockets = [each for each in self._sockets if each[0] is not socket]
        return socket


async def _write(socket: web.WebSocketResponse, frames: asyncio.Queue[str | None]) -> None:
    while frame := await frames.get():
        await socket.send_str(frame)


def _error(status: int, message: str) -> web.Response:
    key = "error" if status == 500 else "message"
    return web.json_response({key: message}, status=status)


@asynccontextmanager
async def fake_asterisk(
    certificate: ssl.SSLContext | None = None,
) -> AsyncIterator[FakeAsterisk]:
    """With a certificate: by TLS only."""
    asterisk = FakeAsterisk(certificate)
    await asterisk.start()
    try:
        yield asterisk
    finally:
        await asterisk.stop()
