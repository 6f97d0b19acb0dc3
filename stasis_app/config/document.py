"""One YAML file as plain data, with the place in the file where each value stands.

Every scalar is text, whatever YAML would make of it (`10:00`, `0770001`, `no`); an empty one and
`null` are None.  `${NAME}` is put in after parsing, so that a value cannot be taken for YAML.
Knows nothing of what the keys mean, except which of them are secrets.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import yaml

from .environment import Environment
from .files import Files, Unreadable
from .problems import KeyPath, Problem, Step
from .source import compose, shown

MAX_VALUES = 20_000  # aliases of aliases grow without bound
SECRETS = frozenset({"password", "pin", "api_key", "smtp"})  # smtp: its URL has the password in it

NULL = frozenset({"", "~", "null", "Null", "NULL"})
ORDINARY = frozenset(f"tag:yaml.org,2002:{kind}" for kind in ("str", "map", "seq"))
VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


@dataclass
class Document:
    file: Path
    text: str = ""  # as it was read
    data: object = None  # dict, list, str, None
    places: dict[KeyPath, tuple[int, int]] = field(default_factory=dict)  # line, column of a value
    keys: dict[KeyPath, tuple[int, int]] = field(default_factory=dict)  # … and of its key
    unset: dict[KeyPath, Problem] = field(default_factory=dict)  # by value: a variable is missing
    problems: list[Problem] = field(default_factory=list)
    broken: bool = False  # there is nothing to check

    def problem(self, path: KeyPath, what: str, remedy: str, *, at_key: bool = False) -> Problem:
        """A problem at the value; where there is none at what would hold it."""
        line, column = self._place(path, at_key)
        return Problem(what, remedy, self.file, line, column, path)

    def _place(self, path: KeyPath, at_key: bool) -> tuple[int, int]:
        if path in self.places and not at_key:
            return self.places[path]
        for length in range(len(path), 0, -1):
            held = path[:length]
            if held in self.keys or held in self.places:
                return self.keys.get(held) or self.places[held]
        return self.places.get((), (1, 1))

    def refuse(self, path: KeyPath, what: str, remedy: str, *, at_key: bool = False) -> None:
        self.problems.append(self.problem(path, what, remedy, at_key=at_key))

    def at(self, *path: Step) -> object:
        """What stands there; None when nothing does."""
        value = self.data
        for step in path:
            match value:
                case dict():
                    value = value.get(step)
                case list() if isinstance(step, int) and step < len(value):
                    value = value[step]
                case _:
                    return None
        return value

    def text_at(self, *path: Step) -> str | None:
        value = self.at(*path)
        return value if isinstance(value, str) else None

    def list_at(self, *path: Step) -> list[object]:
        value = self.at(*path)
        return value if isinstance(value, list) else []

    def in_braces(self, path: KeyPath) -> bool:
        """Whether a key without a value stands between others in one line: `{to: a,9999,1}`."""
        line, _ = self.keys[path]
        beside = [place for key, place in self.keys.items() if key[:-1] == path[:-1]]
        return self.at(*path) is None and sum(place[0] == line for place in beside) > 1

    def unset_at(self, path: KeyPath) -> Problem | None:
        """The missing variable that the value there, or a part of it, waits for."""
        return next((self.unset[each] for each in self.unset if each[: len(path)] == path), None)


def is_secret(path: KeyPath) -> bool:
    return any(step in SECRETS for step in path)


def read(file: Path, environment: Environment, files: Files) -> Document:
    document = Document(file)
    try:
        document.text = files.text(file)
        node = compose(file, document.text)
        if node is not None:
            document.data = _Filler(document, environment).value(node, (), ())
    except Unreadable as error:
        document.problems.append(error.problem)
        document.broken = True
    if document.data is not None and not isinstance(document.data, dict):
        document.refuse((), "this is not a file of keys and values", "write `key: value` lines")
        document.broken = True
    return document


class _Filler:
    """Makes data of nodes, and notes places, duplicate keys and missing variables."""

    def __init__(self, document: Document, environment: Environment) -> None:
        self.document = document
        self.environment = environment
        self.values = 0

    def value(self, node: yaml.Node, path: KeyPath, parents: tuple[int, ...]) -> object:
        mark = node.start_mark
        self.document.places[path] = (mark.line + 1, mark.column + 1)
        self.values += 1
        if id(node) in parents or self.values > MAX_VALUES:
            what = "aliases make this endless"
            raise Unreadable(self.document.problem(path, what, "write the values out"))
        if node.tag not in ORDINARY:
            self.document.refuse(path, f"YAML tag {node.tag}", "tags are not supported: delete it")
            return None
        parents = (*parents, id(node))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path, parents)
        if isinstance(node, yaml.SequenceNode):
            items = enumerate(node.value)
            return [self.value(each, (*path, number), parents) for number, each in items]
        if isinstance(node, yaml.ScalarNode) and node.style is None and node.value in NULL:
            return None
        return self._filled(shown(node.value), path)

    def _mapping(
        self, node: yaml.MappingNode, path: KeyPath, parents: tuple[int, ...]
    ) -> dict[str, object]:
        data: dict[str, object] = {}
        for key_node, value_node in node.value:
            at = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
            if not isinstance(key_node, yaml.ScalarNode):
                what = "a key that is a list or a mapping"
                problem = Problem(what, "write `key: value`", self.document.file, *at, path)
                self.document.problems.append(problem)
                continue
            key = shown(key_node.value)
            below = (*path, key)
            if key in data:
                first = self.document.keys[below][0]
                what = f"the key {key!r} stands here again, first on line {first}"
                problem = Problem(what, "keep one of them", self.document.file, *at, below)
                self.document.problems.append(problem)
                continue
            self.document.keys[below] = at
            value = self.value(value_node, below, parents)
            if key in SECRETS and isinstance(value, dict) and self.document.unset_at(below):
                value = "${…}"  # read as a whole once its variables are there
            data[key] = value
        return data

    def _filled(self, text: str, path: KeyPath) -> str:
        pieces: list[str] = []
        end = 0
        for match in VARIABLE.finditer(text):
            pieces.append(text[end : match.start()])
            pieces.append(self._variable(match, path))
            end = match.end()
        pieces.append(text[end:])
        if "${" in "".join(_between_variables(text)):
            self.document.refuse(path, "a ${ that names no variable", "write ${NAME}")
        return "".join(pieces)

    def _variable(self, match: re.Match[str], path: KeyPath) -> str:
        value = self.environment.get(match[1])
        if value is None:
            remedy = self.environment.remedy(match[1])
            what = f"the variable {match[1]} is not set"
            self.document.unset.setdefault(path, self.document.problem(path, what, remedy))
            return match[0]
        in_url = path[-1:] == ("smtp",) and "@" in match.string[match.end() :]
        return quote(value, safe="") if in_url else value


def _between_variables(text: str) -> Iterable[str]:
    return VARIABLE.split(text)[::2]
