"""The control socket beside the database: a command asks the running application to write.

HTTP with JSON over a Unix socket, for the owner and his group only (0660); what is told bit by bit
comes over a websocket.  Decides nothing: the
running application answers, and says in words why it will not.
"""

import asyncio
import errno
import json
import os
import socket
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping
from contextlib import aclosing, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, Protocol, Self

import aiohttp
from aiohttp import web
from pydantic import TypeAdapter, ValidationError

from stasis_app.core.overrides import DUTY_ROLES, Add, End, Wish
from stasis_app.core.trial_order import TrialWish
from stasis_app.core.words import Mode

WRITE_SECONDS = 10.0
SYNC_SECONDS = 180.0  # a pull that has to wait for the workbook
PING_SECONDS = 2.0
CLOSE_SECONDS = 1.0  # for a request that is under way when we stop
HEARTBEAT_SECONDS = 10.0  # of a websocket
LONGEST_NAME = 100  # bytes

Json = Any  # a document of the commands' contract

_WISH: TypeAdapter[Wish] = TypeAdapter(Wish)


class Refused(Exception):
    """The application will not; in words for the one who asked."""


class NobodyAnswers(Exception):
    """No application runs on this database, or it is only starting or stopping."""


class ControlError(Exception):
    """The socket cannot be had, or whoever answered is not to be understood."""


class Controlled(Protocol):
    """What may be asked of the running application.  All raise Refused."""

    async def switch(self, departments: tuple[str, ...], mode: Mode, by: str) -> None:
        """For the very next call."""

    async def sync(self, accept: bool) -> Json:
        """One pull; the document that `sync --json` prints."""

    async def drain(self) -> int:
        """No new calls from now on; how many go on."""

    async def override(self, wish: Wish, by: str) -> Json:
        """Those made or ended, as `override list --json` prints them."""

    def watch(self) -> AsyncGenerator[Json, None]:
        """A snapshot of the calls going on, then a notice for each change."""

    def test_call(self, wish: TrialWish, by: str) -> AsyncGenerator[Json, None]:
        """Who is rung, then each step; broken off when nobody listens."""


def socket_file(database: Path) -> Path:
    return database.with_name("control.sock")


class Server:
    """Answers from `open` until `close`, which `async with` does."""

    def __init__(self, runner: web.AppRunner, path: Path, inode: int) -> None:
        self.runner = runner
        self.path = path
        self.inode = inode

    @classmethod
    async def open(cls, path: Path, controlled: Controlled) -> Self:
        """Takes the place of a socket nobody answers on.  Raises ControlError."""
        _leave_other_files_alone(path)
        if await _somebody_listens(path):
            raise ControlError(f"{path}: another application answers here: stop it first")
        try:
            listening, inode = _listen(path)
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
        _remove(self.path, self.inode)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


def _leave_other_files_alone(path: Path) -> None:
    if path.exists() and not path.is_socket():
        raise ControlError(f"{path}: a file that is no socket stands here: move it away")


async def _somebody_listens(path: Path) -> bool:
    try:
        with _connectable(path) as name:
            _, writer = await asyncio.open_unix_connection(name)
    except OSError:
        return False
    writer.close()
    return True


def _listen(path: Path) -> tuple[socket.socket, int]:
    """Under another name first, so that it never stands there with other rights than it should."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        with _connectable(fresh) as name:
            listening.bind(name)
        fresh.chmod(0o660)
        listening.listen()
        fresh.rename(path)
    except OSError:
        listening.close()
        fresh.unlink(missing_ok=True)
        raise
    return listening, path.stat().st_ino


def _remove(path: Path, inode: int) -> None:
    """Unless somebody else has put another one there."""
    try:
        if path.stat().st_ino == inode:
            path.unlink()
    except FileNotFoundError:
        pass


@contextmanager
def _connectable(path: Path) -> Iterator[str]:
    """A socket's name may have 107 bytes, no more; a longer one goes by way of its open folder."""
    if len(os.fsencode(path)) <= LONGEST_NAME:
        yield str(path)
        return
    folder = os.open(path.parent, os.O_PATH | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)


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
        except Refused as refused:
            return _error(409, str(refused))
        return web.json_response({"done": True})

    async def sync(request: web.Request) -> web.Response:
        asked = await _asked(request)
        accept = asked.get("accept", False)
        if not isinstance(accept, bool):
            return _error(400, "wanted: accept: true|false")
        try:
            return web.json_response(await controlled.sync(accept))
        except Refused as refused:
            return _error(409, str(refused))

    async def override(request: web.Request) -> web.Response:
        asked = await _asked(request)
        wish, by = _wish(asked.get("wish")), asked.get("by")
        if wish is None or not isinstance(by, str):
            return _error(400, "wanted: wish: what is to be made, swapped or ended, by: name")
        try:
            return web.json_response(await controlled.override(wish, by))
        except Refused as refused:
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
        except Refused as refused:
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
        wish = _WISH.validate_python(asked)
    except ValidationError:
        return None
    if isinstance(wish, End):
        return wish
    if isinstance(wish, Add) and wish.role not in DUTY_ROLES:
        return None
    return None if wish.since.tzinfo or wish.until.tzinfo else wish


