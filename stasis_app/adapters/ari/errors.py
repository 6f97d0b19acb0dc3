"""How a request to Asterisk may fail: it says no, or it says nothing.

They are the two failures that a lane knows.  What no further try can mend is Unusable.
"""

from ...core.commands import Rejected


class RefusedByAsterisk(Rejected):
    """It has answered, and has not done it."""


class NotFound(RefusedByAsterisk):
    """404: the channel, bridge or playback is gone, or has not come yet."""


class NotInStasis(RefusedByAsterisk):
    """409, 412, 422: it exists, and is not ours (any more, or yet), or not in that state."""


class NotAllowed(RefusedByAsterisk):
    """401, 403: the password, or the rights of the ARI user."""


class Unreachable(TimeoutError):
    """No reply: it may have been done, or may yet be."""


class Unusable(Exception):
    """To connect again would not help; the text says what would."""


class TooOld(Unusable):
    pass


class Replaced(Unusable):
    """Another program has connected under our application's name and gets our calls."""


BY_STATUS: dict[int, type[RefusedByAsterisk]] = {
    401: NotAllowed,
    403: NotAllowed,
    404: NotFound,
    409: NotInStasis,
    412: NotInStasis,
    422: NotInStasis,
}


def refusal(status: int, what: str) -> RefusedByAsterisk:
    return BY_STATUS.get(status, RefusedByAsterisk)(f"{status} {what}")
