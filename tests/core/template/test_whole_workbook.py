"""The whole of a new workbook, cell by cell and line by line, as it was last looked at and found
good.  `python -m tests.core.template.test_whole_workbook` writes what it is now."""

from collections.abc import Iterator
from pathlib import Path

from stasis_app.core.template.design import Formula, Sheet
from stasis_app.core.workbook import Place

from .filled import template_for

GOOD = Path(__file__).with_name("workbook.ru.txt")


def told(sheet: Sheet) -> Iterator[str]:
    yield f"{sheet.purpose}: {sheet.rows} rows, {sheet.columns} columns"
    yield f"  frozen {sheet.frozen_rows} {sheet.frozen_columns}"
    yield f"  widths {dict(sheet.widths)}"
    yield from (f"  {style.value} {area}" for area, style in sheet.styles)
    yield from (f"  merged {area}" for area in sheet.merged)
    yield from (f"  {check.must} {check.area} {check.message}" for check in sheet.checks)
    for (row, column), content in sorted(sheet.cells.items()):
        shown = content.text if isinstance(content, Formula) else repr(content)
        yield f"  {Place('', row, column)} {shown}"


def now() -> str:
    return "\n".join(line for sheet in template_for().sheets for line in told(sheet)) + "\n"


def test_it_is_what_was_looked_at() -> None:
    assert now() == GOOD.read_text("utf-8")


if __name__ == "__main__":
    GOOD.write_text(now(), "utf-8")
