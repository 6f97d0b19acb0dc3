"""The prompts are all there, can be heard, and get into Asterisk's sounds folder."""

import math
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import wave
from array import array
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from stasis_app import sounds
from stasis_app.core.call import confirm
from stasis_app.core.call.attempt import LAST_SECONDS
from stasis_app.core.call.leg import LONGEST_FAREWELL
from stasis_app.core.numbers import groups
from stasis_app.core.question import said
from stasis_app.core.words import Sound

CHECKOUT = Path(__file__).parents[1]
PROMPTS = [(language, sound) for language in sounds.LANGUAGES for sound in Sound]
ALL = len(PROMPTS)
NOBODY = 65534
SPEECH = {"en": re.compile(r"[A-Za-z ,.:]+"), "ru": re.compile(r"[А-Яа-яЁё+ ,.:]+")}


def text_of(language: str, sound: Sound) -> str:
    texts = yaml.safe_load((sounds.source() / language / "prompts.yaml").read_text("utf-8"))
    text = texts[sound.value]
    assert isinstance(text, str)
    return text


def samples_of(language: str, sound: Sound) -> list[int]:
    with wave.open(str(sounds.source() / language / f"{sound}.wav")) as audio:
        form = (audio.getframerate(), audio.getnchannels(), audio.getsampwidth())
        assert form == (8000, 1, 2)
        samples = array("h", audio.readframes(audio.getnframes()))
    if sys.byteorder == "big":
        samples.byteswap()
    return samples.tolist()


def seconds(language: str, sound: Sound) -> float:
    return len(samples_of(language, sound)) / 8000


def is_quick(sound: Sound) -> bool:
    """A digit in the middle of a group, after which the next one is said at once."""
    return sound.startswith("quick-")


@pytest.mark.parametrize(("language", "sound"), PROMPTS)
def test_a_prompt_can_be_heard(language: str, sound: Sound) -> None:
    samples = samples_of(language, sound)
    mean = math.sqrt(sum(sample * sample for sample in samples) / len(samples))
    assert -25 < 20 * math.log10(mean / 32768) < -17
    assert max(abs(sample) for sample in samples) < 32000


@pytest.mark.parametrize(("language", "sound"), PROMPTS)
def test_a_prompt_starts_and_ends_in_silence(language: str, sound: Sound) -> None:
    """They are said one after another, and the first packets of an answered call get lost."""
    samples = samples_of(language, sound)
    before, after = (100, 100) if is_quick(sound) else (400, 800)
    assert not any(samples[:before])
    assert not any(samples[-after:])
    assert any(samples[:2400])


@pytest.mark.parametrize(("language", "sound"), PROMPTS)
def test_a_prompt_is_as_long_as_its_words_take(language: str, sound: Sound) -> None:
    """A voice that cannot read a text says nothing, or only a part of it."""
    text = text_of(language, sound)
    assert SPEECH[language].fullmatch(text)
    speech = seconds(language, sound) - (0.04 if is_quick(sound) else 0.25)
    assert 0.04 < speech / len(text) < 0.16
    assert 0.2 < seconds(language, sound) < 12


@pytest.mark.parametrize("language", sounds.LANGUAGES)
def test_no_two_prompts_sound_the_same(language: str) -> None:
    assert len({tuple(samples_of(language, sound)) for sound in Sound}) == len(Sound)
    assert len({text_of(language, sound) for sound in Sound}) == len(Sound)


@pytest.mark.parametrize("language", sounds.LANGUAGES)
def test_no_prompt_and_no_text_is_left_over(language: str) -> None:
    folder = sounds.source() / language
    texts = yaml.safe_load((folder / "prompts.yaml").read_text("utf-8"))
    assert set(texts) == {sound.value for sound in Sound}
    assert {file.name for file in folder.iterdir()} == {"prompts.yaml"} | {
        f"{sound}.wav" for sound in Sound
    }


@pytest.mark.parametrize("language", sounds.LANGUAGES)
@pytest.mark.parametrize("caller", ["+79161234567", "+74957770001"])
def test_who_is_asked_in_the_last_moment_hears_how_to_accept(language: str, caller: str) -> None:
    """He has 12 seconds then; of several departments, which takes longest."""
    number = said(groups(caller, "RU"))
    whole = (*(Sound.CALL_TO_NUMBER, *said(("01",)), Sound.FROM_NUMBER, *number),)
    lengths = [seconds(language, Sound(str(each))) for each in (*whole, Sound.PRESS_1_TO_ACCEPT)]
    assert sum(lengths) < LAST_SECONDS
    assert sum(lengths) + seconds(language, Sound.PRESS_3_FOR_NUMBER) < confirm.PROMPT_SECONDS
    farewell = (Sound.CALLER_HAS_HUNG_UP, Sound.CALLERS_NUMBER, *number)
    assert sum(seconds(language, Sound(str(each))) for each in farewell) < LONGEST_FAREWELL


def test_the_package_carries_the_prompts() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))
    carried = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert carried["sounds"] == "stasis_app/_sounds"


