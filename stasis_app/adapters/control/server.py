"""The running application's end of the control socket."""

import asyncio
import json
import os
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from pathlib import Path
from typing import Any, Self

from aiohttp import web
from pydantic import ValidationError

from stasis_app.core.overrides import DUTY_ROLES, Add, End, Wish
from stasis_app.core.trial_order import TrialWish
from stasis_app.core.words import Mode

from .asking import HEARTBEAT_SECONDS, REFUSALS, WISH, ControlError, Controlled, Json
from .place import leave_other_files_alone, listen, remove, somebody_listens

CLOSE_SECONDS = 1.0  # for a request that is under way when we stop


class Server:
    """Answers from `open` until `close`, which `async with` does."""

    def __init__(self, runner: web.AppRunner, path: Path, inode: int) -> None:
        self.runner = runner
        self.path = path
        self.inode = inode

    @classmethod
    async def open(cls, path: Path, controlled: Controlled) -> Self:
        """Takes the place of a socket nobody answers on.  Raises ControlError."""
        leave_other_files_alone(path)
        if await somebody_listens(path):
            raise ControlError(f"{path}: another application answers here: stop it first")
        try:
            listening, inode = listen(path)
        except OSError as error:
            raise ControlError(f"{path}: cannot be made: {error.strerror}") from None
        runner = web.AppRunner(
            _application(controlled), access_log=None, shutdown_timeout=CLOSE_SECONDS
        )
        await runner.setup()
        await web.SockSite(runner, listening).start()
        return cls(runner, path, inode)

    async def close(self) -> None:
        await self.runner.cleanup()
        remove(self.path, self.inode)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


def _application(controlled: Controlled) -> web.Application:
    async def ping(_: web.Request) -> web.Response:
        return web.json_response({"pid": os.getpid()})

    async def mode(request: web.Request) -> web.Response:
        asked = await _asked(request)
        departments = asked.get("departments")
        known = list(Mode)
        if (
            not isinstance(departments, list)
            or not all(isinstance(name, str) for name in departments)
            or asked.get("mode") not in known
            or not isinstance(asked.get("by"), str)
        ):
            return _error(400, "wanted: departments: [names], mode: secretary|duty|auto, by: name")
        try:
            await controlled.switch(tuple(departments), Mode(asked["mode"]), asked["by"])
        except REFUSALS as refused:
            return _error(409, str(refused))
        return web.json_response({"done": True})

    async def sync(request: web.Request) -> web.Response:
        asked = await _asked(request)
        accept = asked.get("accept", False)
        if not isinstance(accept, bool):
            return _error(400, "wanted: accept: true|false")
        try:
            return web.json_response(await controlled.sync(accept))
        except REFUSALS as refused:
            return _error(409, str(refused))

    async def override(request: web.Request) -> web.Response:
        asked = await _asked(request)
        wish, by = _wish(asked.get("wish")), asked.get("by")
        if wish is None or not isinstance(by, str):
            return _error(400, "wanted: wish: what is to be made, swapped or ended, by: name")
        try:
            return web.json_response(await controlled.override(wish, by))
        except REFUSALS as refused:
            return _error(409, str(refused))

    async def watch(request: web.Request) -> web.StreamResponse:
        return await _stream(request, controlled.watch())

    async def test_call(request: web.Request) -> web.StreamResponse:
        asked = request.query
        department, by = asked.get("department"), asked.get("by")
        if department is None or by is None:
            return _error(400, "wanted: department: name, by: name; number, caller")
        wish = TrialWish(department, asked.get("number"), asked.get("caller"))
        return await _stream(request, controlled.test_call(wish, by))

    async def drain(_: web.Request) -> web.Response:
        return web.json_response({"calls": await controlled.drain()})

    application = web.Application()
    application[SOCKETS] = set()
    application.on_shutdown.append(_close_sockets)
    application.router.add_get("/watch", watch)
    application.router.add_get("/test-call", test_call)
    application.router.add_get("/ping", ping)
    application.router.add_post("/mode", mode)
    application.router.add_post("/sync", sync)
    application.router.add_post("/override", override)
    application.router.add_post("/drain", drain)
    return application


SOCKETS = web.AppKey("sockets", set[web.WebSocketResponse])


async def _stream(
    request: web.Request, documents: AsyncGenerator[Json, None]
) -> web.StreamResponse:
    """One after another, until there are no more or nobody listens."""
    socket = web.WebSocketResponse(heartbeat=HEARTBEAT_SECONDS)
    await socket.prepare(request)
    request.app[SOCKETS].add(socket)
    try:
        async with asyncio.TaskGroup() as group:
            telling = group.create_task(_tell(socket, documents))
            async for _ in socket:
                pass
            telling.cancel()
    finally:
        request.app[SOCKETS].discard(socket)
    return socket


async def _tell(socket: web.WebSocketResponse, documents: AsyncGenerator[Json, None]) -> None:
    async with aclosing(documents):
        try:
            async for document in documents:
                await socket.send_json(document)
        except REFUSALS as refused:
            await socket.send_json({"error": str(refused)})
        except ConnectionResetError:  # nobody listens any more
            return
    await socket.close()


async def _close_sockets(application: web.Application) -> None:
    listening: set[web.WebSocketResponse] = application[SOCKETS]
    for each in tuple(listening):
        await each.close()


async def _asked(request: web.Request) -> Mapping[str, Any]:
    try:
        asked = await request.json()
    except (json.JSONDecodeError, UnicodeDecodeError):
        return {}
    return asked if isinstance(asked, dict) else {}


def _wish(asked: object) -> Wish | None:
    """None: not to be understood."""
    try:
        wish = WISH.validate_python(asked)
    except ValidationError:
        return None
    if isinstance(wish, End):
        return wish
    if isinstance(wish, Add) and wish.role not in DUTY_ROLES:
        return None
    return None if wish.since.tzinfo or wish.until.tzinfo else wish


def _error(code: int, text: str) -> web.Response:
    return web.json_response({"error": text}, status=code)
