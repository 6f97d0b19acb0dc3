"""Recordings come into our folder, whole or not at all, and messages carry them."""

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from stasis_app.adapters.mail import LARGEST_ATTACHMENT, Server, SmtpSender
from stasis_app.adapters.recordings import RecordingFolder
from stasis_app.core.commands import Rejected
from stasis_app.core.keeping import NotKept
from stasis_app.core.mail import OutboxMail, OutboxUnavailable, Permanent, Temporary
from stasis_app.core.mail.outbox import Attached
from stasis_app.core.recording import NoRecording, Recorded
from stasis_app.fetching import Fetcher, recording_in

from .smtp_server import Mailbox, smtp_server
from .test_mail import FROM, MAIL, NOW

FILE = "2026-11-21/otdel1-172005Z-1795281303.7-message.wav"
MESSAGE = Recorded("1795281303.7.r0", FILE)
EMPTY = Recorded("1795281303.7.r0", None)
SOUND = b"RIFF" + bytes(range(256)) * 100
ATTACHED = Attached(
    FILE,
    "message.wav",
    (NOW + timedelta(minutes=15)).isoformat(),
    instead="Не <приложено>",
    missing="Не <записано>",
)
WITH_MESSAGE = replace(MAIL, attached=ATTACHED)


class FakeRecorder:
    """Asterisk, which has one recording."""

    def __init__(self) -> None:
        self.there = True
        self.trouble: Exception | None = None
        self.breaks_off = False

    async def fetch(self, name: str, take: Callable[[bytes], None]) -> None:
        if self.trouble:
            raise self.trouble
        if not self.there:
            raise NoRecording(name)
        take(SOUND[:1000])
        if self.breaks_off:
            raise TimeoutError("1000 of 25604 bytes came")
        take(SOUND[1000:])

    async def delete(self, name: str) -> None:
        if self.trouble:
            raise self.trouble
        self.there = False


class FakeAttendants:
    def __init__(self) -> None:
        self.told: list[Recorded] = []
        self.trouble: Exception | None = None

    async def missing(self, recording: Recorded) -> None:
        if self.trouble:
            raise self.trouble
        self.told.append(recording)


@pytest.fixture
def attendants() -> FakeAttendants:
    return FakeAttendants()


@pytest.fixture
def fetcher(asterisk: FakeRecorder, folder: RecordingFolder, attendants: FakeAttendants) -> Fetcher:
    return Fetcher(asterisk, folder, attendants)


@pytest.fixture
def asterisk() -> FakeRecorder:
    return FakeRecorder()


@pytest.fixture
def folder(tmp_path: Path) -> RecordingFolder:
    return RecordingFolder(tmp_path / "data" / "recordings")


def left(folder: RecordingFolder) -> list[str]:
    return sorted(path.name for path in folder.folder.rglob("*") if path.is_file())


async def test_one_is_brought_and_then_deleted(
    fetcher: Fetcher, asterisk: FakeRecorder, folder: RecordingFolder
) -> None:
    await fetcher.send(MESSAGE)
    assert folder.path(FILE).read_bytes() == SOUND
    assert not asterisk.there
    assert folder.path(FILE).stat().st_mode & 0o777 == 0o600
    assert folder.path(FILE).parent.stat().st_mode & 0o777 == 0o700
    assert left(folder) == [Path(FILE).name]


async def test_an_empty_one_is_deleted_only(
    fetcher: Fetcher, asterisk: FakeRecorder, folder: RecordingFolder
) -> None:
    await fetcher.send(EMPTY)
    assert not asterisk.there
    assert not folder.folder.exists()


async def test_what_breaks_off_leaves_nothing_and_is_tried_again(
    fetcher: Fetcher, asterisk: FakeRecorder, folder: RecordingFolder
) -> None:
    asterisk.breaks_off = True
    with pytest.raises(Temporary, match="1000 of 25604 bytes"):
        await fetcher.send(MESSAGE)
    assert left(folder) == []
    assert asterisk.there
    asterisk.breaks_off = False
    await fetcher.send(MESSAGE)
    assert folder.path(FILE).read_bytes() == SOUND


async def test_killed_before_it_was_deleted(fetcher: Fetcher, folder: RecordingFolder) -> None:
    """It is here already, and perhaps not there any more."""
    await fetcher.send(MESSAGE)
    await fetcher.send(MESSAGE)
    assert folder.path(FILE).read_bytes() == SOUND


@pytest.mark.parametrize("trouble", [TimeoutError("no reply"), Rejected("503")])
async def test_asterisk_does_not_give_it(
    fetcher: Fetcher, asterisk: FakeRecorder, trouble: Exception
) -> None:
    asterisk.trouble = trouble
    with pytest.raises(Temporary, match=str(trouble)):
        await fetcher.send(MESSAGE)


