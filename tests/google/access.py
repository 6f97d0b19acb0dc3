"""Accounts, API keys and tokens: who may read what.

A service account signs an assertion with its private key (RFC 7523) and gets a token for an hour;
an API key opens what anyone with the link may read.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from google.auth import jwt

from .model import Spreadsheet
from .refusals import (
    Refused,
    bad_key,
    bad_token,
    narrow_scope,
    no_credentials,
    not_shared,
)

READ = "https://www.googleapis.com/auth/spreadsheets.readonly"
WRITE = "https://www.googleapis.com/auth/spreadsheets"
GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Account:
    """A service account with its key."""

    email: str
    private_key: str = field(repr=False)
    public_key: bytes = field(repr=False)
    key_id: str = "0123456789abcdef"

    @classmethod
    def make(cls, name: str = "duty-mirror") -> "Account":
        private, public = _key_pair()
        return cls(f"{name}@duty-demo.iam.gserviceaccount.com", private, public)

    def write(self, file: Path, token_uri: str) -> Path:
        """The JSON file that Google's console gives, readable by its owner only."""
        document = {
            "type": "service_account",
            "project_id": "duty-demo",
            "private_key_id": self.key_id,
            "private_key": self.private_key,
            "client_email": self.email,
            "client_id": "100000000000000000001",
            "token_uri": token_uri,
            "universe_domain": "googleapis.com",
        }
        file.touch(mode=0o600)
        file.write_text(json.dumps(document, indent=2))
        return file


@cache
def _key_pair() -> tuple[str, bytes]:
    """One for all accounts of a process: making one takes a while."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return private.decode(), public


@dataclass(frozen=True)
class Token:
    email: str
    scopes: frozenset[str]
    until: datetime


class NotGranted(Exception):
    """What the token endpoint says: its `error` and `error_description`."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(description)
        self.document = {"error": error, "error_description": description}


@dataclass
class Access:
    accounts: dict[str, Account] = field(default_factory=dict)
    api_keys: set[str] = field(default_factory=set)
    tokens: dict[str, Token] = field(default_factory=dict)

    def grant(self, form: Mapping[str, Any]) -> dict[str, Any]:
        """The token endpoint's answer; raises NotGranted."""
        if form.get("grant_type") != GRANT:
            raise NotGranted("unsupported_grant_type", f"Invalid grant_type: {form}")
        assertion = str(form.get("assertion", ""))
        claims = self._claims(assertion)
        text = f"ya29.{secrets.token_urlsafe(24)}"
        scopes = frozenset(str(claims.get("scope", "")).split())
        self.tokens[text] = Token(claims["iss"], scopes, datetime.now(UTC) + HOUR)
        return {"access_token": text, "expires_in": 3599, "token_type": "Bearer"}

    def _claims(self, assertion: str) -> Mapping[str, Any]:
        try:
            issuer = jwt.decode(assertion, verify=False).get("iss", "")  # type: ignore[no-untyped-call]
        except ValueError as error:
            raise NotGranted("invalid_request", "Bad Request") from error
        account = self.accounts.get(issuer)
        if account is None:
            raise NotGranted("invalid_grant", "Invalid grant: account not found")
        try:
            # The stand-in is where the account's file says, and so is the audience.
            claims: Mapping[str, Any] = jwt.decode(  # type: ignore[no-untyped-call]
                assertion, certs=account.public_key
            )
        except ValueError as error:
            if "Token" in str(error):
                description = (
                    "Invalid JWT: Token must be a short-lived token (60 minutes) and in a"
                    " reasonable timeframe. Check your iat and exp values in the JWT claim."
                )
                raise NotGranted("invalid_grant", description) from error
            raise NotGranted("invalid_grant", "Invalid JWT Signature.") from error
        return claims

    def revoke_all(self) -> None:
        self.tokens.clear()

    def check(self, headers: Mapping[str, str], book: Spreadsheet | None, write: bool) -> None:
        """Raises Refused.  Whether there is such a spreadsheet is told to whoever may know."""
        bearer = headers.get("Authorization", "")
        if bearer:
            self._check_token(bearer.removeprefix("Bearer "), book, write)
            return
        key = headers.get("X-Goog-Api-Key")
        if key is None:
            raise no_credentials()
        if key not in self.api_keys:
            raise bad_key()
        if write:
            message = "API keys are not supported by this API. Expected OAuth2 access token."
            raise Refused(401, message, "CREDENTIALS_MISSING")
        if book is not None and not book.public:
            raise not_shared()

    def _check_token(self, text: str, book: Spreadsheet | None, write: bool) -> None:
        token = self.tokens.get(text)
        if token is None or token.until < datetime.now(UTC):
            raise bad_token()
        if WRITE not in token.scopes and (write or READ not in token.scopes):
            raise narrow_scope()
        if book is None:
            return
        may_write = token.email in book.writers
        may_read = may_write or token.email in book.readers or book.public
        if not (may_write if write else may_read):
            raise not_shared()
