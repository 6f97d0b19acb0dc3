"""`run` as a process of its own, beside a fake Asterisk."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from aiohttp.test_utils import unused_port

from tests.adapters.fake_asterisk import FakeAsterisk
from tests.forked import Forked

from .company_folder import CompanyFolder

SECONDS = 20.0


class Running:
    def __init__(self, company: CompanyFolder, port: int) -> None:
        self.company = company
        self.port = port
        self.process: Forked

    async def status(self) -> Any:
        async with aiohttp.ClientSession() as session:
            try:
                async with session.get(f"http://127.0.0.1:{self.port}/status") as response:
                    return await response.json()
            except aiohttp.ClientError:
                return {}

    async def until(self, wanted: Callable[[Any], bool], seconds: float = SECONDS) -> Any:
        async with asyncio.timeout(seconds):
            while not wanted(status := await self.status()):  # noqa: ASYNC110 (nobody tells us)
                await asyncio.sleep(0.05)
        return status

    async def stop(self) -> str:
        self.process.terminate()
        said = await self.process.stdout.read()
        assert await self.process.wait() == 0
        return said.decode()


@asynccontextmanager
async def running(
    company: CompanyFolder, pbx: FakeAsterisk, *arguments: str
) -> AsyncIterator[Running]:
    """Configured before; up, with a mirror."""
    run = Running(company, int(company.config.read_text().rsplit(":", 1)[1].strip("}\n")))
    run.process = await Forked.start(
        "run", *arguments, folder=company.folder, ARI_PASSWORD=pbx.password
    )
    try:
        await run.until(lambda status: status and status["mirror"]["version"])
        yield run
    finally:
        if run.process.returncode is None:
            await run.stop()


def configure(company: CompanyFolder, pbx: FakeAsterisk) -> None:
    company.edit("config.yaml", "url: http://127.0.0.1:8088", f"url: {pbx.url}")
    with company.config.open("a") as file:
        file.write(f"web: {{listen: 127.0.0.1:{unused_port()}}}\n")
