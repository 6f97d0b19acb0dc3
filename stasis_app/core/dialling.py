"""By which ways a number is rung, and what the channel carries on them.

An internal number goes out by `dial.internal`, any other by the trunks: first by the one on which
the call came in, then by the others in their order; on each with the caller's number, the
company's, or one after the other.  An entry with a `/` is an endpoint already.  Knows nothing of
people and strategies.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from .numbers import forms, is_internal
from .plan import Identity, Visit, Way
from .settings import Settings, Trunk
from .words import CallerId, NumberForm, NumberMail

Contacts = Mapping[str, tuple[str, ...]]  # by endpoint; PJSIP_DIAL_CONTACTS of it

_CHANNEL = re.compile(r"PJSIP/(.+)-[0-9a-f]{8}\Z")
_ONE_PHONE = re.compile(r"PJSIP/([^/@&]+)\Z")


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Of one call: what its phones are to show, and what is known of the ways out."""

    visit: Visit
    company_number: str | None = None  # the department's own
    name_prefix: str | None = None
    pickup_group: str | None = None
    contacts: Contacts = field(default_factory=dict)
    came_by: str | None = None  # the endpoint of the caller's channel
    refusing: frozenset[str] = frozenset()  # trunks that refuse the numbers of others
    mails: NumberMail = NumberMail.REFUSED


def endpoint_for(entry: str, settings: Settings) -> str:
    """Of a number (E.164, internal) or of what is an endpoint already."""
    if "/" in entry:
        return entry
    internal = is_internal(entry, settings.extensions)
    dialling = settings.dialling
    return _filled(dialling.internal if internal else dialling.endpoint, entry, settings)


def endpoints_for(entry: str, settings: Settings) -> tuple[str, ...]:
    """By every trunk, in their order."""
    if "/" in entry or is_internal(entry, settings.extensions):
        return (endpoint_for(entry, settings),)
    trunks = settings.dialling.trunks
    return tuple(_filled(trunk.endpoint, entry, settings) for trunk in trunks)


def phone_of(endpoint: str) -> str | None:
    """The registered phone (101) whose contacts have to be asked for; None: not one of these.

    `PJSIP/101` rings one contact only, whatever is registered (tested on Asterisk 22.10).
    """
    match = _ONE_PHONE.match(endpoint)
    return match[1] if match else None


def endpoint_of(channel_name: str) -> str | None:
    """By which endpoint a channel came; None: not one of PJSIP.

    >>> endpoint_of("PJSIP/trunk-0000001f")
    'trunk'
    """
    match = _CHANNEL.match(channel_name)
    return match[1] if match else None


def ways_to(entry: str, call: Outgoing, settings: Settings) -> tuple[Way, ...]:
    """At least one; what makes one follow another: call/attempt.py."""
    if "/" in entry or is_internal(entry, settings.extensions):
        return (_grouped(_inside(endpoint_for(entry, settings), call), call),)
    trunks = sorted(settings.dialling.trunks, key=lambda each: not came_by(each, call.came_by))
    ways = (way for trunk in trunks for way in _ways_by(trunk, entry, call, settings))
    return tuple(_grouped(way, call) for way in ways)


def _grouped(way: Way, call: Outgoing) -> Way:
    """So that `*8` finds it; of a Local channel it would find the wrong half."""
    if call.pickup_group is None or _through_routes(way.endpoints[0]):
        return way
    group = ("CHANNEL(namedcallgroup)", call.pickup_group)
    return replace(way, variables=(*way.variables, group))


def _inside(endpoint: str, call: Outgoing) -> Way:
    shown = _named(call.visit.shown, call)
    variables = _for_freepbx(call.visit, shown) if _through_routes(endpoint) else ()
    return Way(call.contacts.get(endpoint) or (endpoint,), shown, variables)


def came_by(trunk: Trunk, endpoint: str | None) -> bool:
    """`endpoint`: of a caller's channel."""
    return endpoint is not None and trunk.endpoint.endswith(f"@{endpoint}")


