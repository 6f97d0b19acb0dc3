"""Makes the pictures of the documentation, docs/pictures/*.svg, by running the program.

    python scripts/make_pictures.py             writes them
    python scripts/make_pictures.py --check     only tells whether they are up to date

Terminals: the commands' own output about the demo's departments, or about calls that are given
here.  A call's way: what `simulate` says of one.  The same program gives the same bytes.
"""

import argparse
import contextlib
import io
import json
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console, RenderableType
from rich.text import Text

from stasis_app import cli, config
from stasis_app.cli import output
from stasis_app.cli.trial import in_words
from stasis_app.cli.watched import Watched, screen
from stasis_app.core.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
LANGUAGES = ("en", "ru")
NIGHT = "2026-11-06T02:00"
NOW = datetime.fromisoformat("2026-11-06T02:00:34+03:00")
COLUMNS = 116

FONT_FACE = re.compile(r"@font-face \{\{.*?\}\}\s*", re.DOTALL)
PLAIN = FONT_FACE.sub("", CONSOLE_SVG_FORMAT).replace("Fira Code, monospace", "monospace")

Picture = Mapping[str, Any]


# ---------------------------------------------------------------- terminals


def recording(columns: int = COLUMNS) -> Console:
    return Console(
        record=True,
        width=columns,
        file=io.StringIO(),
        force_terminal=True,
        color_system="truecolor",
        legacy_windows=False,
        highlight=False,
    )


def terminal(console: Console, title: str, name: str) -> str:
    made = console.export_svg(title=title, code_format=PLAIN, unique_id=name)
    return "\n".join(line.rstrip() for line in made.splitlines()) + "\n"


def picture_of(shown: Sequence[RenderableType], title: str, name: str) -> str:
    console = recording()
    for each in shown:
        console.print(each, soft_wrap=isinstance(each, Text))
    return terminal(console, title, name)


def run(folder: Path, *arguments: str) -> Console:
    """A command of the program; what it has printed."""
    console = recording()
    before, output.console = output.console, lambda: console
    try:
        with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):
            cli.main(["-c", str(folder / "config.yaml"), *arguments])
    finally:
        output.console = before
    return console


def answer(folder: Path, *arguments: str) -> Any:
    """A command's JSON document."""
    written = io.TextIOWrapper(io.BytesIO(), "utf-8")
    with contextlib.suppress(SystemExit), contextlib.redirect_stdout(written):
        cli.main(["-c", str(folder / "config.yaml"), *arguments, "--json"])
    written.flush()
    return json.loads(written.buffer.getvalue())  # type: ignore[attr-defined]


# ---------------------------------------------------------------- calls that are going on

