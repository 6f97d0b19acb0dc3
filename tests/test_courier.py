"""When a message is tried, tried again, and given up; in virtual time."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from stasis_app.core.mail import OutboxMail, Permanent, Temporary
from stasis_app.courier import ATTEMPTS, GATHER_SECONDS, LOOK_SECONDS, MAIL, SEND_SECONDS, Courier

from .fake_outbox import FakeOutbox, FakeRow
from .virtual_time import virtual_time

START = datetime(2026, 11, 21, 17, 20, tzinfo=UTC)


def now() -> datetime:
    return START + timedelta(seconds=asyncio.get_running_loop().time())


def mail(name: str) -> OutboxMail:
    return OutboxMail(f"7:{name}", (f"{name}@example.com",), "subject", "text", "<p>html</p>")


class FakeSender:
    """Sends unless told otherwise, and remembers which mail was tried when."""

    def __init__(self) -> None:
        self.tried: list[tuple[str, float]] = []
        self.sent: list[OutboxMail] = []
        self.troubles: dict[str, list[Exception]] = {}
        self.seconds: dict[str, float] = {}

    async def send(self, mail: OutboxMail) -> None:
        name = mail.key.partition(":")[2]
        self.tried.append((name, asyncio.get_running_loop().time()))
        await asyncio.sleep(self.seconds.get(name, 0))
        if troubles := self.troubles.get(name):
            raise troubles.pop(0)
        self.sent.append(mail)

    def times(self, name: str) -> list[float]:
        return [at for tried, at in self.tried if tried == name]


class PostRoom:
    """The courier at work, with what he takes the mail from and gives it to."""

    def __init__(self) -> None:
        self.outbox = FakeOutbox()
        self.sender = FakeSender()
        self.courier = Courier(MAIL, self.outbox, self.sender, now)

    def queue(self, *names: str) -> None:
        for name in names:
            self.outbox.queue(mail(name), now())
        self.courier.wake()

    def row(self, name: str) -> FakeRow:
        (row,) = [row for row in self.outbox.rows if row.key == f"7:{name}"]
        return row


@asynccontextmanager
async def post_room() -> AsyncIterator[PostRoom]:
    here = PostRoom()
    running = asyncio.create_task(here.courier.run())
    await asyncio.sleep(1)
    try:
        yield here
    finally:
        assert not running.done()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


@virtual_time
async def test_what_is_queued_leaves_at_once_and_as_it_was() -> None:
    async with post_room() as here:
        here.queue("ivan")
        await asyncio.sleep(0.01)
        assert here.sender.sent == [mail("ivan")]
        assert here.row("ivan").done_at == START + timedelta(seconds=1)


@virtual_time
async def test_what_was_there_before_leaves_at_the_start() -> None:
    here = PostRoom()
    here.outbox.queue(mail("ivan"), START - timedelta(days=9))
    running = asyncio.create_task(here.courier.run())
    await asyncio.sleep(0.01)
    running.cancel()
    assert here.sender.sent == [mail("ivan")]


@virtual_time
async def test_nobody_need_wake_him() -> None:
    async with post_room() as here:
        here.outbox.queue(mail("ivan"), now())
        await asyncio.sleep(LOOK_SECONDS)
        assert here.sender.sent == [mail("ivan")]


@virtual_time
async def test_other_kinds_are_left_alone() -> None:
    async with post_room() as here:
        here.outbox.add("crm", "7", {}, now())
        await asyncio.sleep(LOOK_SECONDS)
        assert here.sender.tried == []


@virtual_time
async def test_pauses_double_up_to_an_hour() -> None:
    async with post_room() as here:
        here.sender.troubles["ivan"] = [Temporary("down")] * 10
        here.queue("ivan")
        await asyncio.sleep(5 * 3600)
        times = here.sender.times("ivan")
        pauses = [after - before for before, after in zip(times, times[1:], strict=False)]
        expected = [30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]
        assert len(pauses) == len(expected)
        for pause, wanted in zip(pauses, expected, strict=True):
            assert wanted <= pause <= wanted + LOOK_SECONDS
        assert here.sender.sent == [mail("ivan")]
        assert (here.row("ivan").attempts, here.row("ivan").last_error) == (10, "down")


@virtual_time
async def test_after_three_days_he_gives_up() -> None:
    async with post_room() as here:
        here.sender.troubles["ivan"] = [Temporary("down")] * 1000
        here.queue("ivan")
        await asyncio.sleep(7 * 24 * 3600)
        row = here.row("ivan")
        assert row.given_up_at is not None
        assert timedelta(days=2.9) < row.given_up_at - START < timedelta(days=3.2)
        assert (row.attempts, row.last_error) == (ATTEMPTS, "down")
        assert len(here.sender.tried) == ATTEMPTS


@virtual_time
async def test_a_final_refusal_is_not_tried_again() -> None:
    async with post_room() as here:
        here.sender.troubles["ivan"] = [Permanent("550 No such user")]
        here.queue("ivan")
        await asyncio.sleep(24 * 3600)
        assert len(here.sender.tried) == 1
        row = here.row("ivan")
        assert row.given_up_at == START + timedelta(seconds=1)
        assert row.last_error == "550 No such user"


def test_giving_up_is_loud(caplog: pytest.LogCaptureFixture) -> None:
    test_a_final_refusal_is_not_tried_again()
    (said,) = [each for each in caplog.records if each.levelno == logging.ERROR]
    assert said.getMessage() == "mail=7:ivan given up: 550 No such user"


@virtual_time
async def test_a_slow_one_holds_up_nobody() -> None:
    async with post_room() as here:
        here.sender.seconds["slow"] = 50
        here.queue("slow", "ivan", "anna")
        await asyncio.sleep(0.01)
        here.queue("boss")
        await asyncio.sleep(GATHER_SECONDS)
        assert here.sender.sent == [mail("ivan"), mail("anna"), mail("boss")]
        await asyncio.sleep(50)
        assert here.sender.sent[-1] == mail("slow")
        assert len(here.sender.times("slow")) == 1


@virtual_time
async def test_one_that_never_ends_is_broken_off_and_tried_later() -> None:
    async with post_room() as here:
        here.sender.seconds["stuck"] = 10_000
        here.queue("stuck")
        await asyncio.sleep(SEND_SECONDS + 1)
        assert here.row("stuck").last_error == "not sent within 60 s"
        here.sender.seconds.clear()
        await asyncio.sleep(60)
        assert here.sender.sent == [mail("stuck")]


@virtual_time
async def test_what_is_sent_while_the_outbox_is_read_is_not_sent_again() -> None:
    async with post_room() as here:
        here.sender.seconds["ivan"] = 1
        here.outbox.reading_seconds = 1.5
        here.queue("ivan")
        await asyncio.sleep(1.6 + GATHER_SECONDS)
        here.queue("anna")
        await asyncio.sleep(60)
        assert here.sender.times("ivan") == [2.5]
        assert sorted(each.key for each in here.sender.sent) == ["7:anna", "7:ivan"]


@virtual_time
async def test_a_hundred_queued_at_once_all_leave() -> None:
    async with post_room() as here:
        names = [f"n{number}" for number in range(100)]
        here.queue(*names)
        await asyncio.sleep(LOOK_SECONDS / 2)
        assert [each for each, _ in here.sender.tried] == names


@virtual_time
async def test_no_more_than_four_at_once() -> None:
    async with post_room() as here:
        names = [f"staff{number}" for number in range(10)]
        here.sender.seconds = dict.fromkeys(names, 5)
        here.queue(*names)
        await asyncio.sleep(14)
        assert [at for _, at in here.sender.tried] == [1] * 4 + [6] * 4 + [11] * 2
        assert len(here.sender.sent) == 8


@virtual_time
async def test_a_fault_of_ours_in_one_stops_no_other() -> None:
    async with post_room() as here:
        here.sender.troubles["ivan"] = [ZeroDivisionError()]
        here.queue("ivan", "anna")
        await asyncio.sleep(0.01)
        assert here.sender.sent == [mail("anna")]
        await asyncio.sleep(60)
        assert here.sender.sent == [mail("anna"), mail("ivan")]


@pytest.mark.parametrize("payload", [{}, {"to": None}, {"to": ["a@b"], "key": "7"}])
def test_what_is_no_mail_is_given_up(payload: dict[str, object]) -> None:
    @virtual_time
    async def story() -> None:
        async with post_room() as here:
            here.outbox.add("mail", "7:ivan", payload, now())
            here.courier.wake()
            await asyncio.sleep(0.01)
            assert here.row("ivan").given_up_at is not None
            assert "no mail" in (here.row("ivan").last_error or "")

    story()


@virtual_time
async def test_an_outbox_that_cannot_be_read_is_asked_again() -> None:
    async with post_room() as here:
        here.outbox.readable = False
        here.queue("ivan")
        await asyncio.sleep(100)
        assert here.sender.tried == []
        here.outbox.readable = True
        await asyncio.sleep(LOOK_SECONDS)
        assert here.sender.sent == [mail("ivan")]


@virtual_time
async def test_what_could_not_be_noted_as_sent_is_not_sent_again() -> None:
    async with post_room() as here:
        here.outbox.writable = False
        here.queue("ivan")
        await asyncio.sleep(3600)
        here.queue("anna")
        await asyncio.sleep(1)
        assert here.sender.sent == [mail("ivan"), mail("anna")]
        here.outbox.writable = True
        await asyncio.sleep(LOOK_SECONDS)
        assert here.row("ivan").done_at is not None
        assert here.row("anna").done_at is not None
        assert len(here.sender.sent) == 2


@virtual_time
async def test_what_is_cut_off_by_a_stop_waits_for_the_next_start() -> None:
    async with post_room() as here:
        here.sender.seconds["ivan"] = 30
        here.queue("ivan")
        await asyncio.sleep(1)
    assert here.sender.sent == []
    assert here.row("ivan").waits
    assert here.row("ivan").attempts == 0
