"""What is said about each spoilt file: config_spoilt.txt, and what such a text cannot hold."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from .config_files import DEPARTMENT, MAIN, lay_out, refusal

TABLE = Path(__file__).parent / "config_spoilt.txt"
STARTS = {"config.yaml": MAIN, "schedules/otdel1.yaml": DEPARTMENT}
AFTER = ", after the required keys"


class Spoilt(NamedTuple):
    file: str
    text: str
    said: list[str]


def spoilt_files() -> Iterator[Spoilt]:
    """Sections start with `===` and the file's name; in a block `> ` comes before what is said."""
    for section in TABLE.read_text("utf-8").split("=== ")[1:]:
        head, *blocks = section.strip("\n").split("\n\n")
        file = head.removesuffix(AFTER)
        start = STARTS[file] if head.endswith(AFTER) else ""
        for block in blocks:
            lines = block.strip("\n").split("\n")
            text = "".join(f"{line}\n" for line in lines if not line.startswith("> "))
            said = [f"{file}:{line[2:]}" for line in lines if line.startswith("> ")]
            yield Spoilt(file, start + text, said)


ALL = list(spoilt_files())


def test_the_table_is_long() -> None:
    assert len(ALL) > 100


@pytest.mark.parametrize("spoilt", ALL, ids=lambda spoilt: spoilt.text.rsplit("\n", 2)[-2])
def test_spoilt(spoilt: Spoilt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    lay_out(tmp_path)
    Path(spoilt.file).write_text(spoilt.text, "utf-8")
    assert spoilt.said
    assert refusal(None) == spoilt.said


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            MAIN.encode() + b"mail:\n\tadmins: []\n",
            ":4:1: not YAML: while scanning for the next token, found character '\\t' that cannot "
            "start any token; tabs do not indent in YAML: use blanks",
        ),
        (
            MAIN.encode() + "fallback: очередь".encode("cp1251"),
            ":3:11: the byte 0xee is not UTF-8; save the file as UTF-8",
        ),
        (MAIN.encode("utf-16"), ":1:1: the byte 0xff is not UTF-8; save the file as UTF-8"),
        (
            MAIN.encode() + b'language: "r\x07u"\n',
            ":3:13: the character U+0007 is not allowed in YAML; delete it",
        ),
        (MAIN.encode() + b"# \n" * 400_000, ": is larger than 1 MB; check its name"),
    ],
    ids=["tab", "cp1251", "utf-16", "control character", "large"],
)
def test_spoilt_bytes(content: bytes, said: str, tmp_path: Path) -> None:
    file = lay_out(tmp_path)
    file.write_bytes(content)
    assert refusal(file) == [f"{file}{said}"]


def test_an_empty_file(tmp_path: Path) -> None:
    assert [line.split(": ")[1:3] for line in refusal(lay_out(tmp_path, main=""))] == [
        ["ari.password", "missing; write password"],
        ["ari.url", "missing; write url"],
        ["ari.username", "missing; write username"],
        ["dial.endpoint", "missing; write endpoint"],
    ]


def test_a_directory(tmp_path: Path) -> None:
    assert refusal(tmp_path) == [f"{tmp_path}: this is a directory; name a file in it"]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    file = tmp_path / "config.yml"
    assert refusal(file) == [f"{file}: there is no such file; check its name"]


def test_a_name_that_cannot_be_a_file() -> None:
    assert refusal(Path("a" * 300)) == [
        f"{'a' * 300}: cannot be read: File name too long; check its rights"
    ]
    assert refusal(Path("a\0b")) == ["a\0b: cannot be read: embedded null byte; check its rights"]


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert refusal(tmp_path / "pipe") == [
        f"{tmp_path / 'pipe'}: this is no ordinary file; name another one"
    ]


def test_a_department_that_is_a_directory(tmp_path: Path) -> None:
    file = lay_out(tmp_path)
    folder = tmp_path / "schedules" / "otdel2.yaml"
    folder.mkdir()
    assert refusal(file) == [f"{folder}: this is a directory; name a file in it"]


