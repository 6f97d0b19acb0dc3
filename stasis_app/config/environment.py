"""Where the values of `${NAME}` come from: the environment, else a `.env` beside the file.

The `.env` is opened only when a name is asked for that the environment does not have.
"""

import re
import stat
from collections.abc import Mapping
from pathlib import Path

from .problems import Problem

LINE = re.compile(r"\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*?)\s*")
QUOTED = re.compile(r"(['\"])(.*)\1\s*(?:#.*)?")

COMMENT = re.compile(r"\s+#.*")


class Environment:
    def __init__(self, environ: Mapping[str, str], dotenv: Path) -> None:
        self.environ = environ
        self.dotenv = dotenv
        self.problems: list[Problem] = []  # of the .env, once it has been read
        self.unreadable: str | None = None
        self._from_file: dict[str, str] | None = None

    def get(self, name: str) -> str | None:
        if name in self.environ:
            return self.environ[name]
        if self._from_file is None:
            self._from_file = self._read()
        return self._from_file.get(name)

    def remedy(self, name: str) -> str:
        """What to do about a name that `get` does not know."""
        but = f" ({self.unreadable})" if self.unreadable else ""
        return f"export {name}, or write {name}=… into {self.dotenv}{but}"

    def _read(self) -> dict[str, str]:
        try:
            mode = self.dotenv.stat().st_mode
            if mode & (stat.S_IROTH | stat.S_IWOTH):
                self._refuse("others may read or change this file", f"chmod 600 {self.dotenv}")
                return {}
            text = self.dotenv.read_text("utf-8-sig")
        except FileNotFoundError:
            return {}
        except OSError as error:  # not ours to read: whoever needs no secret goes on without it
            self.unreadable = f"which cannot be read: {error.strerror}"
            return {}
        except UnicodeDecodeError:
            self._refuse("is not UTF-8", "save it as UTF-8")
            return {}
        return self._parse(text)

    def _parse(self, text: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for number, line in enumerate(text.split("\n"), start=1):
            if not line.strip() or line.lstrip().startswith("#"):
                continue
            match = LINE.fullmatch(line)
            if match is None:
                self._refuse("this line cannot be read", "write NAME=value", number)
                continue
            quoted = QUOTED.fullmatch(match[2])
            found[match[1]] = quoted[2] if quoted else COMMENT.sub("", match[2])
        return found

    def _refuse(self, what: str, remedy: str, line: int | None = None) -> None:
        column = None if line is None else 1
        self.problems.append(Problem(what, remedy, self.dotenv, line, column))
