"""`check` on a fake Asterisk that lacks one thing after another, with a real mail server."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest

from stasis_app.core.words import Sound
from tests.adapters.fake_asterisk import FakeAsterisk, fake_asterisk
from tests.adapters.smtp_server import Mailbox, smtp_server
from tests.command import Outcome

from .company_folder import CompanyFolder

NOT_RUNNING = "stasis-app run does not run: calls go to the fallback; start it"


async def check(company: CompanyFolder, pbx: FakeAsterisk, *arguments: str) -> Outcome:
    """In English, and so that mobiles do not ring long."""
    company.edit("config.yaml", "url: http://127.0.0.1:8088", f"url: {pbx.url}")
    company.edit("config.yaml", "#language: ru ", "language: en ")
    company.edit("schedules/otdel1.yaml", "timeout: 60s", "timeout: 20s")
    company.edit("schedules/otdel2.yaml", "schedule:", "duty: {timeout: 20s}\nschedule:")
    assert (await run(company, "sync")).code == 0
    return await run(company, "check", "--json", *arguments)


async def run(company: CompanyFolder, *arguments: str) -> Outcome:
    """On a thread of its own, where it has its own loop."""
    return await asyncio.to_thread(company.run, *arguments)


@pytest.fixture(autouse=True)
def password(monkeypatch: pytest.MonkeyPatch, company: CompanyFolder) -> None:
    """After the fixture that takes it away."""
    monkeypatch.setenv("ARI_PASSWORD", FakeAsterisk.password)


def wrong(outcome: Outcome, *but: str) -> list[tuple[str, str, str]]:
    """Level, area and text of what is not ok, apart from the sheets."""
    assert outcome.err == ""
    return [
        (each["level"], each["area"], each["text"])
        for each in outcome.document["findings"]
        if each["level"] != "ok" and each["area"] not in ("problem", "gap", *but)
    ]


async def test_an_asterisk_that_has_everything(company: CompanyFolder) -> None:
    async with fake_asterisk() as pbx:
        pbx.setup.registered.clear()
        outcome = await check(company, pbx)
        assert pbx.channels.all == {}
        assert not pbx.connected
    assert outcome.code == 0
    assert wrong(outcome, "mail") == [("warning", "asterisk", NOT_RUNNING)]


Break = Callable[[FakeAsterisk], None]


def lacks(**setup: Any) -> Break:
    def break_it(pbx: FakeAsterisk) -> None:
        for name, value in setup.items():
            setattr(pbx.setup, name, value)

    return break_it


def without(name: str, *keys: str) -> Break:
    """Of a dictionary or a set of the set-up."""

    def break_it(pbx: FakeAsterisk) -> None:
        held = getattr(pbx.setup, name)
        for key in keys:
            held.pop(key) if isinstance(held, dict) else held.discard(key)

    return break_it


def dialplan(context: str, *extensions: str) -> Break:
    def break_it(pbx: FakeAsterisk) -> None:
        pbx.setup.dialplan[context] = set(extensions)

    return break_it


def is_now(**facts: Any) -> Break:
    def break_it(pbx: FakeAsterisk) -> None:
        for name, value in facts.items():
            setattr(pbx, name, value)

    return break_it


BROKEN = [
    (is_now(version="18.9.0"), "error", "asterisk", "Asterisk 18.9.0 is too old: 20 or newer"),
    (is_now(version="20.5.2"), "warning", "asterisk", "does not learn a leg's SIP status"),
    (is_now(version="22.11.0"), "warning", "asterisk", "after ChanSpy()"),
    (is_now(read_only=True), "error", "asterisk", "set read_only = no for it"),
    (is_now(username="other"), "error", "asterisk", "compare ari.username and ari.password"),
    (is_now(enabled=False), "error", "asterisk", "enabled in ari.conf"),
    (is_now(info={"hello": 1}), "error", "asterisk", "is no Asterisk; see ari.url"),
    (lacks(no_modules={"app_stasis.so"}), "error", "asterisk", "module load app_stasis.so"),
    (lacks(registered={"duty"}), "warning", "asterisk", "another program, not on this database"),
    (
        without("sounds", "pin-locked"),
        "error",
        "sounds",
        f"missing: 1 of {len(Sound)} (pin-locked …)",
    ),
    (lacks(tells_sounds=False), "warning", "sounds", "load res_ari_sounds.so"),
    (lacks(clock_is_ahead=timedelta(seconds=95)), "error", "clock", "differs from ours by +9"),
    (lacks(clock_is_ahead=timedelta(hours=-1)), "error", "clock", "differs from ours by -3"),
    (lacks(zone="+0000"), "warning", "clock", "timezone is Europe/Moscow (+0300)"),
    (without("dialplan", "ext-queues"), "error", "dialplan", "dialplan has no ext-queues,9999,1"),
    (
        dialplan("from-internal-custom", "*5500", "*5501", "7711"),
        "error",
        "dialplan",
        "*5502 cannot be dialled in from-internal: add the lines of stasis-app dialplan",
    ),
    (
        dialplan("from-internal-additional", "7711"),
        "error",
        "dialplan",
        "FreePBX has 7711 already",
    ),
    (without("hints", "*5501"), "warning", "dialplan", "exten => *5501,hint,Stasis:otdel1"),
    (
        lacks(hints={"*5501": "Custom:DAYNIGHT1"}),
        "error",
        "dialplan",
        "*5501 in from-internal has another hint, Custom:DAYNIGHT1",
    ),
    (dialplan("stasis-app-fingerprint", "loaded"), "error", "dialplan", "is of other settings"),
    (dialplan("from-pstn", "7770001"), "warning", "dialplan", "7770002 is in the context of no"),
    (without("endpoints", "trunk"), "error", "phone", "PJSIP has no trunk: mend the setting"),
    (without("endpoints", "102"), "error", "phone", "secretary.ring: PJSIP/102: PJSIP has no 102"),
    (
        lacks(endpoints={"trunk": "online", "101": "offline", "102": "online"}),
        "warning",
        "phone",
        "101 is offline: the phone is not registered",
    ),
]


@pytest.mark.parametrize(
    ("break_it", "level", "area", "text"), BROKEN, ids=[text for *_, text in BROKEN]
)
async def test_what_is_missing_is_told_with_its_remedy(
    break_it: Break, level: str, area: str, text: str, company: CompanyFolder
) -> None:
    async with fake_asterisk() as pbx:
        pbx.setup.registered.clear()
        break_it(pbx)
        outcome = await check(company, pbx)
        assert pbx.channels.all == {}
    told = [each for each in wrong(outcome, "mail") if each[2] != NOT_RUNNING]
    assert (level, area) in {each[:2] for each in told}
    assert any(text in each[2] for each in told if each[:2] == (level, area)), told
    assert outcome.code == ("error" in {each[0] for each in told})


async def test_every_trunk_is_looked_for(company: CompanyFolder) -> None:
    company.edit(
        "config.yaml",
        "  #internal:",
        "  trunks: [{endpoint: 'PJSIP/{number}@spare'}]\n  #internal:",
    )
    async with fake_asterisk() as pbx:
        outcome = await check(company, pbx)
    [error] = [each[2] for each in wrong(outcome) if each[1] == "phone"]
    assert "PJSIP has no spare" in error


async def test_the_company_s_own_recordings_are_there(company: CompanyFolder) -> None:
    """`beep` is among Asterisk's sounds, in English."""
    waiting = "waiting: {greeting: custom/welcome, announcement: beep, nobody: true}\n"
    company.edit("schedules/otdel2.yaml", "schedule:", f"{waiting}spoken: custom/us\nschedule:")
    async with fake_asterisk() as pbx:
        outcome = await check(company, pbx)
    assert [each[2] for each in wrong(outcome) if each[1] == "sounds"] == [
        "spoken: Asterisk has no recording custom/us (en), it will not be heard: "
        "put the file into en/custom/us.wav",
        "waiting.greeting: Asterisk has no recording custom/welcome (en), it will not be heard: "
        "put the file into en/custom/welcome.wav",
    ]


