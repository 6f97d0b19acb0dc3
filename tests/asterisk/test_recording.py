"""`duty: {record: true}`: what two say to each other is recorded, and nothing else."""

import asyncio
import sqlite3
from pathlib import Path
from typing import Any

from stasis_app.core.events import RecordingStarted
from stasis_app.core.words import Mode, Sound

from .conftest import NewPhone, Opener, Starter
from .house import BACKUP, PRIMARY, House, Leg, Told
from .rig.announcements import Announcements
from .rig.configuration import MUSIC_HZ
from .rig.leftovers import nothing_left
from .rig.rest import ari
from .rig.sip import Call
from .rig.wav import Wav
from .test_check import told as findings
from .test_hold import talk, they_talk
from .test_voicemail import recording_of

RECORDED = {"record": True}
TALKS = 2.0  # seconds
HALF = 0.25  # of the energy: both speak at once
ANSWERED = Leg(PRIMARY, "primary", "answered", 16)


def seconds_of(wav: Wav, call: Call) -> float:
    assert call.audio.voice is not None
    return wav.seconds_of(call.audio.voice, HALF)


async def both_are_in_it(house: House, told: Told, *calls: Call, seconds: float = TALKS) -> Wav:
    wav = await recording_of(house, told)
    for each in calls:
        assert seconds_of(wav, each) > seconds - 0.5
    return wav


async def test_p18_what_both_say_is_recorded_from_the_acceptance_on(open_house: Opener) -> None:
    house = await open_house(backup="", duty={**RECORDED, "confirm": True})
    caller = house.call()
    primary = await house.primary.rings()
    primary.answer()
    await asyncio.sleep(2)  # he listens to the question
    primary.press("1")
    await they_talk(caller, primary)
    await asyncio.sleep(TALKS)
    caller.hang_up()
    await primary.ended()
    told = await house.journal()
    assert told == house.told("answered", ANSWERED, answered_by=PRIMARY, recording=told.recording)
    wav = await both_are_in_it(house, told, caller, primary)
    assert wav.seconds < TALKS + 1.5
    await house.nothing_left()


async def test_on_hold_they_hear_music_and_all_of_it_is_recorded(open_house: Opener) -> None:
    """In a bridge that is itself recorded there would be none."""
    house = await open_house(backup="", duty=RECORDED)
    caller, primary = await talk(house)
    for holding, held in ((primary, caller), (caller, primary)):
        await holding.hold()
        await held.hears_tone(MUSIC_HZ)
        await asyncio.sleep(TALKS)
        await holding.resume()
        await they_talk(caller, primary)
    primary.hang_up()
    await caller.ended()
    told = await house.journal()
    wav = await both_are_in_it(house, told, caller, primary, seconds=1)
    assert wav.seconds_of(MUSIC_HZ, HALF) > TALKS - 0.5, "the caller was held"


async def test_a_transfer_is_recorded_to_its_end(open_house: Opener, new_phone: NewPhone) -> None:
    colleague = await new_phone()
    house = await open_house(backup="", duty=RECORDED)
    office = f"70{house.department.number:02}"
    await house.pbx.add_dialplan(
        f"[from-trunk]\nexten => {office},1,Goto(from-internal,{colleague.number},1)"
    )
    caller, mobile = await talk(house)
    await asyncio.sleep(TALKS)
    mobile.transfer(office)
    target = await colleague.rings()
    target.answer()
    await they_talk(caller, target)
    await asyncio.sleep(TALKS)
    caller.hang_up()
    await target.ended()
    told = await house.journal()
    assert told.transfers == ((PRIMARY, office),)
    wav = await both_are_in_it(house, told, mobile, target)
    assert seconds_of(wav, caller) > 2 * TALKS - 0.5


async def test_a_caller_in_the_house_hands_his_call_on_and_it_is_one_recording(
    open_house: Opener, new_phone: NewPhone
) -> None:
    """Another channel takes the place of the one that was listened to."""
    desk, colleague = await new_phone(), await new_phone()
    house = await open_house(backup="", duty=RECORDED)
    caller = desk.call(house.department.did)
    primary = await house.primary.rings()
    primary.answer()
    await they_talk(caller, primary)
    await asyncio.sleep(TALKS)
    caller.transfer(colleague.number)
    target = await colleague.rings()
    target.answer()
    await they_talk(primary, target)
    await asyncio.sleep(TALKS)
    target.hang_up()
    await primary.ended()
    told = await house.journal()
    assert told.transfers == ((None, colleague.number),)
    wav = await both_are_in_it(house, told, caller, target)
    assert seconds_of(wav, primary) > 2 * TALKS - 0.5


