"""Asterisk's own TLS: requests and events go through it, and its certificate is checked."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiohttp.test_utils import unused_port

from stasis_app.adapters.ari import AriPbx

from ..adapters.ari_board import NewsBoard, connected, now
from ..adapters.authority import Authority
from .rig import Asterisk
from .rig.numbers import Numbers
from .rig.sip import Provider

CERTIFICATE = "asterisk.pem"  # as Authority.server writes it: the key, too


@dataclass(frozen=True)
class Secured:
    url: str
    ca_file: Path


@pytest.fixture
async def secured(pbx: Asterisk, tmp_path: Path) -> AsyncIterator[Secured]:
    """As http.conf.example describes it."""
    authority = Authority(tmp_path)
    authority.server()
    etc = pbx.folder / "etc"
    (etc / CERTIFICATE).write_bytes((tmp_path / CERTIFICATE).read_bytes())
    before = (etc / "http.conf").read_text()
    port = unused_port()
    known_as = await pbx.cli("core show settings")
    folder = next(
        line.partition(":")[2].strip()
        for line in known_as.splitlines()
        if line.strip().startswith("Configuration directory:")
    )
    (etc / "http.conf").write_text(
        f"{before}\ntlsenable = yes\ntlsbindaddr = 127.0.0.1:{port}\n"
        f"tlscertfile = {folder}/{CERTIFICATE}\ntlsprivatekey = {folder}/{CERTIFICATE}\n"
    )
    await pbx.cli("module reload http")
    yield Secured(f"https://127.0.0.1:{port}", authority.file)
    (etc / "http.conf").write_text(before)
    await pbx.cli("module reload http")


async def test_a_call_comes_over_tls(
    pbx: Asterisk, secured: Secured, provider: Provider, numbers: Numbers
) -> None:
    board = NewsBoard()
    ari = AriPbx(
        url=secured.url,
        username=pbx.ari_user,
        password=pbx.ari_password,
        app=pbx.ari_app,
        clock=now,
        ca_file=secured.ca_file,
    )
    customer = numbers.customer()
    async with connected(ari, board):
        call = provider.call(numbers.department().did, customer)
        async with asyncio.timeout(10):
            arrival = await board.arrival()
        call.hang_up()
        async with asyncio.timeout(10):
            await call.ended()
    assert arrival.number == customer
