"""What `check` finds: one thing each, right or wrong."""

from dataclasses import dataclass
from enum import StrEnum

from ..core.problems import Severity
from .sentences import Sentence


class Level(StrEnum):
    """The gravest last."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    level: Level
    area: str  # a key of AREAS
    text: str  # what it is; what is wrong, and how it is mended
    department: str | None = None
    code: str | None = None
    cell: str | None = None

    @property
    def line(self) -> str:
        return ": ".join(each for each in (self.department, self.code, self.text) if each)

    @property
    def json(self) -> dict[str, str | None]:
        return {
            "level": str(self.level),
            "area": self.area,
            "department": self.department,
            "code": self.code,
            "cell": self.cell,
            "text": self.text,
        }


def level_of(severity: Severity) -> Level:
    return Level.WARNING if severity is Severity.WARNING else Level.ERROR


AREAS = {
    "configuration": Sentence("Настройки", "Configuration"),
    "department": Sentence("Отделы", "Departments"),
    "mirror": Sentence("Расписание", "Schedule"),
    "problem": Sentence("Замечания к таблице", "Problems of the sheets"),
    "person": Sentence("Кому нельзя позвонить", "People who cannot be rung"),
    "gap": Sentence("Пробелы на 31 день", "Gaps of the next 31 days"),
    "asterisk": Sentence("Asterisk", "Asterisk"),
    "dialplan": Sentence("Диалплан", "Dialplan"),
    "phone": Sentence("Телефоны и транки", "Phones and trunks"),
    "sounds": Sentence("Подсказки", "Prompts"),
    "clock": Sentence("Часы", "Clock"),
    "workbook": Sentence("Таблица", "Workbook"),
    "mail": Sentence("Почта", "Mail"),
    "recordings": Sentence("Записи", "Recordings"),
}
LEVELS = {
    Level.OK: Sentence("верно", "ok"),
    Level.WARNING: Sentence("внимание", "warning"),
    Level.ERROR: Sentence("ошибка", "error"),
}
STYLES = {Level.OK: "green", Level.WARNING: "yellow", Level.ERROR: "bold red"}
