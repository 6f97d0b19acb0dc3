"""`override`: somebody else is on duty, or nobody; every answer knows it at once."""

from datetime import datetime
from typing import Any

import pytest

from stasis_app.adapters.control.place import socket_file
from stasis_app.adapters.control.server import Server
from stasis_app.adapters.store.database import Database
from stasis_app.cli import identity
from stasis_app.core.overrides import Add, End, Swap
from stasis_app.core.words import Role

from .company_folder import CompanyFolder
from .test_mode import RunningApplication

# Volkov has the day shift of every such 1st, Izyumov the morning; a year that no test comes to see
DAY = "2098-11-01"
VOLKOV, IZYUMOV, PERVAK = "Волков Геральд", "Изюмов Флорентий", "Первак Спартак"
PERIOD = "--from", f"{DAY}T10:00", "--to", f"{DAY}T15:00"


def add(company: CompanyFolder, *arguments: str) -> Any:
    (made,) = company.json("override", "add", "otdel1", *arguments)
    return made


def who(company: CompanyFolder, time: str) -> Any:
    (found,) = company.json("who", "--department", "otdel1", "--at", f"{DAY}T{time}")
    return found


def dials(company: CompanyFolder, time: str) -> list[str]:
    found = who(company, time)
    return [found[role]["name"] for role in ("primary", "backup") if found[role]]


def test_somebody_else_for_a_while(synced: CompanyFolder) -> None:
    made = add(synced, "primary", "первак спартак", *PERIOD)
    created = made.pop("created")
    assert created.endswith("+03:00")
    assert made == {
        "id": 1,
        "department": "otdel1",
        "role": "primary",
        "person": PERVAK,
        "from": f"{DAY}T10:00:00+03:00",
        "to": f"{DAY}T15:00:00+03:00",
        "by": identity.login_name(),
    }
    assert synced.json("override", "list") == [{**made, "created": created}]
    found = who(synced, "10:00")
    assert (found["primary"]["name"], found["primary"]["cell"]) == (PERVAK, None)
    assert found["source"] == "override"
    assert who(synced, "15:00")["source"] == "sheet"


def test_nobody_is_a_gap(synced: CompanyFolder) -> None:
    made = add(synced, "backup", "nobody", *PERIOD)
    assert made["person"] is None
    assert dials(synced, "10:00") == [IZYUMOV]
    for role, word in (("primary", "никого"), ("backup", "-")):
        add(synced, role, word, "--from", "2020-01-01", "--to", "2099-01-01")
    outcome = synced.run("gaps", "--days", "2", "--json")
    assert outcome.code == 1
    ours = [gap for gap in outcome.document if gap["department"] == "otdel1"]
    assert {(gap["code"], gap["cell"]) for gap in ours} == {("SHIFT_UNASSIGNED", None)}
    assert synced.run("who", "--department", "otdel1").code == 1


def test_a_call_is_simulated_with_it(synced: CompanyFolder) -> None:
    synced.json("mode", "otdel1", "duty")
    add(synced, "primary", PERVAK, *PERIOD)
    simulated = synced.json("simulate", "otdel1", "--at", f"{DAY}T10:00")
    assert simulated["steps"][0]["legs"][0]["name"] == PERVAK


def test_the_newest_wins_until_it_is_ended(synced: CompanyFolder) -> None:
    add(synced, "primary", PERVAK, *PERIOD)
    second = add(synced, "primary", VOLKOV, *PERIOD)
    assert dials(synced, "10:00")[0] == VOLKOV
    (ended,) = synced.json("override", "end", second["id"])
    assert (ended["id"], ended["to"]) == (second["id"], ended["from"])
    assert dials(synced, "10:00")[0] == PERVAK
    assert [each["id"] for each in synced.json("override", "list")] == [1]


def test_two_people_swap_their_shifts(synced: CompanyFolder) -> None:
    before = dials(synced, "10:00"), dials(synced, "15:00")
    assert (before[0][0], before[1][0]) == (IZYUMOV, VOLKOV)
    period = "--from", DAY, "--to", "2098-11-02"
    made = synced.json("override", "swap", "otdel1", IZYUMOV, VOLKOV, *period)
    assert [(each["person"], each["from"], each["to"]) for each in made] == [
        (VOLKOV, f"{DAY}T10:00:00+03:00", f"{DAY}T15:00:00+03:00"),
        (IZYUMOV, f"{DAY}T15:00:00+03:00", f"{DAY}T20:00:00+03:00"),
    ]
    assert dials(synced, "10:00") == [VOLKOV, *before[0][1:]]
    assert dials(synced, "15:00") == [IZYUMOV, *before[1][1:]]


def test_times_are_those_of_the_department(synced: CompanyFolder) -> None:
    synced.edit("schedules/otdel1.yaml", "title:", "timezone: Asia/Omsk\ntitle:")
    made = add(synced, "primary", PERVAK, "--from", f"{DAY}T10:00", "--to", f"{DAY}T12:00+03:00")
    assert (made["from"], made["to"]) == (f"{DAY}T10:00:00+06:00", f"{DAY}T15:00:00+06:00")