def _error(code: int, text: str) -> web.Response:
    return web.json_response({"error": text}, status=code)


class Client:
    """All raise NobodyAnswers, Refused, ControlError."""

    def __init__(self, path: Path) -> None:
        self.path = path

    async def ping(self) -> int:
        """The application's process id."""
        answer = await self._ask("GET", "/ping", None, PING_SECONDS)
        return int(answer["pid"])

    async def drain(self) -> int:
        """How many calls go on; again and again until it ends, when NobodyAnswers."""
        answer = await self._ask("POST", "/drain", None, PING_SECONDS)
        return int(answer["calls"])

    async def switch(self, departments: tuple[str, ...], mode: Mode, by: str) -> None:
        wish = {"departments": list(departments), "mode": mode, "by": by}
        await self._ask("POST", "/mode", wish, WRITE_SECONDS)

    async def sync(self, accept: bool) -> Json:
        return await self._ask("POST", "/sync", {"accept": accept}, SYNC_SECONDS)

    async def override(self, wish: Wish, by: str) -> Json:
        asked = {"wish": _WISH.dump_python(wish, mode="json"), "by": by}
        return await self._ask("POST", "/override", asked, WRITE_SECONDS)

    def watch(self) -> AsyncGenerator[Json, None]:
        """Ends with the application."""
        return self._follow("/watch", {})

    def test_call(self, wish: TrialWish, by: str) -> AsyncGenerator[Json, None]:
        """Whoever closes it breaks the test call off."""
        given = {"department": wish.department, "number": wish.number, "caller": wish.caller}
        asked = {name: value for name, value in given.items() if value is not None}
        return self._follow("/test-call", {**asked, "by": by})

    async def _follow(self, url: str, asked: Mapping[str, str]) -> AsyncGenerator[Json, None]:
        try:
            async with (
                self._session(None) as session,
                session.ws_connect(
                    f"http://control{url}",
                    params=asked,
                    heartbeat=HEARTBEAT_SECONDS,
                    max_msg_size=0,
                ) as socket,
            ):
                async for message in socket:
                    document = message.json()
                    if "error" in document:
                        raise Refused(document["error"])
                    yield document
        except aiohttp.WSServerHandshakeError as error:
            raise self._not_understood(error.status, str(error)) from None
        except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError, PermissionError) as error:
            raise self._not_reached(error) from None
        except (aiohttp.ClientError, ValueError) as error:
            raise ControlError(f"{self.path}: not to be understood: {error}") from None

    async def _ask(self, method: str, url: str, wish: Json, seconds: float) -> Json:
        try:
            async with (
                self._session(seconds) as session,
                session.request(method, f"http://control{url}", json=wish) as response,
            ):
                if response.status == 404:
                    raise self._not_understood(404, "")
                answer = await response.json(content_type=None)
        except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError, PermissionError) as error:
            raise self._not_reached(error) from None
        except TimeoutError:
            raise ControlError(
                f"{self.path}: the running application has not answered within {seconds:g} s"
            ) from None
        except (aiohttp.ClientError, ValueError) as error:
            raise ControlError(f"{self.path}: not to be understood: {error}") from None
        if response.status == 409:
            raise Refused(answer["error"])
        if response.status != 200:
            raise ControlError(f"{self.path}: {response.status} {answer}")
        return answer

    @asynccontextmanager
    async def _session(self, seconds: float | None) -> AsyncIterator[aiohttp.ClientSession]:
        if not self.path.exists():
            raise NobodyAnswers(f"{self.path}: not there")
        with _connectable(self.path) as name:
            connector = aiohttp.UnixConnector(name)
            timeout = aiohttp.ClientTimeout(total=seconds)
            async with aiohttp.ClientSession(connector=connector, timeout=timeout) as session:
                yield session

    def _not_understood(self, status: int, text: str) -> ControlError:
        if status == 404:
            return ControlError(
                f"{self.path}: the running application is of another version and does not know"
                " this wish: restart it"
            )
        return ControlError(f"{self.path}: {status} {text}")

    def _not_reached(self, error: Exception) -> Exception:
        if isinstance(error, PermissionError) or _errno(error) == errno.EACCES:
            return ControlError(
                f"{self.path}: permission denied: run this as the user the application runs as,"
                " as a member of its group, or as root"
            )
        return NobodyAnswers(f"{self.path}: nobody answers")


def _errno(error: Exception) -> int | None:
    return error.errno if isinstance(error, OSError) else None
