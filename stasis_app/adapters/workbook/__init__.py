"""Where workbooks come from.

csv.py           a folder of CSV files
xlsx.py          one file of Excel or LibreOffice
displayed.py     how its dates and times are shown
xlsx_file.py     an empty workbook written as such a file
requests.py      … and as the requests that make it in Google Sheets
"""

from pathlib import Path

from .csv import CsvWorkbook
from .xlsx import XlsxWorkbook


def source_of(kind: str, path: Path) -> CsvWorkbook | XlsxWorkbook:
    """`kind`: as the configuration names it."""
    match kind:
        case "csv":
            return CsvWorkbook(path)
        case "xlsx":
            return XlsxWorkbook(path)
        case _:
            raise ValueError(f"{kind}: no such source of workbooks")
