"""The staff of the tests, their callers, and plans to ring them."""

from dataclasses import replace

from stasis_app.core.plan import (
    Comfort,
    Destination,
    HandOver,
    Identity,
    Person,
    Plan,
    Question,
    Ring,
    Step,
    Taping,
    Visit,
    Way,
    Why,
)
from stasis_app.core.words import CallId, Hears, Mode, Recording, Role, Sound, Strategy

CALLER_ID = Identity("+79161234567", "Пётр")
COMPANY_ID = Identity("+74957770001", "Пётр")


def person(
    name: str, role: Role, trunks: int = 1, phones: int = 1, *, confirm: bool = True
) -> Person:
    """With so many ways, each of which rings so many phones."""
    ways = tuple(
        Way(
            tuple(f"PJSIP/{name}-{n}@trunk{trunk}" for n in range(1, phones + 1)),
            CALLER_ID,
            trunk=f"trunk{trunk}",
        )
        for trunk in range(1, trunks + 1)
    )
    number = "".join(str(ord(letter) % 10) for letter in name)
    return Person(name, f"+7999000{number}", f"{name}@example.com", role, ways, confirm)


def original_then_company(name: str) -> Person:
    """By two trunks, which may refuse the callers' own numbers, and ring within 10 seconds."""
    plain = person(name, Role.BACKUP, trunks=2, confirm=False)
    ways = [
        own
        for way in (replace(each, ringing_within=10) for each in plain.ways)
        for own in (way, replace(way, shown=COMPANY_ID, company=True, proof=True))
    ]
    return replace(plain, ways=tuple(ways))


IVAN = person("ivan", Role.PRIMARY)
OLGA = person("olga", Role.BACKUP, trunks=2)
ANNA = person("anna", Role.SECRETARY, confirm=False)
BOSS = person("boss", Role.ESCALATION, trunks=2, confirm=False)
LENA = person("lena", Role.BACKUP, trunks=2, phones=2)
DESK = person("desk", Role.SECRETARY, phones=3, confirm=False)
RITA = original_then_company("rita")
STAFF = [IVAN, OLGA, ANNA, BOSS, LENA, DESK, RITA]

COLLEAGUE = "103"
STRANGER = "+79990000000"
FORWARDS = {  # by which ways a number is rung that a phone sends us on to
    COLLEAGUE: (Way(("PJSIP/103/one", "PJSIP/103/two"), CALLER_ID),),
    "+79990000104": (
        Way(("PJSIP/104@trunk1",), CALLER_ID, trunk="trunk1"),
        Way(("PJSIP/104@trunk2",), CALLER_ID, trunk="trunk2"),
    ),
    "105": (Way(("PJSIP/105",), CALLER_ID),),
    "106": (Way(("PJSIP/106",), CALLER_ID),),
    STRANGER: (),
}

QUEUE = Destination("ext-queues", "9999", "1")
NIGHT_BELL = Destination("night", "s", "1")
LOST_PLACE = Destination("never", "heard", "of")

VISIT = Visit(
    CallId("1700000000.1"), "otdel1", "Отдел №1", "7770001", CALLER_ID, CALLER_ID, language="ru"
)

WELCOME = (Recording("custom/welcome"),)
PLEASE_WAIT = (Sound.PLEASE_WAIT,)
MUSIC = Comfort(Hears.MOH, "jazz")
WELCOME_AND_RINGING = Comfort(greeting=WELCOME)
ANNOUNCEMENTS = Comfort(Hears.ANNOUNCE, announcement=PLEASE_WAIT, every=20.0)
ALL_OF_IT = Comfort(Hears.ANNOUNCE, None, PLEASE_WAIT, 20.0, WELCOME, answered=True)
NOBODY = (Sound.NOBODY_CAN_ANSWER,)
LAST_WORDS = Comfort(nobody=NOBODY)
MUSIC_AND_LAST_WORDS = replace(MUSIC, nobody=NOBODY)
PLACE = Comfort(Hears.MOH, every=20.0, position=True)
GREETED_WITH_PLACE = Comfort(greeting=WELCOME, position=True)
COMFORTS = [
    PLACE,
    GREETED_WITH_PLACE,
    replace(ANNOUNCEMENTS, position=True),
    Comfort(),
    MUSIC,
    WELCOME_AND_RINGING,
    ANNOUNCEMENTS,
    ALL_OF_IT,
    LAST_WORDS,
    MUSIC_AND_LAST_WORDS,
]

RECORDED = Taping()
RECORDED_AND_TOLD = Taping((Sound.CALL_IS_RECORDED,))
TAPINGS = [None, RECORDED, RECORDED_AND_TOLD]

CALLED_BY = (Sound.QUICK_4, Sound.QUICK_5, Sound.DIGIT_6)
KNOWN_CALLER = Question(
    (Sound.CALL_FOR_DUTY, Sound.FROM_NUMBER, *CALLED_BY, Sound.PRESS_1_TO_ACCEPT), CALLED_BY
)


def plan(*steps: Step) -> Plan:
    return Plan(VISIT, steps, Why(Mode.DUTY))


def considerate(step: Ring) -> Ring:
    """Whoever is in another call is passed over."""
    return replace(step, passes_over=True)


def parallel(*people: Person) -> Ring:
    return Ring(people, Strategy.PARALLEL, stagger=20.0, timeout=60.0)


def staggered(*people: Person) -> Ring:
    return Ring(people, Strategy.STAGGERED, stagger=20.0, timeout=60.0)


def sequential(*people: Person) -> Ring:
    return Ring(people, Strategy.SEQUENTIAL, stagger=20.0, timeout=60.0)


def hand_over(*destinations: Destination) -> HandOver:
    return HandOver(destinations)
