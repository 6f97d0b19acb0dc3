"""The glossary as types, so that a misspelt word is found before a phone rings."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

CallId = NewType("CallId", str)  # the inbound channel's id, and a count when it comes in again
LegId = NewType("LegId", int)
TimerId = NewType("TimerId", int)

CALLER = LegId(0)  # the caller's own channel; the phones we ring count 1, 2, 3 …, never reused


class Role(StrEnum):
    PRIMARY = "primary"
    BACKUP = "backup"
    SECRETARY = "secretary"
    ESCALATION = "escalation"


class Strategy(StrEnum):
    PARALLEL = "parallel"
    STAGGERED = "staggered"
    SEQUENTIAL = "sequential"


class Hears(StrEnum):
    """What a caller hears while he waits."""

    RINGING = "ringing"
    MOH = "moh"  # music on hold
    ANNOUNCE = "announce"  # music, and every so often an announcement


class CallerId(StrEnum):
    """Whose number the phones of our people show."""

    ORIGINAL = "original"  # the caller's
    COMPANY = "company"
    ORIGINAL_THEN_COMPANY = "original_then_company"  # … should the trunk refuse the caller's


class NumberMail(StrEnum):
    """When somebody whose phone does not show the caller's number is mailed it at once."""

    REFUSED = "refused"  # where the trunk refuses it
    ALWAYS = "always"  # also where the company's is shown on purpose
    NEVER = "never"


class NumberForm(StrEnum):
    """How a number is written: +79161234567, 79161234567, 9161234567, 89161234567."""

    NUMBER = "number"
    DIGITS = "digits"
    NATIONAL = "national"
    LOCAL = "local"


class Mode(StrEnum):
    """What a department is switched to; a call meets one of the first two."""

    SECRETARY = "secretary"
    DUTY = "duty"
    AUTO = "auto"


class ModeSource(StrEnum):
    """Why a call meets the mode it meets."""

    ON_CALL = "on-call number"  # which rings those on duty, whatever the mode
    CAME_BACK = "came back"  # from the secretaries
    NO_SECRETARIES = "no secretaries"
    SWITCHED = "switched"  # by somebody
    HOURS = "business hours"
    NEVER_SWITCHED = "never switched"


class PbxRecording(StrEnum):
    """What the exchange says about recording a call, before it comes to us."""

    GOES_ON = "goes on"  # and records our talk too
    FORBIDDEN = "forbidden"


class CallOutcome(StrEnum):
    ANSWERED = "answered"
    MISSED = "missed"  # nobody took it
    ABANDONED = "abandoned"  # the caller left first
    VOICEMAIL = "voicemail"
    FAILED = "failed"  # our fault
    HANDED_OVER = "handed over"  # goes on in the dialplan
    BLOCKED = "blocked"
    LOOPED = "looped"  # one of our own calls come back


class Reason(StrEnum):
    """Why a call has ended, when nobody in it has ended it."""

    ASTERISK_RESTARTED = "asterisk restarted"  # or was killed; the phones notice by themselves


class LegOutcome(StrEnum):
    ANSWERED = "answered"
    BUSY = "busy"
    DECLINED = "declined"
    NO_ANSWER = "no answer"
    UNREACHABLE = "unreachable"
    NOT_CONFIRMED = "not confirmed"
    ANSWERED_ELSEWHERE = "answered elsewhere"
    CANCELLED = "cancelled"
    SKIPPED = "skipped"
    LOOPED = "looped"  # the phone has sent the call back to us


