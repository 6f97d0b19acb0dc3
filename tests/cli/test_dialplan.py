"""`dialplan`: what is printed, and for which PBX."""

from .company_folder import CompanyFolder


def test_it_is_printed_for_the_pbx_that_is_named(company: CompanyFolder) -> None:
    for pbx, other in (("freepbx", "asterisk"), ("asterisk", "freepbx")):
        outcome = company.run("dialplan", "--for", pbx)
        assert (outcome.code, outcome.err) == (0, "")
        assert f"stasis-app dialplan --for {pbx}" in outcome.out
        assert f"--for {other}" not in outcome.out
        assert "\n[duty-otdel1]\n" in outcome.out


def test_or_for_the_one_whose_routes_are_dialled(company: CompanyFolder) -> None:
    assert "--for asterisk" in company.run("dialplan").out
    company.edit("config.yaml", "PJSIP/{number}@trunk ", "Local/{local}@outbound-allroutes/n ")
    assert "--for freepbx" in company.run("dialplan").out


def test_another_pbx_is_wrong_usage(company: CompanyFolder) -> None:
    assert company.run("dialplan", "--for", "cisco").code == 2


def test_what_cannot_be_said_is_told(company: CompanyFolder) -> None:
    company.edit("schedules/otdel2.yaml", "ext-queues,9999,1", "a;b,s,1")
    outcome = company.run("dialplan")
    assert (outcome.code, outcome.out) == (1, "")
    assert "otdel2: 'a;b,s,1'" in outcome.err


def test_it_names_the_application_of_the_configuration(company: CompanyFolder) -> None:
    company.edit("config.yaml", "#app: duty ", "app: front ")
    outcome = company.run("dialplan")
    assert "Stasis(front,inbound,otdel1," in outcome.out
    assert "Stasis(duty," not in outcome.out
