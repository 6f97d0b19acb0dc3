"""What no single key can tell: relations inside a department's file, and between the files.

Looks at the documents, not at the models, so that one mistake does not hide another; what is not
there, or is no text, is left to the models.
"""

from collections.abc import Callable, Iterator, Sequence

from ..core.callers import understood
from ..core.hours import overlap, read_hours
from ..core.numbers import is_premium, normalise, same_did
from . import business_hours, readers
from .document import Document
from .loops import loops
from .problems import KeyPath, Problem, nearest
from .readers import readable

MAX_THENS = 5
CODE_PATHS: tuple[KeyPath, ...] = (
    ("toggle", "code"),
    ("who", "code"),
    ("extension",),
)
CALLER_LISTS: tuple[KeyPath, ...] = (("blocked", "numbers"), ("vip", "numbers"))
SHEET_NAMES = ("{yyyy}", "{mm}")
WORKBOOK_FILES = (".xlsx", ".xlsm")


class Numbers:
    """How numbers are read; what is wrong with these two keys is told elsewhere."""

    def __init__(self, main: Document) -> None:
        self.country = readable(main.text_at("country"), readers.country) or "RU"
        self.extensions = readable(main.text_at("extensions"), readers.expression) or r"^\d{3,4}$"

    def usable(self, text: str) -> bool:
        return "/" in text or normalise(text, self.country, self.extensions) is not None

    def premium(self, text: str) -> bool:
        number = None if "/" in text else normalise(text, self.country, self.extensions)
        return number is not None and number.startswith("+") and is_premium(number)

    def callers(self, entry: str) -> bool:
        return understood(entry, self.country, self.extensions) is not None

    def same(self, one: str, other: str) -> bool:
        return same_did(one, other, self.country, self.extensions)


def relations(main: Document, departments: Sequence[Document]) -> Iterator[Problem]:
    numbers = Numbers(main)
    for document in departments:
        yield from _name(document)
        yield from _secretary(document)
        yield from _thens(document, numbers)
        yield from _shifts(document)
        yield from business_hours.relations(document)
        yield from _sheet(document)
    for document in (main, *departments):
        yield from _caller_lists(document, numbers)
    yield from _company_numbers([main, *departments], numbers)
    yield from _companys_own(main, departments)
    yield from _certificates(main)
    yield from _mail_server(main)
    yield from _workbook(main)
    yield from _repeated(_names(departments), "department", str.__eq__)
    yield from _repeated(_dids(departments), "number", numbers.same)
    yield from _repeated(_codes(main, departments), "code or extension", str.__eq__)
    yield from _toggled(main, departments)
    yield from loops(departments, numbers.same)


Found = tuple[Document, KeyPath, str]


def _repeated(
    found: Iterator[Found], what: str, same: Callable[[str, str], bool]
) -> Iterator[Problem]:
    seen: list[Found] = []
    for document, path, text in found:
        first = next((each for each in seen if same(each[2], text)), None)
        if first is None:
            seen.append((document, path, text))
            continue
        where = first[0].problem(first[1], "", "")
        told = f"the {what} {text!r} stands in {where.file}:{where.line} too"
        yield document.problem(path, told, "keep one of them")


def _names(departments: Sequence[Document]) -> Iterator[Found]:
    yield from _texts(departments, ("department",))


def _dids(departments: Sequence[Document]) -> Iterator[Found]:
    for document in departments:
        for number in range(len(document.list_at("dids"))):
            yield from _texts([document], ("dids", number))


def _codes(main: Document, departments: Sequence[Document]) -> Iterator[Found]:
    for number in range(len(main.list_at("toggles"))):
        yield from _texts([main], ("toggles", number, "code"))
    for document in departments:
        for path in CODE_PATHS:
            yield from _texts([document], path)


def _texts(documents: Sequence[Document], path: KeyPath) -> Iterator[Found]:
    for document in documents:
        text = document.text_at(*path)
        if text is not None:
            yield document, path, text.strip()


