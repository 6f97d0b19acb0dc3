"""Puts the application together, starts it and stops it.

Application.open    the database (and its lock), what is kept there, every part
run                 all that goes on side by side, until it is told to stop
stop                callers who wait go on in the dialplan; people who talk are left talking, and
                    the next start has them again
drain               new calls go to the fallback; the last one that goes on ends it
"""

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from importlib.metadata import version

from .adapters.ari import AriPbx, Unusable
from .adapters.control.place import socket_file
from .adapters.control.server import Server as ControlServer
from .adapters.mail import FolderSender, Server, SmtpSender
from .adapters.recordings import RecordingFolder
from .adapters.store.configuration import Configurations
from .adapters.store.database import Database
from .adapters.store.history import History
from .adapters.store.journal import Journal
from .adapters.store.mirror import MirrorStore
from .adapters.store.modes import Modes
from .adapters.store.outbox import Outbox
from .adapters.store.overrides import Overrides as OverrideBook
from .adapters.store.recordings import Recordings
from .adapters.store.refusals import refusals
from .adapters.store.writer import Writer
from .adapters.systemd import Supervisor
from .adapters.web import Web
from .adapters.workbook import source_of
from .attendants import Attendants
from .clerk import Clerk
from .clock import clock
from .config import AppConfig, Look, Problem, load, look
from .core import status as facts_of
from .core.entry import Arrival
from .core.events import Event
from .core.handed_over import LONGEST_QUEUE
from .core.limits import HOUR, TOO_MANY_MINUTES
from .core.mail import OutboxMail, OutboxUnavailable
from .core.recent import LONGEST_TALK, MOST_CALLERS
from .core.status import Status, status_of
from .core.words import CallId, CallOutcome
from .courier import MAIL, Courier, Sender
from .fetching import RECORDING, Fetcher
from .gleaning import Gleaner
from .lamps import Lamps
from .lifeline import Lifeline
from .notices import ENDED_TOLD, Notices
from .office import Office
from .orders import Orders
from .overrides import Overrides
from .recovery import take_up
from .reloading import Reloading
from .standby import the_one_writer
from .sweeping import Sweeper
from .switchboard import Switchboard
from .trials import Trials

MEMORY = timedelta(days=7)  # for channels that come in again, after a restart of ours
FLUSH_SECONDS = 2.0  # without anything of the journal being written, when we stop

log = logging.getLogger(__name__)