@pytest.mark.parametrize("record", ["true", "false"])
async def test_asterisk_can_record_talks(company: CompanyFolder, record: str) -> None:
    """That is asked only where something is to be recorded."""
    company.edit("schedules/otdel1.yaml", "record: false", f"record: {record}")
    async with fake_asterisk() as pbx:
        pbx.setup.no_modules.add("res_stasis_snoop.so")
        pbx.setup.records = False
        outcome = await check(company, pbx)
    told = [each[2] for each in wrong(outcome) if each[:2] == ("error", "asterisk")]
    expected = ["res_stasis_snoop.so", "cannot record"] if record == "true" else []
    assert [text in each for text, each in zip(expected, told, strict=True)] == [True] * len(told)


async def test_nobody_is_there(company: CompanyFolder) -> None:
    async with fake_asterisk() as pbx:
        await pbx.stop()
        outcome = await check(company, pbx)
    assert outcome.code == 1
    assert [each[:2] for each in wrong(outcome, "mail")] == [
        ("error", "asterisk"),
        ("warning", "asterisk"),
    ]


async def test_the_password_is_not_set(
    company: CompanyFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with fake_asterisk() as pbx:
        company.edit("config.yaml", "url: http://127.0.0.1:8088", f"url: {pbx.url}")
        monkeypatch.delenv("ARI_PASSWORD")
        outcome = await run(company, "check", "--json")
    assert outcome.code == 1
    assert any("export ARI_PASSWORD" in each[2] for each in wrong(outcome) if each[0] == "error")


async def test_the_workbook_cannot_be_read_and_lacks_a_sheet(company: CompanyFolder) -> None:
    async with fake_asterisk() as pbx:
        await check(company, pbx)
        (company.folder / "schedules/workbook/Otdel2Staff.csv").unlink()
        outcome = await run(company, "check", "--json")
        [error] = [each for each in wrong(outcome) if each[1] == "workbook"]
        assert "there is no sheet “Otdel2Staff”" in error[2]
        company.edit("config.yaml", "dial:", "workbook: {path: nowhere}\ndial:")
        outcome = await run(company, "check", "--json")
    [error] = [each for each in wrong(outcome) if each[1] == "workbook"]
    assert error[2].startswith("the workbook cannot be read")


def mail_server(company: CompanyFolder, url: str) -> None:
    company.edit("config.yaml", "  #smtp: null   ", f"  smtp: '{url}'   ")


async def mail_findings(company: CompanyFolder, *arguments: str) -> list[tuple[str, str]]:
    async with fake_asterisk() as pbx:
        outcome = await check(company, pbx, *arguments)
    assert outcome.err == ""
    found = outcome.document["findings"]
    return [(each["level"], each["text"]) for each in found if each["area"] == "mail"]


async def test_the_mail_server_is_tried_and_gets_nothing(company: CompanyFolder) -> None:
    mailbox = Mailbox()
    async with smtp_server(mailbox, auth=True, starttls=True) as port:
        mail_server(company, f"smtp://duty:s%C3%A9cret@localhost:{port}")
        [(level, text)] = await mail_findings(company)
    assert (level, text.partition(":")[0]) == ("ok", "localhost")
    assert "connection, encryption and log-in are right" in text
    assert mailbox.logins == ["duty:sécret"]
    assert mailbox.received == []


async def test_a_mail_is_sent_to_whom_it_is_asked_for(company: CompanyFolder) -> None:
    mailbox = Mailbox()
    async with smtp_server(mailbox) as port:
        mail_server(company, f"smtp://127.0.0.1:{port}")
        [(level, text)] = await mail_findings(company, "--mail", "boss@example.com")
    assert (level, text) == ("ok", f"127.0.0.1:{port} has taken a mail for boss@example.com")
    [message] = mailbox.received
    assert isinstance(message, EmailMessage)
    assert (message["To"], message["Subject"]) == (
        "boss@example.com",
        "stasis-app: mail is checked",
    )


async def test_a_mail_server_that_refuses(company: CompanyFolder) -> None:
    async with smtp_server(Mailbox(), auth=True, starttls=True) as port:
        mail_server(company, f"smtp://duty:wrong@localhost:{port}")
        [(level, text)] = await mail_findings(company)
    assert level == "error"
    assert "refuses mail.smtp's username or password" in text


async def test_nobody_listens_there(company: CompanyFolder) -> None:
    mail_server(company, "smtp://127.0.0.1:9")
    [(level, text)] = await mail_findings(company)
    assert (level, text) == ("error", "no mail will be sent: 127.0.0.1:9: nobody listens there")


async def test_mails_into_a_folder(company: CompanyFolder) -> None:
    folder = company.folder / "data" / "mail"
    assert await mail_findings(company, "--mail", "boss@example.com") == [
        ("ok", f"a mail for boss@example.com is written to {folder}"),
        (
            "warning",
            "mail.smtp is not set: nobody gets the mails, they are only written to files",
        ),
    ]
    assert len(list(folder.glob("*.eml"))) == 1
