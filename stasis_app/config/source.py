"""A file's text as YAML nodes; `{number}` and `${NAME}` need no quotes, wherever they stand.

Knows nothing of what the file is about.
"""

import re
from pathlib import Path
from typing import Any

import yaml

from .files import Unreadable, line_and_column
from .problems import Problem

MAX_DEPTH = 20  # deeper than any file of ours

BRACED = re.compile(r"\{([A-Za-z_]\w*)\}", re.ASCII)
# Between YAML's own { and } a brace ends a text, so those of {number} are hidden from it behind
# two private characters; one for one, so that columns stay right.
OPEN, CLOSE = "\uf8f0", "\uf8f1"

REMEDIES = {  # by a part of what PyYAML says
    "\\t": "tabs do not indent in YAML: use blanks",
    "undefined alias": 'a text that starts with * needs quotes: "*5501"',
    "while scanning an alias": 'a text that starts with * needs quotes: "*5501"',
    "mapping values are not allowed": "a text with a colon and a blank in it needs quotes; "
    "else check the indentation",
    "expected <block end>": "check the indentation: keys of one level start in one column",
    "could not find expected ':'": "write `key: value`, with a blank after the colon",
    "cannot start any token": "a text that starts with this character needs quotes",
    "another document": "one file is one document: delete the line ---",
    "expected ',' or": "close each { and each [; a text with brackets in it needs quotes",
    "end of stream": "close the quotes",
}


def compose(file: Path, text: str) -> yaml.Node | None:
    """None: the file is empty.  Raises Unreadable."""
    hidden = BRACED.sub(rf"{OPEN}\1{CLOSE}", text)
    try:
        _refuse_depth(file, hidden)
        return yaml.compose(hidden, Loader=yaml.BaseLoader)
    except yaml.reader.ReaderError as error:
        line, column = line_and_column(text[: error.position])
        what = f"the character U+{ord(text[error.position]):04X} is not allowed in YAML"
        raise Unreadable(Problem(what, "delete it", file, line, column)) from None
    except yaml.MarkedYAMLError as error:
        raise Unreadable(_explained(file, error)) from None


def shown(text: str) -> str:
    """As it stands in the file."""
    return text.replace(OPEN, "{").replace(CLOSE, "}")


def _refuse_depth(file: Path, text: str) -> None:
    """PyYAML composes by recursion, which a hostile file would exhaust."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.BaseLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            what = f"nested deeper than {MAX_DEPTH} levels"
            raise Unreadable(Problem(what, "check the file", file, *_place(event.start_mark)))


def _explained(file: Path, error: yaml.MarkedYAMLError) -> Problem:
    line, column = _place(error.problem_mark or error.context_mark)
    said = ", ".join(each for each in (error.context, error.problem) if each)
    remedy = next((REMEDIES[part] for part in REMEDIES if part in said), "check the line")
    return Problem(f"not YAML: {shown(said)}", remedy, file, line, column)


def _place(mark: Any) -> tuple[int, int]:
    """Of a mark of PyYAML's, which counts from 0."""
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)
