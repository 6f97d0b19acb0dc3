"""Where workbooks come from.  Every source has `async def read(titles) -> Workbook`."""
