"""The store under test: the real one on a file of its own, and the one in memory."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from stasis_app.adapters.store.database import Database
from stasis_app.adapters.store.history import History
from stasis_app.adapters.store.journal import Journal
from stasis_app.adapters.store.mirror import MirrorStore
from stasis_app.adapters.store.modes import Modes
from stasis_app.adapters.store.outbox import Outbox
from stasis_app.adapters.store.overrides import Overrides
from stasis_app.adapters.store.writer import Writer
from tests.fakes_store import (
    FakeJournal,
    FakeMirrorStore,
    FakeModes,
    FakeOutbox,
    FakeOverrides,
)


@dataclass
class Store:
    journal: Journal | FakeJournal
    history: History | FakeJournal
    modes: Modes | FakeModes
    outbox: Outbox | FakeOutbox
    mirror: MirrorStore | FakeMirrorStore
    overrides: Overrides | FakeOverrides
    written: Callable[[], Awaitable[None]]  # all that has been put down


def real(database: Database) -> Store:
    writer = Writer(database)
    return Store(
        Journal(writer),
        History(database),
        Modes(database),
        Outbox(database),
        MirrorStore(database),
        Overrides(database),
        writer.flush,
    )


def fake() -> Store:
    async def written() -> None:
        pass

    journal = FakeJournal()
    return Store(
        journal,
        journal,
        FakeModes(),
        journal.outbox,
        FakeMirrorStore(journal.outbox),
        FakeOverrides(),
        written,
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "stasis_app.db"


@pytest.fixture
async def database(path: Path) -> AsyncIterator[Database]:
    async with await Database.open(path, write=True) as opened:
        yield opened


@pytest.fixture(params=["real", "fake"])
async def store(request: pytest.FixtureRequest, path: Path) -> AsyncIterator[Store]:
    if request.param == "fake":
        yield fake()
        return
    async with await Database.open(path, write=True) as opened:
        yield real(opened)
