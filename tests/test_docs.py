"""The guide: in both languages alike, with pictures and a reference that are up to date."""

import importlib.util
import re
import shlex
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import pytest
import typer
from typer.main import get_command

from stasis_app.cli import application

CHECKOUT = Path(__file__).parents[1]
DOCS = CHECKOUT / "docs"
PAGES = sorted(page.name for page in (DOCS / "en").glob("*.md"))
TEXTS = [CHECKOUT / "README.md", *sorted(DOCS.rglob("*.md"))]

HEADING = re.compile(r"^(#+) (.*)$", re.MULTILINE)
FENCE = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
TEST = re.compile(r"^ *(?:async def|def|class) (?:test_)?(\w+)", re.MULTILINE)
CODE = re.compile(r"`([^`]+)`")
COMMAND = re.compile(r"(?:^|[`\s/])stasis-app ([a-z][a-z-]+)([^`\n]*)")

each_page = pytest.mark.parametrize("name", PAGES)
each_text = pytest.mark.parametrize("file", TEXTS, ids=lambda file: str(file.name))


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, CHECKOUT / "scripts" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def text_of(language: str, name: str) -> str:
    return (DOCS / language / name).read_text("utf-8")


def headings(text: str) -> list[tuple[int, str]]:
    """Level and number of each; the words are the language's."""
    found = HEADING.findall(FENCE.sub("", text))
    return [(len(level), words.partition(".")[0]) for level, words in found]


def test_both_languages_have_the_same_pages() -> None:
    assert sorted(page.name for page in (DOCS / "ru").glob("*.md")) == PAGES


@each_page
def test_the_headings_of_both_languages_are_parallel(name: str) -> None:
    english, russian = headings(text_of("en", name)), headings(text_of("ru", name))
    assert [level for level, _ in english] == [level for level, _ in russian]
    numbers = [[number for _, number in each if number.isdigit()] for each in (english, russian)]
    assert numbers[0] == numbers[1]


@each_page
def test_both_languages_give_the_same_commands(name: str) -> None:
    def commands(language: str) -> list[str]:
        blocks = FENCE.findall(text_of(language, name))
        lines = [line.partition("#")[0].strip() for block in blocks for line in block.splitlines()]
        return [
            line for line in lines if line.startswith(("stasis-app ", "systemctl ", "fwconsole"))
        ]

    english, russian = commands("en"), commands("ru")
    assert [line.split()[:2] for line in english] == [line.split()[:2] for line in russian]


@each_page
def test_each_step_says_how_to_see_that_it_worked(name: str) -> None:
    for language, worked in (("en", "**It worked**"), ("ru", "**Получилось**")):
        parts = re.split(r"^## ", text_of(language, name), flags=re.MULTILINE)[1:]
        steps = [part for part in parts if part[0].isdigit()]
        if any(worked in step for step in steps):
            without = [step.splitlines()[0] for step in steps if worked not in step]
            told_otherwise = {"1. What stays", "6. What people will notice"} | {
                *("1. Что остаётся", "6. Что заметят люди"),
            }
            assert set(without) <= told_otherwise


@each_text
def test_links_lead_somewhere(file: Path) -> None:
    for link in LINK.findall(file.read_text("utf-8")):
        if link.startswith(("http:", "https:", "mailto:")):
            continue
        name, _, anchor = link.partition("#")
        target = (file.parent / name).resolve() if name else file
        assert target.exists(), f"{file.name}: {link}"
        if anchor:
            assert anchor in set(anchors(target.read_text("utf-8"))), f"{file.name}: {link}"


def anchors(text: str) -> Iterator[str]:
    """As GitHub makes them."""
    for _, words in HEADING.findall(FENCE.sub("", text)):
        yield re.sub(r"[^\w\- ]", "", words.casefold()).replace(" ", "-")


def command_names() -> dict[str, set[str]]:
    """The options of each command, and of a group all of its commands'."""
    group = get_command(application)
    assert isinstance(group, typer.core.TyperGroup)
    names: dict[str, set[str]] = {}
    for name, command in group.commands.items():
        below = command.commands.values() if isinstance(command, typer.core.TyperGroup) else ()
        every = [command, *below]
        names[name] = {opt for each in every for param in each.params for opt in param.opts}
    return names


@each_text
def test_commands_and_options_are_there(file: Path) -> None:
    known = command_names()
    for name, rest in COMMAND.findall(file.read_text("utf-8")):
        if name not in known:
            assert name in {"and", "die", "is", "runs", "uses"}, f"{file.name}: stasis-app {name}"
            continue
        for option in re.findall(r"(?<=\s)--[a-z-]+", rest.partition(" #")[0]):
            assert option in known[name] | {"--help", "--config"}, f"{file.name}: {name} {option}"


@each_text
def test_commands_can_be_typed(file: Path) -> None:
    """Quotes are closed, and a * is quoted."""
    for block in FENCE.findall(file.read_text("utf-8")):
        for line in block.splitlines():
            if line.strip().startswith("stasis-app "):
                words = shlex.split(line, comments=True)
                assert not any("*" in word and f"{word}" in line.split() for word in words), line


@pytest.mark.parametrize("name", ["recovery.md", "traps.md"])
def test_every_test_that_a_table_names_is_there(name: str) -> None:
    """By its file, its class, or how its name begins."""
    files = {file.name for file in (CHECKOUT / "tests").rglob("test_*.py")}
    known = [
        found
        for file in (CHECKOUT / "tests").rglob("test_*.py")
        for found in TEST.findall(file.read_text("utf-8"))
    ]
    rows = [line for line in (DOCS / name).read_text("utf-8").splitlines() if line[:1] == "|"]
    for row in rows[2:]:
        named = CODE.findall(row.rstrip("|").rpartition("|")[2])
        assert named, row
        for each in named:
            if each.endswith(".py"):
                assert Path(each).name in files, row
            elif each != "make bench":
                start = each.removesuffix("…")
                assert any(one.startswith(start) for one in known), f"{each}: {row}"


def test_the_pictures_are_what_the_program_says() -> None:
    for file, made in script("make_pictures").pictures().items():
        assert file.read_text("utf-8") == made, f"run scripts/make_pictures.py: {file.name}"


def test_no_picture_fetches_anything() -> None:
    for file in (DOCS / "pictures").glob("*.svg"):
        text = file.read_text("utf-8")
        addresses = set(re.findall(r"https?://[^\s\"')]+", text))
        assert addresses <= {"http://www.w3.org/2000/svg", "https://www.textualize.io"}
        assert "@import" not in text
        assert "url(http" not in text


def test_every_picture_is_shown_somewhere() -> None:
    shown = {Path(link).name for file in TEXTS for link in LINK.findall(file.read_text("utf-8"))}
    assert {file.name for file in (DOCS / "pictures").glob("*.svg")} <= shown


def test_the_reference_is_what_the_schema_says() -> None:
    for file, made in script("make_reference").pages().items():
        assert file.read_text("utf-8") == made, f"run scripts/make_reference.py: {file}"


def test_the_reference_has_every_key_once() -> None:
    for language in ("en", "ru"):
        for section in text_of(language, "configuration.md").split("\n## ")[1:]:
            keys = re.findall(r"^\| `([a-z_.]+)` \|", section, re.MULTILINE)
            assert len(keys) > 30
            assert all(one != other for one, other in pairwise(sorted(keys)))
