"""Plants faults in the core, one by one; prints those that no test notices.

python -m tests.mutants [--part K/N] [name of a target …]

Of N parts each has every N-th fault: one tells how things stand, all of them are the whole.
"""

import argparse
import ast
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import EnumType
from functools import partial
from importlib import import_module
from itertools import compress, islice
from pathlib import Path
from pkgutil import walk_packages

from stasis_app import core

ROOT = Path(__file__).parents[1]
SECONDS = 60  # a fault may make a test go on for ever
PLUGINS = ("pytest_asyncio.plugin", "pytest_timeout", "_hypothesis_pytestplugin")
QUICKLY = {  # by half each; what is compiled is linked too
    "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    "PYTHONDONTWRITEBYTECODE": "",
}
ENOUGH = 0.95  # of the faults have to be noticed
MODULES = [import_module(each.name) for each in walk_packages(core.__path__, "stasis_app.core.")]
ENUMS = {
    name: thing
    for module in MODULES
    for name, thing in vars(module).items()
    if isinstance(thing, EnumType)
}
FLIPS = {ast.Eq: ast.NotEq, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn}


@dataclass(frozen=True)
class Target:
    files: tuple[str, ...]  # patterns, of where the faults go
    tests: tuple[str, ...]  # that have to notice them, the quickest first


TARGETS = {
    "call": Target(
        ("stasis_app/core/call/*.py",),
        (
            "tests/core/test_parts.py",
            "tests/core/test_step_by_step.py",
            "tests/core/test_tape.py",
            "tests/core/test_strategies.py",
            "tests/core/test_accepting.py",
            "tests/core/test_connecting.py",
            "tests/core/test_handing_over.py",
            "tests/core/test_pickup.py",
            "tests/core/test_transfer.py",
            "tests/core/test_caller_waits.py",
            "tests/core/test_several_phones.py",
            "tests/core/test_leaving.py",
            "tests/core/test_too_late.py",
            "tests/core/test_trunks.py",
            "tests/core/test_caller_id.py",
            "tests/core/test_escalation.py",
            "tests/core/test_journal.py",
            "tests/core/test_refusing.py",
            "tests/core/test_looping_legs.py",
            "tests/core/test_message.py",
            "tests/core/test_waiting.py",
            "tests/core/test_position.py",
            "tests/core/test_rounds.py",
            "tests/core/test_busy_people.py",
            "tests/core/test_forwarding.py",
            "tests/core/test_number_mail.py",
            "tests/core/test_nobody.py",
            "tests/core/test_killed.py",
            "tests/core/test_resumed.py",
            "tests/core/test_taping.py",
            "tests/core/test_shown_to_the_caller.py",
            "tests/core/test_asterisk_restarts.py",
            "tests/core/test_recorded_calls.py",
            "tests/core/test_any_night.py",
        ),
    ),
    "journal": Target(
        ("stasis_app/core/record.py",),
        ("tests/core/test_journal.py", "tests/core/test_pickup.py", "tests/core/test_trunks.py"),
    ),
    "recording": Target(("stasis_app/core/recording.py",), ("tests/core/test_message.py",)),
    "codec": Target(("stasis_app/core/codec.py",), ("tests/core/test_codec.py",)),
    "plan": Target(
        ("stasis_app/core/plan.py",),
        ("tests/core/test_plan.py", "tests/core/test_planning.py"),
    ),
    "planning": Target(
        (
            "stasis_app/core/planning.py",
            "stasis_app/core/dialling.py",
            "stasis_app/core/entry.py",
        ),
        (
            "tests/core/test_planning.py",
            "tests/core/test_dialling.py",
            "tests/core/test_entry.py",
            "tests/core/test_special_callers.py",
            "tests/core/test_repeat_callers.py",
            "tests/core/test_loops.py",
            "tests/core/test_taping.py",
        ),
    ),
    "forwarding": Target(("stasis_app/core/forwarding.py",), ("tests/core/test_forwarding.py",)),
    "limits": Target(("stasis_app/core/limits.py",), ("tests/core/test_limits.py",)),
    "channels": Target(("stasis_app/core/channels.py",), ("tests/core/test_channels.py",)),
    "refusing": Target(
        ("stasis_app/core/trunk_refusals.py", "stasis_app/core/mail/trunks.py"),
        ("tests/core/test_refusing_trunks.py", "tests/core/test_limits.py"),
    ),
    "question": Target(
        ("stasis_app/core/question.py", "stasis_app/core/comfort.py"),
        (
            "tests/core/test_question.py",
            "tests/core/test_comfort.py",
        ),
    ),
    "loops": Target(
        ("stasis_app/core/loops.py", "stasis_app/core/handed_over.py"),
        ("tests/core/test_loops.py",),
    ),
    "recent": Target(("stasis_app/core/recent.py",), ("tests/core/test_repeat_callers.py",)),
    "chronicle": Target(
        ("stasis_app/core/chronicle.py",),
        (
            "tests/cli/test_explain.py::test_it_reads_as_it_was_kept",
            "tests/core/test_any_night.py::test_any_night",
        ),
    ),
    "callers": Target(("stasis_app/core/callers.py",), ("tests/core/test_callers.py",)),
    "template": Target(
        ("stasis_app/core/template/*.py",),
        (
            "tests/core/template/test_whole_workbook.py",
            "tests/core/template/test_new_sheets.py",
            "tests/core/template/test_print_sheet.py",
            "tests/core/template/test_filling.py",
        ),
    ),
    "week": Target(("stasis_app/core/week.py",), ("tests/core/test_week.py",)),
    "toggle": Target(
        ("stasis_app/core/toggle.py", "stasis_app/core/code_call.py"),
        ("tests/core/test_toggle.py",),
    ),
    "who": Target(
        ("stasis_app/core/who.py", "stasis_app/core/taking_over.py"),
        (
            "tests/core/test_who.py",
            "tests/core/test_taking_over.py",
            "tests/core/test_any_night.py::test_any_night_on_which_phones_ask_who_is_on_duty",
        ),
    ),
    "trial": Target(
        ("stasis_app/core/trial.py", "stasis_app/core/trial_order.py"),
        ("tests/core/test_trial.py", "tests/core/test_trial_order.py"),
    ),
    "notice": Target(("stasis_app/core/notice.py",), ("tests/core/test_notice.py",)),
    "mode": Target(
        ("stasis_app/core/mode.py", "stasis_app/core/calendar.py"),
        (
            "tests/core/test_mode.py",
            "tests/core/test_business_hours.py",
            "tests/core/test_hours_every_minute.py",
        ),
    ),
}


