"""`test-call`: rings whoever is on duty with a spoken test; tells what happens, step by step."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Annotated, Any

import typer
from rich.text import Text

from .. import online
from ..core.mail.hostile import number
from ..core.mail.language import language as mail_language
from ..core.settings import Settings
from ..core.trial import StepKind
from ..core.trial_order import TrialWish
from ..core.words import LegOutcome
from . import identity
from .arguments import ConfigFile, Json, configuration, department_named
from .causes import meaning
from .output import Cell, complain, finish, print_json, print_line
from .sentences import Sentence

Document = Mapping[str, Any]


def trial(
    context: typer.Context,
    department: Annotated[str, typer.Argument(metavar="D", show_default=False)],
    to: Annotated[
        str | None,
        typer.Option(
            "--number",
            metavar="N",
            help="Ring N instead: of a staff sheet, of the configuration, or internal.",
            show_default=False,
        ),
    ] = None,
    caller: Annotated[
        str | None,
        typer.Option(
            metavar="N",
            help="The number shown, of the same kinds. Default: the company's, else the DID.",
            show_default=False,
        ),
    ] = None,
    json: Json = False,
    config: ConfigFile = None,
) -> None:
    """Ring whoever is on duty now with a spoken test; press 1 there."""
    by = identity.login_name()
    loaded = configuration(context, config)
    settings = loaded.settings
    wish = TrialWish(department_named(settings, department).name, to, caller)
    steps = online.test_call(loaded, wish, by)
    try:
        told = asyncio.run(_all(steps) if json else _printed(steps, settings))
    except KeyboardInterrupt:
        told = []
    outcome = next((step["outcome"] for step in told if step["step"] == StepKind.ENDED), None)
    if json:
        order = {key: value for key, value in told[0].items() if key != "step"} if told else {}
        print_json({**order, "steps": told[1:], "outcome": outcome})
    elif outcome is None:
        complain(_BROKEN_OFF.say(settings.language))
    finish(outcome != LegOutcome.ANSWERED)


async def _all(steps: AsyncGenerator[Document, None]) -> list[Document]:
    async with aclosing(steps):
        return [step async for step in steps]


async def _printed(steps: AsyncGenerator[Document, None], settings: Settings) -> list[Document]:
    told = []
    async with aclosing(steps):
        async for step in steps:
            print_line(*in_words(step, settings))
            told.append(step)
    return told


def in_words(step: Document, settings: Settings) -> tuple[Cell, ...]:
    """A line for the terminal."""
    language = settings.language
    if step["step"] == "order":
        shown = {key: _number(step[key], settings) for key in ("number", "caller")}
        return (_ORDER.say(language, name=step["name"], **shown),)
    seconds = f"{step['seconds']:.1f}"
    if step["step"] == StepKind.ENDED:
        return (_ENDED[LegOutcome(step["outcome"])].say(language, seconds=seconds),)
    return Text(f"{seconds:>6} {_SECOND.say(language)} "), _happened(step, language)


def _happened(step: Document, language: str) -> str:
    kind = StepKind(step["step"])
    if kind is StepKind.GONE:
        cause = step["cause"]
        why = meaning(cause["q850"], cause["sip"], language)
        if step["ours"]:
            return _WE_HUNG_UP.say(language)
        return _GONE.say(language, why=f" ({why})" if why else "")
    return _STEPS[kind].say(language, endpoint=step.get("endpoint"), key=step.get("key"))


def _number(text: str | None, settings: Settings) -> str:
    if text is None:
        return mail_language(settings.language).hidden
    return number(text, settings.country, settings.extensions).shown


_SECOND = Sentence("с", "s")
_ORDER = Sentence(
    "Звоним: {name}, {number}; на телефоне будет показан номер {caller}",
    "Ringing {name}, {number}; the phone is to show {caller}",
)
_STEPS: Mapping[StepKind, Sentence] = {
    StepKind.CALLING: Sentence("набираем {endpoint}", "calling {endpoint}"),
    StepKind.DIALLED: Sentence(
        "Asterisk создал канал и набирает номер", "Asterisk has made the channel and dials"
    ),
    StepKind.REFUSED: Sentence(
        "Asterisk отказал: такого транка или телефона нет, или он не зарегистрирован",
        "Asterisk refuses: there is no such trunk or phone, or it is not registered",
    ),
    StepKind.PROGRESS: Sentence(
        "звонок проходит (183): гудки или объявление оператора",
        "the call is on its way (183): ringing, or an operator's announcement",
    ),
    StepKind.RINGING: Sentence("телефон звонит", "the phone is ringing"),
    StepKind.ANSWERED: Sentence("трубку сняли", "picked up"),
    StepKind.PROMPT: Sentence(
        "говорим: «Проверочный звонок. Если слышно, нажмите один»",
        "we say: “This is a test call. If you can hear it, press one”",
    ),
    StepKind.SILENT: Sentence(
        "сообщение не прозвучало: выполните stasis-app sounds install для папки звуков Asterisk",
        "the prompt could not be played: run stasis-app sounds install for Asterisk's sounds",
    ),
    StepKind.KEY: Sentence("нажата клавиша {key}", "key {key} was pressed"),
}
_WE_HUNG_UP = Sentence("кладём трубку", "we hang up")
_GONE = Sentence("соединение закончилось{why}", "the connection has ended{why}")
_BROKEN_OFF = Sentence("проверка прервана", "the test was broken off")
_ENDED: Mapping[LegOutcome, Sentence] = {
    LegOutcome.ANSWERED: Sentence(
        "Итог: всё работает: трубку сняли, сообщение слышно, клавиша дошла.",
        "Result: it works: picked up, the prompt is heard, the key has come through.",
    ),
    LegOutcome.BUSY: Sentence("Итог: занято.", "Result: busy."),
    LegOutcome.DECLINED: Sentence("Итог: звонок отклонён.", "Result: declined."),
    LegOutcome.NO_ANSWER: Sentence(
        "Итог: телефон не ответил за {seconds} с.", "Result: no answer within {seconds} s."
    ),
    LegOutcome.UNREACHABLE: Sentence(
        "Итог: дозвониться не удалось; причина выше.",
        "Result: the phone could not be reached; the cause is above.",
    ),
    LegOutcome.NOT_CONFIRMED: Sentence(
        "Итог: трубку сняли, но 1 не нажали: так отвечает и автоответчик; или клавиши не доходят.",
        "Result: picked up, but nobody pressed 1: so does a voicemail; or keys do not get through.",
    ),
    LegOutcome.CANCELLED: Sentence("Итог: проверка прервана.", "Result: the test was broken off."),
    LegOutcome.LOOPED: Sentence(
        "Итог: телефон переадресован обратно на наши номера.",
        "Result: the phone sends its calls back to our own numbers.",
    ),
}
