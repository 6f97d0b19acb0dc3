"""`test-call`: what the terminal tells of it; the running application makes it."""

import json
import signal
from typing import Any

import pytest

from stasis_app.adapters.control.place import socket_file
from stasis_app.adapters.control.server import Server
from stasis_app.adapters.store.database import Database
from stasis_app.cli import identity
from stasis_app.cli.causes import meaning
from stasis_app.cli.trial import in_words
from stasis_app.core.trial import StepKind
from stasis_app.core.trial_order import TrialWish
from stasis_app.core.words import LegOutcome

from ..company import COMPANY
from .company_folder import CompanyFolder
from .test_mode import RunningApplication

ORDER: dict[str, Any] = {
    "step": "order",
    "name": "Изюмов Флорентий",
    "number": "+79991234501",
    "caller": "7770001",
    "endpoints": ["PJSIP/+79991234501@trunk"],
    "timeout": 60.0,
}
ENDPOINT = "PJSIP/+79991234501@trunk"
STEPS: list[dict[str, Any]] = [
    {"step": "calling", "seconds": 0.0, "endpoint": ENDPOINT},
    {"step": "ringing", "seconds": 1.25, "endpoint": ENDPOINT},
    {"step": "answered", "seconds": 12.0, "endpoint": ENDPOINT},
    {"step": "key", "seconds": 15.0, "endpoint": ENDPOINT, "key": "1"},
    {
        "step": "gone",
        "seconds": 18.0,
        "endpoint": ENDPOINT,
        "cause": {"q850": 16, "sip": None},
        "ours": True,
    },
    {"step": "ended", "seconds": 18.0, "outcome": "answered"},
]
BUSY: list[dict[str, Any]] = [
    {
        "step": "gone",
        "seconds": 1.0,
        "endpoint": ENDPOINT,
        "cause": {"q850": 17, "sip": 486},
        "ours": False,
    },
    {"step": "ended", "seconds": 1.0, "outcome": "busy"},
]


async def made(
    company: CompanyFolder, steps: list[dict[str, Any]], *arguments: str
) -> tuple[int, str, list[tuple[TrialWish, str]]]:
    async with await Database.open(company.database, write=True) as database:
        application = RunningApplication(database)
        application.steps = [ORDER, *steps]
        async with await Server.open(socket_file(company.database), application):
            outcome = await company.run_beside("test-call", *arguments)
    return outcome.code, outcome.out + outcome.err, application.tried


async def test_step_by_step(company: CompanyFolder) -> None:
    code, text, tried = await made(company, STEPS, "otdel1")
    assert code == 0
    assert text.splitlines() == [
        "Звоним: Изюмов Флорентий, +7 999 123-45-01; на телефоне будет показан номер 7770001",
        "   0.0 с  набираем PJSIP/+79991234501@trunk",
        "   1.2 с  телефон звонит",
        "  12.0 с  трубку сняли",
        "  15.0 с  нажата клавиша 1",
        "  18.0 с  кладём трубку",
        "Итог: всё работает: трубку сняли, сообщение слышно, клавиша дошла.",
    ]
    assert tried == [(TrialWish("otdel1"), identity.login_name())]


async def test_whoever_cannot_be_had_needs_a_person(company: CompanyFolder) -> None:
    code, text, tried = await made(
        company, BUSY, "otdel1", "--number", "8 999 123-45-07", "--caller", "101"
    )
    assert code == 1
    assert "соединение закончилось (SIP 486: занято)" in text
    assert "Итог: занято." in text
    assert tried[0][0] == TrialWish("otdel1", "8 999 123-45-07", "101")


async def test_one_document(company: CompanyFolder) -> None:
    code, text, _ = await made(company, BUSY, "otdel1", "--json")
    order = {key: value for key, value in ORDER.items() if key != "step"}
    assert code == 1
    assert json.loads(text) == {**order, "steps": BUSY, "outcome": "busy"}


async def test_the_application_ends_before_the_test_call(company: CompanyFolder) -> None:
    code, text, _ = await made(company, STEPS[:2], "otdel1")
    assert code == 1
    assert text.endswith("проверка прервана\n")


async def test_ctrl_c(company: CompanyFolder) -> None:
    async with await Database.open(company.database, write=True) as database:
        application = RunningApplication(database)
        application.steps = [ORDER]
        application.stays = True
        async with await Server.open(socket_file(company.database), application):
            process = await company.start("test-call", "otdel1")
            assert process.stdout is not None
            await process.stdout.readline()
            process.send_signal(signal.SIGINT)
            _, err = await process.communicate()
            assert await application.left.get() == "test call"
    assert (process.returncode, err.decode()) == (1, "проверка прервана\n")


async def test_no_application_runs(company: CompanyFolder) -> None:
    outcome = await company.run_beside("test-call", "otdel1")
    assert outcome.code == 1
    assert "a test call is made by the running application" in outcome.err


def test_a_department_that_is_not_there(company: CompanyFolder) -> None:
    outcome = company.run("test-call", "otdel")
    assert outcome.code == 2
    assert "no department is called 'otdel'" in outcome.err


@pytest.mark.parametrize("kind", StepKind)
def test_every_step_has_words(kind: StepKind) -> None:
    step = {
        "step": str(kind),
        "seconds": 1.0,
        "endpoint": ENDPOINT,
        "key": "1",
        "cause": {"q850": None, "sip": None},
        "ours": False,
        "outcome": "busy",
    }
    *_, said = in_words(step, COMPANY)
    assert str(said)


TOLD = set(LegOutcome) - {LegOutcome.ANSWERED_ELSEWHERE, LegOutcome.SKIPPED}


@pytest.mark.parametrize("outcome", sorted(TOLD))
def test_every_outcome_has_words(outcome: LegOutcome) -> None:
    step = {"step": "ended", "seconds": 1.0, "outcome": str(outcome)}
    [said] = in_words(step, COMPANY)
    assert str(said).startswith("Итог: ")


@pytest.mark.parametrize(
    ("q850", "sip", "said"),
    [
        (17, 486, "SIP 486: busy"),
        (34, None, "Q.850 34: no free line; in FreePBX: no Outbound Route fits, or all trunks"),
        (None, None, ""),
        (0, None, ""),
        (99, None, "Q.850 99"),
        (34, 513, "SIP 513: a fault of the provider"),
        (1, 799, "SIP 799: an unknown status"),
    ],
)
def test_what_a_cause_means(q850: int | None, sip: int | None, said: str) -> None:
    assert meaning(q850, sip, "en").startswith(said)
    assert (meaning(q850, sip, "en") == "") == (said == "")
