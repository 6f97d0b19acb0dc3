"""Certificates for the tests: an authority of their own, and what it signs for this machine."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

DAY = timedelta(days=1)


class Authority:
    """`file` is what its clients trust."""

    def __init__(self, folder: Path, name: str = "Test authority") -> None:
        self.folder = folder
        self.file = folder / f"{name}.pem"
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _named(name)
        only_itself = x509.BasicConstraints(ca=True, path_length=0)
        own = _draft(self._name, self._name, self._key.public_key(), -DAY, DAY)
        own = own.add_extension(only_itself, critical=True)
        own = own.add_extension(
            x509.SubjectKeyIdentifier.from_public_key(self._key.public_key()), critical=False
        )
        signed = own.sign(self._key, hashes.SHA256())
        self.file.write_bytes(signed.public_bytes(serialization.Encoding.PEM))

    def server(
        self, address: str = "127.0.0.1", since: timedelta = -DAY, until: timedelta = DAY
    ) -> ssl.SSLContext:
        """With a certificate for one address; `since` and `until` from now."""
        key = ec.generate_private_key(ec.SECP256R1())
        draft = _draft(_named("asterisk"), self._name, key.public_key(), since, until)
        names = x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))])
        by = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())
        draft = draft.add_extension(names, critical=False).add_extension(by, critical=False)
        signed = draft.sign(self._key, hashes.SHA256())
        file = self.folder / "asterisk.pem"
        secret = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        file.write_bytes(secret + signed.public_bytes(serialization.Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _draft(
    name: x509.Name,
    by: x509.Name,
    key: ec.EllipticCurvePublicKey,
    since: timedelta,
    until: timedelta,
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    draft = x509.CertificateBuilder().subject_name(name).issuer_name(by).public_key(key)
    draft = draft.serial_number(x509.random_serial_number())
    return draft.not_valid_before(now + since).not_valid_after(now + until)
