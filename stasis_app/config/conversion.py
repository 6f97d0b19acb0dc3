"""From the models of the files, which are right by now, to what the program works with."""

import re
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from ..core import settings as core
from ..core.callers import CallerList, caller_list
from ..core.numbers import normalised
from ..core.plan import Destination
from ..core.retention import Retention
from ..core.words import CallerId, Hears, NumberForm, NumberMail, Strategy
from . import app_config as app
from . import department_file as file
from . import machine, readers, smtp
from .document import Document
from .main_file import MainFile, SharedToggle, SmtpServer, Trunk
from .problems import KeyPath
from .secret import Secret
from .waiting import Waiting, spelt_out

MAILS = Path("data/mail")
RECORDINGS = Path("data/recordings")


def ari(main: MainFile, document: Document, folder: Path) -> app.Ari:
    password = Secret(document.unset_at(("ari", "password")) or main.ari.password)
    authority = main.ari.ca_file
    return app.Ari(
        url=main.ari.url,
        username=main.ari.username,
        password=password,
        app=main.ari.app,
        ca_file=None if authority is None else folder / authority,
    )


def workbook(main: MainFile, document: Document, folder: Path) -> app.Workbook:
    section = main.workbook
    key = document.unset_at(("workbook", "api_key")) or section.api_key
    file = section.service_account_file
    return app.Workbook(
        source=section.source,
        path=folder / section.path,
        poll=section.poll,
        stale_after=section.stale_after,
        spreadsheet_id=section.spreadsheet_id,
        api_key=None if key is None else Secret(key),
        service_account_file=None if file is None else folder / file,
        endpoint=section.endpoint,
    )


def mail(main: MainFile, document: Document, folder: Path) -> app.Mail:
    sender = main.mail.from_ or machine.sender()
    return app.Mail(_smtp(main, document), folder / MAILS, sender, tuple(main.mail.admins))


def web(main: MainFile) -> app.Web:
    return app.Web(*main.web.listen)


def retention(main: MainFile) -> Retention:
    return Retention(main.recordings.keep_days, main.recordings.keep_mb)


def _smtp(main: MainFile, document: Document) -> Secret[smtp.Smtp] | None:
    path: KeyPath = ("mail", "smtp")
    server = main.mail.smtp
    if server is None:
        return None
    missing = document.unset_at(path)
    if missing is not None:
        return Secret(missing)
    if isinstance(server, SmtpServer):
        port = server.port or smtp.PORTS[server.tls]
        login = (server.username, server.password)
        return Secret(smtp.Smtp(server.host, port, server.tls, *login, server.verify))
    return Secret(smtp.from_url(server))


def settings(
    main: MainFile, departments: Sequence[file.DepartmentFile], machine_zone: ZoneInfo
) -> core.Settings:
    zone = main.timezone or machine_zone
    names = tuple(each.department for each in departments)
    return core.Settings(
        zone=zone,
        language=main.language,
        country=main.country,
        extensions=main.extensions,
        dialling=_dialling(main),
        departments=tuple(_Converter(main, each).department(zone) for each in departments),
        fallback=main.fallback,
        toggles=tuple(_shared_toggle(each, names) for each in main.toggles),
        admins=tuple(main.mail.admins),
        most_calls=main.limits.calls,
        most_dialled_minutes=main.limits.dialled_minutes_per_hour,
    )


def _dialling(main: MainFile) -> core.Dialling:
    dial = main.dial
    return core.Dialling(
        dial.endpoint,
        dial.internal,
        _number(dial.company_number, main),
        dial.timeout,
        CallerId(dial.caller_id),
        _form(dial.caller_format),
        dial.diversion,
        dial.ringing_within,
        tuple(_trunk(each, main) for each in dial.trunks),
        dial.channels,
    )


def _trunk(trunk: Trunk, main: MainFile) -> core.Trunk:
    return core.Trunk(
        trunk.endpoint,
        CallerId(trunk.caller_id or main.dial.caller_id),
        _number(trunk.company_number or main.dial.company_number, main),
        _form(trunk.caller_format),
        trunk.diversion,
        trunk.ringing_within,
        trunk.channels,
    )


def _number(written: str | None, main: MainFile) -> str | None:
    return normalised(written, main.country, main.extensions) if written else None


def _form(written: str | None) -> NumberForm | None:
    return NumberForm(written) if written else None


def _shared_toggle(toggle: SharedToggle, names: tuple[str, ...]) -> core.SharedToggle:
    everyone = toggle.departments == "all"
    listed = names if toggle.departments == "all" else toggle.departments
    return core.SharedToggle(toggle.code, tuple(dict.fromkeys(listed)), toggle.pin, everyone)