LEG: Picture = {
    "name": "Первак Спартак",
    "number": "+79991234506",
    "role": "primary",
    "dialled_at": "2026-11-06T02:00:01+03:00",
    "answered_at": None,
    "ended_at": None,
    "outcome": None,
    "cause": {"q850": None, "sip": None},
    "state": "ringing",
}
BACKUP = {**LEG, "name": "Ханипов Остап", "dialled_at": "2026-11-06T02:00:21+03:00"}
CALL: Picture = {
    "id": "1",
    "department": "otdel1",
    "did": "7770001",
    "caller": "+79161234567",
    "caller_name": None,
    "mode": "duty",
    "outcome": None,
    "started_at": "2026-11-06T02:00:00+03:00",
    "answered_at": None,
    "dial_seconds": None,
    "talk_seconds": None,
    "answered_by": None,
    "state": "ringing",
    "legs": [LEG, BACKUP],
}
TALKING = {
    **CALL,
    "id": "2",
    "department": "otdel2",
    "did": "7770002",
    "caller": None,
    "started_at": "2026-11-06T01:57:41+03:00",
    "answered_at": "2026-11-06T01:57:50+03:00",
    "answered_by": "Изюмов Флорентий",
    "state": "talking",
    "legs": [
        {**LEG, "name": "Изюмов Флорентий", "state": "talking"}
        | {"answered_at": "2026-11-06T01:57:48+03:00"}
    ],
}
ANSWERED = {
    **TALKING,
    "id": "3",
    "caller": "+74952000001",
    "started_at": "2026-11-06T01:21:07+03:00",
    "outcome": "answered",
    "dial_seconds": 9.0,
    "talk_seconds": 184.0,
    "state": "ended",
    "legs": [{**LEG, "state": "ended", "outcome": "answered"}],
}
MISSED = {
    **ANSWERED,
    "id": "4",
    "department": "otdel1",
    "started_at": "2026-11-06T00:48:30+03:00",
    "outcome": "missed",
    "answered_by": None,
    "dial_seconds": 60.0,
    "talk_seconds": None,
}
SNAPSHOT: Picture = {
    "notice": "snapshot",
    "asterisk": {"connected": True, "problem": None},
    "calls": [CALL, TALKING],
    "ended": [MISSED, ANSWERED],
}
ENDPOINT = "PJSIP/+79991234506@trunk"
STEPS: Sequence[Picture] = (
    {"step": "order", "name": LEG["name"], "number": LEG["number"], "caller": "7770001"},
    {"step": "calling", "seconds": 0.0, "endpoint": ENDPOINT},
    {"step": "dialled", "seconds": 0.1},
    {"step": "ringing", "seconds": 1.6},
    {"step": "answered", "seconds": 7.4},
    {"step": "prompt", "seconds": 7.4},
    {"step": "key", "seconds": 11.9, "key": "1"},
    {"step": "gone", "seconds": 14.6, "cause": {"q850": 16, "sip": None}, "ours": True},
    {"step": "ended", "seconds": 14.6, "outcome": "answered"},
)


def watched(settings: Settings) -> RenderableType:
    calls = Watched()
    calls.hear(SNAPSHOT)
    return screen(calls, NOW, settings)


def tried(settings: Settings) -> list[Text]:
    return [
        Text(" ").join(part if isinstance(part, Text) else Text(str(part)) for part in told)
        for told in (in_words(step, settings) for step in STEPS)
    ]


# ---------------------------------------------------------------- a call's way

WIDTH, ROW, LEFT, TOP = 860, 30, 210, 64
COLOURS = {"secretary": "#4f8fd0", "primary": "#3d9a5f", "backup": "#d08a2e", "escalation": "#999"}
WAY = {
    "en": (
        "A call in secretary mode at 02:00 which nobody answers: who rings from which second on",
        "the caller",
        {"hangup": "hung up", "continue": "on in the dialplan", "voicemail": "voicemail"},
        "s",
    ),
    "ru": (
        "Звонок секретарям в 02:00, на который никто не ответил: кто звонит и с какой секунды",
        "звонящий",
        {"hangup": "трубка", "continue": "дальше в dialplan", "voicemail": "автоответчик"},
        "с",
    ),
}
ROLES = {
    "en": {"secretary": "secretary", "primary": "on duty", "backup": "backup"},
    "ru": {"secretary": "секретарь", "primary": "дежурный", "backup": "второй дежурный"},
}


def way(simulated: Picture, language: str) -> str:
    """Bars over the seconds of a call, one for each phone that rings."""
    title, caller, ends, second = WAY[language]
    legs = [leg for step in simulated["steps"] for leg in step["legs"]]
    last = simulated["steps"][-1]
    scale = (WIDTH - LEFT - 110) / max(last["until"], 1)
    height = TOP + ROW * (len(legs) + 1) + 40
    lines = [*_opening(title, height), *_axis(last["until"], scale, height, second)]
    lines += _bar(0, caller, "", 0, last["until"], "#777", scale)
    for number, leg in enumerate(legs, start=1):
        name = leg["name"].removeprefix("PJSIP/")
        role = ROLES[language].get(leg["role"], "")
        colour = COLOURS[leg["role"]]
        lines += _bar(number, name, role, leg["from"], leg["until"], colour, scale)
    x = LEFT + last["until"] * scale + 8
    end = ends[last["step"]]
    lines.append(f'<text x="{x:.0f}" y="{TOP + 20}" class="end">{escape(end)}</text>')
    return "\n".join([*lines, "</svg>"]) + "\n"