async def test_whoever_picks_the_phone_up_is_recorded(
    open_house: Opener, new_phone: NewPhone
) -> None:
    colleague = await new_phone()
    desk = await new_phone()
    house = await open_house(primary=desk.number, backup="", duty=RECORDED)
    caller = house.call()
    (await desk.rings()).ring()
    picked = colleague.call(f"**{desk.number}")
    await they_talk(caller, picked)
    await asyncio.sleep(TALKS)
    caller.hang_up()
    await picked.ended()
    await both_are_in_it(house, await house.journal(), caller, picked)


async def test_talks_with_secretaries_are_not_recorded(
    open_house: Opener, new_phone: NewPhone
) -> None:
    desk = await new_phone()
    secretary = {"ring": [f"PJSIP/{desk.number}"], "then": "hangup"}
    house = await open_house(
        mode=Mode.SECRETARY, department={"secretary": secretary}, duty=RECORDED
    )
    caller = house.call()
    phone = await desk.rings()
    phone.answer()
    await they_talk(caller, phone)
    assert await listeners(house) == []
    caller.hang_up()
    await phone.ended()
    assert (await house.journal()).recording is None


async def listeners(house: House) -> list[str]:
    """Who listen to talks."""
    async with ari(house.pbx) as session, session.get("/ari/channels") as response:
        names = [str(each["name"]) for each in await response.json()]
    return [name for name in names if name.startswith("Snoop/")]


# ---------------------------------------------------------------- the exchange records


async def recorded_by_the_exchange(house: House, line: str) -> Told:
    via = f"recording-{house.department.number}"
    await house.pbx.add_dialplan(
        f"[{via}]\nexten => _[+0-9].,1,{line}\n same => n,Goto(inbound,${{EXTEN}},1)"
    )
    caller = house.call(via=via)
    primary = await house.primary.rings()
    primary.answer()
    await they_talk(caller, primary)
    assert await listeners(house) == []
    caller.hang_up()
    await primary.ended()
    return await house.journal()


async def issues(house: House) -> list[str]:
    """Of all calls."""
    return [issue for row in await house.app.history.calls() for issue in row.why.issues]


async def test_not_twice_when_the_exchange_records_already(open_house: Opener) -> None:
    house = await open_house(backup="", duty=RECORDED)
    told = await recorded_by_the_exchange(house, "MixMonitor(/tmp/${UNIQUEID}.wav)")
    assert told == house.told("answered", ANSWERED, answered_by=PRIMARY)
    assert await issues(house) == ["recorded_by_pbx"]


async def test_not_twice_when_freepbx_s_inbound_route_records(open_house: Opener) -> None:
    house = await open_house(backup="", duty=RECORDED)
    told = await recorded_by_the_exchange(house, "Set(__REC_STATUS=RECORDING)")
    assert told.recording is None
    assert await issues(house) == ["recorded_by_pbx"]


async def test_not_when_freepbx_s_inbound_route_says_never(open_house: Opener) -> None:
    house = await open_house(backup="", duty=RECORDED)
    told = await recorded_by_the_exchange(house, "Set(__REC_POLICY_MODE=NEVER)")
    assert told.recording is None
    assert await issues(house) == ["recording_forbidden"]


# ---------------------------------------------------------------- they are told


async def announced(open_house: Opener, said: Announcements, **more: Any) -> Wav:
    house = await open_house(backup="", duty={**RECORDED, "announce_recording": True}, **more)
    caller = house.call()
    primary = await house.primary.rings()
    primary.answer()
    heard = [await said.heard(Sound.CALL_IS_RECORDED) for _ in range(2)]
    assert {each.state for each in heard} == {"done"}
    assert len({each.channel for each in heard}) == 2, "both hear it"
    await they_talk(caller, primary)
    assert len(await listeners(house)) == 1
    await asyncio.sleep(TALKS)
    caller.hang_up()
    await primary.ended()
    told = await house.journal()
    assert told == house.told("answered", ANSWERED, answered_by=PRIMARY, recording=told.recording)
    return await both_are_in_it(house, told, caller, primary)


async def test_both_hear_that_they_are_recorded(open_house: Opener, said: Announcements) -> None:
    await announced(open_house, said)


async def test_whoever_was_answered_early_hears_it_too(
    open_house: Opener, said: Announcements
) -> None:
    await announced(open_house, said, department={"waiting": {"hear": "moh", "answer": True}})


