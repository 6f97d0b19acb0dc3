"""How the application logs: a line each, the call's id in it, to stderr.

A line begins with its pairs `key=value`, the call first; whatever a text brings with it that could
end the line, move the cursor or turn the reading is escaped, and what belongs to a trace is
indented.  Under systemd the journal adds the time itself.  Knows nothing of what is logged.
"""

import json
import logging
import os
import re
import unicodedata
from datetime import UTC, datetime

FORMAT = "STASIS_APP_LOG"  # the variable; json: a JSON object a line

_LINE = "%(levelname)s %(message)s"
_PAIR = re.compile(r'([a-z_0-9]+)=("(?:[^"\\]|\\.)*"|[^\s"]+?):?(?:\s+|$)')
_OWN = ("at", "level", "logger", "text", "trace")
# Control, formatting (bidi, zero width), surrogates, private use, unassigned, line separators
_ESCAPED = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def set_up(verbose: bool = False) -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(formatter(os.environ.get(FORMAT), "JOURNAL_STREAM" in os.environ))
    level = logging.DEBUG if verbose else logging.INFO
    logging.basicConfig(level=level, handlers=[handler])
    for noisy in ("aiohttp.access", "aiosqlite", "alembic", "asyncio", "httpcore", "httpx"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    logging.getLogger("googleapiclient").setLevel(logging.ERROR)  # the clerk tells it, and once


def formatter(kind: str | None, under_systemd: bool) -> logging.Formatter:
    if kind == "json":
        return JsonLines()
    line = _LINE if under_systemd else f"%(asctime)s.%(msecs)03d {_LINE}"
    return OneLine(line, "%Y-%m-%dT%H:%M:%S")


def harmless(text: str) -> str:
    r"""One line that shows what is in it.

    >>> harmless("a\n\x1b[2Jb")
    'a\\n\\x1b[2Jb'
    """
    return "".join(_escaped(each) if _is_odd(each) else each for each in text)


def _is_odd(character: str) -> bool:
    return unicodedata.category(character) in _ESCAPED


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


class OneLine(logging.Formatter):
    def formatMessage(self, record: logging.LogRecord) -> str:
        return harmless(super().formatMessage(record))

    def formatException(self, ei: object) -> str:
        """Indented, so that no line of it is taken for one of the log's."""
        told = super().formatException(ei)  # type: ignore[arg-type]
        return "\n".join(f"  {harmless(line)}" for line in told.split("\n"))


class JsonLines(logging.Formatter):
    """The pairs at a message's beginning are keys of their own; the rest of it is `text`."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC)
        told, text = _pairs(record.getMessage())
        line = {
            "at": at.isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            **told,
            "text": text or None,
            "trace": self.formatException(record.exc_info) if record.exc_info else None,
        }
        found = {key: value for key, value in line.items() if value is not None}
        written = json.dumps(found, ensure_ascii=False)
        return "".join(json.dumps(each)[1:-1] if _is_odd(each) else each for each in written)


def _pairs(message: str) -> tuple[dict[str, str], str]:
    found: dict[str, str] = {}
    rest = message
    while (match := _PAIR.match(rest)) and match[1] not in (*_OWN, *found):
        value = _read(match[2])
        if value is None:
            break
        found[match[1]] = value
        rest = rest[match.end() :]
    return found, rest


def _read(value: str) -> str | None:
    if not value.startswith('"'):
        return value
    try:
        return str(json.loads(value))
    except ValueError:
        return None
