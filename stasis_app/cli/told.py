"""How `install` and `uninstall` tell what they do: a line for each thing."""

from rich.text import Text

from ..installation.changes import Change, File, Folder, Link, Piece, Prompts, User
from ..installation.program import Program
from ..installation.service import Service, Unit
from .output import print_line
from .sentences import Sentence

DONE = Sentence("сделано", "made")
RENEWED = Sentence("обновлено", "renewed")
THERE = Sentence("уже есть", "there")
WOULD = Sentence("будет", "would")
LEFT = Sentence("оставлено", "left")
REMOVED = Sentence("убрано", "removed")
WIDTH = 9  # of the longest

STYLES = {DONE: "green", RENEWED: "green", REMOVED: "green", WOULD: "yellow", LEFT: "yellow"}


def tell(word: Sentence, text: str, language: str) -> None:
    head = Text(word.say(language).ljust(WIDTH), style=STYLES.get(word, "dim"))
    print_line(Text(" "), head, Text(text))


def described(change: Change, language: str) -> str:
    match change:
        case User():
            return _USER.say(language, name=change.subject)
        case Prompts():
            return _PROMPTS.say(language, folder=change.subject)
        case Piece():
            return _PIECE.say(language, file=change.subject)
        case Program():
            return _PROGRAM.say(language, folder=change.subject)
        case Unit():
            return _UNIT.say(language, file=change.subject)
        case Service():
            return _SERVICE.say(language, name=change.subject)
        case Folder() | File() | Link():
            return change.subject
        case _:
            raise AssertionError(change)


_USER = Sentence("пользователь {name}: без пароля и оболочки", "user {name}: no password, no shell")
_PROMPTS = Sentence(
    "голосовые сообщения в {folder}/en, …/ru", "spoken prompts in {folder}/en, …/ru"
)
_PIECE = Sentence("строки в конце {file}", "lines at the end of {file}")
_PROGRAM = Sentence("программа: {folder}", "the program: {folder}")
_UNIT = Sentence("служба systemd: {file}", "the unit of systemd: {file}")
_SERVICE = Sentence(
    "служба {name}: включена и запущена, когда есть отдел",
    "service {name}: enabled, and started once there is a department",
)
