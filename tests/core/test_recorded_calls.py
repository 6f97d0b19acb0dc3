"""Calls of a real Asterisk, heard again: each wants what it wanted then."""

from pathlib import Path

import pytest

from ..recorded_calls import RECORDINGS, recorded, replayed


@pytest.mark.parametrize("recording", RECORDINGS, ids=lambda file: str(file.stem))
def test_it_wants_the_same_again(recording: Path) -> None:
    assert replayed(recording) == recorded(recording)


def test_there_are_recordings() -> None:
    assert RECORDINGS
