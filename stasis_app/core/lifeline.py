"""Whom the dialplan rings when the application is gone: told to Asterisk beforehand.

Of each department a global variable has those on duty as Dial() takes them, whatever the mode,
which the lamp tells; empty: nobody.  Nothing gets into one but endpoints of plain characters, so no
name, number or template can say anything to the dialplan.
"""

import re
from collections.abc import Callable, Iterable
from datetime import datetime

from .dialling import endpoint_for, phone_of
from .roster import OnDuty
from .settings import Department, Settings

VARIABLE = "STASIS_APP_DIAL_"
PHONES = "stasis-app-phone"  # the context that rings all contacts of one phone

_PLAIN = re.compile(r"\w+/[\w+*#@.:/=;~-]+", re.ASCII)  # no comma, &, $, bracket, quote or blank


def variable_of(department: str) -> str:
    return VARIABLE + department


def dialled(endpoint: str) -> str | None:
    """As Dial() takes it; None: it is not plain.

    `PJSIP/101` in Dial() rings one contact only, so the phone's own context is rung instead.
    """
    if _PLAIN.fullmatch(endpoint) is None:
        return None
    phone = phone_of(endpoint)
    return f"Local/{phone}@{PHONES}/n" if phone and phone.isdecimal() else endpoint


def dial_string(entries: Iterable[str], settings: Settings) -> str:
    """Of numbers or endpoints; all ring at once, each once."""
    found = (dialled(endpoint_for(entry, settings)) for entry in entries)
    return "&".join(dict.fromkeys(each for each in found if each))


def variables(
    settings: Settings, on_duty: Callable[[Department, datetime], OnDuty | None], at: datetime
) -> dict[str, str]:
    """What Asterisk should have, by the variable's name."""
    found: dict[str, str] = {}
    for department in settings.departments:
        people = on_duty(department, at)
        numbers = people.dial if people else ()
        found[variable_of(department.name)] = dial_string(numbers, settings)
    return found
