"""The demo of compose.yaml, as somebody tries it: a softphone, a call, the mails in a browser."""

import asyncio
import io
import tarfile
from base64 import b64decode
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from stasis_app import sounds

from .rig.demo import Demo, running_demo
from .rig.sip import OFF, ON, Phone


@pytest.fixture
async def demo() -> AsyncIterator[Demo]:
    async with running_demo() as demo:
        yield demo


@pytest.mark.timeout(300, func_only=True)  # the first time images are made
async def test_a_softphone_is_answered_and_the_mail_is_shown(demo: Demo, tmp_path: Path) -> None:
    await demo.is_healthy()
    async with Phone("101", demo.sip_address) as customer, Phone("102", demo.sip_address) as desk:
        await customer.register()
        await desk.register()
        lamp = desk.watch("*5501")
        await lamp.shows(OFF)
        code = desk.call("*5501")
        await code.answered()
        await code.audio.until_sound(10)  # the prompt, which came with the application
        code.hang_up()
        await lamp.shows(ON)
        lamp.unsubscribe()
        call = customer.call("7770001")
        await call.rings()
        await call.answered(20)
        await call.audio.until_sound(10)  # whoever has picked up
        call.hang_up()
    page = await demo.shows_mail("To: head@example.com")
    assert "Answered by: Barbara Backup" in page
    assert "otdel1" in await demo.run("exec", "-T", "app", "stasis-app", "who")
    await prompts_can_be_copied_to_a_pbx_elsewhere(demo, tmp_path)


async def prompts_can_be_copied_to_a_pbx_elsewhere(demo: Demo, sounds_folder: Path) -> None:
    """As docker/README.md says."""
    command = ("exec", "-T", "app", "sh", "-c", "tar -C /prompts -c . | base64")
    packed = b64decode(await demo.run(*command))

    def unpack() -> None:
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            archive.extractall(sounds_folder, filter="data")

    await asyncio.to_thread(unpack)
    assert sounds.missing(sounds_folder) == []
