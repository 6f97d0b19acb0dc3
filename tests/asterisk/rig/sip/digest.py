"""Answers to a challenge for a password (RFC 2617, MD5)."""

import hashlib
import re
import secrets

from .message import Request, Response

ANSWERS = {401: ("WWW-Authenticate", "Authorization"), 407: ("Proxy-Authenticate",) * 2}


def credentials(challenge: Response, request: Request, user: str, password: str) -> tuple[str, str]:
    """The header that the same request must carry to be let in."""
    asked, answered = ANSWERS[challenge.status]
    asks = dict(re.findall(r'(\w+)="?([^",]+)"?', challenge.need(asked).partition(" ")[2]))
    uri = str(request.uri)
    secret = _md5(user, asks["realm"], password)
    public = _md5(request.method, uri)
    fields = {"username": user, "realm": asks["realm"], "nonce": asks["nonce"], "uri": uri}
    plain = {"algorithm": "MD5"}
    if "qop" in asks:
        plain |= {"qop": "auth", "nc": "00000001"}
        fields["cnonce"] = secrets.token_hex(8)
        middle = (asks["nonce"], plain["nc"], fields["cnonce"], plain["qop"])
        fields["response"] = _md5(secret, *middle, public)
    else:
        fields["response"] = _md5(secret, asks["nonce"], public)
    if "opaque" in asks:
        fields["opaque"] = asks["opaque"]
    quoted = [f'{key}="{value}"' for key, value in fields.items()]
    unquoted = [f"{key}={value}" for key, value in plain.items()]
    name = "Proxy-Authorization" if challenge.status == 407 else answered
    return name, "Digest " + ", ".join([*quoted, *unquoted])


def _md5(*parts: str) -> str:
    return hashlib.md5(":".join(parts).encode()).hexdigest()