def _name(document: Document) -> Iterator[Problem]:
    if document.text_at("department") == "all":
        what = "'all' means every department"
        yield document.problem(("department",), what, "give the department another name")


def _secretary(document: Document) -> Iterator[Problem]:
    section = document.at("secretary")
    if not isinstance(section, dict):
        return
    rings = document.at("secretary", "ring") not in (None, [])
    goes_on = document.at("secretary", "continue") is not None
    if rings and goes_on:
        what = "both ring and continue stand here"
        yield document.problem(("secretary",), what, "keep one of them")
    if not rings and not goes_on:
        what = "neither ring nor continue stands here"
        remedy = "write ring: [PJSIP/101] or continue: context,extension,priority"
        yield document.problem(("secretary",), what, remedy)


def _thens(document: Document, numbers: Numbers) -> Iterator[Problem]:
    yield from _ring(document, ("secretary", "ring"), numbers)
    path: KeyPath = ("duty", "then")
    for _ in range(MAX_THENS):
        yield from _ring(document, (*path, "ring"), numbers)
        path = (*path, "then")
    if document.at(*path) is not None:
        what = f"more than {MAX_THENS} steps one after another"
        yield document.problem(path, what, "take some out: no caller waits so long")


def _ring(document: Document, path: KeyPath, numbers: Numbers) -> Iterator[Problem]:
    for number, entry in enumerate(document.list_at(*path)):
        if not isinstance(entry, str) or readable(entry, readers.ring_entry) is None:
            continue
        if not numbers.usable(entry):
            what = f"{entry!r} is neither internal nor a number in {numbers.country}"
            remedy = "write the whole number, such as +79991234501, or an endpoint: PJSIP/101"
            yield document.problem((*path, number), what, remedy)
        elif numbers.premium(entry):
            what = f"{entry!r} is a premium-rate number, and such are never rung"
            yield document.problem((*path, number), what, "write an ordinary number")


def _caller_lists(document: Document, numbers: Numbers) -> Iterator[Problem]:
    for path in CALLER_LISTS:
        for number, entry in enumerate(document.list_at(*path)):
            if not isinstance(entry, str) or readable(entry, readers.caller_entry) is None:
                continue
            if numbers.callers(entry.strip()):
                continue
            what = f"{entry!r} is neither internal nor a number in {numbers.country}"
            remedy = "write the whole number, such as +74951112233"
            if entry.strip().endswith("*"):
                what = f"nothing tells where numbers that begin with {entry!r} belong"
                remedy = "write it with a + and the country: +7495*"
            yield document.problem((*path, number), what, remedy)


def _company_numbers(documents: Sequence[Document], numbers: Numbers) -> Iterator[Problem]:
    for document in documents:
        trunks = len(document.list_at("dial", "trunks"))
        of_trunks = [("dial", "trunks", number, "company_number") for number in range(trunks)]
        for path in (("company_number",), ("dial", "company_number"), *of_trunks):
            text = document.text_at(*path)
            if text is None or readable(text, readers.number) is None or numbers.usable(text):
                continue
            what = f"{text!r} is no number in {numbers.country}"
            yield document.problem(path, what, "write the whole number, such as +74957770001")


def _companys_own(main: Document, departments: Sequence[Document]) -> Iterator[Problem]:
    """Whoever is to show the company's number has to know one."""
    trunks: list[KeyPath] = [
        ("dial", "trunks", number) for number in range(len(main.list_at("dial", "trunks")))
    ]
    without = [each for each in departments if each.at("company_number") is None]
    paths: list[KeyPath] = [("dial",), *trunks]
    for path in paths:
        policy = main.text_at(*path, "caller_id")
        known = main.at(*path, "company_number") or main.at("dial", "company_number")
        if policy in ("company", "original_then_company") and not known and without:
            what = f"{policy} needs the company's number, and {without[0].file} has none either"
            yield main.problem(
                (*path, "caller_id"), what, 'write company_number: "+74957770001", here or there'
            )


