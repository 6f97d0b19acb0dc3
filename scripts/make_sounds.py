"""Makes the prompts in sounds/<language>/*.wav from the texts in sounds/<language>/prompts.yaml.

    python scripts/make_sounds.py                                      all of them
    python scripts/make_sounds.py --language ru --only already-taken   one of them
    python scripts/make_sounds.py --language ru --recordings DIR       from an announcer's files

The voices are in Debian's packages: apt-get install festival festvox-ru flite sox.
A recording is DIR/<name>.wav (or .flac, .ogg, .aiff), in any rate; prompts that DIR lacks stay.

Whatever it is made from, a prompt is cut to the telephone's band, brought to 8000 Hz, 16 bits,
mono, freed of the silence around it and brought to the same loudness. The same text gives the
same bytes.
"""

import argparse
import math
import shutil
import subprocess
import sys
import tempfile
import wave
from array import array
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import yaml

SOUNDS = Path(__file__).resolve().parents[1] / "sounds"
RECORDING_SUFFIXES = (".wav", ".flac", ".ogg", ".aiff")
PACKAGES = "apt-get install festival festvox-ru flite sox"

RATE = 8000  # Hz: the only rate Asterisk reads from a .wav
BAND = "250-3400"  # Hz, what a telephone carries
SILENCE = "0.4%"  # of full scale; a word may begin or end softly
BREATH = "1%"  # the Russian voice breathes out after its last word
LEAD, TAIL = "0.1", "0.15"  # seconds: the first packets of an answered call are often lost
QUICK = "quick-"  # what these begin with: said in the middle of a group, without a pause
QUICK_PAD = "0.02"  # seconds before and after it
LOUDNESS = -20.0  # dB of full scale, root mean square; near Asterisk's own prompts
PEAK = -1.0  # dB of full scale: no sample is louder

Speak = Callable[[str, Path], None]
Pads = tuple[str, str]  # seconds of silence before and after


class CannotMake(Exception):
    """Says what is missing or wrong, and what would be right."""


@dataclass(frozen=True)
class Voice:
    name: str
    listed_by: tuple[str, ...]  # the command that prints the voices there are
    package: str
    silence_after: str  # per cent of full scale: quieter is cut off behind the last word
    speak: Speak


def run(command: tuple[str, ...], text: str = "") -> str:
    """What the command prints. The synthesisers report errors, but exit with 0."""
    if shutil.which(command[0]) is None:
        raise CannotMake(f"{command[0]} is not installed: {PACKAGES}")
    done = subprocess.run(command, input=text, capture_output=True, text=True, encoding="utf-8")
    if done.returncode or done.stderr.strip():
        raise CannotMake(f"{' '.join(command)}: {done.stderr.strip() or done.returncode}")
    return done.stdout


def speak_russian(text: str, target: Path) -> None:
    run(("text2wave", "-eval", f"(voice_{RUSSIAN})", "-o", str(target)), text)


def speak_english(text: str, target: Path) -> None:
    run(("flite", "-voice", ENGLISH, "-t", text, "-o", str(target)))


RUSSIAN = "msu_ru_nsh_clunits"
ENGLISH = "slt"
FESTIVAL_VOICES = ("festival", "-b", "(print (voice.list))")
VOICES = {
    "ru": Voice(RUSSIAN, FESTIVAL_VOICES, "festvox-ru", BREATH, speak_russian),
    "en": Voice(ENGLISH, ("flite", "-lv"), "flite", SILENCE, speak_english),
}


def texts(language: str) -> dict[str, str]:
    """The words of each prompt by its name."""
    file = SOUNDS / language / "prompts.yaml"
    read = yaml.safe_load(file.read_text("utf-8"))
    if not isinstance(read, dict):
        raise CannotMake(f'{file}: lines like `already-taken: "…"` are expected')
    for name, text in read.items():
        if not isinstance(text, str) or not text.strip():
            raise CannotMake(f"{file}: {name}: {text!r} is no text; write it in quotes")
    return read


