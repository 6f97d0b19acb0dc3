"""The layout is a promise; this keeps it: who may know whom, and who alone may do what."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "stasis_app"
FILES = sorted(PACKAGE.rglob("*.py"))

ARROWS = {  # what each part of the package may know of the others, besides itself
    "__init__": set[str](),
    "__main__": {"cli"},
    "core": set[str](),
    "config": {"core"},
    "clock": set[str](),
    "trouble": set[str](),
    "sounds": {"core"},
    "logs": set[str](),
    "lane": {"core"},
    "office": {"core"},
    "publisher": {"core"},
    "lamps": {"core", "office", "publisher"},
    "lifeline": {"core", "office", "publisher"},
    "dialplan": {"core"},
    "asking": {"core"},
    "tracing": {"core", "asking"},
    "reception": {"core", "office", "asking", "tracing"},
    "occupied": {"core"},
    "queues": {"core"},
    "refusals": {"core"},
    "dialled": {"core"},
    "switchboard": {
        "asking",
        "core",
        "dialled",
        "live",
        "office",
        "occupied",
        "queues",
        "reception",
        "refusals",
    },
    "live": {"core", "lane", "reception", "switchboard"},  # whose it is: a type only
    "recovery": {"core"},
    "clerk": {"core"},
    "overrides": {"core"},
    "notices": {"core"},
    "trials": {"core", "clerk", "switchboard"},
    "orders": {"core", "clerk", "notices", "office", "overrides", "switchboard", "trials"},
    "courier": {"core"},
    "fetching": {"core", "courier"},
    "attendants": {"core"},
    "gleaning": {"core"},
    "sweeping": {"core"},
    "reloading": {"core", "config"},
    "adapters": {"core"},
    "standby": {"adapters"},
    "app": {"core", "config", "adapters"}
    | {
        "clock",
        "office",
        "lamps",
        "lifeline",
        "switchboard",
        "clerk",
        "courier",
        "attendants",
        "fetching",
        "gleaning",
        "sweeping",
    }
    | {"orders", "overrides", "recovery", "reloading", "sounds", "notices", "standby", "trials"},
    "running": {"adapters", "app", "clock", "config", "logs", "trouble"},
    "week_page": {"core"},
    "new_workbook": {"core", "config", "adapters", "clock", "trouble"},
    "offline": {"core", "config", "adapters", "clock", "trouble"},
    "online": {"core", "config", "adapters", "trouble"},
    "writing": {"core", "config", "adapters", "clerk", "overrides", "clock", "trouble"},
    "inspection": {"core", "config", "adapters", "dialplan", "clock", "trouble"},
    "installation": {"core", "config", "sounds"},
    "cli": {
        "core",
        "config",
        "running",
        "offline",
        "online",
        "writing",
        "sounds",
        "clock",
        "trouble",
    }
    | {"dialplan", "inspection", "installation", "new_workbook", "week_page"},
}
PURE = {  # parts of the standard library that touch nothing, and two tables of public facts
    *("abc", "bisect", "calendar", "collections", "dataclasses", "datetime", "difflib", "enum"),
    *("functools", "hashlib", "heapq", "html", "itertools", "json", "math", "re", "string"),
    *("textwrap", "types", "typing", "unicodedata", "zoneinfo", "phonenumbers", "holidays"),
}
OWNERS = {  # the only files that may
    "asyncio.create_task": {  # they hold what they start
        *("switchboard.py", "adapters/ari/errands.py", "adapters/ari/inspector.py")
    },
    "asyncio.ensure_future": set[str](),
    "loop.create_task": set[str](),
    "datetime.now": {"clock.py"},
    "datetime.utcnow": set[str](),
    "datetime.today": set[str](),
    "date.today": set[str](),
    "time.time": set[str](),
    "time.sleep": set[str](),
}
ONE_FILE = {
    "aioari": "adapters/ari/rest.py",
    "googleapiclient": "adapters/workbook/google/client.py",
}  # libraries that one file hides from all others

every_file = pytest.mark.parametrize("file", FILES, ids=lambda file: name_of(file))


def name_of(file: Path) -> str:
    return file.relative_to(PACKAGE).as_posix()


def part_of(module: tuple[str, ...]) -> str:
    """core, lane, …; what stands on its own in adapters is a part: adapters.ari."""
    *_, last = parts = module[1:3] if module[1:2] == ("adapters",) else module[1:2]
    return ".".join(parts) if last != "__init__" else ".".join(parts[:-1]) or "__init__"


def module_of(file: Path) -> tuple[str, ...]:
    return file.relative_to(PACKAGE.parent).with_suffix("").parts


def imports(file: Path) -> Iterator[tuple[str, ...]]:
    """The absolute names of all that a file imports, in parts."""
    here = module_of(file)
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield tuple(alias.name.split("."))
        elif isinstance(node, ast.ImportFrom):
            module = tuple(node.module.split(".")) if node.module else ()
            for alias in node.names:
                yield (*(here[: -node.level] if node.level else ()), *module, alias.name)


def parts_known(file: Path) -> set[str]:
    ours = [name for name in imports(file) if name[0] == PACKAGE.name and len(name) > 1]
    return {part_of(name) for name in ours} - {"__version__"}


def calls(file: Path) -> Iterator[str]:
    """`module.function` of every call that is written like that."""
    for node in ast.walk(ast.parse(file.read_text())):
        match node:
            case ast.Attribute(value=ast.Name(id=module), attr=function):
                yield f"{module}.{function}"
            case ast.ImportFrom(module=module, names=names):
                yield from (f"{module}.{alias.name}" for alias in names)


@every_file
def test_arrows(file: Path) -> None:
    here = part_of(module_of(file))
    allowed = ARROWS[here.split(".")[0]]
    for known in parts_known(file) - {here}:
        may = known.split(".")[0] in allowed
        assert may, f"{name_of(file)} must not know {known}"


@every_file
def test_the_core_is_pure(file: Path) -> None:
    if part_of(module_of(file)) == "core":
        assert {name[0] for name in imports(file)} <= PURE | {PACKAGE.name}


@every_file
def test_who_may_do_what(file: Path) -> None:
    for call in calls(file):
        if call in OWNERS:
            assert name_of(file) in OWNERS[call], f"{call} is not for {name_of(file)}"


@every_file
def test_libraries_that_one_file_hides(file: Path) -> None:
    for name in imports(file):
        if name[0] in ONE_FILE:
            assert name_of(file) == ONE_FILE[name[0]], f"{name[0]} is not for {name_of(file)}"


def test_no_file_is_listed_that_is_not_there() -> None:
    listed = {file for files in OWNERS.values() for file in files} | set(ONE_FILE.values())
    assert listed <= {name_of(file) for file in FILES}
    assert ARROWS.keys() >= {part_of(module_of(file)).split(".")[0] for file in FILES}