def _shifts(document: Document) -> Iterator[Problem]:
    path: KeyPath = ("schedule", "shifts")
    known = [
        (number, read_hours(text))
        for number in range(len(document.list_at(*path)))
        if (text := document.text_at(*path, number, "hours")) is not None
    ]
    for place, (number, hours) in enumerate(known):
        for other, earlier in known[:place]:
            if hours and earlier and overlap(hours, earlier):
                at: KeyPath = (*path, number, "hours")
                line = document.problem((*path, other, "hours"), "", "").line
                what = f"{hours} overlaps {earlier} of line {line}"
                yield document.problem(at, what, "both ends belong to a shift: 10:00-14:59")


def _sheet(document: Document) -> Iterator[Problem]:
    sheet = document.text_at("schedule", "sheet")
    if sheet is None:
        return
    dated = document.text_at("schedule", "layout") == "dated"
    has = [name in sheet for name in SHEET_NAMES]
    if dated and not all(has):
        what = f"{sheet!r} does not tell the month"
        remedy = 'write a pattern such as "Otdel1 {yyyy}-{mm}"'
        yield document.problem(("schedule", "sheet"), what, remedy)
    if not dated and any(has):
        what = f"{sheet!r} is a sheet for each month"
        yield document.problem(("schedule", "sheet"), what, "write layout: dated, too")


def _certificates(main: Document) -> Iterator[Problem]:
    path: KeyPath = ("ari", "ca_file")
    url = main.text_at("ari", "url") or ""
    if main.at(*path) is not None and url.startswith("http://"):
        what = "a certificate is checked with https only, and ari.url is http"
        yield main.problem(path, what, "write https:// in ari.url, or leave this out")


def _mail_server(main: Document) -> Iterator[Problem]:
    path: KeyPath = ("mail", "smtp")
    if not isinstance(main.at(*path), dict):
        return
    username, password = main.at(*path, "username"), main.at(*path, "password")
    if (username is None) != (password is None):
        what = "only one of username and password stands here"
        yield main.problem(path, what, "write both, or neither")


def _workbook(main: Document) -> Iterator[Problem]:
    path: KeyPath = ("workbook", "path")
    source, place = main.text_at("workbook", "source"), main.text_at(*path)
    if source == "xlsx" and place is None:
        what = "nothing tells which file is the workbook"
        yield main.problem(("workbook",), what, "write path: and the file, such as duty.xlsx")
    if source in (None, "csv") and place and place.lower().endswith(WORKBOOK_FILES):
        what = f"{place!r} is a file, and source: csv takes a folder"
        yield main.problem(path, what, "write source: xlsx, too")
    if source == "google":
        yield from _google(main)


def _google(main: Document) -> Iterator[Problem]:
    path: KeyPath = ("workbook",)
    if main.at(*path, "spreadsheet_id") is None:
        what = "nothing tells which spreadsheet is the workbook"
        remedy = "write spreadsheet_id: and what stands in its address between /d/ and /edit"
        yield main.problem(path, what, remedy)
    ways = [main.at(*path, name) for name in ("api_key", "service_account_file")]
    if all(each is None for each in ways):
        what = "nothing tells how Google lets us in"
        yield main.problem(path, what, "write service_account_file: or api_key:")
    if all(each is not None for each in ways):
        what = "both api_key and service_account_file stand here"
        yield main.problem(path, what, "keep one of them")


def _toggled(main: Document, departments: Sequence[Document]) -> Iterator[Problem]:
    known = [text for _, _, text in _names(departments)]
    for number in range(len(main.list_at("toggles"))):
        path: KeyPath = ("toggles", number, "departments")
        for place, name in enumerate(main.list_at(*path)):
            if isinstance(name, str) and name not in known:
                meant = nearest(name, known)
                remedy = f"write {meant}" if meant else f"known are {', '.join(known) or 'none'}"
                yield main.problem((*path, place), f"no department is called {name!r}", remedy)
