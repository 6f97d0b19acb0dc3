"""Whatever the files hold: a configuration, or a list of problems with places in them."""

from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stasis_app.config import ConfigErrors, load
from stasis_app.config.department_file import DepartmentFile
from stasis_app.config.keys import fields_of
from stasis_app.config.main_file import MainFile

from .config_files import ENVIRON, MAIN, lay_out

SECTIONS = (MainFile, DepartmentFile)
KEYS = sorted(
    {"ring", "continue", "then", "code", "pin", "departments", "endpoint", "smtp", "hours"}
    | {key for model in SECTIONS for key in fields_of(model)}
)
WORDS = st.sampled_from(
    ["", "null", "no", "10:00", "0770001", "20s", "all", "duty", "hangup", "PJSIP/{number}"]
    + ["a,b,1", "*5501", "${HOME}", "${NOT_SET}", "${", "{yyyy}-{mm}", "20:00-9:59", "Otdel1"]
    + ["smtp://a:b@c", "[::1]:8080", "a@b", "\x00", "\ufeff", "999999999h", "\uf8f0x\uf8f1"]
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | WORDS | st.text(max_size=8)
VALUES = st.recursive(
    SCALARS,
    lambda below: (
        st.lists(below, max_size=3)
        | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=4), below, max_size=4)
    ),
    max_leaves=12,
)
FILES = st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=8)
SOUP = st.text(st.sampled_from("abdu: -\n\t{}[]&*!|>'\"%@#,?$"), max_size=60)
# One folder serves all examples: each overwrites both files.
QUICK = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def told(file: Path, folder: Path) -> None:
    """Raises whatever is no ConfigErrors; every place is in the file."""
    try:
        load(file, ENVIRON)
    except ConfigErrors as errors:
        assert errors.problems
        for problem in errors.problems:
            assert problem.what
            assert problem.remedy
            if problem.file is not None and problem.line is not None:
                assert problem.file.is_relative_to(folder)
                lines = problem.file.read_text("utf-8", errors="replace").splitlines()
                assert 1 <= problem.line <= len(lines) + 1
                assert problem.column is not None
                assert problem.column >= 1


@QUICK
@given(main=FILES, department=FILES)
def test_any_values(main: object, department: object, tmp_path: Path) -> None:
    dumped = [yaml.safe_dump(each, allow_unicode=True) for each in (main, department)]
    told(lay_out(tmp_path, *dumped), tmp_path)


@QUICK
@given(department=FILES)
def test_any_department_beside_a_sound_file(department: object, tmp_path: Path) -> None:
    told(lay_out(tmp_path, MAIN, yaml.safe_dump(department, allow_unicode=True)), tmp_path)


@QUICK
@given(text=SOUP)
def test_any_text(text: str, tmp_path: Path) -> None:
    told(lay_out(tmp_path, MAIN + text, text), tmp_path)


@QUICK
@given(content=st.binary(max_size=60))
def test_any_bytes(content: bytes, tmp_path: Path) -> None:
    file = lay_out(tmp_path)
    file.write_bytes(content)
    (tmp_path / "schedules" / "otdel1.yaml").write_bytes(content)
    told(file, tmp_path)


@pytest.mark.parametrize("text", ["[" * 5000, "a: &a [*a, *a]", "a: " * 5000, "? " * 5000])
def test_hostile_text(text: str, tmp_path: Path) -> None:
    told(lay_out(tmp_path, text), tmp_path)


def test_aliases_of_aliases(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    for number in range(1, 15):
        lines.append(f"a{number}: &a{number} [{', '.join([f'*a{number - 1}'] * 10)}]")
    told(lay_out(tmp_path, "\n".join(lines)), tmp_path)