class Application:
    """All parts of a running application; tests and the demo look at them."""

    def __init__(
        self,
        config: AppConfig,
        database: Database,
        supervisor: Supervisor,
        problems: tuple[Problem, ...] = (),
    ) -> None:
        """`problems`: why the files were not taken; `config` is what they were before."""
        self.started_at = clock()
        self.reloading = Reloading(
            config, _Files(), Configurations(database), clock, problems=problems
        )
        self.writer = Writer(database)
        self.journal = Journal(self.writer)
        self.outbox = Outbox(database)
        self.database = database
        self.modes = Modes(database)
        self.history = History(database)
        self.clerk = Clerk(
            config.settings,
            source_of(config.workbook),
            MirrorStore(database),
            clock,
            config.workbook.poll,
            timedelta(seconds=config.workbook.stale_after),
        )
        self.overrides = Overrides(self.clerk, OverrideBook(database), clock)
        self.office = Office(
            config.settings,
            {},
            self.modes,
            self.clerk.on_duty,
            self.overrides,
            self.clerk.employee,
        )
        self.pbx = AriPbx(
            url=config.ari.url,
            username=config.ari.username,
            password=config.ari.password.reveal(),
            app=config.ari.app,
            ca_file=config.ari.ca_file,
            clock=clock,
            language=config.settings.language,
        )
        self.board = Switchboard(self.office, self.pbx, self.journal, clock)
        self.lamps = Lamps(self.office, self.pbx, clock)
        self.lifeline = Lifeline(self.office, self.pbx, clock)
        self.courier = Courier(MAIL, self.outbox, _sender(config), clock)
        folder = RecordingFolder(config.recordings)
        kept = Recordings(database)
        attendants = Attendants(self.outbox, kept, clock)
        fetcher = Fetcher(self.pbx.recorder, folder, attendants)
        self.recordings = Courier(RECORDING, self.outbox, fetcher, clock)
        self.recordings.on_sent = attendants.come
        self.sweeper = Sweeper(folder, kept, lambda: self.config.retention, clock)
        self.gleaner = Gleaner(
            self.pbx.recorder,
            self.history,
            kept,
            self.outbox,
            lambda call: call in self.board.live,
            clock,
        )
        self.gleaner.on_found = self.recordings.wake
        attendants.on_come = self.sweeper.wake
        attendants.on_mails = self.courier.wake
        self.notices = Notices(
            lambda: self.office.settings, self.board.calls, self._not_connected, clock
        )
        self.trials = Trials(self.board, self.clerk, self._not_connected, clock)
        self.orders = Orders(
            self.office,
            self.board,
            self.clerk,
            self.overrides,
            self.notices,
            self.trials,
            clock,
        )
        self.journal.on_mails = self.courier.wake
        self.journal.on_recordings = self.recordings.wake
        self.clerk.on_changed = self._roster_changed
        self.office.on_switched = self._publish
        self.office.on_duty_changed = self._roster_changed
        self.clerk.on_mails = self.courier.wake
        self.board.on_changed = self.notices.changed
        self.supervisor = supervisor
        self.web: Web
        self.connected = asyncio.Event()
        self.stopping = asyncio.Event()
        self.board.on_drained = self.stop
        self.unusable: Unusable | None = None  # why Asterisk is not followed any more

    @property
    def config(self) -> AppConfig:
        """What holds now."""
        return self.reloading.config

    @classmethod
    @asynccontextmanager
    async def open(
        cls, config: AppConfig, problems: tuple[Problem, ...] = ()
    ) -> AsyncIterator["Application"]:
        """Raises StoreError when the database cannot be had, ConfigErrors for a secret."""
        async with AsyncExitStack() as stack:
            supervisor = Supervisor(os.environ)
            database = await the_one_writer(config.database, supervisor)
            await stack.enter_async_context(database)
            database.keep_reserve()
            app = cls(config, database, supervisor, problems)
            stack.push_async_callback(app.pbx.close)
            stack.push_async_callback(app.clerk.close)
            with database.usable():
                await app._remember()
            yield app

    async def _remember(self) -> None:
        """What was known before the start."""
        self.pbx.remember(await self.history.recent_entries(self.started_at - MEMORY))
        self.office.remember(await self.modes.modes())
        self.board.refusals.remember(await refusals(self.database))
        await self.clerk.open()
        await self.overrides.open()
        remembered = timedelta(seconds=self.config.settings.callers_remembered)
        if remembered:
            since = self.started_at - remembered - LONGEST_TALK
            self.board.recent.remember(await self.history.calls(since, limit=MOST_CALLERS))
        queued = await self.history.calls(
            self.started_at - LONGEST_QUEUE, outcome=CallOutcome.HANDED_OVER
        )
        self.board.handed_over.remember(queued)
        self.notices.remember(await self.history.calls(limit=ENDED_TOLD))
        await self._remember_minutes()
        await take_up(self.history, self.journal, self.board, self.pbx)

    async def _remember_minutes(self) -> None:
        since = self.started_at - HOUR
        lines = await self.history.lines(since, self.config.settings)
        calls = await self.history.calls(since)
        refused = [each for each in calls if TOO_MANY_MINUTES in each.why.issues]
        self.board.dialled.remember(lines, refused[-1].started_at if refused else None)

    async def run(self) -> None:
        """Until `stop`, or until it is cancelled, which breaks everything off.

        Raises, perhaps in a group, Unusable (Asterisk), CannotListen and ControlError.
        """
        web = self.config.web
        async with (
            await Web.open(web.host, web.port, self.status) as self.web,
            await ControlServer.open(socket_file(self.config.database), self.orders),
            asyncio.TaskGroup() as group,
        ):
            parts = [
                group.create_task(self.writer.run(), name="journal"),
                group.create_task(self.clerk.run(), name="mirror"),
                group.create_task(self.lamps.run(), name="lamps"),
                group.create_task(self.lifeline.run(), name="lifeline"),
                group.create_task(self.courier.run(), name="mail"),
                group.create_task(self.recordings.run(), name="recordings"),
                group.create_task(self.gleaner.run(), name="left recordings"),
                group.create_task(self.sweeper.run(), name="old recordings"),
                group.create_task(self.reloading.run(self.take), name="configuration"),
                group.create_task(self.supervisor.run(), name="watchdog"),
            ]
            asterisk = group.create_task(self._follow_asterisk(), name="Asterisk")
            await self.stopping.wait()
            self.supervisor.stopping()
            await self.board.stop()
            asterisk.cancel()  # whoever comes now takes the fallback: no more is to be written
            await self._write_the_rest()
            for part in parts:
                part.cancel()
        if self.unusable is not None:
            raise self.unusable

    async def _follow_asterisk(self) -> None:
        """When another program has taken our place there, we go as if we had been told to."""
        try:
            await self.pbx.run(self)
        except Unusable as error:
            self.unusable = error
            self.stop()

    def stop(self) -> None:
        """In order: `run` returns soon."""
        self.stopping.set()

    async def take(self, found: AppConfig) -> None:
        """For the next call; those going on keep what they began with."""
        book = found.workbook
        if self.config.mail != found.mail:
            self.courier.sender = _sender(found)
        source = self.clerk.source if book == self.config.workbook else source_of(book)
        stale_after = timedelta(seconds=book.stale_after)
        await self.clerk.reconfigure(found.settings, source, book.poll, stale_after)
        self.office.settings = found.settings  # at once: nothing is awaited in between
        self.pbx.set_language(found.settings.language)
        self.sweeper.wake()
        self._publish()

    async def _write_the_rest(self) -> None:
        if not await self.writer.finish(FLUSH_SECONDS):
            log.error("not all of the journal could be written: %s", self.writer.problem)

    def _not_connected(self) -> str | None:
        link = self.pbx.link
        return None if link.connected else link.problem or "not connected yet"

    async def status(self) -> Status:
        now = clock()
        try:
            counts = await self.outbox.counts(now)
            outbox = facts_of.Outbox(counts.waiting, counts.oldest_seconds, counts.failed)
        except OutboxUnavailable:
            outbox = None
        link = self.pbx.link
        facts = facts_of.Facts(
            version=version("stasis-app"),
            started_at=self.started_at,
            ari=facts_of.Ari(
                link.connected,
                link.since,
                link.asterisk,
                link.problem,
                link.reconnects,
                self.pbx.replies,
                self.pbx.lag,
            ),
            mirror=self.clerk.status(),
            calls=self.board.status(now),
            outbox=outbox,
            configuration=self.reloading.status(),
            refusals=self.board.refusals.now(now, self.config.settings),
            others=tuple(self._other_problems()),
        )
        return status_of(facts, now)

    def _other_problems(self) -> Iterator[str]:
        yield from self.writer.troubles
        if self.board.draining:
            yield "draining: new calls go to the fallback"

    # ---------------------------------------------------------------- what Asterisk tells

    def on_arrival(self, arrival: Arrival) -> None:
        self.board.on_arrival(arrival)

    def on_event(self, call: CallId, event: Event) -> None:
        self.board.on_event(call, event)

    def on_connected(self) -> None:
        self.connected.set()
        self._publish()
        self.supervisor.serving()
        self.notices.asterisk_changed()

    def on_disconnected(self) -> None:
        self.connected.clear()
        self.supervisor.waiting("no connection to Asterisk")
        self.notices.asterisk_changed()

    def _roster_changed(self) -> None:
        if self.connected.is_set():
            self.lifeline.publish()

    def _publish(self) -> None:
        """What Asterisk is to know also when we are gone."""
        self.lamps.publish()
        self.lifeline.publish()

    def on_caught_up(self) -> None:
        self.board.on_caught_up()
        self.gleaner.look()


class _Files:
    """On threads of their own: a disk may be slow, and calls go first."""

    async def look(self, config: AppConfig) -> Look:
        return await asyncio.to_thread(look, config.file.absolute(), config.schedules)

    async def read(self, config: AppConfig) -> AppConfig:
        found = await asyncio.to_thread(load, config.file, os.environ)
        found.require_secrets()
        return found


def _sender(config: AppConfig) -> Sender[OutboxMail]:
    mail, recordings = config.mail, RecordingFolder(config.recordings)
    if mail.smtp is None:
        return FolderSender(mail.folder, mail.sender, clock, recordings)
    smtp = mail.smtp.reveal()
    server = Server(smtp.host, smtp.port, smtp.tls, smtp.username, smtp.password, smtp.verify)
    return SmtpSender(server, mail.sender, clock, files=recordings)
