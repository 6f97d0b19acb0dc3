"""Every call knows which of its people are in other calls, whatever order things come in."""

from hypothesis import given
from hypothesis import strategies as st

from stasis_app.core.events import NumberFreed, NumberTaken
from stasis_app.core.words import CallId
from stasis_app.occupied import Occupied, Told

A, B, C = CallId("a"), CallId("b"), CallId("c")
calls = st.sampled_from([A, B, C])
numbers = st.frozensets(st.sampled_from(["1", "2", "3"]))
WHAT = st.sampled_from(["comes", "holds", "leaves"])


def test_another_call_hears_of_it_and_the_own_does_not() -> None:
    occupied = Occupied()
    occupied.watch(A, ["1", "2"])
    occupied.watch(B, ["1"])
    assert occupied.hold(A, ["1", "2"]) == [(B, NumberTaken("1"))]
    assert occupied.numbers == {"1", "2"}
    assert occupied.leave(A) == [(B, NumberFreed("1"))]


def test_a_number_in_two_other_calls_is_free_when_both_are_over() -> None:
    occupied = Occupied()
    for call in (A, B, C):
        occupied.watch(call, ["1"])
    occupied.hold(A, ["1"])
    occupied.hold(B, ["1"])
    assert occupied.leave(A) == [(B, NumberFreed("1"))]
    assert occupied.leave(B) == [(C, NumberFreed("1"))]


@given(st.lists(st.tuples(WHAT, calls, numbers), max_size=30))
def test_what_each_call_has_been_told_is_so(
    moves: list[tuple[str, CallId, frozenset[str]]],
) -> None:
    occupied = Occupied()
    held: dict[CallId, frozenset[str]] = {}
    known: dict[CallId, set[str]] = {}
    watched: dict[CallId, frozenset[str]] = {}
    for what, call, some in moves:
        told: list[Told] = []
        if what == "comes" and call not in known:
            watched[call] = some
            occupied.watch(call, some)
            known[call] = set(some & occupied.numbers)
        elif what == "holds" and call in known:
            held[call] = some
            told = occupied.hold(call, some)
        elif what == "leaves" and call in known:
            held.pop(call, None)
            del known[call]
            told = occupied.leave(call)
        for each, event in told:
            change = known[each].add if isinstance(event, NumberTaken) else known[each].remove
            change(event.number)
        assert occupied.numbers == frozenset[str]().union(*held.values())
        for each, busy in known.items():
            others = frozenset[str]().union(*(held[other] for other in held if other != each))
            assert busy == watched[each] & others
            assert occupied.busy(each) == busy
