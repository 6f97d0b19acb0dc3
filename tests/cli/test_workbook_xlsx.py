"""`workbook xlsx`: an empty workbook for those who have no Google."""

from .company_folder import CompanyFolder
from .test_xlsx import take


def test_it_is_what_the_company_goes_on_with(company: CompanyFolder) -> None:
    file = company.folder / "schedules" / "duty.xlsx"
    outcome = company.run("workbook", "xlsx", file)
    assert (outcome.code, outcome.err) == (0, "")
    assert "Otdel1, Otdel1Staff, Otdel2, Otdel2Staff, Otdel1Print, Otdel2Print" in outcome.out
    take(company, "xlsx", "schedules/duty.xlsx")
    pulled = company.run("sync", "--json")
    codes = [each["code"] for one in pulled.document["departments"] for each in one["problems"]]
    assert codes == ["STAFF_EMPTY", "STAFF_EMPTY"]


def test_a_file_that_is_there_is_not_touched(company: CompanyFolder) -> None:
    company.run("workbook", "xlsx", company.config)
    outcome = company.run("workbook", "xlsx", company.config)
    assert outcome.code == 1
    assert outcome.err == f"{company.config}: it is there already, and stays as it is\n"


def test_the_database_is_not_needed(company: CompanyFolder) -> None:
    company.run("workbook", "xlsx", company.folder / "duty.xlsx")
    assert not company.database.exists()


def test_the_command_says_what_it_makes(company: CompanyFolder) -> None:
    assert "xlsx" in company.run("workbook", "--help").out
