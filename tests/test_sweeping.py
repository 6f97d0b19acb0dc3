"""What is kept no longer is removed, and the journal says so."""

import asyncio
import contextlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

from stasis_app.adapters.recordings import RecordingFolder
from stasis_app.adapters.store.database import Database
from stasis_app.adapters.store.history import History
from stasis_app.adapters.store.journal import row_changes
from stasis_app.adapters.store.recordings import Recordings
from stasis_app.adapters.store.writer import Writer
from stasis_app.core.keeping import NotKept
from stasis_app.core.record import Row
from stasis_app.core.retention import KeptFile, Retention
from stasis_app.sweeping import Sweeper

from .adapters.store.nights import over, plan
from .virtual_time import virtual_time

NOW = datetime(2026, 3, 2, 20, 0, tzinfo=UTC)
OLD = "2026-01-01/otdel1-200000Z-1.1-talk.wav"
NEW = "2026-03-02/otdel1-190000Z-1.2-talk.wav"


class Room:
    """Folder and journal in one."""

    def __init__(self) -> None:
        self.files = {OLD: NOW - timedelta(days=60), NEW: NOW - timedelta(hours=1)}
        self.told: list[str] = []
        self.limit = Retention(days=30)
        self.trouble: Exception | None = None

    async def all(self) -> list[KeptFile]:
        return [KeptFile(name, began, 1000) for name, began in self.files.items()]

    async def remove(self, file: str) -> None:
        assert file in self.told, "gone, and the journal does not know"
        del self.files[file]

    async def removed(self, file: str, at: datetime) -> None:
        if self.trouble:
            raise self.trouble
        self.told.append(file)


async def sweeps(room: Room, seconds: float = 1.0) -> None:
    sweeper = Sweeper(room, room, lambda: room.limit, lambda: NOW)
    running = asyncio.create_task(sweeper.run())
    await asyncio.sleep(seconds)
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running


@virtual_time
async def test_at_the_start() -> None:
    room = Room()
    await sweeps(room)
    assert list(room.files) == [NEW]
    assert room.told == [OLD]


@virtual_time
async def test_nothing_without_a_limit() -> None:
    room = Room()
    room.limit = Retention()
    await sweeps(room)
    assert list(room.files) == [OLD, NEW]


@virtual_time
async def test_what_the_journal_cannot_be_told_stays_until_it_can() -> None:
    room = Room()
    room.trouble = NotKept("database is locked")
    await sweeps(room)
    assert list(room.files) == [OLD, NEW]
    room.trouble = None
    await sweeps(room)
    assert list(room.files) == [NEW]


@virtual_time
async def test_every_hour_and_when_there_is_a_new_one() -> None:
    room = Room()
    sweeper = Sweeper(room, room, lambda: room.limit, lambda: NOW)
    running = asyncio.create_task(sweeper.run())
    await asyncio.sleep(1)
    for pause in (3600, 1):
        room.files[OLD] = NOW - timedelta(days=60)
        if pause == 1:
            sweeper.wake()
        await asyncio.sleep(pause)
        assert list(room.files) == [NEW]
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running


# ---------------------------------------------------------------- the real ones


def put(folder: RecordingFolder, file: str) -> Path:
    path = folder.path(file)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"RIFF")
    return path


async def test_of_the_folder_only_what_is_ours(tmp_path: Path) -> None:
    folder = RecordingFolder(tmp_path)
    assert await RecordingFolder(tmp_path / "there-is-none").all() == []
    old, new = put(folder, OLD), put(folder, NEW)
    (old.parent / "holiday.wav").write_bytes(b"somebody's")
    (tmp_path / "x.wav").write_bytes(b"somebody's")
    assert sorted(each.name for each in await folder.all()) == [OLD, NEW]
    await folder.remove(OLD)
    await folder.remove(OLD)  # it is not there any more
    assert old.parent.exists(), "somebody else's is in it"
    await folder.remove(NEW)
    assert not new.parent.exists()


async def test_the_journal_keeps_the_name_and_tells_since_when_it_is_gone(tmp_path: Path) -> None:
    async with await Database.open(tmp_path / "database", write=True) as database:
        writer = Writer(database)
        row = over(plan("call-1"))
        writer.put(*row_changes(row))
        await writer.flush()
        kept, history = Recordings(database), History(database)

        async def told() -> Row:
            found = await history.call(row.visit.id)
            assert found is not None
            return found

        await kept.found(row.visit.id, OLD)
        await kept.found(row.visit.id, NEW)
        assert ((await told()).recording, (await told()).recording_removed_at) == (OLD, None)
        await kept.removed(OLD, NOW)
        await kept.removed(OLD, NOW + timedelta(hours=1))
        assert ((await told()).recording, (await told()).recording_removed_at) == (OLD, NOW)