class _Converter:
    def __init__(self, main: MainFile, section: file.DepartmentFile) -> None:
        self.main = main
        self.section = section

    def department(self, zone: ZoneInfo) -> core.Department:
        main, section = self.main, self.section
        return core.Department(
            name=section.department,
            title=section.title or section.department,
            zone=section.timezone or zone,
            dids=tuple(section.dids),
            schedule=_schedule(section.schedule),
            duty=self._duty(),
            secretary=self._secretary(),
            extension=section.extension,
            toggle=core.Toggle(section.toggle.code, section.toggle.pin) if section.toggle else None,
            who=core.WhoCode(section.who.code, section.who.pin) if section.who else None,
            fallback=self._fallback(),
            company_number=_number(section.company_number, self.main),
            name_prefix=section.name_prefix,
            pickup_group=section.pickup_group,
            show_name=section.show_name,
            spoken=section.spoken,
            waiting=_waiting(section.waiting or self.main.waiting),
            notify=_notify(section.notify),
            voicemail=core.Voicemail(section.voicemail.longest, section.voicemail.silence),
            business_hours=self._business_hours(),
            auto=section.mode == "auto",
            switch_forever=section.switch_until == "forever",
            blocked=core.Blocked(
                self._callers(main.blocked.numbers, section.blocked.numbers),
                (section.blocked.answer or main.blocked.answer) == "announcement",
            ),
            vip=core.Vip(
                self._callers(main.vip.numbers, section.vip.numbers),
                (section.vip.ring or main.vip.ring) == "everybody",
            ),
            repeat_callers=core.RepeatCallers(
                section.repeat_callers.same_person, section.repeat_callers.all_at_once
            ),
        )

    def _callers(self, everywhere: list[str], here: list[str]) -> CallerList:
        return caller_list([*everywhere, *here], self.main.country, self.main.extensions)

    def _business_hours(self) -> core.BusinessHours | None:
        section = self.section
        if section.business_hours is None:
            return None
        of_day = {
            weekday: tuple(sorted(hours, key=lambda each: each.start))
            for key, hours in section.business_hours.items()
            for weekday in readers.weekdays(key)
        }
        return core.BusinessHours(
            week=tuple(of_day.get(weekday, ()) for weekday in range(7)),
            country=self.main.country,
            days_off=frozenset(section.days_off),
            working_days=frozenset(section.working_days),
            short_day=timedelta(seconds=section.short_day),
        )

    def _duty(self) -> core.Duty:
        duty = self.section.duty
        strategy = Strategy(duty.strategy)
        then = self._then(duty.then)
        return core.Duty(
            strategy,
            duty.stagger,
            duty.timeout,
            duty.confirm,
            then,
            duty.leg_timeout,
            duty.rounds,
            skip_busy=duty.busy == "skip",
            record=duty.record,
            announcement=duty.announce_recording,
        )

    def _secretary(self) -> core.Secretary | None:
        secretary = self.section.secretary
        if secretary is None:
            return None
        ring = self._ring(secretary.ring)
        then = self._then(secretary.then)
        return core.Secretary(ring, secretary.continue_, secretary.timeout, then)

    def _then(self, then: str | file.Continue | file.RingOthers) -> core.Then:
        match then:
            case file.Continue():
                return core.ContinueThen(then.continue_)
            case file.RingOthers():
                after = self._then(then.then)
                return core.RingThen(self._ring(then.ring), then.timeout, after, then.again)
            case "duty":
                return core.DutyThen()
            case "voicemail":
                return core.VoicemailThen()
            case _:
                return core.HangUpThen()

    def _ring(self, entries: list[str]) -> tuple[str, ...]:
        """Numbers as they are dialled; each phone once."""
        country, extensions = self.main.country, self.main.extensions
        written = (
            each if "/" in each else normalised(each, country, extensions) for each in entries
        )
        return tuple(dict.fromkeys(written))

    def _fallback(self) -> core.Fallback:
        whole = self.main.fallback
        match self.section.fallback:
            case Destination() as own:
                return core.Fallback(own, own)
            case file.Fallbacks() as own:
                return core.Fallback(own.secretary or whole, own.duty or whole)
            case _:
                return core.Fallback(whole, whole)


def _waiting(written: str | Waiting) -> core.Waiting:
    waiting = spelt_out(written)
    return core.Waiting(
        Hears(waiting.hear),
        waiting.music,
        waiting.announcement,
        waiting.every,
        waiting.greeting,
        waiting.answer,
        waiting.nobody,
        waiting.position,
    )


def _notify(notify: file.Notify) -> core.Notify:
    return core.Notify(
        notify.rung,
        tuple(notify.always),
        tuple(notify.missed),
        notify.secretary,
        NumberMail(notify.number),
    )


def _schedule(schedule: file.Schedule) -> core.Schedule:
    shifts = schedule.shifts
    return core.Schedule(
        sheet=schedule.sheet,
        staff=schedule.staff or _staff_of(schedule.sheet),
        layout=schedule.layout,
        first_row=schedule.first_row,
        holdover=timedelta(seconds=schedule.holdover),
        backup_required=schedule.backup == "required",
        shifts=None if shifts is None else tuple(_shift(each) for each in shifts),
        responsible=tuple(schedule.responsible),
    )


def _staff_of(sheet: str) -> str:
    """One staff sheet for all months: of `Otdel1 {yyyy}-{mm}` it is Otdel1Staff."""
    plain = re.sub(r"[\W_]*\{(?:yyyy|mm)\}", "", sheet).strip()
    return f"{plain}Staff"


def _shift(shift: file.Shift) -> core.Shift:
    return core.Shift(shift.name, shift.primary, shift.backup, shift.hours)
