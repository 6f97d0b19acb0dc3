"""`then: voicemail`: nobody takes the call, and the caller leaves a message."""

import asyncio
import sqlite3
from email.message import EmailMessage
from pathlib import Path

from stasis_app.core.events import RecordingStarted

from ..adapters.smtp_server import Mailbox, smtp_server
from .conftest import NewPhone, Opener, Starter
from .house import BACKUP_MAIL, PRIMARY_MAIL, House, Told
from .rig.leftovers import nothing_left
from .rig.rest import ari
from .rig.sip import OutgoingCall
from .rig.wav import Wav
from .test_secretaries import secretary, with_secretaries
from .test_then import BUSY, everybody_is_busy

BEEP_HZ = 800
SPEAKS = 2.5  # seconds
VOICEMAIL = {"then": "voicemail"}


async def hears_the_beep(caller: OutgoingCall) -> float:
    """When, since the call was answered."""
    answered = await caller.answered()
    await caller.hears_tone(BEEP_HZ, seconds=9)
    return caller.agent.time() - answered.at


async def recording_of(house: House, told: Told) -> Wav:
    """Of the last call, once it has come out of Asterisk."""
    assert told.recording is not None
    folder = house.config_file.parent / "data" / "recordings"
    return Wav.read(await _there(folder / told.recording))


async def _there(file: Path) -> Path:
    async with asyncio.timeout(10):
        while not is_there(file):  # noqa: ASYNC110 (nobody tells when a file is written)
            await asyncio.sleep(0.02)
    return file


def is_there(file: Path) -> bool:
    return file.exists() and file.stat().st_mode & 0o777 == 0o600


def voice(caller: OutgoingCall) -> int:
    assert caller.audio.voice is not None
    return caller.audio.voice


async def test_he_speaks_and_hangs_up(open_house: Opener) -> None:
    house = await open_house(duty=VOICEMAIL)
    caller = await everybody_is_busy(house)
    assert await hears_the_beep(caller) < 8
    await asyncio.sleep(SPEAKS)
    caller.hang_up()
    told = await house.journal()
    assert told == house.told("voicemail", *BUSY, recording=told.recording)
    wav = await recording_of(house, told)
    assert wav.seconds_of(voice(caller)) > SPEAKS - 0.5
    assert wav.seconds < SPEAKS + 1
    await house.nothing_left()


async def test_those_on_duty_get_it_by_mail(open_house: Opener) -> None:
    """Of a real mail server, as soon as it has come out of Asterisk."""
    mailbox = Mailbox()
    async with smtp_server(mailbox) as port:
        mail = {"smtp": {"host": "127.0.0.1", "port": port, "tls": "none"}}
        house = await open_house(duty=VOICEMAIL, config={"mail": mail})
        caller = await everybody_is_busy(house)
        await hears_the_beep(caller)
        await asyncio.sleep(SPEAKS)
        caller.hang_up()
        told = await house.journal()
        await recording_of(house, told)
        async with asyncio.timeout(10):
            while len(mailbox.received) < 2:  # noqa: ASYNC110 (nobody tells when a mail comes)
                await asyncio.sleep(0.02)
    assert sorted(each["To"] for each in mailbox.received) == [BACKUP_MAIL, PRIMARY_MAIL]
    for message in mailbox.received:
        assert "оставлено сообщение" in message["Subject"]
        (attached,) = message.iter_attachments()
        assert isinstance(attached, EmailMessage)
        assert Wav.of(attached.get_content()).seconds_of(voice(caller)) > SPEAKS - 0.5


async def test_the_hash_key_ends_it(open_house: Opener) -> None:
    house = await open_house(duty=VOICEMAIL)
    caller = await everybody_is_busy(house)
    await hears_the_beep(caller)
    await asyncio.sleep(SPEAKS)
    caller.press("#")
    assert not (await caller.ended()).by_us
    told = await house.journal()
    assert told == house.told("voicemail", *BUSY, recording=told.recording)
    assert (await recording_of(house, told)).seconds_of(voice(caller)) > SPEAKS - 0.5


