"""The calls going on as `watch` shows them: what has been heard, and the picture of it."""

from collections import deque
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from ..core.mail.hostile import number, without_technology
from ..core.mail.language import language as mail_language
from ..core.notice import CallState, LegState
from ..core.settings import Settings
from ..core.words import CallOutcome, LegOutcome, Mode
from .language import words
from .output import lines, visible
from .sentences import Sentence

ENDED_SHOWN = 10

Notice = Mapping[str, Any]


class Watched:
    """What the notices have told until now."""

    def __init__(self) -> None:
        self.calls: dict[str, Notice] = {}  # going on, by id
        self.ended: deque[Notice] = deque(maxlen=ENDED_SHOWN)
        self.running: bool | None = None  # None: not known yet
        self.asterisk: Notice = {}

    def hear(self, notice: Notice) -> None:
        match notice["notice"]:
            case "snapshot":
                self.running = True
                self.asterisk = notice["asterisk"]
                self.calls = {call["id"]: call for call in notice["calls"]}
                self.ended.clear()
                self.ended.extend(notice["ended"])
            case "call":
                self._hear_of(notice["call"])
            case "asterisk":
                self.asterisk = notice
            case "gone":
                self.running = False
                self.calls = {}

    def _hear_of(self, call: Notice) -> None:
        if call["state"] != CallState.ENDED:
            self.calls[call["id"]] = call
            return
        self.calls.pop(call["id"], None)
        known = [each for each in self.ended if each["id"] != call["id"]]
        self.ended.clear()
        self.ended.extend([*known, call])


def screen(watched: Watched, now: datetime, settings: Settings) -> RenderableType:
    say = _Teller(settings, now)
    parts: list[RenderableType] = [say.heading(watched)]
    if watched.calls:
        parts += [Text(), say.going_on(watched.calls.values())]
    elif watched.running:
        parts += [Text(), Text(_NO_CALLS.say(settings.language))]
    if watched.ended:
        parts += [Text(), say.ended(watched.ended)]
    return Group(*parts)


class _Teller:
    def __init__(self, settings: Settings, now: datetime) -> None:
        self.settings = settings
        self.language = settings.language
        self.now = now
        self.words = words(settings.language)
        self.mail = mail_language(settings.language)

    def heading(self, watched: Watched) -> Text:
        at = self.now.astimezone(self.settings.zone)
        line = Text(f"stasis-app  {at:%H:%M:%S}  ")
        if watched.running is None:
            return line.append(_CONNECTING.say(self.language), "dim")
        if not watched.running:
            return line.append(_GONE.say(self.language), "bold red")
        if not watched.asterisk.get("connected"):
            why = visible(str(watched.asterisk.get("problem") or ""))
            return line.append(_NO_ASTERISK.say(self.language), "bold red").append(": ").append(why)
        return line.append(_GOING_ON.say(self.language, count=len(watched.calls)), "green")

    def going_on(self, calls: Iterable[Notice]) -> Table:
        say = self.words
        now = _NOW.say(self.language)
        table = _table(say.began, say.department, say.caller, say.mode, say.rung, now)
        for call in sorted(calls, key=lambda call: str(call["started_at"])):
            state = _CALL_STATES[CallState(call["state"])].say(self.language)
            seconds = self._since(call["answered_at"] or call["started_at"])
            table.add_row(
                self._clock(call["started_at"]),
                lines(call["department"], self._number(call["did"])),
                self._caller(call),
                say.modes[Mode(call["mode"])] if call["mode"] else "",
                Text("\n").join(self._leg(leg) for leg in call["legs"]),
                lines(Text(state, _CALL_STYLES.get(CallState(call["state"]), "")), seconds),
            )
        return table

    def ended(self, calls: Iterable[Notice]) -> Table:
        say = self.words
        table = _table(say.began, say.department, say.caller, say.outcome, say.waited, say.talked)
        for call in reversed(list(calls)):
            outcome = CallOutcome(call["outcome"])
            answered_by = without_technology(call["answered_by"] or "")
            table.add_row(
                self._clock(call["started_at"]),
                visible(call["department"] or ""),
                self._caller(call),
                lines(Text(self.mail.outcome[outcome], _OUTCOME_STYLES[outcome]), answered_by),
                duration(call["dial_seconds"]),
                duration(call["talk_seconds"]),
            )
        return table

    def _leg(self, leg: Notice) -> Text:
        state = LegState(leg["state"])
        line = visible(without_technology(leg["name"])).append(": ")
        if state is LegState.ENDED and leg["outcome"]:
            line.append(self.mail.leg[LegOutcome(leg["outcome"])], "dim")
            return line
        line.append(_LEG_STATES[state].say(self.language), _LEG_STYLES.get(state, ""))
        since = leg["answered_at"] or leg["dialled_at"]
        return line.append(f" {self._since(since)}") if since else line

    def _caller(self, call: Notice) -> Text:
        shown = self._number(call["caller"]) if call["caller"] else self.mail.hidden
        return lines(shown, call["caller_name"])

    def _number(self, text: str | None) -> str:
        return number(text or "", self.settings.country, self.settings.extensions).shown

    def _clock(self, at: str) -> str:
        return f"{datetime.fromisoformat(at):%H:%M:%S}"

    def _since(self, at: str) -> str:
        return duration((self.now - datetime.fromisoformat(at)).total_seconds())


