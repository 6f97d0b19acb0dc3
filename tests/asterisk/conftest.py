"""One Asterisk for all tests of a process, which leave nothing in it; numbers for each test."""

from collections.abc import AsyncIterator, Awaitable, Generator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, Protocol

import pytest
import pytest_asyncio

from ..recorded_calls import keep
from .house import House, opened
from .program import Program, running
from .rig import Asterisk, running_asterisk
from .rig.announcements import Announcements, announcements
from .rig.demo import engine_answers
from .rig.leftovers import clear, nothing_left
from .rig.numbers import Numbers, Pool
from .rig.proxy import Proxy
from .rig.sip import Phone, Provider

collect_ignore = [] if engine_answers() else ["test_compose.py"]  # the set-up says so


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A failed test tells what Asterisk has said."""
    report = yield
    asterisk = item.funcargs.get("asterisk") if isinstance(item, pytest.Function) else None
    if report.failed and isinstance(asterisk, Asterisk):
        report.sections.append((f"Asterisk's log ({asterisk.log})", asterisk.log_tail(40)))
    return report


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def asterisk(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Asterisk]:
    """Also side by side: each process of pytest-xdist has its own."""
    async with running_asterisk(tmp_path_factory.mktemp("pbx")) as pbx:
        yield pbx


@pytest.fixture(scope="session")
def pool() -> Pool:
    return Pool()


@pytest.fixture
async def pbx(asterisk: Asterisk) -> AsyncIterator[Asterisk]:
    """Neither a channel nor a bridge is left in it after the test. A fixture that stops an
    application calls nothing_left() before. A test may stop it, or kill it."""
    yield asterisk
    if not asterisk.running:
        await asterisk.start()
    try:
        await nothing_left(asterisk)
    except AssertionError:
        await clear(asterisk)
        raise


@pytest.fixture
def numbers(pool: Pool, pbx: Asterisk) -> Iterator[Numbers]:
    numbers = Numbers(pool)
    yield numbers
    numbers.give_back()


@pytest.fixture
async def provider(pbx: Asterisk) -> AsyncIterator[Provider]:
    """Everybody outside the company."""
    async with Provider(pbx.provider_address, pbx.sip_address) as provider:
        yield provider


@pytest.fixture
async def said(pbx: Asterisk) -> AsyncIterator[Announcements]:
    """What Asterisk plays from now on, to anybody."""
    async with announcements(pbx) as said:
        yield said


class NewPhone(Protocol):
    def __call__(self, number: str | None = None) -> Awaitable[Phone]: ...


@pytest.fixture
async def new_phone(pbx: Asterisk, numbers: Numbers) -> AsyncIterator[NewPhone]:
    """Registers a desk phone; several may have the same number."""
    async with AsyncExitStack() as stack:

        async def register(number: str | None = None) -> Phone:
            phone = Phone(number or numbers.phone(), pbx.sip_address)
            await stack.enter_async_context(phone)
            await phone.register()
            return phone

        yield register


@pytest.fixture
async def proxy(pbx: Asterisk) -> AsyncIterator[Proxy]:
    """Between the application and Asterisk: for a house with config=through(proxy)."""
    async with Proxy(pbx.http_port) as proxy:
        yield proxy


class Opener(Protocol):
    def __call__(self, **settings: Any) -> Awaitable[House]: ...


@pytest.fixture
async def open_house(
    request: pytest.FixtureRequest,
    pbx: Asterisk,
    provider: Provider,
    numbers: Numbers,
    tmp_path: Path,
) -> AsyncIterator[Opener]:
    """Opens a department with the application running for it; `settings` as in house.opened."""
    async with AsyncExitStack() as stack:
        houses: list[House] = []

        async def open_one(**settings: Any) -> House:
            context = opened(pbx, provider, numbers, tmp_path, **settings)
            houses.append(await stack.enter_async_context(context))
            return houses[-1]

        yield open_one
    for house in houses:
        await keep(request.node.name, house.database)


class Starter(Protocol):
    def __call__(self, house: House) -> Awaitable[Program]: ...


@pytest.fixture
async def started() -> AsyncIterator[Starter]:
    """Runs a house's application as the program it is, which can be killed."""
    async with AsyncExitStack() as stack:

        async def start(house: House) -> Program:
            return await stack.enter_async_context(running(house))

        yield start