async def test_he_leaves_while_he_is_told(open_house: Opener, said: Announcements) -> None:
    house = await open_house(backup="", duty={**RECORDED, "announce_recording": True})
    caller = house.call()
    primary = await house.primary.rings()
    primary.answer()
    await said.begins(Sound.CALL_IS_RECORDED)
    caller.hang_up()
    await primary.ended(20)  # he hears who has called
    told = await house.journal()
    assert told == house.told("abandoned", Leg(PRIMARY, "primary", "cancelled", 16))


async def test_the_phone_is_lost_while_he_is_told_and_the_next_one_rings(
    open_house: Opener, said: Announcements
) -> None:
    house = await open_house(duty={**RECORDED, "announce_recording": True, "timeout": "20s"})
    caller = house.call()
    primary = await house.primary.rings()
    primary.answer()
    await said.begins(Sound.CALL_IS_RECORDED)
    primary.hang_up()
    backup = await house.backup.rings()
    backup.answer()
    await said.heard(Sound.CALL_IS_RECORDED)
    await they_talk(caller, backup)
    await asyncio.sleep(TALKS)
    caller.hang_up()
    await backup.ended()
    told = await house.journal()
    assert told.answered_by == BACKUP
    await both_are_in_it(house, told, caller, backup)


async def test_whoever_cannot_be_told_is_not_recorded(open_house: Opener) -> None:
    duty = {**RECORDED, "announce_recording": "custom/there-is-none"}
    house = await open_house(backup="", duty=duty)
    caller, primary = await talk(house)
    assert await listeners(house) == []
    caller.hang_up()
    await primary.ended()
    assert (await house.journal()).recording is None
    assert await issues(house) == ["not_recorded"]


# ---------------------------------------------------------------- what goes wrong


async def test_asterisk_cannot_record_and_they_talk_all_the_same(open_house: Opener) -> None:
    """Debian's package comes without the folder."""
    house = await open_house(backup="", duty=RECORDED)
    away = house.pbx.recordings.with_name("away")
    house.pbx.recordings.rename(away)
    try:
        caller, primary = await talk(house)
        await asyncio.sleep(0.5)
        await they_talk(caller, primary)
        assert await listeners(house) == []
        caller.hang_up()
        await primary.ended()
        told = await house.journal()
    finally:
        away.rename(house.pbx.recordings)
    assert told == house.told("answered", ANSWERED, answered_by=PRIMARY)
    assert await issues(house) == ["not_recorded"]


async def test_it_stays_in_asterisk_until_it_is_safe(open_house: Opener) -> None:
    """The disk does not take it: it is tried again."""
    house = await open_house(backup="", duty=RECORDED)
    folder = house.app.config.recordings
    folder.parent.mkdir(exist_ok=True)
    folder.write_text("where the folder should be")
    caller, primary = await talk(house)
    await asyncio.sleep(TALKS)
    caller.hang_up()
    await primary.ended()
    told = await house.journal()
    async with ari(house.pbx) as session, session.get("/ari/recordings/stored") as response:
        assert len(await response.json()) == 1
    folder.unlink()
    await house.recordings_are_tried_again()
    await both_are_in_it(house, told, caller, primary)


async def test_killed_while_they_talk(open_house: Opener, started: Starter) -> None:
    """Asterisk goes on recording: nothing is lost, nothing is there twice."""
    house = await open_house(backup="", duty=RECORDED)
    app = await started(house)
    caller, primary = await talk(house)
    began = caller.agent.time()
    await app.knows(RecordingStarted)
    await app.kill()
    await asyncio.sleep(TALKS)
    await app.start(until="goes on")
    await asyncio.sleep(1)
    caller.hang_up()
    spoken = caller.agent.time() - began
    await primary.ended()
    [told] = await app.told()
    assert told == house.told("answered", ANSWERED, answered_by=PRIMARY, recording=told.recording)
    wav = await both_are_in_it(house, told, caller, primary, seconds=spoken)
    assert wav.seconds < spoken + 1.5
    assert len(talks_in(house)) == 1
    await nothing_left(house.pbx)
    await app.stop()


def folder_of(house: House) -> Path:
    return house.config_file.parent / "data" / "recordings"


async def test_killed_before_it_was_written_that_they_are_recorded(
    open_house: Opener, started: Starter
) -> None:
    house = await open_house(backup="", duty=RECORDED)
    app = await started(house)
    caller, primary = await talk(house)
    await app.knows(RecordingStarted)
    await app.kill()
    with sqlite3.connect(house.database) as database:
        heard = ("RecordingStarted", "ListenerCame")
        for each in heard:
            database.execute("DELETE FROM call_events WHERE payload LIKE ?", (f"%{each}%",))
    database.close()
    await asyncio.sleep(TALKS)
    await app.start(until="goes on")
    assert len(await listeners(house)) == 1
    caller.hang_up()
    await primary.ended()
    [told] = await app.told()
    await both_are_in_it(house, told, caller, primary)
    await nothing_left(house.pbx)
    await app.stop()


