"""By which way a number is rung, and what the channel carries on it.

An internal number goes out by `dial.internal`, any other by `dial.endpoint`; an entry with a `/`
is an endpoint already.  Knows nothing of people and strategies.
"""

import re
from collections.abc import Mapping

from .numbers import forms, is_internal
from .plan import Identity, Visit, Way
from .settings import Settings

Contacts = Mapping[str, tuple[str, ...]]  # by endpoint; PJSIP_DIAL_CONTACTS of it

_ONE_PHONE = re.compile(r"PJSIP/([^/@&]+)\Z")


def endpoint_for(entry: str, settings: Settings) -> str:
    """Of a number (E.164, internal) or of what is an endpoint already."""
    if "/" in entry:
        return entry
    internal = is_internal(entry, settings.extensions)
    template = settings.dialling.internal if internal else settings.dialling.endpoint
    for name, value in forms(entry, settings.country).items():
        template = template.replace(f"{{{name}}}", value)
    return template


def phone_of(endpoint: str) -> str | None:
    """The registered phone (101) whose contacts have to be asked for; None: not one of these.

    `PJSIP/101` rings one contact only, whatever is registered (tested on Asterisk 22.10).
    """
    match = _ONE_PHONE.match(endpoint)
    return match[1] if match else None


def way_to(entry: str, visit: Visit, settings: Settings, contacts: Contacts) -> Way:
    endpoint = endpoint_for(entry, settings)
    variables = _for_freepbx(visit) if endpoint.startswith("Local/") else ()
    return Way(contacts.get(endpoint) or (endpoint,), visit.shown, variables)


def _for_freepbx(visit: Visit) -> tuple[tuple[str, str], ...]:
    """What FreePBX's outbound routes read (its core module, macro-outbound-callerid)."""
    did = (("FROM_DID", visit.did),) if visit.did else ()
    caller: Identity = visit.shown
    if caller.number is None:
        return (("CALLINGNUMPRES_SV", "prohib"), ("CALLINGNAMEPRES_SV", "prohib"), *did)
    return (
        ("KEEPCID", "TRUE"),
        ("REALCALLERIDNUM", caller.number),
        ("CALLINGNUMPRES_SV", "allowed"),
        ("CALLINGNAMEPRES_SV", "allowed"),
        *did,
    )
