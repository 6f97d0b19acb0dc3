"""Any night: whatever can really happen, in whatever order, the rules hold after every step."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from stasis_app.core.chronicle import chronicle
from stasis_app.core.plan import HandOver, Question, Refuse, Ring, Step, TakeMessage
from stasis_app.core.told import What
from stasis_app.core.words import CALLER, CallOutcome, LegId, Sound, Strategy

from ..night.death import die
from ..night.duty_line import PIN, DutyLine
from ..night.moves import unusual, usual
from ..night.rules import Rules
from ..night.world import World, replay
from ..people import COMFORTS, KNOWN_CALLER, LOST_PLACE, NIGHT_BELL, QUEUE, STAFF, TAPINGS, plan

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
refusals = st.builds(
    Refuse, st.just(CallOutcome.BLOCKED), st.sampled_from([(), (Sound.CALL_REFUSED,)])
).map(lambda refuse: (refuse,))
messages = st.just(TakeMessage(seconds=60.0, silence=5.0, to=("duty@example.com",)))
ringing = st.tuples(
    st.lists(rings, min_size=0, max_size=2), st.lists(hand_overs | messages, min_size=0, max_size=1)
).map(lambda both: (*both[0], *both[1]))
steps = st.one_of(ringing, ringing, ringing, ringing, refusals)
LUCK = st.sampled_from([3, 8, 20])
LENGTH = st.sampled_from([80, 40, 20])


CRASH = st.integers(0, 40)


LIMIT = st.sampled_from([None, 45.0])
AHEAD = st.sampled_from([0, 0, 2, 9])
COMFORT = st.sampled_from(COMFORTS)
TAPING = st.sampled_from(TAPINGS)
QUESTION = st.sampled_from([Question(), KNOWN_CALLER])


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
    question = data.draw(QUESTION)
    twice = tuple(sorted(data.draw(st.sampled_from([set[str](), busy]))))
    comfort, ahead, taping = data.draw(COMFORT), data.draw(AHEAD), data.draw(TAPING)
    plain = replace(plan(*steps), limit=limit, busy=tuple(sorted(busy)), rung_for_caller=twice)
    night = replace(plain, question=question, comfort=comfort, ahead=ahead, taping=taping)
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
    assert_it_can_be_told(world)
    while world.timers or world.asterisk.news:
        late = world.hear_timer if world.timers else world.hear_news
        late()
        rules.check()


@given(st.sampled_from([None, PIN]), LENGTH, st.data())
def test_any_night_on_which_phones_ask_who_is_on_duty(
    pin: str | None, length: int, data: st.DataObject
) -> None:
    """… take the duty over, and hand it back."""
    night = DutyLine(pin)
    for _ in range(length):
        data.draw(st.sampled_from(list(night.moves()))).make()
    night.let_it_end()


def assert_it_can_be_told(world: World) -> None:
    """Every answered call has a talk in it, and no other."""
    talks = [each for each in chronicle(world.story) if each.what is What.TALK]
    assert len(talks) == (world.call.answered_at is not None)


LOST = st.sampled_from([0, 0, 1, 2, 4, 8])
AWAY = st.sampled_from([0.0, 1.0, 2.5, 15.0, 90.0]).map(lambda seconds: timedelta(seconds=seconds))


DEATHS = st.lists(st.integers(0, 40), min_size=1, max_size=2)


@given(steps, LIMIT, LUCK, LENGTH, DEATHS, st.data())
def test_any_night_on_which_we_are_killed(
    steps: tuple[Step, ...],
    limit: float | None,
    luck: int,
    length: int,
    deaths: list[int],
    data: st.DataObject,
) -> None:
    """After so many moves, and what was heard last was perhaps not written."""
    busy = data.draw(st.sets(st.sampled_from([person.number or "" for person in STAFF])))
    question = data.draw(QUESTION)
    twice = tuple(sorted(data.draw(st.sampled_from([set[str](), busy]))))
    comfort, ahead, taping = data.draw(COMFORT), data.draw(AHEAD), data.draw(TAPING)
    plain = replace(plan(*steps), limit=limit, busy=tuple(sorted(busy)), rung_for_caller=twice)
    night = replace(plain, question=question, comfort=comfort, ahead=ahead, taping=taping)
    world = World(night, frozenset({QUEUE}))
    rules = Rules(world)
    for move in range(length):
        rules.check()
        if move in deaths:
            talked = they_talk(world)
            orphans = die(world, data.draw(LOST), data.draw(AWAY))
            rules = Rules(world)
            settle(world, rules, orphans)
            assert they_talk(world) or not talked, "cut off"
        if world.finished:
            break
        moves = list(usual(world))
        odd = list(unusual(world))
        if not moves or (odd and data.draw(st.integers(0, luck)) == luck):
            moves = odd
        data.draw(st.sampled_from(moves)).make()
    rules.check()
    let_it_end(world, rules, deaf=data.draw(st.booleans(), label="Asterisk is deaf"))


def they_talk(world: World) -> bool:
    """In truth, and nobody has just wanted to end it."""
    bridge = world.asterisk.caller.bridge
    phones = (each for _, each in world.asterisk.phones() if each.bridge is not None)
    return any(each.bridge == bridge for each in phones) and not world.asterisk.busy


def settle(world: World, rules: Rules, orphans: list[LegId]) -> None:
    """What is asked for at once is done, and whatever nobody has asked for is let go."""
    rules.check()
    asterisk = world.asterisk
    while asterisk.busy:
        if asterisk.news:
            world.hear_news()
        elif asterisk.replies:
            world.hear_reply()
        else:
            asterisk.obey(asterisk.next_commands()[0])
        rules.check()
    for leg in orphans:
        if leg not in rules.known.phones:
            asterisk.let_go(leg)


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