async def test_asterisk_has_none(
    fetcher: Fetcher,
    asterisk: FakeRecorder,
    attendants: FakeAttendants,
    folder: RecordingFolder,
) -> None:
    asterisk.there = False
    with pytest.raises(Permanent):
        await fetcher.send(MESSAGE)
    assert left(folder) == []
    assert attendants.told == [MESSAGE]


@pytest.mark.parametrize("trouble", [NotKept("no space left"), OutboxUnavailable("locked")])
async def test_whoever_waits_for_it_is_told_later_when_that_cannot_be_kept(
    fetcher: Fetcher, asterisk: FakeRecorder, attendants: FakeAttendants, trouble: Exception
) -> None:
    asterisk.there = False
    attendants.trouble = trouble
    with pytest.raises(Temporary, match=str(trouble)):
        await fetcher.send(MESSAGE)
    attendants.trouble = None
    with pytest.raises(Permanent):
        await fetcher.send(MESSAGE)
    assert attendants.told == [MESSAGE]


async def test_the_folder_cannot_be_written(
    fetcher: Fetcher, asterisk: FakeRecorder, folder: RecordingFolder
) -> None:
    folder.folder.parent.mkdir()
    folder.folder.write_text("a file stands there")
    with pytest.raises(Temporary, match="cannot be written"):
        await fetcher.send(MESSAGE)
    assert asterisk.there


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "2026-11-21/../x.wav", "2026-11-21/.x.wav", "x", ""]
)
async def test_nothing_is_written_outside(
    fetcher: Fetcher, asterisk: FakeRecorder, name: str
) -> None:
    with pytest.raises(Permanent, match="no name of a recording"):
        await fetcher.send(Recorded("x.r0", name))
    assert asterisk.there


def test_what_the_outbox_holds() -> None:
    assert recording_in({"name": "x.r0", "file": None}) == Recorded("x.r0", None)
    assert recording_in({"name": "x.r0", "file": FILE}) == Recorded("x.r0", FILE)
    with pytest.raises(Permanent):
        recording_in({"name": "x.r0"})


# ---------------------------------------------------------------- attached


async def sent(
    folder: RecordingFolder, late: timedelta = timedelta(0), mail: OutboxMail = WITH_MESSAGE
) -> EmailMessage:
    mailbox = Mailbox()
    async with smtp_server(mailbox) as port:
        server = Server("127.0.0.1", port, "none")
        await SmtpSender(server, FROM, lambda: NOW + late, files=folder).send(mail)
    (message,) = mailbox.received
    return message


def words(message: EmailMessage) -> str:
    found = message.walk()
    texts = (part.get_content() for part in found if part.get_content_maintype() == "text")
    return "\n".join(texts)


async def test_a_message_carries_it(fetcher: Fetcher, folder: RecordingFolder) -> None:
    await fetcher.send(MESSAGE)
    message = await sent(folder)
    (attached,) = message.iter_attachments()
    assert isinstance(attached, EmailMessage)
    assert attached.get_content() == SOUND
    assert attached.get_content_type() == "audio/wav"
    assert attached.get_filename() == "message.wav"
    assert "приложено" not in words(message)


async def test_a_message_waits_for_it(folder: RecordingFolder) -> None:
    with pytest.raises(Temporary, match="has not come out of Asterisk yet"):
        await sent(folder)


async def test_a_message_does_not_wait_for_ever(folder: RecordingFolder) -> None:
    message = await sent(folder, late=timedelta(minutes=15))
    assert not list(message.iter_attachments())
    assert "Не <приложено>" in words(message)
    assert "Не &lt;приложено&gt;" in words(message)


async def test_a_message_does_not_wait_for_what_will_not_come(folder: RecordingFolder) -> None:
    mail = replace(WITH_MESSAGE, attached=replace(ATTACHED, comes=False))
    message = await sent(folder, mail=mail)
    assert not list(message.iter_attachments())
    assert "Не <записано>" in words(message)
    assert "Не &lt;записано&gt;" in words(message)
    assert "приложено" not in words(message)


def test_what_was_queued_by_an_older_version_can_be_read() -> None:
    older = {
        key: value for key, value in asdict(ATTACHED).items() if key not in ("missing", "comes")
    }
    assert Attached.of(older) == replace(ATTACHED, missing=ATTACHED.instead)


async def test_too_large_a_one_stays_here(folder: RecordingFolder) -> None:
    path = folder.path(FILE)
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        file.truncate(LARGEST_ATTACHMENT + 1)
    message = await sent(folder)
    assert not list(message.iter_attachments())
    assert "Не <приложено>" in words(message)
