"""Errors in the words and the shape of Google: `google.rpc.Status` as JSON.

The texts are those that people have met and published; only codes, `status` and `reason` are
documented to stay.
"""

from typing import Any

PROJECT = "123456789012"
_CONSOLE = "https://console.developers.google.com/apis/api/sheets.googleapis.com/overview"

_STATUS = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    502: "UNAVAILABLE",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}


class Refused(Exception):
    """A request is answered with an error."""

    def __init__(self, code: int, message: str, reason: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.reason = reason

    @property
    def document(self) -> dict[str, Any]:
        error: dict[str, Any] = {
            "code": self.code,
            "message": self.message,
            "status": _STATUS[self.code],
        }
        if self.reason:
            info = {
                "@type": "type.googleapis.com/google.rpc.ErrorInfo",
                "reason": self.reason,
                "domain": "googleapis.com",
                "metadata": {
                    "service": "sheets.googleapis.com",
                    "consumer": f"projects/{PROJECT}",
                },
            }
            error["details"] = [info]
        return {"error": error}


def bad_range(text: str) -> Refused:
    return Refused(400, f"Unable to parse range: {text}")


def bad_fields(path: str) -> Refused:
    return Refused(400, f"Invalid field selection {path}")


def bad_body(what: str) -> Refused:
    return Refused(400, f"Invalid JSON payload received. {what}")


def bad_key() -> Refused:
    message = "API key not valid. Please pass a valid API key."
    return Refused(400, message, "API_KEY_INVALID")


def no_credentials() -> Refused:
    message = (
        "Method doesn't allow unregistered callers (callers without established identity). Please"
        " use API Key or other form of API consumer identity to call this API."
    )
    return Refused(403, message)


def bad_token() -> Refused:
    message = (
        "Request had invalid authentication credentials. Expected OAuth 2 access token, login"
        " cookie or other valid authentication credential."
    )
    return Refused(401, message, "ACCESS_TOKEN_EXPIRED")


def narrow_scope() -> Refused:
    message = "Request had insufficient authentication scopes."
    return Refused(403, message, "ACCESS_TOKEN_SCOPE_INSUFFICIENT")


def not_shared() -> Refused:
    return Refused(403, "The caller does not have permission")


def not_found() -> Refused:
    return Refused(404, "Requested entity was not found.")


def not_enabled() -> Refused:
    message = (
        f"Google Sheets API has not been used in project {PROJECT} before or it is disabled."
        f" Enable it by visiting {_CONSOLE}?project={PROJECT} then retry. If you enabled this API"
        " recently, wait a few minutes for the action to propagate to our systems and retry."
    )
    return Refused(403, message, "SERVICE_DISABLED")


def too_many() -> Refused:
    message = (
        "Quota exceeded for quota metric 'Read requests' and limit 'Read requests per minute per"
        f" user' of service 'sheets.googleapis.com' for consumer 'project_number:{PROJECT}'."
    )
    return Refused(429, message, "RATE_LIMIT_EXCEEDED")


def of_code(code: int) -> Refused:
    """The usual one of a code."""
    match code:
        case 401:
            return bad_token()
        case 403:
            return not_shared()
        case 404:
            return not_found()
        case 429:
            return too_many()
        case 500:
            return Refused(500, "Internal error encountered.")
        case 504:
            return Refused(504, "Deadline expired before operation could complete.")
        case _:
            return Refused(code, "The service is currently unavailable.")