async def test_killed_and_both_leave_meanwhile(open_house: Opener, started: Starter) -> None:
    house = await open_house(backup="", duty=RECORDED)
    app = await started(house)
    caller, primary = await talk(house)
    await app.knows(RecordingStarted)
    await asyncio.sleep(TALKS)
    await app.kill()
    caller.hang_up()
    primary.hang_up()
    await app.start(until="goes on")
    [told] = await app.told()
    assert told.outcome == "answered"
    await both_are_in_it(house, told, caller, primary)
    await nothing_left(house.pbx)
    await app.stop()


async def test_killed_and_the_call_cannot_be_rebuilt(open_house: Opener, started: Starter) -> None:
    """They are left talking, and what is recorded comes into our folder all the same."""
    house = await open_house(backup="", duty=RECORDED)
    app = await started(house)
    caller, primary = await talk(house)
    await app.knows(RecordingStarted)
    await asyncio.sleep(TALKS)
    await app.kill()
    with sqlite3.connect(house.database) as database:
        database.execute("UPDATE call_events SET payload = '{}' WHERE number = 0")
    database.close()
    caller.hang_up()
    primary.hang_up()
    await app.start()
    wav = Wav.read(await the_only_one(house))
    for each in (caller, primary):
        assert seconds_of(wav, each) > TALKS - 0.5
    await nothing_left(house.pbx)
    await app.stop()


async def the_only_one(house: House) -> Path:
    async with asyncio.timeout(10):
        while not (found := talks_in(house)):  # noqa: ASYNC110 (nobody tells when it is written)
            await asyncio.sleep(0.02)
    (file,) = found
    return file


def talks_in(house: House) -> list[Path]:
    return list(folder_of(house).rglob("*-talk.wav"))


async def test_stopped_while_they_talk(open_house: Opener, started: Starter) -> None:
    house = await open_house(backup="", duty=RECORDED)
    app = await started(house)
    caller, primary = await talk(house)
    await app.knows(RecordingStarted)
    await app.stop()
    await asyncio.sleep(TALKS)
    await app.start(until="goes on")
    caller.hang_up()
    await primary.ended()
    [told] = await app.told()
    await both_are_in_it(house, told, caller, primary)
    await nothing_left(house.pbx)
    await app.stop()


# ---------------------------------------------------------------- how long they are kept


async def test_the_oldest_makes_room_and_the_journal_says_so(open_house: Opener) -> None:
    """A megabyte is a minute."""
    house = await open_house(
        backup="", duty=RECORDED, config={"recordings": {"keep_days": 30, "keep_mb": 1}}
    )
    folder = house.app.config.recordings
    old, large = (folder / f"2026-11-0{day}/otdel1-0{day}0000Z-1.{day}-talk.wav" for day in (1, 2))
    for path, size in ((old, 10), (large, 1_100_000)):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(bytes(size))
    caller, primary = await talk(house)
    caller.hang_up()
    await primary.ended()
    told = await house.journal()
    await recording_of(house, told)
    async with asyncio.timeout(10):
        while there_are(old, large):  # noqa: ASYNC110 (nobody tells when a file is removed)
            await asyncio.sleep(0.02)
    assert [each.name for each in talks_in(house)] == [Path(told.recording or "").name]


def there_are(*files: Path) -> bool:
    return any(each.exists() for each in files)


async def test_one_that_has_been_kept_long_enough(open_house: Opener) -> None:
    house = await open_house(backup="", duty=RECORDED)
    caller, primary = await talk(house)
    caller.hang_up()
    await primary.ended()
    told = await house.journal()
    await recording_of(house, told)
    await house.recordings_are_kept_for_no_time()
    async with asyncio.timeout(10):
        while talks_in(house):  # noqa: ASYNC110 (nobody tells when a file is removed)
            await asyncio.sleep(0.02)
    [row] = await house.app.history.calls()
    assert row.recording == told.recording
    assert row.recording_removed_at is not None


async def test_check_tells_that_asterisk_cannot_record(open_house: Opener) -> None:
    house = await open_house(backup="", duty=RECORDED)
    away = house.pbx.recordings.with_name("away")
    house.pbx.recordings.rename(away)
    try:
        errors = await findings(house, area="asterisk", level="error")
    finally:
        away.rename(house.pbx.recordings)
    assert ["/var/spool/asterisk/recording" in each for each in errors] == [True]
    assert await findings(house, area="asterisk", level="error") == []
