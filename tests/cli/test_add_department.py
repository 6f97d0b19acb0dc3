"""`add-department`: a file that is right with all the others, and the steps for the PBX."""

import yaml

from .company_folder import CompanyFolder


def written(company: CompanyFolder, name: str) -> object:
    return yaml.safe_load((company.folder / "schedules" / f"{name}.yaml").read_text())


def test_the_smallest(company: CompanyFolder) -> None:
    outcome = company.run("add-department", "otdel3", "--did", "7770003")
    assert outcome.code == 0
    assert written(company, "otdel3") == {
        "department": "otdel3",
        "dids": ["7770003"],
        "schedule": {"sheet": "Otdel3"},
    }
    names = {each["department"] for each in company.json("mode")}
    assert names == {"otdel1", "otdel2", "otdel3"}


def test_with_everything_and_the_steps_for_asterisk(company: CompanyFolder) -> None:
    outcome = company.run(
        *("add-department", "otdel3", "--did", "7770003", "--did", "0800", "--title", "Отдел: №3"),
        *("--extension", "7713", "--code", "*5503", "--sheet", "Third"),
        *("--ring", "PJSIP/103", "--ring", "104"),
    )
    assert outcome.code == 0
    assert written(company, "otdel3") == {
        "department": "otdel3",
        "title": "Отдел: №3",
        "dids": ["7770003", "0800"],
        "extension": "7713",
        "toggle": {"code": "*5503"},
        "secretary": {"ring": ["PJSIP/103", "104"]},
        "schedule": {"sheet": "Third"},
    }
    assert "stasis-app dialplan --for asterisk" in outcome.out
    assert "«Third»" in outcome.out
    assert "Custom Destinations" not in outcome.out


def test_the_steps_in_freepbxs_words(company: CompanyFolder) -> None:
    endpoint = "Local/{local}@outbound-allroutes/n"
    company.edit("config.yaml", "endpoint: PJSIP/{number}@trunk   ", f"endpoint: {endpoint} ")
    company.edit("config.yaml", "#language: ru", "language: en")
    new = ("add-department", "otdel3", "--did", "7770003", "--title", "Third", "--code", "*5503")
    outcome = company.run(*new, "--secretary", "ext-queues,9003,1")
    assert outcome.code == 0
    for step in (
        "stasis-app dialplan --for freepbx",
        "Admin > Custom Destinations > Add Destination: Target duty-otdel3,s,1, Description Third",
        "Connectivity > Inbound Routes: DID Number 7770003, Set Destination: Custom Destinations",
        "Admin > Custom Extensions: *5503",
        "a BLF key with the value *5503",
    ):
        assert step in outcome.out


def test_what_does_not_fit_the_others_is_refused_and_leaves_no_file(company: CompanyFolder) -> None:
    for options, told in (
        (("--did", "7770001"), "'7770001' stands in"),
        (("--did", "7770003", "--code", "*5501"), "'*5501' stands in"),
        (("--did", "7770003", "--secretary", "the queue"), "secretary.continue"),
    ):
        outcome = company.run("add-department", "otdel3", *options)
        assert outcome.code == 2
        assert told in outcome.err
        assert not (company.folder / "schedules" / "otdel3.yaml").exists()


def test_a_file_that_is_there_stays(company: CompanyFolder) -> None:
    before = written(company, "otdel2")
    outcome = company.run("add-department", "otdel2", "--did", "7770003")
    assert (outcome.code, written(company, "otdel2")) == (2, before)
    assert "is there already; edit it" in outcome.err


def test_wrong_usage(company: CompanyFolder) -> None:
    for arguments, told in (
        (("Otdel3", "--did", "7770003"), "small Latin letters"),
        (("../otdel3", "--did", "7770003"), "small Latin letters"),
        (("otdel3",), "Missing option '--did'"),
        (
            ("otdel3", "--did", "7", "--ring", "101", "--secretary", "a,b,1"),
            "either --secretary or --ring",
        ),
    ):
        outcome = company.run("add-department", *arguments)
        assert outcome.code == 2
        assert told in outcome.err


def test_a_dry_run_only_prints(company: CompanyFolder) -> None:
    outcome = company.run("add-department", "otdel3", "--did", "7770003", "--dry-run")
    assert yaml.safe_load(outcome.out)["department"] == "otdel3"
    assert not (company.folder / "schedules" / "otdel3.yaml").exists()


def test_the_first_department_of_all(company: CompanyFolder) -> None:
    for file in (company.folder / "schedules").glob("*.yaml"):
        file.unlink()
    company.edit("config.yaml", "toggles:\n  - {code", "toggles: []\n#  - {code")
    assert company.run("who").code == 2
    assert company.run("add-department", "otdel1", "--did", "7770001").code == 0
    assert company.run("gaps").code == 1