def duration(seconds: float | None) -> str:
    """`0:05`, `1:02:05`."""
    if seconds is None:
        return ""
    minutes, rest = divmod(max(0, round(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _table(*headings: str) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, header_style="bold", show_edge=False)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


_CONNECTING = Sentence("ищу приложение …", "looking for the application …")
_GONE = Sentence(
    "приложение не работает; как только заработает, связь восстановится сама",
    "the application does not run; once it does, this goes on by itself",
)
_NO_ASTERISK = Sentence("нет связи с Asterisk", "Asterisk is not connected")
_GOING_ON = Sentence("звонков сейчас: {count}", "calls going on: {count}")
_NOW = Sentence("Сейчас", "Now")
_NO_CALLS = Sentence("Звонков нет.", "No calls.")
_CALL_STATES: Mapping[CallState, Sentence] = {
    CallState.RINGING: Sentence("звоним", "ringing"),
    CallState.CONNECTING: Sentence("соединяем", "connecting"),
    CallState.TALKING: Sentence("разговор", "talking"),
    CallState.LEAVING: Sentence("уходит в dialplan", "to the dialplan"),
    CallState.ENDING: Sentence("завершается", "ending"),
    CallState.ENDED: Sentence("закончен", "ended"),
}
_CALL_STYLES = {CallState.TALKING: "green", CallState.RINGING: "yellow"}
_LEG_STATES: Mapping[LegState, Sentence] = {
    LegState.CALLING: Sentence("набираем", "calling"),
    LegState.RINGING: Sentence("звонит", "ringing"),
    LegState.PICKED_UP: Sentence("трубку сняли", "picked up"),
    LegState.TALKING: Sentence("говорит", "talking"),
    LegState.ENDING: Sentence("кладём трубку", "hanging up"),
    LegState.ENDED: Sentence("закончен", "ended"),
}
_LEG_STYLES = {LegState.TALKING: "green", LegState.RINGING: "yellow"}
_OUTCOME_STYLES = {
    CallOutcome.ANSWERED: "green",
    CallOutcome.MISSED: "bold red",
    CallOutcome.ABANDONED: "red",
    CallOutcome.VOICEMAIL: "yellow",
    CallOutcome.FAILED: "bold red",
    CallOutcome.HANDED_OVER: "",
    CallOutcome.BLOCKED: "dim",
    CallOutcome.LOOPED: "dim",
}
