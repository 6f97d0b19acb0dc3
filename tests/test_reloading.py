"""Files that change under a running application: all are taken, or none.  In virtual time."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from stasis_app.config import AppConfig, ConfigErrors, Look, Problem, load, look
from stasis_app.core.keeping import NotKept
from stasis_app.reloading import EVERY_SECONDS, Reloading

from .company import NOW
from .config_files import DEPARTMENT, ENVIRON, MAIN, lay_out
from .virtual_time import virtual_time

MISTAKE = Problem("'x' stands here", "write y", Path("config.yaml"), 3, 11, ("timezone",))
OTHER = Problem("missing", "write it", Path("schedules/otdel1.yaml"), 1, 1, ("dids",))
SOON = 3 * EVERY_SECONDS  # and less than the five seconds of the promise


def now() -> datetime:
    """Before the loop runs: when it begins."""
    try:
        seconds = asyncio.get_running_loop().time()
    except RuntimeError:
        seconds = 0.0
    return NOW + timedelta(seconds=seconds)


class FakeFiles:
    """A set of files; `change` writes it."""

    def __init__(self, config: AppConfig) -> None:
        self.found: AppConfig | tuple[Problem, ...] = config
        self.changes = 0
        self.reads = 0

    def change(self, found: AppConfig | tuple[Problem, ...]) -> None:
        self.found = found
        self.changes += 1

    async def look(self, config: AppConfig) -> Look:
        return frozenset({("config.yaml", 1, 1, self.changes)})

    async def read(self, config: AppConfig) -> AppConfig:
        self.reads += 1
        if isinstance(self.found, AppConfig):
            return self.found
        raise ConfigErrors(self.found)


class FakeBook:
    def __init__(self) -> None:
        self.kept: list[Mapping[Path, str]] = []
        self.full = False

    async def keep(self, main: Path, texts: Mapping[Path, str], at: datetime) -> None:
        if self.full:
            raise NotKept("the disk is full")
        self.kept.append(texts)


class House:
    def __init__(self, tmp_path: Path, problems: tuple[Problem, ...] = ()) -> None:
        self.config = load(lay_out(tmp_path), ENVIRON)
        self.files = FakeFiles(self.config)
        self.book = FakeBook()
        self.reloading = Reloading(self.config, self.files, self.book, now, problems)
        self.taken: list[AppConfig] = []

    async def take(self, config: AppConfig) -> None:
        self.taken.append(config)

    async def lives(self, seconds: float) -> None:
        task = asyncio.create_task(self.reloading.run(self.take))
        await asyncio.sleep(seconds)
        task.cancel()

    def other(self, main: str = "language: en\n", department: str = "title: T\n") -> AppConfig:
        file = lay_out(self.config.file.parent, MAIN + main, DEPARTMENT + department)
        return load(file, ENVIRON)


def test_a_changed_set_is_taken_and_kept(tmp_path: Path) -> None:
    house = House(tmp_path)
    other = house.other()

    @virtual_time
    async def day() -> None:
        asyncio.get_running_loop().call_later(100, house.files.change, other)
        await house.lives(100 + SOON)

    day()
    assert house.taken == [other]
    assert house.reloading.config == other
    assert house.book.kept == [house.config.kept.texts, other.kept.texts]
    status = house.reloading.status()
    assert (status.problems, status.restart) == ((), ())
    assert NOW + timedelta(seconds=100) < status.taken_at <= NOW + timedelta(seconds=105)


def test_nothing_is_read_while_nothing_changes(tmp_path: Path) -> None:
    house = House(tmp_path)

    @virtual_time
    async def day() -> None:
        await house.lives(1000)

    day()
    assert house.files.reads == 1  # at the start: what has changed since the files were read
    assert house.taken == []


def test_files_that_are_being_written_are_waited_for(tmp_path: Path) -> None:
    house = House(tmp_path)
    other = house.other()

    @virtual_time
    async def day() -> None:
        loop = asyncio.get_running_loop()
        for number in range(10):
            loop.call_later(100.5 + number * EVERY_SECONDS, house.files.change, (MISTAKE,))
        loop.call_later(100.5 + 10 * EVERY_SECONDS, house.files.change, other)
        await house.lives(100.5 + 10 * EVERY_SECONDS + SOON)

    day()
    assert house.files.reads == 2
    assert house.taken == [other]


def test_when_somebody_asks_the_files_are_read_at_once(tmp_path: Path) -> None:
    house = House(tmp_path)
    other = house.other()

    @virtual_time
    async def day() -> None:
        loop = asyncio.get_running_loop()
        task = asyncio.create_task(house.reloading.run(house.take))
        await asyncio.sleep(100.1)
        house.files.change(other)
        house.reloading.ask()
        await asyncio.sleep(0.01)
        assert house.taken == [other]
        assert loop.time() < 100.2
        task.cancel()

    day()


def test_a_set_with_mistakes_is_told_once_and_the_old_one_stays(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    house = House(tmp_path)

    @virtual_time
    async def day() -> None:
        task = asyncio.create_task(house.reloading.run(house.take))
        for _ in range(3):
            house.files.change((MISTAKE, OTHER))
            await asyncio.sleep(100)
        assert house.reloading.status().problems == (
            "config.yaml:3:11 timezone",
            "otdel1.yaml:1:1 dids",
        )
        task.cancel()

    day()
    assert house.taken == []
    assert house.reloading.config == house.config
    assert house.book.kept == [house.config.kept.texts]
    assert [each.message for each in caplog.records] == [
        "the configuration has mistakes and is not taken; the old one stays",
        str(MISTAKE),
        str(OTHER),
    ]


def test_mended_files_are_taken(tmp_path: Path) -> None:
    house = House(tmp_path)
    other = house.other()

    @virtual_time
    async def day() -> None:
        task = asyncio.create_task(house.reloading.run(house.take))
        for found in ((MISTAKE,), house.config, (MISTAKE,), other):
            house.files.change(found)
            await asyncio.sleep(100)
        task.cancel()

    day()
    assert house.taken == [other]
    assert house.reloading.status().problems == ()


def test_after_a_start_with_an_older_set_the_files_are_told_of_until_they_are_mended(
    tmp_path: Path,
) -> None:
    house = House(tmp_path, problems=(MISTAKE,))
    house.files.change((MISTAKE,))

    @virtual_time
    async def day() -> None:
        task = asyncio.create_task(house.reloading.run(house.take))
        await asyncio.sleep(100)
        assert house.book.kept == []
        assert house.reloading.status().problems == ("config.yaml:3:11 timezone",)
        house.files.change(house.config)
        await asyncio.sleep(100)
        task.cancel()

    day()
    assert house.reloading.status().problems == ()
    assert house.book.kept == [house.config.kept.texts]


def test_what_needs_a_restart_is_told_and_the_rest_is_taken(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    house = House(tmp_path)
    other = house.other("language: en\nweb: {listen: 127.0.0.1:9999}\ndatabase: other.db\n")

    @virtual_time
    async def day() -> None:
        house.files.change(other)
        await house.lives(SOON)

    day()
    [taken] = house.taken
    assert taken.settings.language == "en"
    assert (taken.web, taken.database) == (house.config.web, house.config.database)
    assert house.reloading.status().restart == ("database", "web.listen")
    assert "database, web.listen: changed, and needs a restart to take effect" in caplog.text
    assert house.book.kept[-1] == other.kept.texts


def test_comments_change_nothing_and_are_kept(tmp_path: Path) -> None:
    house = House(tmp_path)
    other = house.other("# nobody knows why\n", "")

    @virtual_time
    async def day() -> None:
        house.files.change(other)
        await house.lives(SOON)

    day()
    assert house.taken == []
    assert house.book.kept[-1] == other.kept.texts


def test_a_full_disk_keeps_no_good_set_from_being_taken(tmp_path: Path) -> None:
    house = House(tmp_path)
    other = house.other()
    house.book.full = True

    @virtual_time
    async def day() -> None:
        house.files.change(other)
        await house.lives(SOON)
        house.book.full = False
        house.reloading.ask()
        await house.lives(SOON)

    day()
    assert house.taken == [other]
    assert house.book.kept == [other.kept.texts]


def test_a_change_is_seen_by_the_files_themselves(tmp_path: Path) -> None:
    main = lay_out(tmp_path)
    schedules = tmp_path / "schedules"
    looks = [look(main, schedules)]

    def changed() -> bool:
        looks.append(look(main, schedules))
        return looks[-1] != looks[-2]

    assert not changed()
    main.write_text(MAIN + "language: en\n")
    assert changed()
    (schedules / "otdel2.yaml").write_text(DEPARTMENT)
    assert changed()
    (schedules / "otdel2.yaml").unlink()
    assert changed()
    (tmp_path / ".env").write_text("ARI_PASSWORD=secret\n")
    assert changed()
    (tmp_path / ".env").chmod(0o600)
    assert changed()
    main.unlink()
    assert changed()
