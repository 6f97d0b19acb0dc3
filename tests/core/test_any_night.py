"""Any night: whatever can really happen, in whatever order, the rules hold after every step."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from stasis_app.core.plan import HandOver, Ring, Step
from stasis_app.core.words import CALLER, Strategy

from ..night.moves import unusual, usual
from ..night.rules import Rules
from ..night.world import World, replay
from ..people import LOST_PLACE, NIGHT_BELL, QUEUE, STAFF, plan

rings = st.builds(
    Ring,
    people=st.lists(st.sampled_from(STAFF), min_size=1, max_size=3, unique=True).map(tuple),
    strategy=st.sampled_from(Strategy),
    stagger=st.just(20.0),
    timeout=st.sampled_from([30.0, 60.0]),
    leg_timeout=st.sampled_from([None, 15.0]),
    rounds=st.sampled_from([1, 1, 3]),
    passes_over=st.booleans(),
)
destinations = st.sampled_from([(), (QUEUE,), (LOST_PLACE, QUEUE), (LOST_PLACE, NIGHT_BELL)])
hand_overs = st.builds(HandOver, destinations)
steps = st.tuples(
    st.lists(rings, min_size=0, max_size=2), st.lists(hand_overs, min_size=0, max_size=1)
).map(lambda both: (*both[0], *both[1]))
LUCK = st.sampled_from([3, 8, 20])
LENGTH = st.sampled_from([80, 40, 20])


CRASH = st.integers(0, 40)


LIMIT = st.sampled_from([None, 45.0])


@given(steps, LIMIT, LUCK, LENGTH, CRASH, st.data())
def test_any_night(
    steps: tuple[Step, ...],
    limit: float | None,
    luck: int,
    length: int,
    crash: int,
    data: st.DataObject,
) -> None:
    """Of `luck` + 1 moves one is unusual; after `length` moves nobody does anything any more.

    After `crash` moves our process dies.
    """
    busy = data.draw(st.sets(st.sampled_from([person.number or "" for person in STAFF])))
    night = replace(plan(*steps), limit=limit, busy=tuple(sorted(busy)))
    world = World(night, frozenset({QUEUE}))
    rules = Rules(world)
    rules.check()
    for move in range(length):
        if world.finished:
            break
        if move == crash:
            world.restart()
        moves = list(usual(world))
        odd = list(unusual(world))
        if not moves or (odd and data.draw(st.integers(0, luck)) == luck):
            moves = odd
        data.draw(st.sampled_from(moves)).make()
        rules.check()
    let_it_end(world, rules, deaf=data.draw(st.booleans(), label="Asterisk is deaf"))
    assert replay(world) == world.record
    while world.timers or world.asterisk.news:
        late = world.hear_timer if world.timers else world.hear_news
        late()
        rules.check()


def let_it_end(world: World, rules: Rules, deaf: bool) -> None:
    """From here on nobody does anything; if Asterisk is deaf, not even what it is told."""
    asterisk = world.asterisk
    for _ in range(200):
        if world.finished:
            return
        waiting = asterisk.next_commands()
        if asterisk.news:
            world.hear_news()
        elif asterisk.replies:
            world.hear_reply()
        elif waiting and not deaf:
            asterisk.obey(waiting[0])
        elif world.timers:
            world.hear_timer()
        else:
            assert rules.known.talking
            asterisk.end_channel(CALLER, 16)  # a talk may be long, but not for ever
        rules.check()
    raise AssertionError("the call goes on for ever")
