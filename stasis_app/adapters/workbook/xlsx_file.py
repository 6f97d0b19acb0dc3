"""An empty workbook as a file of the format .xlsx."""

from datetime import date
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from ...core.template.design import (
    Area,
    Check,
    Editors,
    Formula,
    Highlight,
    Kind,
    Mark,
    Must,
    OneOf,
    Reference,
    Sheet,
    Style,
    Template,
    by_text,
)

LONGEST_TITLE = 31
FORBIDDEN_IN_TITLES = r"\/?*[]:"

_DATE_FORMATS = {"ru": "dd.mm.yyyy", "en": "yyyy-mm-dd"}
_GREY, _YELLOW, _RED = "EDEDED", "FFF299", "FFC7C7"
_LINE = Side(style="thin", color="808080")
_FONT, _SIZE = "Calibri", 11  # what the other cells have
_LONGEST_MESSAGE = 225  # characters of an error's text


class CannotBeWritten(Exception):
    """Its text says what and why."""


def write(template: Template, file: Path) -> None:
    """A file that is there is never overwritten.  Raises CannotBeWritten."""
    for sheet in template.sheets:
        _check_title(sheet.title)
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in template.sheets:
        _Writer(book.create_sheet(sheet.title), sheet, template.language).write()
    written = BytesIO()
    book.save(written)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("xb") as new:
            new.write(written.getvalue())
    except OSError as error:
        there = "it is there already, and stays as it is"
        what = there if file.exists() else error.strerror or str(error)
        raise CannotBeWritten(f"{file}: {what}") from error


def _check_title(title: str) -> None:
    if len(title) > LONGEST_TITLE:
        raise CannotBeWritten(
            f"the sheet “{title}” has a title of {len(title)} characters; in files .xlsx they have"
            f" {LONGEST_TITLE} at most"
        )
    if set(title) & set(FORBIDDEN_IN_TITLES):
        raise CannotBeWritten(
            f"the sheet “{title}” has a character in its title that files .xlsx do not allow:"
            f" {' '.join(FORBIDDEN_IN_TITLES)}"
        )