async def test_it_may_be_so_long_and_no_longer(open_house: Opener) -> None:
    house = await open_house(
        duty=VOICEMAIL, department={"voicemail": {"longest": "2s", "silence": "1s"}}
    )
    caller = await everybody_is_busy(house)
    await hears_the_beep(caller)
    assert not (await caller.ended()).by_us
    told = await house.journal()
    assert told == house.told("voicemail", *BUSY, recording=told.recording)
    spoken = (await recording_of(house, told)).seconds_of(voice(caller))
    assert 1.5 < spoken < 3.2  # Asterisk counts whole seconds of the clock


async def test_silence_is_no_message(open_house: Opener) -> None:
    house = await open_house(duty=VOICEMAIL, department={"voicemail": {"silence": "2s"}})
    caller = house.call(silent=True)
    (await house.primary.rings()).reject(486)
    (await house.backup.rings()).reject(486)
    await hears_the_beep(caller)
    assert not (await caller.ended()).by_us
    assert await house.journal() == house.told("missed", *BUSY)
    await house.nothing_left()


async def test_he_leaves_before_the_beep(open_house: Opener) -> None:
    house = await open_house(duty=VOICEMAIL)
    caller = await everybody_is_busy(house)
    await caller.answered()
    caller.hang_up()
    assert await house.journal() == house.told("missed", *BUSY)


async def test_no_secretary_answers(open_house: Opener, new_phone: NewPhone) -> None:
    desk = await new_phone()
    house = await with_secretaries(open_house, desk.number, then="voicemail", timeout="1s")
    caller = house.call()
    (await desk.rings()).ring()
    await hears_the_beep(caller)
    await asyncio.sleep(SPEAKS)
    caller.hang_up()
    told = await house.journal()
    leg = secretary(desk, "no answer", 16)
    assert told == house.told("voicemail", leg, mode="secretary", recording=told.recording)
    assert (await recording_of(house, told)).seconds_of(voice(caller)) > SPEAKS - 0.5


async def test_asterisk_cannot_record(open_house: Opener) -> None:
    """Debian's package comes without the folder."""
    house = await open_house(duty=VOICEMAIL)
    away = house.pbx.recordings.with_name("away")
    house.pbx.recordings.rename(away)
    try:
        caller = await everybody_is_busy(house)
        await hears_the_beep(caller)
        assert not (await caller.ended()).by_us
        assert await house.journal() == house.told("missed", *BUSY)
    finally:
        away.rename(house.pbx.recordings)


async def test_what_was_recorded_is_lost(open_house: Opener) -> None:
    """Asterisk has died with it, say.  Those on duty hear of the call at once all the same, and
    that there is nothing to be heard."""
    house = await open_house(duty=VOICEMAIL)
    caller = await everybody_is_busy(house)
    await hears_the_beep(caller)
    await asyncio.sleep(SPEAKS)
    for file in house.pbx.recordings.glob(f"{house.app.board.calls()[0].plan.visit.id}*"):
        file.unlink()
    caller.hang_up()
    await house.journal()
    mails = await house.mails()
    assert sorted(each["To"] for each in mails) == [BACKUP_MAIL, PRIMARY_MAIL]
    for each in mails:
        body = each.get_body(("plain",))
        assert body is not None
        assert "Сообщения нет" in body.get_content()
        assert not list(each.iter_attachments())
    [row] = await house.app.history.calls()
    assert house.as_told(row) == house.told("missed", *BUSY)


