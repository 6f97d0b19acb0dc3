"""What went wrong with Google, in words and with what to do; and whether to try again.

Nothing that Google or anybody else has written is told without being cleaned, and no key is told
at all.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from ....core.mail.hostile import clean
from ....core.workbook import WorkbookUnreadable
from .access import Access

GOOGLE = "https://sheets.googleapis.com"
LONGEST_TEXT = 200  # characters of what Google says

_BUSY = {"rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED"}
_BAD_KEY = {"API_KEY_INVALID", "keyInvalid", "keyExpired"}
_NOT_ENABLED = {"SERVICE_DISABLED", "accessNotConfigured"}


class Failure(Exception):
    """An attempt has failed."""

    def __init__(
        self, told: WorkbookUnreadable, *, again: bool = False, wait: float | None = None
    ) -> None:
        super().__init__(str(told))
        self.told = told
        self.again = again  # it may go better
        self.wait = wait  # seconds that Google asks for


class NoSuchRange(WorkbookUnreadable):
    """A sheet that was asked for is not there."""


class NotShared(WorkbookUnreadable):
    """It is there, and not for us; or only to be read."""


@dataclass(frozen=True, slots=True)
class _Said:
    """What an error of Google says."""

    code: int
    status: str
    reason: str
    message: str

    @classmethod
    def of(cls, code: int, content: bytes) -> "_Said":
        try:
            error = json.loads(content)["error"]
        except (ValueError, TypeError, KeyError):
            error = {}
        if not isinstance(error, Mapping):
            error = {}
        message = clean(str(error.get("message", "")), LONGEST_TEXT)
        return cls(code, str(error.get("status", "")), _reason(error), message)


def _reason(error: Mapping[str, Any]) -> str:
    """Of `google.rpc.ErrorInfo`, or of the older form."""
    for name in ("details", "errors"):
        several = error.get(name)
        for each in several if isinstance(several, list) else ():
            if isinstance(each, Mapping) and isinstance(each.get("reason"), str):
                return str(each["reason"])
    return ""


def refused(headers: Mapping[str, str], content: bytes, access: Access, email: str) -> Failure:
    """`headers` with `status`, their names in small letters; `email`: the account's, or nothing."""
    said = _Said.of(int(headers["status"]), content)
    if said.code == 429 or said.reason in _BUSY:
        return Failure(_quota(), again=True, wait=_rest(headers))
    if said.code >= 500 or said.code == 408:
        return Failure(_fault_of_google(said.code), again=True, wait=_rest(headers))
    return Failure(_final(said, access, email))


def _final(said: _Said, access: Access, email: str) -> WorkbookUnreadable:
    """Of what will be refused again until somebody does something."""
    match said.code:
        case _ if said.reason in _BAD_KEY:
            return _bad_key()
        case _ if said.reason.startswith("API_KEY_"):
            return _restricted_key(said)
        case _ if said.reason in _NOT_ENABLED:
            return _not_enabled()
        case 400 if "Unable to parse range" in said.message:
            return NoSuchRange(
                "sheets are being renamed at this moment", "листы как раз переименовывают"
            )
        case 400 if "not supported for this document" in said.message:
            return _office_file()
        case 401:
            return _not_let_in(email)
        case 403 if said.reason == "ACCESS_TOKEN_SCOPE_INSUFFICIENT":
            return _otherwise(said)
        case 403 if said.status == "PERMISSION_DENIED" and not said.reason:
            return _not_shared(email)
        case 404:
            return _not_found(access.spreadsheet_id)
        case _:
            return _otherwise(said)


def no_log_in(args: Sequence[object], access: Access, email: str) -> Failure:
    """`args`: of google.auth's RefreshError: a text, and what the token endpoint has said."""
    document = next((each for each in args if isinstance(each, Mapping)), {})
    error = document.get("error")
    if isinstance(error, Mapping):  # as the rest of Google says it
        document = {"error_description": error.get("message", "")}
    description = clean(str(document.get("error_description", "")), LONGEST_TEXT)
    if "short-lived" in description or "reasonable timeframe" in description:
        return Failure(
            WorkbookUnreadable(
                "Google refuses the log-in because this machine's clock is wrong: set it,"
                " see timedatectl",
                "Google не пускает: часы на этой машине неверны; исправьте их, см. timedatectl",
            )
        )
    if "account not found" in description:
        return Failure(
            WorkbookUnreadable(
                f"Google does not know the service account {email}: it has been deleted; make"
                " another one and its key",
                f"Google не знает сервисного аккаунта {email}: он удалён; заведите другой и ключ"
                " к нему",
            )
        )
    if document.get("error") == "invalid_grant":
        return Failure(_not_let_in(email, access))
    what = description or clean(str(document.get("error", "")), LONGEST_TEXT) or "?"
    return Failure(
        WorkbookUnreadable(
            f"Google refuses the log-in of {email}: {what}",
            f"Google не пускает {email}: {what}",
        )
    )


def not_reached(error: Exception, access: Access) -> Failure:
    host = urlsplit(access.endpoint or GOOGLE).hostname
    text = str(error)
    if isinstance(error, TimeoutError):
        told = WorkbookUnreadable(f"{host} does not answer", f"{host} не отвечает")
    elif "CERTIFICATE" in text or "certificate" in text:
        told = WorkbookUnreadable(
            f"the certificate of {host} is not to be trusted: is the clock right, does a proxy"
            " look into encrypted connections?",
            f"сертификату {host} нельзя верить: верны ли часы, не вмешивается ли прокси в"
            " шифрованные соединения?",
        )
    elif any(each in text for each in ("Name or service", "name resolution", "getaddrinfo")):
        told = WorkbookUnreadable(
            f"the name {host} cannot be found: is there a network, and a name server?",
            f"имя {host} не находится: есть ли сеть и сервер имён?",
        )
    else:
        what = clean(text, LONGEST_TEXT) or type(error).__name__
        told = WorkbookUnreadable(
            f"{host} cannot be reached: {what}", f"до {host} не добраться: {what}"
        )
    return Failure(told, again=True)


