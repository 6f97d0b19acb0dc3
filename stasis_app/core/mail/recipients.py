"""Who is told of a call.

- Those who were rung, primaries and backups with an address (`notify.rung`).  One who was passed
  over because he was busy was not rung; one whose phone could not be reached was.
- `notify.always`: every call.  (One that has looped is part of another call, and that is told.)
- `notify.missed`: calls nobody took.  Missed and abandoned ones; those we failed before anybody
  talked; those that left a message.  One handed over is not among them, for somebody may yet take
  it in the dialplan, nor is a blocked one, which nobody was meant to take.
- `notify.missed` or, where it is empty, the admins: a call that rang no phone and was missed or
  failed, or went on in the dialplan past a duty list with nobody on it.  Something is wrong with
  that list or with the settings.
- A call that left a message: the people on duty, rung or not; the admins, when that is nobody.
- `notify.secretary: false` silences other calls that met secretary mode and never came to those on
  duty.

Whether an address is one is for the sender to say.
"""

from ..record import LegRow, Row
from ..settings import Department, Notify, Settings
from ..words import CallOutcome, LegOutcome, Mode, Role

_ON_DUTY = {Role.PRIMARY, Role.BACKUP}
_LOST = {CallOutcome.MISSED, CallOutcome.FAILED}
_NOT_TAKEN = {*_LOST, CallOutcome.ABANDONED, CallOutcome.VOICEMAIL}


def recipients(row: Row, department: Department | None, settings: Settings) -> tuple[str, ...]:
    """Addresses, each once; none while the call goes on."""
    if row.outcome in (None, CallOutcome.LOOPED):
        return ()
    notify = department.notify if department else Notify()
    taken = row.answered_at is not None or row.outcome not in _NOT_TAKEN
    if row.outcome is CallOutcome.VOICEMAIL:
        return _of_message(row, notify) or settings.admins
    if _unserved(row):
        return _each_once(notify.always, notify.missed or settings.admins)
    if _secretaries_only(row) and not notify.secretary:
        return ()
    return _each_once(
        tuple(leg.email or "" for leg in row.legs if notify.rung and _on_duty_and_rung(leg)),
        notify.always,
        () if taken else notify.missed,
    )


def _of_message(row: Row, notify: Notify) -> tuple[str, ...]:
    rung = tuple(leg.email or "" for leg in row.legs if notify.rung and _on_duty_and_rung(leg))
    return _each_once(row.message_to, rung, notify.always, notify.missed)


def _unserved(row: Row) -> bool:
    if row.outcome is CallOutcome.HANDED_OVER:
        return row.why.mode is Mode.DUTY and not row.legs
    lost = row.outcome in _LOST and row.answered_at is None
    return lost and not any(map(was_rung, row.legs))


def was_rung(leg: LegRow) -> bool:
    return leg.dialled_at is not None and leg.outcome is not LegOutcome.SKIPPED


def _on_duty_and_rung(leg: LegRow) -> bool:
    return leg.role in _ON_DUTY and was_rung(leg)


def _secretaries_only(row: Row) -> bool:
    return row.why.mode is Mode.SECRETARY and not any(map(_on_duty_and_rung, row.legs))


def _each_once(*addresses: tuple[str, ...]) -> tuple[str, ...]:
    """In order; letter case makes no difference."""
    seen: dict[str, str] = {}
    for address in (each.strip() for some in addresses for each in some):
        if address:
            seen.setdefault(address.casefold(), address)
    return tuple(seen.values())