class _Writer:
    def __init__(self, page: Worksheet, sheet: Sheet, language: str) -> None:
        self.page = page
        self.sheet = sheet
        self.language = language

    def write(self) -> None:
        for (row, column), content in self.sheet.cells.items():
            cell = self.page.cell(row, column)
            match content:
                case Formula():
                    cell.value = content.with_commas
                case str():
                    cell.value = content
                    cell.data_type = "s"  # whatever it looks like
                case _:
                    cell.value = content
        for column, characters in self.sheet.widths.items():
            self.page.column_dimensions[get_column_letter(column)].width = characters
        for area, style in self.sheet.styles:
            self._style(area, style)
        for area in self.sheet.merged:
            self.page.merge_cells(_plain(area))
        for check in self.sheet.checks:
            self._check(check)
        for highlight in self.sheet.highlights:
            self._highlight(highlight)
        self._freeze()
        self._guard()
        self._set_up_page()

    def _style(self, area: Area, style: Style) -> None:
        for row in range(area.top, area.bottom + 1):
            for column in range(area.left, area.right + 1):
                cell = self.page.cell(row, column)
                match style:
                    case Style.HEADING:
                        cell.font = Font(name=_FONT, size=_SIZE, bold=True)
                        cell.alignment = Alignment(horizontal="center", vertical="center")
                        cell.fill = PatternFill("solid", start_color=_GREY)
                    case Style.TEXT:
                        cell.number_format = "@"
                    case Style.DATE:
                        cell.number_format = _DATE_FORMATS[self.language]
                        cell.alignment = Alignment(horizontal="left")
                    case Style.LABEL:
                        cell.alignment = Alignment(horizontal="right")
                    case Style.CHANGEABLE:
                        cell.fill = PatternFill("solid", start_color=_YELLOW)
                    case Style.LINED:
                        cell.border = Border(_LINE, _LINE, _LINE, _LINE)
                    case Style.DAY:
                        top = _LINE if row == area.top else None
                        bottom = _LINE if row == area.bottom else None
                        cell.border = Border(_LINE, _LINE, top, bottom)
                    case Style.NOTE:
                        cell.font = Font(name=_FONT, size=_SIZE, italic=True)
                        cell.alignment = Alignment(wrap_text=True, vertical="top")

    def _check(self, check: Check) -> None:
        rule = _validation(check)
        rule.showErrorMessage = True
        rule.error = check.message[:_LONGEST_MESSAGE]
        if not isinstance(check.must, OneOf):
            rule.showInputMessage = True
            rule.prompt = check.message[:_LONGEST_MESSAGE]
        rule.add(_plain(check.area))
        self.page.add_data_validation(rule)

    def _highlight(self, highlight: Highlight) -> None:
        colour = _YELLOW if highlight.mark is Mark.EMPTY else _RED
        fill = PatternFill("solid", start_color=colour, end_color=colour)
        style = DifferentialStyle(fill=fill)
        rule = Rule(type="expression", dxf=style, formula=[_marked(highlight).with_commas])
        self.page.conditional_formatting.add(_plain(highlight.area), rule)

    def _freeze(self) -> None:
        rows, columns = self.sheet.frozen_rows, self.sheet.frozen_columns
        if rows or columns:
            self.page.freeze_panes = f"{get_column_letter(columns + 1)}{rows + 1}"

    def _guard(self) -> None:
        """A file knows no people: what an administrator alone may change in a spreadsheet of
        several is open, the rest is closed to slips of the hand; there is no password."""
        guard = next((each for each in self.sheet.guards if each.area is None), None)
        if guard is None or (guard.editors is Editors.ADMINS and not guard.besides):
            return
        for area in guard.besides:
            for row in range(area.top, area.bottom + 1):
                for column in range(area.left, area.right + 1):
                    self.page.cell(row, column).protection = Protection(locked=False)
        self.page.protection.formatColumns = False
        self.page.protection.sheet = True

    def _set_up_page(self) -> None:
        page = self.page
        page.page_setup.paperSize = page.PAPERSIZE_A4
        page.page_setup.orientation = "landscape"
        page.page_setup.fitToWidth = 1
        page.page_setup.fitToHeight = 1 if self.sheet.kind is Kind.PRINT else 0
        page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        if self.sheet.kind is Kind.PRINT:
            page.print_area = _plain(Area(1, 1, self.sheet.rows, self.sheet.columns))
            page.row_dimensions[self.sheet.rows].height = 30


def _validation(check: Check) -> DataValidation:
    first = check.area.first
    match check.must:
        case OneOf(names):
            return DataValidation(type="list", formula1=str(names), allow_blank=True)
        case Must.BE_A_PHONE:
            digits = first
            for each in " ()-+":
                digits = f'SUBSTITUTE({digits},"{each}","")'
            whole = f'ISNUMBER(-{digits}),ISERROR(FIND(".",{digits})),ISERROR(FIND(",",{digits}))'
            short = f"AND(LEN({digits})>=3,LEN({digits})<=6)"
            long = f"AND(LEN({digits})>=10,LEN({digits})<=15)"
            formula = f"AND({whole},OR({short},{long}))"
            return DataValidation(type="custom", formula1=formula, allow_blank=True)
        case Must.BE_AN_ADDRESS:
            formula = (
                f'AND(ISNUMBER(FIND("@",{first})),ISERROR(FIND(" ",{first})),'
                f'ISNUMBER(FIND(".",{first},FIND("@",{first})+2)))'
            )
            return DataValidation(type="custom", formula1=formula, allow_blank=True)
        case Must.BE_A_DATE:
            since = (date(2000, 1, 1) - date(1899, 12, 30)).days
            return DataValidation(type="date", operator="greaterThan", formula1=str(since))


def _marked(highlight: Highlight) -> Formula:
    first = highlight.area.first
    match highlight:
        case Highlight(mark=Mark.UNKNOWN, names=Reference() as names):
            unknown = f"COUNTIF({by_text(names)};{first})=0"
            return Formula(f'AND({first}<>"";{unknown})')
        case Highlight(mark=Mark.TWICE):
            return Formula(f"COUNTIF({highlight.area};{first})>1")
        case _:
            return Formula(f"LEN(TRIM({first}))=0")


def _plain(area: Area) -> str:
    return str(area).replace("$", "")