def test_without_the_voices_the_script_says_what_to_install() -> None:
    script = CHECKOUT / "scripts" / "make_sounds.py"
    done = subprocess.run(
        [sys.executable, script], env={"PATH": ""}, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 1
    assert done.stderr == (
        "make_sounds: flite is not installed: apt-get install festival festvox-ru flite sox\n"
    )


@pytest.fixture
def asterisk(tmp_path: Path) -> Path:
    """A sounds folder as Debian's packages make it: Russian without a link `ru`."""
    folder = tmp_path / "sounds"
    (folder / "en_US_f_Allison" / "digits").mkdir(parents=True)
    (folder / "ru_RU_f_IvrvoiceRU" / "digits").mkdir(parents=True)
    (folder / "en").symlink_to("en_US_f_Allison")
    return folder


def test_the_prompts_go_where_asterisk_looks_for_them(asterisk: Path) -> None:
    assert len(sounds.missing(asterisk)) == ALL
    written = sounds.install(asterisk)
    assert len(written) == ALL
    assert sounds.missing(asterisk) == []
    assert asterisk / "ru" / "stasis-app" / "digit-0.wav" in written
    assert (asterisk / "en_US_f_Allison" / "stasis-app" / "already-taken.wav").is_file()
    for file in written:
        original = sounds.source() / file.relative_to(asterisk).parts[0] / file.name
        assert file.read_bytes() == original.read_bytes()


def test_nothing_else_is_left_in_the_folder(asterisk: Path) -> None:
    written = sounds.install(asterisk)
    there = [file for file in asterisk.rglob("*") if file.is_file()]
    assert len(there) == len(written)


def test_a_second_time_nothing_is_written(asterisk: Path) -> None:
    sounds.install(asterisk)
    assert sounds.install(asterisk) == []


def test_only_what_differs_is_written(asterisk: Path) -> None:
    changed, gone, *_ = sounds.install(asterisk)
    changed.write_bytes(b"older")
    gone.unlink()
    assert sounds.missing(asterisk) == [gone]
    assert sounds.install(asterisk) == [changed, gone]
    assert sounds.install(asterisk) == []


def test_a_strict_umask_does_not_keep_asterisk_from_reading(asterisk: Path) -> None:
    before = os.umask(0o077)
    try:
        written = sounds.install(asterisk)
    finally:
        os.umask(before)
    assert {file.stat().st_mode & 0o777 for file in written} == {0o644}
    assert (asterisk / "ru").stat().st_mode & 0o777 == 0o755
    assert (asterisk / "ru" / "stasis-app").stat().st_mode & 0o777 == 0o755


def test_a_file_that_asterisk_could_not_read_is_mended(asterisk: Path) -> None:
    closed, *_ = sounds.install(asterisk)
    closed.chmod(0o600)
    assert sounds.install(asterisk) == [closed]
    assert closed.stat().st_mode & 0o777 == 0o644


def test_an_asterisk_without_any_sounds_gets_ours(tmp_path: Path) -> None:
    assert len(sounds.install(tmp_path)) == ALL


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(sounds.SoundsError, match="nowhere: no such folder; give Asterisk's sounds"):
        sounds.install(tmp_path / "nowhere")


def test_a_file_instead_of_a_folder(tmp_path: Path) -> None:
    file = tmp_path / "sounds"
    file.touch()
    with pytest.raises(sounds.SoundsError, match="sounds: not a folder; give Asterisk's"):
        sounds.install(file)


def test_the_folder_above_is_not_the_sounds_folder(asterisk: Path) -> None:
    with pytest.raises(sounds.SoundsError, match="holds no language's folder.*that holds en/, ru/"):
        sounds.install(asterisk.parent)
    with pytest.raises(sounds.SoundsError, match="holds no language's folder"):
        sounds.missing(asterisk.parent)


@pytest.mark.parametrize("name", ["en", "ru_RU_f_IvrvoiceRU"])
def test_one_language_is_not_the_sounds_folder(asterisk: Path, name: str) -> None:
    with pytest.raises(sounds.SoundsError, match=f"folder of one language; .*: {asterisk}$"):
        sounds.install(asterisk / name)


def test_a_file_in_the_way(asterisk: Path) -> None:
    (asterisk / "ru").touch()
    with pytest.raises(sounds.SoundsError, match="sounds/ru: File exists"):
        sounds.install(asterisk)


@pytest.fixture
def read_only(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A sounds folder in which we may not write, for root too: root becomes nobody meanwhile."""
    with tempfile.TemporaryDirectory() as public:
        folder = Path(public)
        folder.chmod(0o755)
        shutil.copytree(sounds.source(), folder / "ours")
        monkeypatch.setattr(sounds, "source", lambda: folder / "ours")
        (folder / "theirs" / "en").mkdir(parents=True)
        (folder / "theirs" / "en").chmod(0o555)
        user = os.geteuid()
        if user == 0:
            os.seteuid(NOBODY)
        try:
            yield folder / "theirs"
        finally:
            os.seteuid(user)
            (folder / "theirs" / "en").chmod(0o755)


def test_a_folder_in_which_we_may_not_write(read_only: Path) -> None:
    with pytest.raises(sounds.SoundsError, match="theirs/en/stasis-app: permission denied; run"):
        sounds.install(read_only)