class Sound(StrEnum):
    """Our prompts, by the names of their files in sounds/<language>/."""

    PRESS_1_TO_ACCEPT = "press-1-to-accept"
    ALREADY_TAKEN = "already-taken"
    CALLER_HAS_HUNG_UP = "caller-has-hung-up"
    CALL_REFUSED = "call-refused"
    MODE_SECRETARY = "mode-secretary"
    MODE_DUTY = "mode-duty"
    MODE_AUTO = "mode-auto"
    ALL_MODE_SECRETARY = "all-mode-secretary"
    ALL_MODE_DUTY = "all-mode-duty"
    ALL_MODE_AUTO = "all-mode-auto"
    ENTER_PIN = "enter-pin"
    WRONG_PIN = "wrong-pin"
    PIN_LOCKED = "pin-locked"
    JUST_SWITCHED_BY = "just-switched-by"  # followed by digits
    PRESS_1_TO_SWITCH = "press-1-to-switch"
    NOTHING_CHANGED = "nothing-changed"
    NO_SUCH_DEPARTMENT = "no-such-department"
    NOT_SWITCHED = "not-switched"
    TEST_CALL = "test-call"
    TEST_CALL_OVER = "test-call-over"
    LEAVE_A_MESSAGE = "leave-a-message"
    ON_DUTY_NOW = "on-duty-now"  # followed by a person, as are the two below
    THE_BACKUP_IS = "the-backup-is"
    ON_DUTY_NEXT = "on-duty-next"
    NOBODY_ON_DUTY = "nobody-on-duty"
    YOU_ARE_ON_DUTY = "you-are-on-duty"
    PRESS_1_TO_TAKE_OVER = "press-1-to-take-over"
    PRESS_2_TO_HAND_BACK = "press-2-to-hand-back"
    TAKEN_OVER = "taken-over"
    HANDED_BACK = "handed-back"
    DUTY_NOT_CHANGED = "duty-not-changed"
    DIGIT_0 = "digit-0"
    DIGIT_1 = "digit-1"
    DIGIT_2 = "digit-2"
    DIGIT_3 = "digit-3"
    DIGIT_4 = "digit-4"
    DIGIT_5 = "digit-5"
    DIGIT_6 = "digit-6"
    DIGIT_7 = "digit-7"
    DIGIT_8 = "digit-8"
    DIGIT_9 = "digit-9"
    CALL_FOR = "call-for"  # followed by a department's name
    CALL_FOR_DUTY = "call-for-duty"
    CALL_TO_NUMBER = "call-to-number"  # followed by digits
    FROM_NUMBER = "from-number"  # followed by digits
    CALLERS_NUMBER = "callers-number"  # followed by digits
    NUMBER_WITHHELD = "number-withheld"
    PRESS_3_FOR_NUMBER = "press-3-for-number"
    PLUS = "plus"
    PLEASE_WAIT = "please-wait"
    NOBODY_CAN_ANSWER = "nobody-can-answer"
    YOUR_POSITION = "your-position"  # followed by digits
    QUICK_0 = "quick-0"  # digits within a group: the next follows at once
    QUICK_1 = "quick-1"
    QUICK_2 = "quick-2"
    QUICK_3 = "quick-3"
    QUICK_4 = "quick-4"
    QUICK_5 = "quick-5"
    QUICK_6 = "quick-6"
    QUICK_7 = "quick-7"
    QUICK_8 = "quick-8"
    QUICK_9 = "quick-9"
    CALL_IS_RECORDED = "call-is-recorded"


class Tone(StrEnum):
    """What is heard where no prompt can be played; Asterisk makes them itself."""

    ONE = "one tone"
    TWO = "two tones"


@dataclass(frozen=True, slots=True)
class Recording:
    """What the company has recorded itself."""

    name: str  # among Asterisk's sounds, without language and ending: custom/otdel1


Heard = Sound | Tone | Recording


class Release(StrEnum):
    """Why we hang up on somebody; the names are ARI's (DELETE /channels, `reason`)."""

    NORMAL = "normal"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    ANSWERED_ELSEWHERE = "answered_elsewhere"  # the phone need not show a missed call
    FAILURE = "failure"


class Result(StrEnum):
    """How a part of a call has ended: it got what it was for, or it did not."""

    YES = "yes"
    NO = "no"
