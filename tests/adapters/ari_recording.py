"""Event streams of a real Asterisk, as kept in tests/recordings/ari: made, and played again.

A recording is made by a contract test, when the environment names it:

    RECORD_ARI=test_a_colleague_picks_up pytest tests/asterisk/test_ari_contract.py

A line of it is an event of Asterisk, or what the application asked for meanwhile.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from stasis_app.adapters.ari import AriPbx
from stasis_app.adapters.ari.channels import Channels
from stasis_app.adapters.ari.news import News
from stasis_app.adapters.ari.playbacks import Playbacks
from stasis_app.adapters.ari.translate import Translator
from stasis_app.core.commands import ChannelCommand, Create, Play
from stasis_app.core.entry import Arrival
from stasis_app.core.words import CallId, LegId, Sound

FOLDER = Path(__file__).parents[1] / "recordings" / "ari"
WANTED = os.environ.get("RECORD_ARI", "")


class RecordedAri(AriPbx):
    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.tape: list[dict[str, Any]] = []

    def hear(self, event: Mapping[str, Any]) -> None:
        told = {key: value for key, value in event.items() if key != "asterisk_id"}
        self.tape.append({"event": told})
        super().hear(event)

    async def carry_out(self, call: CallId, command: ChannelCommand) -> None:
        match command:
            case Create(leg):
                self.tape.append({"create": leg})
            case Play(leg, sounds):
                self.tape.append({"play": leg, "sounds": list(sounds)})
        await super().carry_out(call, command)

    def keep(self, test: str) -> None:
        if test in WANTED.split(","):
            lines = [json.dumps(each, ensure_ascii=False) for each in self.tape]
            FOLDER.mkdir(exist_ok=True)
            (FOLDER / f"{test.removeprefix('test_')}.jsonl").write_text("\n".join(lines) + "\n")


def replayed(recording: str) -> list[News]:
    """What the adapter makes of it.  Commands of the recording concern the first caller."""
    translator = Translator(Channels(), Playbacks())
    told: list[News] = []
    call = CallId("")
    for line in (FOLDER / f"{recording}.jsonl").read_text().splitlines():
        match json.loads(line):
            case {"event": event}:
                told += translator.news(event)
                first = next((each for each in told if isinstance(each, Arrival)), None)
                call = first.call if first else call
            case {"create": leg}:
                translator.channels.expect(call, LegId(leg))
            case {"play": leg, "sounds": sounds}:
                translator.playbacks.begin(call, LegId(leg), tuple(map(Sound, sounds)))
    return told


def plays(recording: str) -> list[tuple[str, ...]]:
    """What was asked to be heard, one after the other."""
    lines = map(json.loads, (FOLDER / f"{recording}.jsonl").read_text().splitlines())
    return [tuple(line["sounds"]) for line in lines if "play" in line]