def test_without_a_beginning_it_is_now(synced: CompanyFolder) -> None:
    made = add(synced, "primary", PERVAK, "--to", "2099-01-01")
    assert abs(seconds_between(made["from"], made["created"])) < 60
    (now,) = synced.json("who", "--department", "otdel1")
    assert now["primary"]["name"] == PERVAK


def seconds_between(one: str, other: str) -> float:
    return (datetime.fromisoformat(one) - datetime.fromisoformat(other)).total_seconds()


def test_the_list_of_one_department(synced: CompanyFolder) -> None:
    add(synced, "primary", PERVAK, *PERIOD)
    assert synced.json("override", "list", "--department", "otdel2") == []
    assert len(synced.json("override", "list", "--department", "otdel1")) == 1
    assert synced.run("override", "list", "--department", "otdel3").code == 2


@pytest.mark.parametrize("language", ["ru", "en"])
def test_for_people(synced: CompanyFolder, language: str) -> None:
    synced.edit("config.yaml", "#language: ru", f"language: {language}")
    nothing, nobody = {"ru": ("Замен нет.", "никого"), "en": ("No overrides.", "nobody")}[language]
    assert synced.run("override", "list").out.strip() == nothing
    made = synced.run("override", "add", "otdel1", "backup", "nobody", *PERIOD)
    assert made.code == 0
    for out in (made.out, synced.run("override", "list").out):
        assert "01.11.2098 10:00   01.11.2098 15:00" in out
        assert nobody in out
        assert identity.login_name() in out
    add(synced, "backup", PERVAK, *PERIOD)
    told = {"ru": "замена", "en": "override"}[language]
    assert told in synced.run("who", "--department", "otdel1", "--at", f"{DAY}T10:00").out
    assert synced.run("override", "end", 1).code == 0


class TestRefused:
    def said(self, company: CompanyFolder, code: int, *arguments: object) -> str:
        outcome = company.run("override", *arguments)
        assert (outcome.code, outcome.out) == (code, "")
        assert company.json("override", "list") == []
        return outcome.err

    def test_a_person_that_is_not_known(self, synced: CompanyFolder) -> None:
        said = self.said(synced, 1, "add", "otdel1", "primary", "Первак Спартик", *PERIOD)
        assert said == (
            "otdel1: имени «Первак Спартик» нет на листе «Otdel1Staff»; впишите его туда или"
            " исправьте; ближайшее имя: «Первак Спартак» (Otdel1Staff!A6)\n"
        )

    def test_before_anything_is_known(self, company: CompanyFolder) -> None:
        said = self.said(company, 1, "add", "otdel1", "primary", PERVAK, *PERIOD)
        assert "stasis-app sync" in said

    @pytest.mark.parametrize(
        ("arguments", "why"),
        [
            (("add", "otdel3", "primary", PERVAK, *PERIOD), "no department is called 'otdel3'"),
            (("add", "otdel1", "secretary", PERVAK, *PERIOD), "'primary', 'backup'"),
            (("add", "otdel1", "primary", PERVAK, "--to", "2020-01-01"), "не позже начала"),
            (
                ("add", "otdel1", "primary", PERVAK, "--from", "2020-01-01", "--to", "2020-01-02"),
                "срок уже прошёл (02.01.2020 00:00)",
            ),
            (("add", "otdel1", "primary", PERVAK, "--to", "tomorrow"), "is not a time"),
            (("add", "otdel1", "primary", PERVAK), "--to"),
            (("swap", "otdel1", IZYUMOV, VOLKOV, "--to", "2020-01-01"), "не позже начала"),
        ],
    )
    def test_wrong_usage(self, synced: CompanyFolder, arguments: tuple[str, ...], why: str) -> None:
        assert why in self.said(synced, 2, *arguments)

    def test_a_swap_with_somebody_who_has_no_shift(self, synced: CompanyFolder) -> None:
        said = self.said(synced, 1, "swap", "otdel1", IZYUMOV, VOLKOV, *PERIOD)
        assert "«Волков Геральд» не дежурит" in said

    def test_the_end_of_one_that_is_not_there(self, synced: CompanyFolder) -> None:
        assert "замены №7 нет" in self.said(synced, 1, "end", 7)


async def test_the_running_application_is_asked(company: CompanyFolder) -> None:
    async with await Database.open(company.database, write=True) as database:
        running = RunningApplication(database)
        async with await Server.open(socket_file(company.database), running):
            for arguments in (
                ("add", "otdel1", "primary", PERVAK, *PERIOD),
                ("swap", "otdel1", IZYUMOV, VOLKOV, *PERIOD),
                ("end", "7"),
            ):
                outcome = await company.run_beside("override", *arguments, "--json")
                assert (outcome.code, outcome.document) == (0, [])
    begin, end = (datetime.fromisoformat(each) for each in (PERIOD[1], PERIOD[3]))
    assert [wish for wish, _ in running.wishes] == [
        Add("otdel1", Role.PRIMARY, PERVAK, begin, end),
        Swap("otdel1", IZYUMOV, VOLKOV, begin, end),
        End(7),
    ]
    assert {by for _, by in running.wishes} == {identity.login_name()}
