"""Configuration files for the tests: the smallest that are right, and how they are laid out."""

from collections.abc import Mapping
from pathlib import Path

from stasis_app.config import AppConfig, ConfigErrors, load

MAIN = """\
ari: {url: "http://127.0.0.1:8088", username: stasis, password: secret}
dial: {endpoint: "PJSIP/{number}@trunk"}
"""
DEPARTMENT = """\
department: otdel1
dids: ["7770001"]
schedule: {sheet: Otdel1}
"""
ENVIRON = {"TZ": "Asia/Omsk"}


def lay_out(folder: Path, main: str = MAIN, department: str = DEPARTMENT) -> Path:
    (folder / "schedules").mkdir(exist_ok=True)
    (folder / "schedules" / "otdel1.yaml").write_text(department, "utf-8")
    file = folder / "config.yaml"
    file.write_text(main, "utf-8")
    return file


def loaded(
    folder: Path, main: str = MAIN, department: str = DEPARTMENT, environ: Mapping[str, str] = {}
) -> AppConfig:
    return load(lay_out(folder, main, department), {**ENVIRON, **environ})


def refusal(file: Path | None, environ: Mapping[str, str] = {}) -> list[str]:
    """What is said to be wrong; nothing when the files are right."""
    try:
        load(file, {**ENVIRON, **environ})
    except ConfigErrors as errors:
        return [str(problem) for problem in errors.problems]
    return []