@dataclass(frozen=True)
class Fault:
    file: Path
    node: int  # by its place in the tree
    which: int  # of the node's faults
    text: str


def plant(node: ast.AST) -> Iterator[str]:
    """Plants a node's faults in place, one after another; each replaces the one before."""
    match node:
        case ast.Compare(ops=[op]):
            node.ops = [FLIPS.get(type(op), ast.Eq)()]
            yield "comparison changed"
        case ast.match_case(guard=ast.expr()):
            node.guard = None
            yield "guard dropped"
        case ast.If(test=test) | ast.While(test=test) | ast.IfExp(test=test):
            node.test = ast.UnaryOp(ast.Not(), test)
            yield "condition negated"
        case ast.Match(cases=cases):
            for n in range(len(cases)):
                node.cases = cases[:n] + cases[n + 1 :]
                yield f"case {n + 1} dropped"
        case ast.List(elts=elements):
            for n in range(len(elements)):
                node.elts = elements[:n] + elements[n + 1 :]
                yield f"element {n + 1} dropped"
        case ast.BoolOp(values=values):
            for n in range(len(values)):
                node.values = values[:n] + values[n + 1 :]
                yield f"operand {n + 1} dropped"
        case ast.Assign(targets=[ast.Attribute(), *_] as targets):
            node.targets = [ast.Name("dropped") for _ in targets]
            yield "assignment dropped"
        case ast.AugAssign(value=ast.Call() | ast.List()) | ast.Expr(value=ast.Call()):
            node.value = ast.List([])
            yield "call dropped"
        case ast.Constant(value=bool() | float() | int() as value):
            node.value = not value if isinstance(value, bool) else value + 1
            yield "constant changed"
        case ast.Attribute(value=ast.Name(id=enum), attr=member) if member in getattr(
            ENUMS.get(enum), "__members__", ()
        ):
            members = list(ENUMS[enum].__members__)
            node.attr = members[members.index(member) - 1]
            if node.attr != member:
                yield f"{member} became {node.attr}"


