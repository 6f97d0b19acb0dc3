"""`simulate`: what a call would do, second by second."""

from .company_folder import CompanyFolder


def test_a_call_in_duty_mode(synced: CompanyFolder) -> None:
    synced.json("mode", "otdel1", "duty")
    assert synced.json("simulate", "otdel1", "--at", "2026-11-06T02:00") == {
        "department": "otdel1",
        "at": "2026-11-06T02:00:00+03:00",
        "mode": "duty",
        "shift": "Ночь",
        "steps": [
            {
                "step": "ring",
                "from": 0,
                "until": 60,
                "legs": [
                    {
                        "name": "Первак Спартак",
                        "number": "+79991234506",
                        "role": "primary",
                        "endpoint": "PJSIP/+79991234506@trunk",
                        "from": 0,
                        "until": 60,
                    },
                    {
                        "name": "Ханипов Остап",
                        "number": "+79991234509",
                        "role": "backup",
                        "endpoint": "PJSIP/+79991234509@trunk",
                        "from": 20,
                        "until": 60,
                    },
                ],
            },
            {"step": "hangup", "from": 60, "until": 60, "legs": []},
        ],
        "outcome": "missed",
    }


def test_secretaries_first(synced: CompanyFolder) -> None:
    simulated = synced.json("simulate", "otdel1", "--at", "2026-11-06T02:00")
    assert simulated["mode"] == "secretary"
    legs = [[leg["endpoint"] for leg in step["legs"]] for step in simulated["steps"]]
    mobiles = ["PJSIP/+79991234506@trunk", "PJSIP/+79991234509@trunk"]
    assert legs == [["PJSIP/101", "PJSIP/102"], mobiles, []]
    assert [step["from"] for step in simulated["steps"]] == [0, 30, 90]


def test_handed_over(synced: CompanyFolder) -> None:
    simulated = synced.json("simulate", "otdel2")
    assert simulated["steps"] == [
        {
            "step": "continue",
            "from": 0,
            "until": 0,
            "legs": [],
            "destination": "ext-queues,9999,1",
        }
    ]
    assert simulated["outcome"] == "handed over"


def test_nobody_on_duty_needs_a_person(company: CompanyFolder) -> None:
    company.edit("schedules/otdel1.yaml", '"20:00-9:59"', '"21:00-9:59"')
    company.run("sync")
    company.run("mode", "otdel1", "duty")
    outcome = company.run("simulate", "otdel1", "--at", "2026-11-05T20:30", "--json")
    assert outcome.code == 1
    assert outcome.document["shift"] is None
    assert outcome.document["steps"] == [{"step": "hangup", "from": 0, "until": 0, "legs": []}]


def test_for_people(synced: CompanyFolder) -> None:
    outcome = synced.run("simulate", "otdel1", "--at", "2026-11-06T02:00")
    assert outcome.code == 0
    for told in (
        "Отдел №1 (otdel1), звонок 06.11.2026 02:00; режим: секретари; смена: Ночь",
        "Первак Спартак",
        "30–90 с",
        "90 с: трубку кладём. Звонок пропущен: никто не ответил",
    ):
        assert told in outcome.out
    assert "━" in outcome.out
    assert "ext-queues,9999,1" in synced.run("simulate", "otdel2").out


def test_nothing_is_written(synced: CompanyFolder) -> None:
    synced.json("simulate", "otdel1")
    assert synced.json("journal") == []
