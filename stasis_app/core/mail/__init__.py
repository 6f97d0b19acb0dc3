"""The mails about a call that is over: who gets one, and what it says; alerts about the schedule.

- `recipients.py`: who
- `letter.py`: what: the facts of the journal's row, in words
- `language.py`: the words, Russian and English
- `hostile.py`: text from outside, made harmless; numbers as one reads them
- `page.py`: laid out as text and as HTML
- `alerts.py`: what the administrators are told of the schedule
- `outbox.py`: a message that waits, and how sending it can fail
"""

from ..record import Row
from ..settings import Department, Settings
from .letter import letter
from .outbox import OutboxMail, OutboxUnavailable, Permanent, Temporary
from .page import as_html, as_text
from .recipients import recipients

__all__ = ["OutboxMail", "OutboxUnavailable", "Permanent", "Temporary", "mails_for"]


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
    return tuple(
        OutboxMail(f"{row.visit.id}:{address.casefold()}", (address,), written.subject, text, html)
        for address in recipients(row, department, settings)
    )
