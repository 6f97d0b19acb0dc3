"""The mails about calls: who gets one, and what it says; what the administrators are told besides.

- `recipients.py`: who
- `letter.py`: what: the facts of the journal's row, in words
- `language.py`: the words, Russian and English
- `hostile.py`: text from outside, made harmless; numbers as one reads them
- `page.py`: laid out as text and as HTML
- `alerts.py`, `trunks.py`: what the administrators are told of the schedule, and of the trunks
- `outbox.py`: a message that waits, and how sending it can fail
"""

from datetime import timedelta

from ..call.call import Call
from ..record import Row, row_of
from ..settings import Department, Settings
from ..words import CallOutcome
from .language import language
from .letter import letter, notice
from .outbox import Attached, OutboxMail, OutboxUnavailable, Permanent, Temporary
from .page import as_html, as_text
from .recipients import recipients

__all__ = [
    "OutboxMail",
    "OutboxUnavailable",
    "Permanent",
    "Temporary",
    "mails_for",
    "mails_with_number",
    "see_no_number",
]


WAITS_FOR_RECORDING = timedelta(minutes=15)


def mails_for(
    row: Row, department: Department | None, settings: Settings
) -> tuple[OutboxMail, ...]:
    """One message to each who is to be told (see recipients.py); none while the call goes on.

    `department` is None when nobody's number was dialled.
    """
    if row.outcome is None:
        return ()
    written = letter(row, row.outcome, department, settings)
    text = as_text(written)
    html = as_html(written)
    attached = _message(row, department, settings)
    return tuple(
        OutboxMail(
            f"{row.visit.id}:{address.casefold()}",
            (address,),
            written.subject,
            text,
            html,
            attached,
        )
        for address in recipients(row, department, settings)
    )


def _message(row: Row, department: Department | None, settings: Settings) -> Attached | None:
    """That the caller has left."""
    if row.outcome is not CallOutcome.VOICEMAIL or row.recording is None:
        return None
    began = row.started_at.astimezone(department.zone if department else settings.zone)
    until = (row.ended_at or row.started_at) + WAITS_FOR_RECORDING
    words = language(settings.language)
    return Attached(
        file=row.recording,
        name=f"message-{began:%Y-%m-%d-%H%M%S}.wav",
        until=until.isoformat(),
        instead=words.no_recording.format(file=row.recording),
        missing=words.missing_recording,
    )


def see_no_number(call: Call) -> frozenset[str]:
    """The addresses of those who have been rung by now without being shown who calls."""
    rung = (leg for leg in call.legs if leg.progressed or leg.answered_at is not None)
    return frozenset(leg.person.email for leg in rung if leg.way.mailed and leg.person.email)


def mails_with_number(
    call: Call, addresses: frozenset[str], settings: Settings
) -> tuple[OutboxMail, ...]:
    """To some of these, at once: the caller's number.  One a person, however often he is rung."""
    row = row_of(call)
    name = row.visit.department
    written = notice(row, settings.department(name) if name else None, settings)
    text, html = as_text(written), as_html(written)
    return tuple(
        OutboxMail(f"{row.visit.id}:number:{to.casefold()}", (to,), written.subject, text, html)
        for to in sorted(addresses)
    )