async def test_killed_while_he_speaks(open_house: Opener, started: Starter) -> None:
    """Asterisk goes on recording, and all that he says is kept."""
    house = await open_house(duty=VOICEMAIL)
    app = await started(house)
    caller = await everybody_is_busy(house)
    began = await hears_the_beep(caller)
    await app.knows(RecordingStarted)
    await app.kill()
    await asyncio.sleep(1)
    await app.start(until="goes on")
    await asyncio.sleep(1)
    caller.hang_up()
    spoken = caller.agent.time() - began
    [told] = await app.told()
    assert told == house.told("voicemail", *BUSY, recording=told.recording)
    assert (await recording_of(house, told)).seconds_of(voice(caller)) > min(spoken - 1, 2)
    await nothing_left(house.pbx)
    await app.stop()


async def test_killed_and_he_leaves_meanwhile(open_house: Opener, started: Starter) -> None:
    house = await open_house(duty=VOICEMAIL)
    app = await started(house)
    caller = await everybody_is_busy(house)
    await hears_the_beep(caller)
    await app.knows(RecordingStarted)
    await asyncio.sleep(SPEAKS)
    await app.kill()
    caller.hang_up()
    await app.start(until="goes on")
    [told] = await app.told()
    assert told == house.told("voicemail", *BUSY, recording=told.recording)
    assert (await recording_of(house, told)).seconds_of(voice(caller)) > SPEAKS - 0.5
    await nothing_left(house.pbx)
    await app.stop()


async def test_killed_and_the_call_cannot_be_rebuilt(open_house: Opener, started: Starter) -> None:
    """What he has said comes into our folder all the same."""
    house = await open_house(duty=VOICEMAIL)
    app = await started(house)
    caller = await everybody_is_busy(house)
    await hears_the_beep(caller)
    await app.knows(RecordingStarted)
    await asyncio.sleep(SPEAKS)
    await app.kill()
    with sqlite3.connect(house.database) as database:
        database.execute("UPDATE call_events SET payload = '{}' WHERE number = 0")
    database.close()
    caller.hang_up()
    await app.start()
    [told] = await app.told()
    assert told.outcome == "failed"
    file = await _the_only_file(house.config_file.parent / "data" / "recordings")
    assert Wav.read(file).seconds_of(voice(caller)) > SPEAKS - 0.5
    await nothing_left(house.pbx)
    await app.stop()


async def _the_only_file(folder: Path) -> Path:
    async with asyncio.timeout(10):
        while not messages_in(folder):  # noqa: ASYNC110 (nobody tells when a file is written)
            await asyncio.sleep(0.02)
    (file,) = messages_in(folder)
    return file


def messages_in(folder: Path) -> list[Path]:
    return list(folder.rglob("*-message.wav"))


async def test_stopped_while_he_speaks(open_house: Opener, started: Starter) -> None:
    """He is not sent away: Asterisk goes on recording."""
    house = await open_house(duty=VOICEMAIL)
    app = await started(house)
    caller = await everybody_is_busy(house)
    await hears_the_beep(caller)
    await app.knows(RecordingStarted)
    await app.stop()
    await asyncio.sleep(SPEAKS)
    await app.start(until="goes on")
    caller.hang_up()
    [told] = await app.told()
    assert told == house.told("voicemail", *BUSY, recording=told.recording)
    assert (await recording_of(house, told)).seconds_of(voice(caller)) > SPEAKS - 0.5
    await nothing_left(house.pbx)
    await app.stop()


async def test_it_stays_in_asterisk_until_it_is_safe(open_house: Opener) -> None:
    """The disk does not take it: it is tried again."""
    house = await open_house(duty=VOICEMAIL)
    folder = house.app.config.recordings
    folder.parent.mkdir(exist_ok=True)
    folder.write_text("where the folder should be")
    caller = await everybody_is_busy(house)
    await hears_the_beep(caller)
    await asyncio.sleep(SPEAKS)
    caller.hang_up()
    told = await house.journal()
    async with ari(house.pbx) as session, session.get("/ari/recordings/stored") as response:
        assert len(await response.json()) == 1
    folder.unlink()
    await house.recordings_are_tried_again()
    assert (await recording_of(house, told)).seconds_of(voice(caller)) > SPEAKS - 0.5
