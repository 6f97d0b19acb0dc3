"""Fills an empty spreadsheet: looks at what is there, makes what is missing, all of it at once."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from ....core.template import Template
from ....core.template.design import quoted
from ....core.template.filling import Fate, Filling, Present, filling, to_be_looked_into
from ....core.workbook import Rows, WorkbookUnreadable
from ..requests import METADATA_KEY, requests_for
from . import trouble
from .access import WRITE, Access, credentials
from .client import Conversation, Patience, SheetsClient
from .trouble import NotShared

_FIELDS = (
    "sheets(properties(sheetId,title,sheetType,gridProperties(rowCount,columnCount)),"
    "developerMetadata(metadataKey,metadataValue))"
)


class GoogleFiller:
    def __init__(
        self, access: Access, admins: tuple[str, ...], patience: Patience | None = None
    ) -> None:
        """`admins`: Google addresses that may edit the staff."""
        self._client = SheetsClient(access, WRITE, patience or Patience())
        self._access = access
        self._admins = admins

    async def fill(self, template: Template) -> Filling:
        """What becomes of each sheet.  Raises WorkbookUnreadable, and nothing has changed; or it
        is not known whether it has, and the next time tells."""
        account = self._account()
        try:
            async with self._client.conversation() as talk:
                there, found = await self._look(talk, template)
                requests = requests_for(found, there, template, account, self._admins)
                if requests:
                    await self._make(talk, template, requests)
                return found
        except NotShared as error:
            raise _not_an_editor(account) from error

    async def close(self) -> None:
        self._client.close()

    def _account(self) -> str:
        file = self._access.service_account_file
        if file is None:
            raise WorkbookUnreadable(
                "an API key can only read; workbook init needs workbook.service_account_file",
                "ключ API может только читать; для workbook init нужен"
                " workbook.service_account_file",
            )
        return str(credentials(file, WRITE).service_account_email)

    async def _look(
        self, talk: Conversation, template: Template
    ) -> tuple[Sequence[Present], Filling]:
        id = self._access.spreadsheet_id
        answer = await talk.ask(lambda sheets: sheets.get(spreadsheetId=id, fields=_FIELDS))
        try:
            there = [_present(each) for each in answer.get("sheets", ())]
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise trouble.not_google().told from error
        contents = await self._contents(talk, to_be_looked_into(there))
        return there, filling(template, there, contents)

    async def _contents(self, talk: Conversation, titles: Sequence[str]) -> dict[str, Rows]:
        """As formulas: one that shows nothing is somebody's work, too."""
        if not titles:
            return {}
        answer = await talk.ask(
            lambda sheets: sheets.values().batchGet(
                spreadsheetId=self._access.spreadsheet_id,
                ranges=[quoted(title) for title in titles],
                valueRenderOption="FORMULA",
            )
        )
        try:
            found: list[Rows] = [each.get("values", ()) for each in answer["valueRanges"]]
            return dict(zip(titles, found, strict=True))
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise trouble.not_google().told from error

    async def _make(
        self, talk: Conversation, template: Template, requests: list[dict[str, Any]]
    ) -> None:
        """An attempt whose answer was lost may have succeeded; then the next one is refused."""
        id = self._access.spreadsheet_id
        body: Any = {"requests": requests}
        try:
            await talk.ask(lambda sheets: sheets.batchUpdate(spreadsheetId=id, body=body))
        except WorkbookUnreadable:
            with suppress(WorkbookUnreadable):
                _, found = await self._look(talk, template)
                if all(step.fate is Fate.THERE for step in found.steps):
                    return
            raise


def _present(sheet: Mapping[str, Any]) -> Present:
    properties = sheet["properties"]
    grid = properties.get("gridProperties")
    notes = sheet.get("developerMetadata", ())
    purposes = (each.get("metadataValue") for each in notes if each["metadataKey"] == METADATA_KEY)
    return Present(
        id=int(properties.get("sheetId", 0)),
        title=str(properties["title"]),
        purpose=next(purposes, None),
        rows=int(grid.get("rowCount", 0)) if grid else 0,
        columns=int(grid.get("columnCount", 0)) if grid else 0,
        is_table=properties.get("sheetType", "GRID") == "GRID",
    )


def _not_an_editor(account: str) -> WorkbookUnreadable:
    return WorkbookUnreadable(
        f"{account} may not edit the spreadsheet; open it, press Share and add this address as"
        " Editor",
        f"{account} не может менять таблицу; откройте её, нажмите «Настройки доступа» и добавьте"
        " этот адрес с правом «Редактор»",
    )
