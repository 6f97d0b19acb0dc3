"""Asterisk by TLS: only a certificate that somebody vouches for lets the password out."""

import asyncio
import ssl
from datetime import timedelta
from pathlib import Path

import pytest

from stasis_app.adapters.ari import AriPbx
from stasis_app.adapters.ari.errors import Unreachable
from stasis_app.adapters.ari.transport import Transport

from .ari_board import NewsBoard, connected, now
from .authority import DAY, Authority
from .fake_asterisk import FakeAsterisk, fake_asterisk

HOUR = timedelta(hours=1)


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


async def refusal(asterisk: FakeAsterisk, ca_file: Path | None, url: str = "") -> str:
    """What is said of a request that does not come about; nothing of it has been sent."""
    transport = Transport(url or asterisk.url, asterisk.username, asterisk.password, ca_file)
    try:
        with pytest.raises(Unreachable) as refused:
            await transport.request("GET", "/ari/asterisk/info")
    finally:
        await transport.close()
    assert asterisk.requests == []
    assert asterisk.password not in str(refused.value)
    return str(refused.value)


async def test_calls_come_over_tls(authority: Authority) -> None:
    async with fake_asterisk(authority.server()) as asterisk:
        board = NewsBoard()
        ari = AriPbx(
            url=asterisk.url,
            username=asterisk.username,
            password=asterisk.password,
            app=asterisk.app,
            clock=now,
            ca_file=authority.file,
        )
        async with connected(ari, board):
            asterisk.channels.caller("+79161234567", "7770001", "inbound", "7770001")
            async with asyncio.timeout(5):
                arrival = await board.arrival()
        assert arrival.number == "+79161234567"
        assert all(address.startswith("https://") for address in asterisk.addresses)


async def test_a_certificate_that_nobody_vouches_for_is_refused(authority: Authority) -> None:
    async with fake_asterisk(authority.server()) as asterisk:
        told = await refusal(asterisk, ca_file=None)
    assert "certificate is refused: unable to get local issuer certificate" in told
    assert "name the file of the authority that has signed it as ari.ca_file" in told


async def test_another_authority_does_not_count(authority: Authority, tmp_path: Path) -> None:
    other = Authority(tmp_path, "Other")
    async with fake_asterisk(authority.server()) as asterisk:
        assert "certificate is refused" in await refusal(asterisk, other.file)


async def test_a_self_signed_certificate_may_be_named_itself() -> None:
    file = Path(__file__).parent / "localhost.pem"
    own = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    own.load_cert_chain(file)
    async with fake_asterisk(own) as asterisk:
        assert "self-signed certificate" in await refusal(asterisk, ca_file=None)
        transport = Transport(asterisk.url, asterisk.username, asterisk.password, file)
        try:
            assert (await transport.request("GET", "/ari/asterisk/info")).status == 200
        finally:
            await transport.close()


async def test_a_certificate_for_another_name_is_refused(authority: Authority) -> None:
    async with fake_asterisk(authority.server("127.0.0.2")) as asterisk:
        told = await refusal(asterisk, authority.file)
    assert "IP address mismatch" in told
    assert "write the name that stands in it in ari.url" in told


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [(-DAY, -HOUR, "renew it, see tlscertfile"), (HOUR, DAY, "compare the clocks")],
)
async def test_a_certificate_outside_its_dates_is_refused(
    authority: Authority, since: timedelta, until: timedelta, said: str
) -> None:
    async with fake_asterisk(authority.server(since=since, until=until)) as asterisk:
        assert said in await refusal(asterisk, authority.file)


async def test_https_to_a_port_without_it_is_told(authority: Authority) -> None:
    async with fake_asterisk() as asterisk:
        url = asterisk.url.replace("http:", "https:")
        told = await refusal(asterisk, authority.file, url)
    assert "no TLS there; see ari.url, and tlsenable and tlsbindaddr" in told


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "No such file or directory"), ("no certificate", "holds no certificate in PEM")],
)
async def test_a_file_that_is_of_no_use_is_told(
    authority: Authority, tmp_path: Path, content: str | None, said: str
) -> None:
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_text(content)
    async with fake_asterisk(authority.server()) as asterisk:
        told = await refusal(asterisk, file)
    assert told.startswith("ari.ca_file: ")
    assert said in told
