"""Messages leave: to a real mail server, whatever it does, and into a folder."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from pathlib import Path

import pytest

from stasis_app.adapters.mail import FolderSender, Server, SmtpSender, Tls, address_of, compose
from stasis_app.core.mail import OutboxMail, Permanent, Temporary

from .smtp_server import CERTIFICATE, Mailbox, smtp_server

NOW = datetime(2026, 11, 21, 17, 20, 5, tzinfo=UTC)
FROM = "Дежурные <duty@example.com>"
IVAN = "ivan@example.com"
MAIL = OutboxMail(
    key=f"1795281303.7:{IVAN}",
    to=(IVAN,),
    subject="Информация о звонке: пропущен, +7 916 123-45-67, Отдел №1",
    text="Итог: пропущен\n.\nточка в начале строки\n",
    html="<!doctype html><p>Итог: <b>пропущен</b></p>\n",
)


def clock() -> datetime:
    return NOW


def sender(port: int, tls: Tls = "none", **server: object) -> SmtpSender:
    at = replace(Server("127.0.0.1", port, tls), **server)  # type: ignore[arg-type]
    return SmtpSender(at, FROM, clock)


def impatient(port: int) -> SmtpSender:
    return SmtpSender(Server("127.0.0.1", port, "none"), FROM, clock, step_seconds=0.2)


def parts(message: EmailMessage) -> list[str]:
    return [
        part.get_content().replace("\r\n", "\n")
        for part in message.iter_parts()
        if isinstance(part, EmailMessage)
    ]


def files(folder: Path) -> list[Path]:
    return list(folder.iterdir())


async def refusal(mailbox: Mailbox) -> Temporary | Permanent:
    async with smtp_server(mailbox) as port:
        with pytest.raises((Temporary, Permanent)) as refused:
            await sender(port).send(MAIL)
    assert mailbox.received == []
    assert isinstance(refused.value, Temporary | Permanent)
    return refused.value


async def test_a_message_arrives_as_it_was_written() -> None:
    mailbox = Mailbox()
    async with smtp_server(mailbox) as port:
        await sender(port).send(MAIL)
    assert mailbox.envelopes == [("duty@example.com", [IVAN])]
    (message,) = mailbox.received
    assert message["Subject"] == MAIL.subject
    assert message["From"] == FROM
    assert message["To"] == IVAN
    assert message["Date"].datetime == NOW
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content_type() == "multipart/alternative"
    assert parts(message) == [MAIL.text, MAIL.html]


async def test_a_message_delivered_twice_can_be_recognised() -> None:
    mailbox = Mailbox()
    async with smtp_server(mailbox) as port:
        for mail in (MAIL, MAIL, replace(MAIL, key="another")):
            await sender(port).send(mail)
    first, again, other = [message["Message-ID"] for message in mailbox.received]
    assert re.fullmatch(r"<[0-9a-f]{32}@example\.com>", first)
    assert first == again != other


async def test_starttls_and_password() -> None:
    mailbox = Mailbox()
    async with smtp_server(mailbox, starttls=True, auth=True) as port:
        await sender(port, "starttls", username="duty", password="sécret", verify=False).send(MAIL)
    assert mailbox.encrypted == [True]
    assert mailbox.logins == ["duty:sécret"]


async def test_implicit_tls() -> None:
    mailbox = Mailbox()
    async with smtp_server(mailbox, implicit=True) as port:
        await sender(port, "implicit", verify=False).send(MAIL)
    assert len(mailbox.received) == 1


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
async def test_a_certificate_is_checked(tls: Tls, monkeypatch: pytest.MonkeyPatch) -> None:
    mailbox = Mailbox()
    kind = {tls: True}
    async with smtp_server(mailbox, **kind) as port:
        with pytest.raises(Temporary, match="certificate verify failed"):
            await sender(port, tls).send(MAIL)
        assert mailbox.received == []
        monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
        await sender(port, tls).send(MAIL)
    assert len(mailbox.received) == 1


@pytest.mark.parametrize("starttls", [True, False])
async def test_encryption_is_taken_where_it_is_offered(starttls: bool) -> None:
    mailbox = Mailbox()
    async with smtp_server(mailbox, starttls=starttls) as port:
        await sender(port, "offered").send(MAIL)
    assert mailbox.encrypted == [starttls]


async def test_no_message_goes_unencrypted_when_encryption_is_wanted() -> None:
    mailbox = Mailbox()
    async with smtp_server(mailbox) as port:
        with pytest.raises(Temporary, match="STARTTLS"):
            await sender(port, "starttls").send(MAIL)
    assert mailbox.received == []


async def test_a_wrong_password_may_be_put_right() -> None:
    async with smtp_server(Mailbox(), starttls=True, auth=True) as port:
        wrong = sender(port, "starttls", username="duty", password="gue55ed", verify=False)
        with pytest.raises(Temporary, match="refuses mail.smtp's username or password: 535") as no:
            await wrong.send(MAIL)
    assert "gue55ed" not in f"{no.value} {wrong.server!r}"


async def test_a_refused_recipient_is_final() -> None:
    refused = await refusal(Mailbox(recipients={IVAN: "550 5.1.1 No such user"}))
    assert isinstance(refused, Permanent)
    assert str(refused).endswith(f"refuses {IVAN}: 550 5.1.1 No such user")


@pytest.mark.parametrize(
    ("mailbox", "words"),
    [
        (Mailbox(recipients={IVAN: "450 4.2.1 Try again"}), f"refuses {IVAN}: 450 4.2.1 Try again"),
        (Mailbox(recipients={IVAN: "530 Log in first"}), f"refuses {IVAN}: 530 Log in first"),
        (Mailbox(recipients={IVAN: "421 Too busy"}), f"refuses {IVAN}: 421 Too busy"),
        (Mailbox(data="452 4.3.1 Disk full"), "refuses the message: 452 4.3.1 Disk full"),
        (Mailbox(sender="553 Not you"), "refuses our address; see mail.from: 553 Not you"),
    ],
    ids=["recipient", "login", "busy", "message", "sender"],
)
async def test_what_may_be_taken_later(mailbox: Mailbox, words: str) -> None:
    refused = await refusal(mailbox)
    assert isinstance(refused, Temporary)
    assert str(refused).endswith(words)


async def test_a_message_refused_for_what_it_says_is_final() -> None:
    refused = await refusal(Mailbox(data="554 5.7.1 Spam"))
    assert isinstance(refused, Permanent)
    assert str(refused).endswith("refuses the message: 554 5.7.1 Spam")


async def test_what_a_server_says_is_one_short_line() -> None:
    answer = "550-first\r\n550 \x1b[31m" + "z" * 400
    refused = await refusal(Mailbox(recipients={IVAN: answer}))
    assert str(refused).isprintable()
    assert len(str(refused)) == 300


async def test_a_server_that_is_down_and_comes_up() -> None:
    mailbox = Mailbox()
    async with smtp_server(mailbox) as port:
        pass
    with pytest.raises(Temporary, match=f"127.0.0.1:{port}: nobody listens there"):
        await sender(port).send(MAIL)
    async with smtp_server(mailbox, port=port):
        await sender(port).send(MAIL)
    assert len(mailbox.received) == 1


@asynccontextmanager
async def conversation(*answers: bytes) -> AsyncIterator[tuple[int, list[bytes]]]:
    """A server that answers line by line as it has been told, and then hangs up."""
    heard: list[bytes] = []
    talks: list[asyncio.Task[None]] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            for answer in answers:
                writer.write(answer)
                heard.append(await reader.readline())
        finally:
            writer.close()

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talks.append(asyncio.create_task(talk(reader, writer)))

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1], heard
    finally:
        server.close()
        await server.wait_closed()
        await asyncio.gather(*talks)


OK = b"250 OK\r\n"
UP_TO_DATA = (b"220 hello\r\n", OK, OK, OK, b"354 go on\r\n")


async def test_a_connection_cut_in_the_middle_of_a_message() -> None:
    async with conversation(*UP_TO_DATA) as (port, heard):
        with pytest.raises(Temporary, match=f"127.0.0.1:{port}: "):
            await sender(port).send(MAIL)
    assert heard[3] == b"DATA\r\n"
    assert heard[4].startswith(b"From: ")


async def test_a_server_that_falls_silent() -> None:
    async with conversation(*UP_TO_DATA, *[b""] * 1000) as (port, _):
        with pytest.raises(Temporary, match="does not answer in time"):
            await impatient(port).send(MAIL)


async def test_a_server_that_never_says_hello() -> None:
    async with conversation(b"") as (port, _):
        with pytest.raises(Temporary, match="does not answer in time"):
            await impatient(port).send(MAIL)


async def test_what_listens_there_is_no_mail_server() -> None:
    async with conversation(b"HTTP/1.1 400 Bad Request\r\n") as (port, _):
        with pytest.raises(Temporary, match=f"127.0.0.1:{port}"):
            await sender(port).send(MAIL)


async def test_a_lost_goodbye_does_not_matter() -> None:
    body = [b""] * (compose(MAIL, FROM, NOW).as_bytes().count(b"\n"))
    async with conversation(*UP_TO_DATA, *body, OK) as (port, heard):
        await sender(port).send(MAIL)
    assert heard[-2:] == [b".\r\n", b"QUIT\r\n"]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ivan",
        "ivan@",
        "@example.com",
        "ivan@example.com, all@example.com",
        "ivan@example.com\r\nBcc: all@example.com",
        "ivan@example.com> SIZE=1",
        "иван@example.com",
        "ivan@exa..mple.com",
        "ivan@" + "a" * 64 + ".com",
    ],
)
async def test_what_is_no_address_is_refused_before_anybody_is_asked(address: str) -> None:
    nobody_there = sender(1)
    with pytest.raises(Permanent, match="not an e-mail address"):
        await nobody_there.send(replace(MAIL, to=(address,)))


def test_a_russian_domain() -> None:
    assert address_of("ivan@почта.рф") == "ivan@xn--80a1acny.xn--p1ai"


def test_a_sender_with_or_without_a_name() -> None:
    assert compose(MAIL, "duty@example.com", NOW)["From"] == "duty@example.com"
    assert compose(MAIL, '"Duty, night" <duty@example.com>', NOW)["From"].addresses[0].username


def test_a_broken_header_is_refused_for_good() -> None:
    with pytest.raises(Permanent, match="cannot be written as a mail"):
        compose(replace(MAIL, subject="a\r\nBcc: all@example.com"), FROM, NOW)


async def test_a_message_in_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "mail"
    await FolderSender(folder, FROM, clock).send(MAIL)
    (file,) = files(folder)
    assert re.fullmatch(
        r"20261121T172005-1795281303\.7_ivan@example\.com-[0-9a-f]{8}\.eml", file.name
    )
    message = message_from_bytes(file.read_bytes(), _class=EmailMessage, policy=SMTP_POLICY)
    assert message["Subject"] == MAIL.subject
    assert parts(message) == [MAIL.text, MAIL.html]


async def test_a_message_is_in_the_folder_once(tmp_path: Path) -> None:
    later = FolderSender(tmp_path, FROM, lambda: NOW.replace(hour=18))
    await FolderSender(tmp_path, FROM, clock).send(MAIL)
    await later.send(MAIL)
    assert len(files(tmp_path)) == 1


@pytest.mark.parametrize("key", ["../../etc/passwd", "a/b\x00c", "[*]?", "Я" * 500, "..", ""])
async def test_names_of_files_are_safe(tmp_path: Path, key: str) -> None:
    folder = tmp_path / "mail"
    await FolderSender(folder, FROM, clock).send(replace(MAIL, key=key))
    assert [file.name for file in files(tmp_path)] == ["mail"]
    (file,) = files(folder)
    assert re.fullmatch(r"[A-Za-z0-9._@-]{1,130}\.eml", file.name)


async def test_keys_that_look_alike_do_not_share_a_file(tmp_path: Path) -> None:
    for key in ("a/b", "a_b", "a:b"):
        await FolderSender(tmp_path, FROM, clock).send(replace(MAIL, key=key))
    assert len(files(tmp_path)) == 3


async def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("in the way")
    with pytest.raises(Temporary, match="mail: cannot be written: File exists"):
        await FolderSender(tmp_path / "mail", FROM, clock).send(MAIL)
