"""A transfer that one of our phones has asked for: what became of it (RFC 3515, 3891)."""

import re
from urllib.parse import quote

from .dialog import Dialog
from .message import Request, Response, Uri
from .waiting import Changes


def refer_to(dialog: Dialog) -> str:
    """The address that takes our place in this dialog: tags as its other side sees them."""
    replaces = f"{dialog.call_id};to-tag={dialog.remote.tag};from-tag={dialog.local.tag}"
    target = Uri(dialog.remote.uri.user, dialog.target.host, dialog.target.port)
    return f"<{target}?Replaces={quote(replaces, safe='')}>"


class Transfer:
    def __init__(self, target: str) -> None:
        self.target = target
        self.answer: Response | None = None  # 202: it will be tried
        self.statuses: list[int] = []  # how the new call gets on, by NOTIFY
        self._changes = Changes()

    @property
    def succeeded(self) -> bool:
        return any(200 <= status < 300 for status in self.statuses)

    async def accepted(self, seconds: float = 5.0) -> int:
        """The status of the answer to REFER."""
        answer = await self._changes.until(lambda: self.answer, seconds, f"an answer: {self}")
        return answer.status

    async def outcome(self, seconds: float = 5.0) -> int:
        """The new call's final status, or that of a REFER refused."""

        def look() -> int | None:
            refused = [self.answer.status] if self.answer and self.answer.status >= 300 else []
            final = [status for status in self.statuses if status >= 200]
            return next(iter(refused + final), None)

        return await self._changes.until(look, seconds, str(self), lambda: f"{self.statuses}")

    def answered(self, response: Response) -> None:
        self.answer = response
        self._changes.tell()

    def take(self, notify: Request) -> None:
        found = re.match(r"SIP/2\.0 (\d{3})", notify.body)
        if found:
            self.statuses.append(int(found[1]))
        self._changes.tell()

    def __str__(self) -> str:
        return f"the transfer to {self.target}"
