"""A command given in this process: what it says, and its exit code."""

import asyncio
import json
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

from stasis_app.cli import main


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        return json.loads(self.out)


def give(config: Path, *arguments: object) -> Outcome:
    out, err = (TextIOWrapper(BytesIO(), "utf-8", newline="") for _ in range(2))
    with redirect_stdout(out), redirect_stderr(err):
        try:
            main(["-c", str(config), *map(str, arguments)])
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 1
    return Outcome(code, _text(out), _text(err))


async def give_beside(config: Path, *arguments: object) -> Outcome:
    """While something else goes on in this thread."""
    return await asyncio.to_thread(give, config, *arguments)


def _text(stream: TextIOWrapper) -> str:
    stream.seek(0)
    return stream.read()