def voice_of(language: str) -> Voice:
    voice = VOICES[language]
    if voice.name not in run(voice.listed_by):
        raise CannotMake(f"the voice {voice.name} is missing: apt-get install {voice.package}")
    return voice


def recordings_in(folder: Path, names: list[str]) -> dict[str, Path]:
    """The announcer's files by prompt."""
    found = {
        file.stem: file
        for file in sorted(folder.glob("*"))
        if file.suffix.lower() in RECORDING_SUFFIXES and file.stem in names
    }
    if not found:
        raise CannotMake(f"{folder}: no recording is named like a prompt, e.g. {names[0]}.wav")
    return found


def decibels(part: float) -> float:
    return 20 * math.log10(part) if part else -math.inf


def gain_for(file: Path) -> float:
    """How many dB bring a prompt to the common loudness without clipping."""
    with wave.open(str(file)) as audio:
        samples = array("h", audio.readframes(audio.getnframes()))
    if sys.byteorder == "big":
        samples.byteswap()
    if not any(samples):
        raise CannotMake(f"{file.name}: nothing but silence")
    mean = math.sqrt(sum(sample * sample for sample in samples) / len(samples))
    loudest = max(abs(sample) for sample in samples)
    return min(LOUDNESS - decibels(mean / 32768), PEAK - decibels(loudest / 32768))


def bring_to_telephone(raw: Path, target: Path, silence_after: str, pads: Pads) -> None:
    front = ("silence", "1", "0.01", SILENCE)
    back = ("reverse", "silence", "1", "0.01", silence_after, "fade", "0.03", "reverse")
    shaped = raw.with_name("shaped.wav")
    sox = ("sox", "-R", "-D")  # -R: the same every time; -D: no dither
    form = ("-r", str(RATE), "-c", "1", "-b", "16", "-e", "signed-integer")
    cut = ("gain", "-h", "sinc", BAND, "norm", "-3", *front, *back)
    run((*sox, str(raw), *form, str(shaped), *cut))
    gain = f"{gain_for(shaped):.2f}"
    run((*sox, str(shaped), *form, str(target), "gain", gain, "pad", *pads))


def make(language: str, only: list[str], recordings: Path | None) -> None:
    spoken = texts(language)
    unknown = sorted(set(only) - set(spoken))
    if unknown:
        raise CannotMake(f"{language}/prompts.yaml has no {', '.join(unknown)}")
    names = only or list(spoken)
    recorded = recordings_in(recordings, names) if recordings else {}
    voice = None if recordings else voice_of(language)
    for name in names:
        with tempfile.TemporaryDirectory() as folder:
            raw = Path(folder) / f"{name}-raw.wav"
            if voice:
                voice.speak(spoken[name], raw)
            elif name in recorded:
                raw = Path(shutil.copy(recorded[name], folder))
            else:
                continue
            made = Path(folder) / "made.wav"
            pads = (QUICK_PAD, QUICK_PAD) if name.startswith(QUICK) else (LEAD, TAIL)
            bring_to_telephone(raw, made, voice.silence_after if voice else SILENCE, pads)
            shutil.copyfile(made, SOUNDS / language / f"{name}.wav")
        sys.stdout.write(f"{language}/{name}.wav\n")


def main() -> None:
    parser = argparse.ArgumentParser(description="Makes the prompts in sounds/.")
    parser.add_argument("--language", choices=sorted(VOICES), action="append")
    parser.add_argument("--only", metavar="NAME", action="append", default=[])
    parser.add_argument("--recordings", metavar="DIR", type=Path, help="an announcer's")
    wanted = parser.parse_args()
    if wanted.recordings and len(wanted.language or []) != 1:
        parser.error("--recordings needs one --language")
    try:
        for language in wanted.language or sorted(VOICES):
            make(language, wanted.only, wanted.recordings)
    except CannotMake as problem:
        sys.exit(f"make_sounds: {problem}")


if __name__ == "__main__":
    main()
