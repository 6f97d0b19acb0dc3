"""Whole calls of a real Asterisk, as the application kept them: made, and played again.

A recording is made by a test of tests/asterisk, when the environment names it:

    RECORD_CALLS=test_p20_two_channels pytest tests/asterisk/test_few_channels.py

The first line is the plan, each of the others an event; with it stands what the call wanted then,
but for how long its timers are.  When a call is meant to want something else from now on, `python
-m tests.recorded_calls` writes down what it wants now; look at what has changed.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any

from stasis_app.adapters.store.database import Database
from stasis_app.adapters.store.history import History
from stasis_app.core.call.call import Call
from stasis_app.core.codec import decode_event, decode_plan, encode
from stasis_app.core.commands import Command, StartTimer
from stasis_app.core.retelling import Story

FOLDER = Path(__file__).parent / "recordings" / "calls"
RECORDINGS = sorted(FOLDER.glob("*.jsonl"))
WANTED = tuple(filter(None, os.environ.get("RECORD_CALLS", "").split(",")))


@dataclass(frozen=True)
class Heard:
    what: str  # the event; of the first one: the beginning
    wanted: tuple[str, ...]


async def keep(test: str, database: Path) -> None:
    """Every call that has been kept there, if this test is to be recorded."""
    if not any(each in test for each in WANTED):
        return
    async with await Database.open(database, write=False) as opened:
        history = History(opened)
        stories = [await history.events(row.visit.id) for row in await history.calls()]
    FOLDER.mkdir(exist_ok=True)
    for number, story in enumerate(filter(None, stories), start=1):
        name = f"{test.removeprefix('test_')}.{number}.jsonl"
        lines = (json.dumps(each, ensure_ascii=False) for each in _lines(story))
        (FOLDER / name).write_text("\n".join(lines) + "\n", "utf-8")


def _lines(story: Story) -> Iterator[dict[str, Any]]:
    call = Call(story.plan)
    began = story.started_at.isoformat()
    yield {"plan": encode(story.plan), "at": began, "wanted": _told(call.start(story.started_at))}
    for at, event in story.told:
        wanted = _told(call.handle(event, at))
        yield {"event": encode(event), "at": at.isoformat(), "wanted": wanted}


def recorded(recording: Path) -> list[Heard]:
    return [Heard(_what(line), tuple(line["wanted"])) for line in _read(recording)]


def replayed(recording: Path) -> list[Heard]:
    """What the call wants now when it hears the same."""
    first, *later = _read(recording)
    call = Call(decode_plan(first["plan"]))
    heard = [Heard(_what(first), tuple(_told(call.start(_at(first)))))]
    for line in later:
        wanted = call.handle(decode_event(line["event"]), _at(line))
        heard.append(Heard(_what(line), tuple(_told(wanted))))
    assert call.result is not None, "the call has not ended"
    return heard


def _read(recording: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in recording.read_text("utf-8").splitlines()]


def write_anew(recording: Path) -> None:
    lines = _read(recording)
    for line, heard in zip(lines, replayed(recording), strict=True):
        line["wanted"] = list(heard.wanted)
    texts = (json.dumps(each, ensure_ascii=False) for each in lines)
    recording.write_text("\n".join(texts) + "\n", "utf-8")


def _what(line: dict[str, Any]) -> str:
    return json.dumps(line.get("event"), ensure_ascii=False)


def _at(line: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(line["at"])


def _told(commands: list[Command]) -> list[str]:
    return [
        f"StartTimer(timer={each.timer})" if isinstance(each, StartTimer) else _spelled(each)
        for each in commands
    ]


def _spelled(value: Any) -> str:
    """Without what has its default, so that a field invented later changes no recording."""
    match value:
        case Enum():
            return repr(value.value)
        case tuple():
            return f"({', '.join(map(_spelled, value))})"
        case _ if is_dataclass(value):
            own = ((each, getattr(value, each.name)) for each in fields(value))
            told = (f"{each.name}={_spelled(one)}" for each, one in own if one != each.default)
            return f"{type(value).__name__}({', '.join(told)})"
        case _:
            return repr(value)


if __name__ == "__main__":
    for each in RECORDINGS:
        write_anew(each)
