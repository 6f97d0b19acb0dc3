"""A command's end of the control socket."""

import errno
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

from stasis_app.core.overrides import Wish
from stasis_app.core.trial_order import TrialWish
from stasis_app.core.words import Mode

from .asking import HEARTBEAT_SECONDS, WISH, ControlError, Json, NobodyAnswers, Refused
from .place import connectable

WRITE_SECONDS = 10.0
SYNC_SECONDS = 180.0  # a pull that has to wait for the workbook
PING_SECONDS = 2.0


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
        asked = {"wish": WISH.dump_python(wish, mode="json"), "by": by}
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
        with connectable(self.path) as name:
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
