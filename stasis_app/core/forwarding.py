"""A phone sends us on to another number (302): whether that one may be rung at all.

It may when the company knows it: an internal number, or one that stands in a staff sheet or in the
configuration.  Never a premium-rate number, one of our own, or the caller's.  Knows nothing of who
is being rung just now.
"""

import re
from collections.abc import Callable, Iterator

from . import numbers
from .plan import Visit
from .settings import Department, RingThen, Settings, Then

_URI = re.compile(r"(?:PJSIP/.*/)?(?:sips?:)?([^@;]*).*")


def number_of(forward: str) -> str:
    """Of what Asterisk says of a redirection: the user part or, with `redirect_method=uri_core`,
    an endpoint with a URI.

    >>> number_of("PJSIP/101/sip:103@192.0.2.7:5060;user=phone")
    '103'
    """
    match = _URI.fullmatch(forward)
    return match[1] if match else forward


def may_be_rung(
    forward: str, visit: Visit, settings: Settings, in_staff: Callable[[str], bool]
) -> str | None:
    """The number, E.164 or internal; None: it may not.  `in_staff`: whether a sheet has it."""
    number = numbers.normalise(forward, settings.country, settings.extensions)
    if number is None or number == visit.caller.number or _is_ours(number, settings):
        return None
    if numbers.is_internal(number, settings.extensions):
        return number
    known = in_staff(number) or number in set(_configured(settings))
    return number if known and not numbers.is_premium(number) else None


def _is_ours(number: str, settings: Settings) -> bool:
    """It would come back to us as another call."""
    return any(
        number == department.extension
        or any(
            numbers.same_did(number, did, settings.country, settings.extensions)
            for did in department.dids
        )
        for department in settings.departments
    )


def _configured(settings: Settings) -> Iterator[str]:
    for department in settings.departments:
        for entry in _entries(department):
            number = numbers.normalise(entry, settings.country, settings.extensions)
            if number is not None:
                yield number


def _entries(department: Department) -> Iterator[str]:
    then: Then = department.duty.then
    while isinstance(then, RingThen):
        yield from then.ring
        then = then.then
    if department.secretary is not None:
        yield from department.secretary.ring
