"""Every prompt can be played by Asterisk as it has been installed, in every language."""

import asyncio

import pytest

from stasis_app.core.words import Sound
from stasis_app.sounds import LANGUAGES

from .rig import Asterisk
from .rig.announcements import Announcements
from .rig.numbers import Numbers
from .rig.rest import ari
from .rig.sip import Provider


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_prompt_is_heard(
    pbx: Asterisk, provider: Provider, numbers: Numbers, said: Announcements, language: str
) -> None:
    """Its beginning: then it is stopped."""
    context = f"hear-{language}"
    await pbx.add_dialplan(
        f"[{context}]\nexten => _X.,1,Answer()\n same => n,Stasis({said.application})"
    )
    call = provider.call("7770001", numbers.customer(), via=context)
    channel = await said.visitor()
    async with ari(pbx) as session:
        for sound in Sound:
            asked_at = asyncio.get_running_loop().time()
            path = f"/ari/channels/{channel}/play/{sound}?lang={language}"
            async with session.post(f"{path}&media=sound:stasis-app/{sound}") as response:
                assert response.status == 201
            began = await said.begins(sound)
            assert began.language == language
            await call.audio.until_sound(2, since=asked_at)
            async with session.delete(f"/ari/playbacks/{sound}") as response:
                assert response.status in (204, 404)  # a short one may be over
            assert (await said.heard(sound)).state == "done"
    call.hang_up()