def _ways_by(trunk: Trunk, entry: str, call: Outgoing, settings: Settings) -> Iterator[Way]:
    endpoint = _filled(trunk.endpoint, entry, settings)
    company = call.company_number or trunk.company_number
    policy = trunk.caller_id
    if company is None:
        policy = CallerId.ORIGINAL
    elif policy is CallerId.ORIGINAL_THEN_COMPANY and trunk.endpoint in call.refusing:
        policy = CallerId.COMPANY
    way = Way((endpoint,), Identity(None), (), trunk.endpoint, False, trunk.ringing_within)
    if policy is not CallerId.COMPANY:
        shown = _named(_written(call.visit, trunk, settings), call)
        yield replace(way, shown=shown, variables=_original(endpoint, shown, trunk, call.visit))
    if policy is not CallerId.ORIGINAL and company is not None:
        number = _form(company, trunk.caller_format, settings)
        shown = _named(Identity(number, call.visit.shown.name), call)
        proof = policy is CallerId.ORIGINAL_THEN_COMPANY and _comes_from_outside(call.visit)
        yield replace(
            way,
            shown=shown,
            variables=_company(endpoint, number),
            company=True,
            mailed=_mailed(trunk, call),
            proof=proof,
        )


def _mailed(trunk: Trunk, call: Outgoing) -> bool:
    """Not to be shown it may be meant so; whoever hides is not told of at all."""
    if call.visit.caller.number is None or call.mails is NumberMail.NEVER:
        return False
    return call.mails is NumberMail.ALWAYS or trunk.caller_id is CallerId.ORIGINAL_THEN_COMPANY


def _comes_from_outside(visit: Visit) -> bool:
    """One who hides, or an extension, may be refused where other callers are not."""
    return visit.caller.number is not None and visit.caller.number.startswith("+")


def _filled(template: str, number: str, settings: Settings) -> str:
    for name, value in forms(number, settings.country).items():
        template = template.replace(f"{{{name}}}", value)
    return template


def _written(visit: Visit, trunk: Trunk, settings: Settings) -> Identity:
    """The caller, as the trunk wants his number; what does not parse stays as it came."""
    number = visit.caller.number
    if visit.shown.number is None or number is None or not number.startswith("+"):
        return visit.shown
    return replace(
        visit.shown, number=_form(number, trunk.caller_format, settings, visit.shown.number)
    )


def _form(
    number: str, form: NumberForm | None, settings: Settings, otherwise: str | None = None
) -> str:
    return forms(number, settings.country)[form] if form else otherwise or number


def _named(shown: Identity, call: Outgoing) -> Identity:
    """Of whoever hides nothing is told, not even whom he has called."""
    if shown.number is None or call.name_prefix is None:
        return shown
    return replace(shown, name=f"{call.name_prefix} {shown.name or shown.number}")


def _through_routes(endpoint: str) -> bool:
    return endpoint.startswith("Local/")


def _original(
    endpoint: str, shown: Identity, trunk: Trunk, visit: Visit
) -> tuple[tuple[str, str], ...]:
    if _through_routes(endpoint):
        return _for_freepbx(visit, shown)
    return _diverted(visit) if trunk.diverts and visit.did else ()


def _company(endpoint: str, number: str) -> tuple[tuple[str, str], ...]:
    """FreePBX: as its Follow Me does it (findmefollow, "fixed CID")."""
    if not _through_routes(endpoint):
        return ()
    return (
        ("TRUNKCIDOVERRIDE", number),
        ("CALLINGNUMPRES_SV", "allowed"),
        ("CALLINGNAMEPRES_SV", "allowed"),
    )


def _diverted(visit: Visit) -> tuple[tuple[str, str], ...]:
    """Diversion (RFC 5806): the call came for this number.  Asterisk sends it if there is a
    count, and `send_diversion` is on for the trunk (res_pjsip_diversion.c)."""
    return (
        ("REDIRECTING(from-num,i)", visit.did or ""),
        ("REDIRECTING(reason,i)", "cfu"),
        ("REDIRECTING(count,i)", "1"),
    )


def _for_freepbx(visit: Visit, shown: Identity) -> tuple[tuple[str, str], ...]:
    """What FreePBX's outbound routes read (its core module, macro-outbound-callerid)."""
    did = (("FROM_DID", visit.did),) if visit.did else ()
    if shown.number is None:
        return (("CALLINGNUMPRES_SV", "prohib"), ("CALLINGNAMEPRES_SV", "prohib"), *did)
    return (
        ("KEEPCID", "TRUE"),
        ("REALCALLERIDNUM", shown.number),
        ("CALLINGNUMPRES_SV", "allowed"),
        ("CALLINGNAMEPRES_SV", "allowed"),
        *did,
    )
