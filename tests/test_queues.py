"""Who waits for which department, in their order."""

from stasis_app.core.events import QueueMoved
from stasis_app.core.words import CallId
from stasis_app.queues import Queues

A, B, C, D = (CallId(name) for name in "ABCD")


def test_each_is_behind_those_who_came_before() -> None:
    queues = Queues()
    assert [queues.enter(each, "otdel1") for each in (A, B)] == [0, 1]
    assert queues.enter(D, "otdel2") == 0
    assert queues.ahead(B) == 1
    assert queues.ahead(C) is None


def test_whoever_leaves_moves_those_behind_him() -> None:
    queues = Queues()
    for each in (A, B, C):
        queues.enter(each, "otdel1")
    queues.enter(D, "otdel2")
    assert queues.leave(B) == [(C, QueueMoved(1))]
    assert queues.leave(A) == [(C, QueueMoved(0))]
    assert queues.leave(C) == []
    assert queues.leave(C) == []
    assert queues.enter(B, "otdel1") == 0
