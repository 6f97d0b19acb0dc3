"""Whose certificate Asterisk may show, and what is said of a connection that is not made.

The certificate is always checked, its name and its dates too; no switch leaves that out.
"""

import ssl
from pathlib import Path

import aiohttp

from .errors import Unreachable

# X509_V_ERR_… of OpenSSL's x509_vfy.h
_UNKNOWN_AUTHORITY = (18, 19, 20, 21)
_NOT_YET, _EXPIRED = 9, 10
_OTHER_NAME = (62, 64)  # of a host, of an address

_NOBODY = "nobody listens there; see ari.url, whether Asterisk runs, and bindport in its http.conf"
_NO_TLS = "no TLS there; see ari.url, and tlsenable and tlsbindaddr in Asterisk's http.conf"


def trusting(ca_file: Path | None) -> ssl.SSLContext:
    """Raises Unreachable when the file cannot be used."""
    try:
        return ssl.create_default_context(cafile=ca_file)
    except ssl.SSLError:
        raise Unreachable(f"ari.ca_file: {ca_file} holds no certificate in PEM") from None
    except OSError as error:
        raise Unreachable(f"ari.ca_file: {ca_file}: {error.strerror}") from None


def told(error: aiohttp.ClientError) -> str:
    """What went wrong with a connection, and of TLS how to mend it."""
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return _refused(error.certificate_error)
    if isinstance(error, aiohttp.ClientConnectorSSLError):
        return f"{error.host}:{error.port}: {_NO_TLS}"
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return f"no host is known as {error.host}; see ari.url"
    if isinstance(error, aiohttp.ClientConnectorError):
        return f"{error.host}:{error.port}: {_unconnected(error.os_error)}"
    return str(error) or type(error).__name__


def _unconnected(error: OSError) -> str:
    return _NOBODY if isinstance(error, ConnectionRefusedError) else error.strerror or str(error)


def _refused(error: Exception) -> str:
    if not isinstance(error, ssl.SSLCertVerificationError):
        return f"Asterisk's certificate is refused: {error}"
    return f"Asterisk's certificate is refused: {error.verify_message}{_remedy(error.verify_code)}"


def _remedy(code: int) -> str:
    if code in _UNKNOWN_AUTHORITY:
        return "; name the file of the authority that has signed it as ari.ca_file"
    if code in _OTHER_NAME:
        return "; write the name that stands in it in ari.url"
    if code == _EXPIRED:
        return "; renew it, see tlscertfile in Asterisk's http.conf"
    return "; compare the clocks of the two machines" if code == _NOT_YET else ""