def _opening(title: str, height: int) -> Iterator[str]:
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}"'
        f' width="{WIDTH}" height="{height}" role="img">'
    )
    yield f"<title>{escape(title)}</title>"
    yield (
        "<style>text{font:13px sans-serif;fill:#333}.head{font-size:14px;font-weight:bold}"
        ".role,.tick{fill:#888;font-size:11px}.end{font-weight:bold;fill:#b03030}</style>"
    )
    yield f'<rect width="{WIDTH}" height="{height}" rx="8" fill="#fcfcfa"/>'
    yield f'<text x="16" y="28" class="head">{escape(title)}</text>'


def _axis(seconds: float, scale: float, height: int, unit: str) -> Iterator[str]:
    for tick in range(0, int(seconds) + 1, 10):
        x = LEFT + tick * scale
        yield f'<path d="M{x:.0f} {TOP - 6}V{height - 30}" stroke="#ddd"/>'
        yield (
            f'<text x="{x:.0f}" y="{height - 14}" class="tick" text-anchor="middle">'
            f"{tick} {unit}</text>"
        )


def _bar(
    row: int, name: str, role: str, start: float, end: float, colour: str, scale: float
) -> Iterator[str]:
    y = TOP + row * ROW
    yield f'<text x="16" y="{y + 16}">{escape(name)}</text>'
    if role:
        yield f'<text x="{LEFT - 8}" y="{y + 16}" class="role" text-anchor="end">{role}</text>'
    x, width = LEFT + start * scale, (end - start) * scale
    yield (
        f'<rect x="{x:.0f}" y="{y + 4}" width="{width:.0f}" height="{ROW - 12}" rx="4"'
        f' fill="{colour}"/>'
    )


# ---------------------------------------------------------------- all of them


def pictures() -> dict[Path, str]:
    made: dict[Path, str] = {}
    for language in LANGUAGES:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            _set_up(folder, language)
            made |= _in_language(folder, language)
    return made


def _set_up(folder: Path, language: str) -> None:
    """The demo's departments."""
    example = (ROOT / "config.yaml.example").read_text("utf-8")
    text = example.replace("#language: ru", f"language: {language}")
    (folder / "config.yaml").write_text(text, "utf-8")
    shutil.copytree(ROOT / "schedules", folder / "schedules")
    run(folder, "sync")


def _in_language(folder: Path, language: str) -> Iterator[tuple[Path, str]]:
    loaded = config.load(folder / "config.yaml", {"ARI_PASSWORD": "…"})
    settings = loaded.settings
    who = run(folder, "who", "--at", NIGHT)
    simulated = answer(folder, "simulate", "otdel1", "--at", NIGHT)
    named = {
        "who": terminal(who, f"stasis-app who --at {NIGHT}", f"who-{language}"),
        "watch": picture_of([watched(settings)], "stasis-app watch", f"watch-{language}"),
        "test-call": picture_of(
            tried(settings), "stasis-app test-call otdel1", f"test-call-{language}"
        ),
        "way": way(simulated, language),
    }
    return ((PICTURES / f"{name}.{language}.svg", svg) for name, svg in named.items())


def main() -> None:
    parser = argparse.ArgumentParser(description="Makes docs/pictures/*.svg.")
    parser.add_argument("--check", action="store_true", help="write nothing")
    check = parser.parse_args().check
    made = pictures()
    stale = [f for f, text in made.items() if not f.is_file() or f.read_text("utf-8") != text]
    if check:
        sys.exit("\n".join(f"{f}: run scripts/make_pictures.py" for f in stale) or 0)
    PICTURES.mkdir(exist_ok=True)
    for file in stale:
        file.write_text(made[file], "utf-8")
        sys.stdout.write(f"{file.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