def not_google() -> Failure:
    """Also of half an answer, so it is worth another attempt."""
    told = WorkbookUnreadable(
        "what answers is not Google Sheets: does a proxy or a log-in page of the network stand"
        " between?",
        "отвечает не Google Таблицы: нет ли на пути прокси или страницы входа в сеть?",
    )
    return Failure(told, again=True)


def no_answer_in(seconds: float) -> WorkbookUnreadable:
    return WorkbookUnreadable(
        f"Google has not answered within {seconds:g} s", f"Google не ответил за {seconds:g} с"
    )


def _rest(headers: Mapping[str, str]) -> float | None:
    """Retry-After (RFC 9110, 10.2.3): seconds, or a date, compared with the server's own."""
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        until = parsedate_to_datetime(text)
        now = parsedate_to_datetime(headers.get("date", ""))
        return max(0.0, (until - now).total_seconds())
    except (ValueError, TypeError):
        return None


def _quota() -> WorkbookUnreadable:
    return WorkbookUnreadable(
        "Google's quota is used up for the moment, it will be tried again; if that lasts, make"
        " workbook.poll longer or see whether others use the same project",
        "квота запросов Google пока исчерпана, попытки продолжаются; если надолго, увеличьте"
        " workbook.poll или проверьте, кто ещё пользуется тем же проектом",
    )


def _fault_of_google(code: int) -> WorkbookUnreadable:
    return WorkbookUnreadable(
        f"Google has a fault of its own ({code}), it will be tried again",
        f"у Google сбой ({code}), попытки продолжаются",
    )


def _bad_key() -> WorkbookUnreadable:
    return WorkbookUnreadable(
        "Google does not take workbook.api_key; copy it once more from Google Cloud:"
        " APIs & Services > Credentials",
        "Google не принимает workbook.api_key; скопируйте его ещё раз из Google Cloud:"
        " APIs & Services > Credentials",
    )


def _restricted_key(said: _Said) -> WorkbookUnreadable:
    return WorkbookUnreadable(
        f"the restrictions of workbook.api_key refuse us ({said.reason}); in Google Cloud,"
        " APIs & Services > Credentials, allow it the Google Sheets API and this machine's address",
        f"ограничения ключа workbook.api_key не пускают ({said.reason}); в Google Cloud,"
        " APIs & Services > Credentials, разрешите ему Google Sheets API и адрес этой машины",
    )


def _not_enabled() -> WorkbookUnreadable:
    where = "https://console.cloud.google.com/apis/library/sheets.googleapis.com"
    return WorkbookUnreadable(
        "the Google Sheets API is not enabled in the project of the key; enable it and wait some"
        f" minutes: {where}",
        "в проекте, которому принадлежит ключ, не включён Google Sheets API; включите и подождите"
        f" несколько минут: {where}",
    )


def _office_file() -> WorkbookUnreadable:
    return WorkbookUnreadable(
        "the document is an Excel file that lies in Google Drive; open it and choose File > Save"
        " as Google Sheets, then take the new one's id",
        "документ — файл Excel на Google Диске; откройте его, выберите «Файл» > «Сохранить как"
        " таблицу Google» и возьмите id новой таблицы",
    )


def _not_let_in(email: str, access: Access | None = None) -> WorkbookUnreadable:
    file = access.service_account_file if access else None
    key = f" ({file})" if file else ""
    return WorkbookUnreadable(
        f"Google does not accept the key{key} of {email or 'workbook'} any more; make a new one in"
        " Google Cloud: Service accounts > Keys > Add key",
        f"Google больше не принимает ключ{key} {email or 'workbook'}; создайте новый в Google"
        " Cloud: Service accounts > Keys > Add key",
    )


def _not_shared(email: str) -> NotShared:
    if email:
        return NotShared(
            f"the spreadsheet is not shared with {email}; open it, press Share and add this"
            " address as Viewer",
            f"таблица не открыта для {email}; откройте её, нажмите «Настройки доступа» и добавьте"
            " этот адрес с правом «Читатель»",
        )
    return NotShared(
        "the spreadsheet is not open to anyone with the link, and an API key can read no other;"
        " open it so (then everybody can read the phones), or use workbook.service_account_file",
        "таблица не открыта всем, у кого есть ссылка, а ключ API других не читает; откройте её так"
        " (тогда телефоны прочтёт любой) или используйте workbook.service_account_file",
    )


def _not_found(id: str) -> WorkbookUnreadable:
    return WorkbookUnreadable(
        f"there is no spreadsheet {id}; copy workbook.spreadsheet_id from its address: it stands"
        " between /d/ and /edit",
        f"таблицы {id} нет; скопируйте workbook.spreadsheet_id из её адреса: он стоит между /d/ и"
        " /edit",
    )


def _otherwise(said: _Said) -> WorkbookUnreadable:
    what = f"{said.code} {said.reason or said.status} {said.message}".strip()
    return WorkbookUnreadable(f"Google refuses: {what}", f"Google отказывает: {what}")