def line_of(node: ast.AST) -> int:
    place = node.pattern if isinstance(node, ast.match_case) else node
    return int(getattr(place, "lineno", 0))


def nodes(file: Path) -> list[ast.AST]:
    """All of a file's tree, its root first; without decorators and types: what they do shows
    nowhere."""
    tree = list(ast.walk(ast.parse(file.read_text())))
    aside = [each for node in tree for each in getattr(node, "decorator_list", [])]
    aside += [getattr(node, name, None) for node in tree for name in ("annotation", "returns")]
    parts = {part for each in aside if each is not None for part in ast.walk(each)}
    return [node for node in tree if node not in parts]


def faults(sound: Path, target: Target) -> list[Fault]:
    files = sorted(file for pattern in target.files for file in sound.glob(pattern))
    return [
        Fault(file.relative_to(sound), n, which, f"{file.name}:{line_of(node)} {text}")
        for file in files
        for n, node in enumerate(nodes(file))
        for which, text in enumerate(plant(node))
    ]


def copy(folder: Path) -> None:
    """What the tests need; once, so that nobody's work meanwhile is taken for a fault."""
    for name in ("stasis_app", "tests"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)


def notice(folder: Path, tests: tuple[str, ...]) -> bool:
    """Whether the tests fail there, or do not come to an end."""
    plugins = [word for plugin in PLUGINS for word in ("-p", plugin)]
    pytest = [sys.executable, "-m", "pytest", "-xq", "-p", "no:cacheprovider", *plugins, *tests]
    environment = os.environ | QUICKLY
    command = [*pytest, "--hypothesis-profile=faults"]
    try:
        ran = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, timeout=SECONDS
        )
    except subprocess.TimeoutExpired:
        return True
    return ran.returncode != 0


def survives(sound: Path, target: Target, fault: Fault) -> bool:
    tree = nodes(sound / fault.file)
    next(islice(plant(tree[fault.node]), fault.which, None))
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(sound, folder, copy_function=os.link, dirs_exist_ok=True)
        file = Path(folder, fault.file)
        file.unlink()  # the sound one has another name
        file.write_text(ast.unparse(tree[0]))
        return not notice(Path(folder), target.tests)


def judge(sound: Path, name: str, part: slice) -> bool:
    """Prints what is noticed of a target's faults; whether it is enough."""
    target = TARGETS[name]
    assert not notice(sound, target.tests), "the tests fail without any fault"
    planted = faults(sound, target)[part]
    begun = time.monotonic()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        survive = pool.map(partial(survives, sound, target), planted)
        survivors = []
        for fault in compress(planted, survive):
            print(fault.text, flush=True)
            survivors.append(fault)
    files = sorted({fault.file for fault in planted})
    for file in files if len(files) > 1 else ():
        in_it = [sum(fault.file == file for fault in some) for some in (planted, survivors)]
        tell(file.name, *in_it)
    share = tell(name, len(planted), len(survivors))
    print(f"in {time.monotonic() - begun:.0f} s", flush=True)
    return share >= ENOUGH


def tell(what: str, planted: int, survivors: int) -> float:
    noticed = planted - survivors
    share = noticed / planted
    print(f"{what}: {noticed} of {planted} noticed, {share:.1%}")
    return share


def part_of(text: str) -> slice:
    """Of `2/3`: every third, from the second on."""
    which, _, parts = text.partition("/")
    return slice(int(which) - 1, None, int(parts))


if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--part", type=part_of, default=part_of("1/1"))
    arguments.add_argument("names", nargs="*", default=list(TARGETS), metavar="target")
    asked = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        copy(Path(folder))
        results = [judge(Path(folder), name, asked.part) for name in asked.names]
    sys.exit(0 if all(results) else 1)
