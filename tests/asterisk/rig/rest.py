"""ARI's REST interface, for what a test wants to know or to set beside the application."""

from base64 import b64encode

import aiohttp

from .asterisk import Asterisk


def ari(pbx: Asterisk) -> aiohttp.ClientSession:
    """To be used with `async with`; paths begin with /ari/."""
    credentials = b64encode(f"{pbx.ari_user}:{pbx.ari_password}".encode()).decode()
    return aiohttp.ClientSession(pbx.ari_url, headers={"Authorization": f"Basic {credentials}"})
