"""The dialplan that is printed for a house, loaded into an Asterisk of its own."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from stasis_app.dialplan import Pbx, dialplan

from .house import House
from .rig import Asterisk, running_asterisk

SKELETON = Path(__file__).parent / "freepbx"
PRINTED = "extensions_stasis_app.conf"


@asynccontextmanager
async def asterisk_with(folder: Path, files: Mapping[str, str]) -> AsyncIterator[Asterisk]:
    """With these files of etc/, and nothing printed yet."""
    async with running_asterisk(folder) as pbx:
        for name, text in {PRINTED: "", **files}.items():
            await pbx.write_dialplan(name, text)
        yield pbx


@asynccontextmanager
async def freepbx(folder: Path) -> AsyncIterator[Asterisk]:
    """With a skeleton of FreePBX's dialplan, and nothing printed yet."""
    files = {file.name: file.read_text() for file in SKELETON.glob("*.conf")}
    async with asterisk_with(folder, files) as pbx:
        yield pbx


async def load(house: House, pbx: Pbx) -> None:
    config = house.app.config
    await house.pbx.write_dialplan(PRINTED, dialplan(config.settings, config.ari.app, pbx))