def test_no_department(tmp_path: Path) -> None:
    file = lay_out(tmp_path)
    (tmp_path / "schedules" / "otdel1.yaml").unlink()
    assert refusal(file) == [
        f"{file}:1:1: schedules: no department: {tmp_path / 'schedules'} has no .yaml file; "
        "write one"
    ]


def test_departments_that_stand_in_each_others_way(tmp_path: Path) -> None:
    file = lay_out(tmp_path, department=DEPARTMENT + 'extension: "7711"\ntoggle: {code: "*5501"}\n')
    first = tmp_path / "schedules" / "otdel1.yaml"
    second = tmp_path / "schedules" / "otdel2.yaml"
    second.write_text(
        'department: otdel1\ndids: ["7770002", "+777 (00) 01"]\nschedule: {sheet: Otdel2}\n'
        'extension: "7711"\ntoggle: {code: "*5501"}\n',
        "utf-8",
    )
    assert refusal(file) == [
        f"{second}:1:13: department: the department 'otdel1' stands in {first}:1 too; "
        "keep one of them",
        f"{second}:2:19: dids[1]: the number '+777 (00) 01' stands in {first}:2 too; "
        "keep one of them",
        f"{second}:4:12: extension: the code or extension '7711' stands in {first}:4 too; "
        "keep one of them",
        f"{second}:5:16: toggle.code: the code or extension '*5501' stands in {first}:5 too; "
        "keep one of them",
    ]


def test_one_number_written_in_two_ways(tmp_path: Path) -> None:
    department = DEPARTMENT.replace('"7770001"', '"+74957770001", 8 (495) 777-00-01')
    assert len(refusal(lay_out(tmp_path, department=department))) == 1


def test_mistakes_of_all_files_at_once_in_their_order(tmp_path: Path) -> None:
    file = lay_out(tmp_path, MAIN + "language: de\n", "department: [")
    (tmp_path / "schedules" / "otdel2.yaml").write_text(DEPARTMENT + "mode: auto\n", "utf-8")
    said = [line.removeprefix(str(tmp_path)).split(": ")[0] for line in refusal(file)]
    assert said == [
        "/config.yaml:3:11",
        "/schedules/otdel1.yaml:1:14",
        "/schedules/otdel2.yaml:4:7",
    ]


def test_departments_that_send_a_call_round_for_ever(tmp_path: Path) -> None:
    file = lay_out(
        tmp_path,
        department=DEPARTMENT
        + 'extension: "7711"\nduty: {then: {continue: "from-internal,7712,1"}}\n',
    )
    second = tmp_path / "schedules" / "otdel2.yaml"
    text = 'department: otdel2\ndids: ["7770002"]\nschedule: {sheet: Otdel2}\nextension: "7712"\n'
    second.write_text(text + 'duty: {then: {continue: "ext-queues,7711,1"}}\n', "utf-8")
    assert refusal(file) == []  # a queue may have any number
    second.write_text(text + 'duty: {then: {continue: "from-pstn,7770001,1"}}\n', "utf-8")
    assert refusal(file) == [
        f"{tmp_path / 'schedules/otdel1.yaml'}:5:25: duty.then.continue: '7712' brings the call"
        " back for ever: otdel1 → otdel2 → otdel1; let it end: hangup, or a destination that is no"
        " number of ours"
    ]


def test_a_department_that_hands_on_to_another_is_no_loop(tmp_path: Path) -> None:
    file = lay_out(
        tmp_path,
        department=DEPARTMENT
        + 'secretary: {ring: [101]}\nextension: "7711"\nduty: {then: {ring: [7712]}}\n',
    )
    second = tmp_path / "schedules" / "otdel2.yaml"
    second.write_text(
        'department: otdel2\ndids: ["7770002"]\nschedule: {sheet: Otdel2}\nextension: "7712"\n'
        'secretary: {continue: "from-internal,7711,1"}\n',
        "utf-8",
    )
    assert refusal(file) == []
