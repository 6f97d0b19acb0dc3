"""One night's calls at Отдел №1, and some of its days."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

from stasis_app.core.commands import Create, RecordTalk
from stasis_app.core.dossier import Dossier
from stasis_app.core.events import LegGone, LegLooped
from stasis_app.core.limits import TOO_MANY_CALLS
from stasis_app.core.mail.outbox import Delivery
from stasis_app.core.overrides import Kept
from stasis_app.core.plan import (
    CameFrom,
    Chosen,
    Comfort,
    HandOver,
    Identity,
    Person,
    Question,
    Refuse,
    Ring,
    Step,
    TakeMessage,
    Visit,
    Way,
    Why,
)
from stasis_app.core.planning import BLOCKED, LOOPED
from stasis_app.core.record import row_of
from stasis_app.core.retelling import Noted, Story, retold
from stasis_app.core.roster import Override
from stasis_app.core.words import CALLER as CALLER_LEG
from stasis_app.core.words import (
    CallId,
    CallOutcome,
    Hears,
    LegId,
    Mode,
    ModeSource,
    Role,
    Sound,
    Strategy,
)
from tests.company import COMPANY, MOSCOW
from tests.night.world import EVENING
from tests.people import (
    COLLEAGUE,
    FORWARDS,
    LOST_PLACE,
    QUEUE,
    RECORDED,
    RECORDED_AND_TOLD,
    STRANGER,
    parallel,
    sequential,
    staggered,
)
from tests.phone import Phone
from tests.scenario import Scenario

LANGUAGES = (COMPANY, replace(COMPANY, language="en"))
CALLER = Identity("+79161234567", "Пётр")
COMPANY_ID = Identity("+74957770001", "Пётр")
VISIT = Visit(CallId("1772481600.41"), "otdel1", "Отдел №1", "7770001", CALLER, CALLER, "ru")


def mobile(name: str, number: str, role: Role, *, confirm: bool = False) -> Person:
    way = Way((f"PJSIP/{number}@trunk",), CALLER, trunk="PJSIP/{number}@trunk")
    return Person(name, number, f"{number[1:]}@example.com", role, (way,), confirm)


def phone(entry: str, *contacts: str) -> Person:
    way = Way(contacts or (f"PJSIP/{entry}",), CALLER)
    return Person(f"PJSIP/{entry}", None, None, Role.SECRETARY, (way,), confirm=False)


IZYUMOV = mobile("Изюмов Флорентий", "+79991234501", Role.PRIMARY)
SABITOV = mobile("Сабитов Никита", "+79991234504", Role.BACKUP)
ASKED_IZYUMOV = replace(IZYUMOV, confirm=True)
ASKED_SABITOV = replace(SABITOV, confirm=True)
SECRETARY = phone("101")
TWO_PHONES = phone("102", "PJSIP/102/sip:102@10.0.0.7", "PJSIP/102/sip:102@10.0.0.8")
BOSS = mobile("+79991234599", "+79991234599", Role.ESCALATION)
CHOOSY = replace(
    IZYUMOV,
    ways=(*IZYUMOV.ways, replace(IZYUMOV.ways[0], company=True, shown=COMPANY_ID, proof=True)),
)
TWO_TRUNKS = replace(
    SABITOV,
    ways=(
        *SABITOV.ways,
        replace(SABITOV.ways[0], endpoints=("PJSIP/+79991234504@spare",), trunk="PJSIP/@spare"),
    ),
)

NIGHT = Why(Mode.DUTY, "Ночь", date(2026, 3, 2), "sheet", 7, ("Otdel1!D5", "Otdel1!I5"))
DAY = replace(NIGHT, mode=Mode.SECRETARY)
SWITCHED = Chosen(ModeSource.SWITCHED, "101", EVENING - timedelta(hours=3))


def after(seconds: float) -> datetime:
    return EVENING + timedelta(seconds=seconds)


def told(
    night: Scenario, why: Why = NIGHT, chosen: Chosen | None = SWITCHED, visit: Visit = VISIT
) -> Dossier:
    """What is kept of it."""
    plan = replace(night.world.plan, visit=visit, why=why, chosen=chosen)
    return of_story(replace(night.world.story, plan=plan))


def on_duty(*steps: Step) -> Scenario:
    return Scenario(*steps or (staggered(IZYUMOV, SABITOV),))


def the_primary_answers() -> Dossier:
    night = on_duty()
    night.wait(1)
    night.phone(IZYUMOV).rings()
    night.wait(7)
    night.phone(IZYUMOV).answers()
    night.wait(95)
    night.caller_hangs_up()
    return told(night)


def the_backup_accepts_and_hangs_up() -> Dossier:
    night = on_duty(staggered(ASKED_IZYUMOV, ASKED_SABITOV))
    night.phone(ASKED_IZYUMOV).rings()
    night.wait(24)
    night.phone(ASKED_SABITOV).rings().answers()
    night.wait(4)
    night.phone(ASKED_SABITOV).presses("1")
    night.wait(62)
    night.phone(ASKED_SABITOV).goes(16)
    return told(night)


def one_declines_with_a_key() -> Dossier:
    night = on_duty(sequential(ASKED_IZYUMOV, SABITOV))
    night.phone(ASKED_IZYUMOV).rings().answers()
    night.wait(2)
    night.phone(ASKED_IZYUMOV).presses("5")
    night.wait(3)
    night.phone(ASKED_IZYUMOV).presses("2")
    night.phone(SABITOV).rings()
    night.wait(6)
    night.phone(SABITOV).answers()
    night.wait(20)
    night.caller_hangs_up()
    return told(night)


def a_voicemail_picks_up() -> Dossier:
    night = on_duty(parallel(ASKED_IZYUMOV))
    night.phone(ASKED_IZYUMOV).rings()
    night.wait(18)
    night.phone(ASKED_IZYUMOV).answers()
    for _ in range(2):
        night.wait(4)
        night.phone(ASKED_IZYUMOV).hears(Sound.PRESS_1_TO_ACCEPT)
        night.wait(3)
    return told(night)


def the_number_is_wanted_once_more() -> Dossier:
    known = Question((Sound.PRESS_1_TO_ACCEPT,), (Sound.DIGIT_7, Sound.DIGIT_9))
    night = Scenario(parallel(ASKED_IZYUMOV), question=known)
    night.phone(ASKED_IZYUMOV).rings().answers()
    night.wait(4)
    night.phone(ASKED_IZYUMOV).presses("3")
    night.wait(5)
    night.phone(ASKED_IZYUMOV).presses("1")
    night.wait(33)
    night.caller_hangs_up()
    return told(night)


def music_and_an_announcement() -> Dossier:
    comfort = Comfort(Hears.ANNOUNCE, None, (Sound.PLEASE_WAIT,), 20.0)
    night = Scenario(parallel(IZYUMOV), comfort=comfort)
    night.phone(IZYUMOV).rings()
    night.wait(3)
    night.world.asterisk.end_play(CALLER_LEG)
    night.go_on()
    night.wait(22)
    night.phone(IZYUMOV).answers()
    night.wait(14)
    night.caller_hangs_up()
    return told(night)


def both_accept() -> Dossier:
    night = on_duty(parallel(ASKED_IZYUMOV, ASKED_SABITOV))
    first, second = night.phone(ASKED_IZYUMOV), night.phone(ASKED_SABITOV)
    first.rings().answers()
    second.rings().answers()
    night.wait(2)
    first.presses("1")
    second.hears(Sound.ALREADY_TAKEN)
    night.wait(30)
    night.caller_hangs_up()
    return told(night)


def busy_and_switched_off() -> Dossier:
    night = on_duty()
    night.phone(IZYUMOV).goes(17, 486)
    night.wait(3)
    night.phone(SABITOV).promises()
    night.wait(9)
    night.phone(SABITOV).goes(19, 480)
    return told(night)


def nobody_answers() -> Dossier:
    night = on_duty()
    night.phone(IZYUMOV).rings()
    night.wait(22)
    night.phone(SABITOV).rings()
    night.wait(60)
    dossier = told(night)
    sent = Delivery("79991234501@example.com", after(61.5), None, None)
    waits = Delivery("79991234504@example.com", None, None, "connection refused")
    lost = Delivery("boss@example.com", None, after(70), "550 no such mailbox")
    return replace(dossier, mails=(sent, waits, lost))


def the_caller_gives_up() -> Dossier:
    night = on_duty()
    night.phone(IZYUMOV).rings()
    night.wait(12)
    night.caller_hangs_up()
    return told(night)


def the_caller_leaves_while_somebody_is_asked() -> Dossier:
    night = on_duty(parallel(ASKED_IZYUMOV))
    night.phone(ASKED_IZYUMOV).rings()
    night.wait(5)
    night.phone(ASKED_IZYUMOV).answers()
    night.wait(2)
    night.caller_hangs_up()
    night.phone(ASKED_IZYUMOV).hears(Sound.CALLER_HAS_HUNG_UP)
    return told(night)


def a_hidden_caller() -> Dossier:
    hidden = replace(VISIT, caller=Identity(None), shown=Identity(None))
    night = on_duty(parallel(IZYUMOV))
    night.phone(IZYUMOV).rings()
    night.wait(4)
    night.phone(IZYUMOV).answers()
    night.caller_transfers(up=True)
    night.wait(10)
    night.caller_hangs_up()
    return told(night, visit=hidden)


def a_secretary_answers() -> Dossier:
    day = Scenario(parallel(SECRETARY, TWO_PHONES))
    desk, first, second = day.phone(SECRETARY), *day.phones(TWO_PHONES)
    for each in (desk, first, second):
        each.rings()
    day.wait(5)
    second.answers()
    day.wait(40)
    day.caller_hangs_up()
    return told(day, DAY, Chosen(ModeSource.HOURS))


def no_secretary_answers_and_those_on_duty_are_rung() -> Dossier:
    first = replace(parallel(SECRETARY), timeout=30.0)
    day = Scenario(first, staggered(IZYUMOV, SABITOV))
    day.phone(SECRETARY).rings()
    day.wait(31)
    day.phone(IZYUMOV).rings()
    day.wait(5)
    day.phone(IZYUMOV).answers()
    day.wait(33)
    day.phone(IZYUMOV).goes(16)
    return told(day, DAY, Chosen(ModeSource.NEVER_SWITCHED))


def the_queue_takes_it() -> Dossier:
    day = Scenario(HandOver((QUEUE,)), dialplan=(QUEUE,))
    return told(day, DAY, Chosen(ModeSource.HOURS, "102", EVENING - timedelta(days=2)))


def the_destination_is_missing() -> Dossier:
    night = Scenario(parallel(IZYUMOV), HandOver((LOST_PLACE,)))
    night.phone(IZYUMOV).goes(1, 404)
    return told(night)


def nobody_is_on_duty() -> Dossier:
    why = Why(Mode.DUTY, "Ночь", date(2026, 3, 2), "fallback", 7, ("Otdel1!D5", "Otdel1!I5"))
    night = Scenario(Ring((), Strategy.STAGGERED, 20.0, 60.0))
    return told(night, replace(why, issues=("NAME_UNKNOWN", "SHIFT_UNASSIGNED")))


def one_is_in_another_call() -> Dossier:
    ring = replace(staggered(IZYUMOV, SABITOV), passes_over=True)
    night = Scenario(ring, busy=(IZYUMOV,))
    night.phone(SABITOV).rings()
    night.wait(9)
    night.is_freed(IZYUMOV)
    night.phone(IZYUMOV).rings()
    night.wait(3)
    night.phone(IZYUMOV).answers()
    night.wait(15)
    night.caller_hangs_up()
    return told(night)


def a_phone_sends_the_call_back() -> Dossier:
    night = Scenario(staggered(IZYUMOV, SABITOV))
    night.wait(2)
    night.hears(LegLooped(LegId(1)))
    night.phone(SABITOV).rings()
    night.wait(4)
    night.phone(SABITOV).answers()
    night.wait(60)
    night.caller_hangs_up()
    return told(night)


def it_has_come_back() -> Dossier:
    kept = told(Scenario(Refuse(CallOutcome.LOOPED)), Why(Mode.DUTY, issues=(LOOPED,)))
    assert kept.story is not None
    came_from = CameFrom(CallId("1772481600.38"), LegId(1), ("otdel1",), looped=True)
    return of_story(replace(kept.story, plan=replace(kept.story.plan, came_from=came_from)))


def his_phone_rings_for_this_number_already() -> Dossier:
    night = Scenario(parallel(IZYUMOV), rings_for_caller=(IZYUMOV,), busy=(IZYUMOV,))
    night.wait(6)
    night.is_freed(IZYUMOV)
    night.phone(IZYUMOV).rings()
    night.wait(3)
    night.phone(IZYUMOV).answers()
    night.wait(40)
    night.caller_hangs_up()
    return told(night)


def one_on_duty_calls_himself() -> Dossier:
    own = Identity(IZYUMOV.number, IZYUMOV.name)
    night = Scenario(parallel(SABITOV), callers_own=(IZYUMOV,))
    night.phone(SABITOV).rings()
    night.wait(60)
    return told(night, chosen=Chosen(ModeSource.ON_CALL), visit=replace(VISIT, caller=own))


def the_trunk_refuses_the_callers_number() -> Dossier:
    night = on_duty(parallel(CHOOSY))
    night.phone(CHOOSY).goes(21, 403)
    night.wait(1)
    night.phone(CHOOSY).rings().answers()
    night.wait(12)
    night.caller_hangs_up()
    return told(night)


def the_first_trunk_is_congested() -> Dossier:
    night = on_duty(parallel(TWO_TRUNKS))
    night.phone(TWO_TRUNKS).goes(34, 503)
    night.wait(1)
    night.phone(TWO_TRUNKS).rings().answers()
    night.wait(12)
    night.caller_hangs_up()
    return told(night)


def two_rounds_and_then_somebody_else() -> Dossier:
    ring = replace(sequential(IZYUMOV), timeout=40.0, rounds=2, leg_timeout=10.0)
    night = on_duty(ring, parallel(BOSS))
    night.phone(IZYUMOV).rings()
    night.wait(14)
    night.phone(IZYUMOV).goes(21, 603)
    night.wait(1)
    night.phone(BOSS).rings()
    night.wait(60)
    return told(night)


def a_colleague_picks_up() -> Dossier:
    day = Scenario(parallel(SECRETARY))
    day.phone(SECRETARY).rings()
    day.wait(6)
    day.phone(SECRETARY).is_picked_up_by_a_colleague()
    day.wait(20)
    day.caller_hangs_up()
    return told(day, DAY, Chosen(ModeSource.HOURS))


def the_secretary_transfers_the_caller() -> Dossier:
    day = Scenario(parallel(SECRETARY))
    day.phone(SECRETARY).rings().answers()
    day.wait(20)
    day.phone(SECRETARY).transfers(up=True)
    day.wait(55)
    day.caller_hangs_up()
    return told(day, DAY, Chosen(ModeSource.HOURS))


def a_secretary_parks_the_caller() -> Dossier:
    night = on_duty(parallel(SECRETARY))
    night.phone(SECRETARY).rings().answers()
    night.wait(20)
    night.world.asterisk.park_caller(LegId(1))
    night.go_on()
    return told(night, DAY)


def two_phones_send_us_on() -> Dossier:
    night = on_duty(parallel(IZYUMOV, SABITOV))
    night.phone(IZYUMOV).rings().sends_on_to(STRANGER)
    night.wait(2)
    night.phone(SABITOV).rings().sends_on_to(COLLEAGUE)
    endpoints = FORWARDS[COLLEAGUE][0].endpoints
    first = night.legs_at(*endpoints)[0]
    night.wait(3)
    Phone(night.world.asterisk, first, night.go_on).rings().answers()
    night.wait(30)
    night.caller_hangs_up()
    return told(night)


def we_are_killed_while_it_rings() -> Dossier:
    night = on_duty()
    night.phone(IZYUMOV).rings()
    night.wait(6)
    night.dies(away=3)
    night.phone(IZYUMOV).answers()
    night.wait(30)
    night.caller_hangs_up()
    return told(night)


def too_many_calls() -> Dossier:
    night = Scenario(HandOver((QUEUE,)), dialplan=(QUEUE,))
    return told(night, Why(Mode.DUTY, issues=(TOO_MANY_CALLS,)))


def a_blocked_caller() -> Dossier:
    night = Scenario(Refuse(CallOutcome.BLOCKED, (Sound.CALL_REFUSED,)))
    night.world.asterisk.end_play(CALLER_LEG)
    night.go_on()
    return told(night, Why(Mode.DUTY, issues=(BLOCKED,)))


def a_message_is_left() -> Dossier:
    night = on_duty(parallel(IZYUMOV), TakeMessage(60.0, 5.0, ("duty@example.com",)))
    night.phone(IZYUMOV).rings()
    night.wait(60)
    night.wait(4)
    night.caller_hears_all()
    night.caller_hears_all()
    night.wait(9)
    night.caller_has_spoken(9, 8)
    return told(night)


def a_talk_is_recorded() -> Dossier:
    """And has been removed meanwhile."""
    night = Scenario(parallel(IZYUMOV), taping=RECORDED_AND_TOLD)
    night.phone(IZYUMOV).rings()
    night.wait(4)
    night.phone(IZYUMOV).answers()
    night.wait(2)
    night.caller_hears_all()
    night.wait(95)
    night.caller_hangs_up()
    dossier = told(night)
    removed_at = EVENING + timedelta(days=90)
    return replace(dossier, row=replace(dossier.row, recording_removed_at=removed_at))


def a_talk_cannot_be_recorded() -> Dossier:
    night = Scenario(parallel(IZYUMOV), taping=RECORDED, rejects=RecordTalk)
    night.phone(IZYUMOV).rings()
    night.wait(4)
    night.phone(IZYUMOV).answers()
    night.wait(95)
    night.caller_hangs_up()
    return told(night)


def asterisk_is_restarted() -> Dossier:
    night = on_duty(parallel(IZYUMOV))
    night.phone(IZYUMOV).rings()
    night.wait(4)
    night.phone(IZYUMOV).answers()
    night.wait(20)
    story = told(night).story
    assert story is not None
    gone = [
        Noted(len(story.events) + 1 + int(leg), night.world.now, LegGone(leg, None, None, True))
        for leg in (CALLER_LEG, LegId(1))
    ]
    return of_story(replace(story, events=(*story.events, *gone)))


def of_story(story: Story) -> Dossier:
    return Dossier(row_of(retold(story.plan, story.started_at, story.told)), story)


def nobodys_number() -> Dossier:
    visit = replace(VISIT, department=None, title="", did="7779999")
    return told(Scenario(HandOver(())), Why(None), None, visit)


def a_phone_that_is_not_registered() -> Dossier:
    day = Scenario(parallel(SECRETARY), rejects=Create)
    return told(day, DAY, Chosen(ModeSource.SWITCHED, "root", EVENING - timedelta(minutes=5)))


def a_prompt_that_cannot_be_heard() -> Dossier:
    night = on_duty(parallel(ASKED_IZYUMOV))
    night.phone(ASKED_IZYUMOV).rings().answers().cannot_hear(Sound.PRESS_1_TO_ACCEPT)
    night.wait(3)
    night.phone(ASKED_IZYUMOV).presses("1")
    night.wait(9)
    night.caller_hangs_up()
    return told(night)


def it_goes_on() -> Dossier:
    night = on_duty()
    night.phone(IZYUMOV).rings()
    night.wait(8)
    dossier = told(night)
    return replace(dossier, row=replace(dossier.row, outcome=None, ended_at=None))


def only_the_row_is_left() -> Dossier:
    return replace(the_backup_accepts_and_hangs_up(), story=None)


def somebody_stands_in() -> Dossier:
    pervak = mobile("Первак Спартак", "+79991234507", Role.PRIMARY)
    night = on_duty(parallel(pervak))
    night.phone(pervak).rings()
    night.wait(3)
    night.phone(pervak).answers()
    night.wait(45)
    night.caller_hangs_up()
    dossier = told(night, replace(NIGHT, source="override"))
    begin = EVENING.astimezone(MOSCOW).replace(tzinfo=None) - timedelta(hours=3)
    wall = begin, begin + timedelta(hours=14)
    override = Override(
        "otdel1", Role.PRIMARY, "Первак Спартак", *wall, EVENING - timedelta(hours=2)
    )
    return replace(dossier, overrides=(Kept(3, "root", override),))


CALLS: dict[str, Callable[[], Dossier]] = {
    play.__name__: play
    for play in (
        the_primary_answers,
        the_backup_accepts_and_hangs_up,
        one_declines_with_a_key,
        a_voicemail_picks_up,
        the_number_is_wanted_once_more,
        music_and_an_announcement,
        both_accept,
        busy_and_switched_off,
        nobody_answers,
        the_caller_gives_up,
        the_caller_leaves_while_somebody_is_asked,
        a_hidden_caller,
        a_secretary_answers,
        no_secretary_answers_and_those_on_duty_are_rung,
        the_queue_takes_it,
        the_destination_is_missing,
        nobody_is_on_duty,
        one_is_in_another_call,
        a_phone_sends_the_call_back,
        it_has_come_back,
        his_phone_rings_for_this_number_already,
        one_on_duty_calls_himself,
        the_trunk_refuses_the_callers_number,
        the_first_trunk_is_congested,
        two_rounds_and_then_somebody_else,
        a_colleague_picks_up,
        the_secretary_transfers_the_caller,
        a_secretary_parks_the_caller,
        two_phones_send_us_on,
        we_are_killed_while_it_rings,
        too_many_calls,
        a_blocked_caller,
        a_message_is_left,
        a_talk_is_recorded,
        a_talk_cannot_be_recorded,
        asterisk_is_restarted,
        nobodys_number,
        a_phone_that_is_not_registered,
        a_prompt_that_cannot_be_heard,
        it_goes_on,
        only_the_row_is_left,
        somebody_stands_in,
    )
}
