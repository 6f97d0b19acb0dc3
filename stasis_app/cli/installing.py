"""What `install` and `uninstall` do, told line by line, and what is left for a person to do."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import indent

from rich.text import Text

from ..installation import pieces
from ..installation.changes import Change, File, Folder, Link, Piece, Standing
from ..installation.layout import NAME, Layout
from ..installation.pbx import USER, Pbx
from ..installation.plan import Plan, Site, is_complete, plan, removal
from ..installation.program import Program
from .output import print_line
from .sentences import Sentence
from .told import DONE, LEFT, REMOVED, RENEWED, THERE, WOULD, described, tell


@dataclass(frozen=True, slots=True)
class Manner:
    language: str
    dry_run: bool
    agrees: Callable[[str], bool]  # whether the person at the terminal says yes


def install(site: Site, endpoint: str | None, manner: Manner) -> None:
    """Raises CannotInstall, OSError: what has been made until then stays, and is told."""
    made = plan(site, endpoint, manner.language)
    for each in made.program:
        if isinstance(each, Program):
            each.check()
    for each in (*made.kept, *made.program):
        _make(each, manner)
    declined = [each for each in made.pbx if not _make_if_agreed(each, manner)]
    for each in made.service:
        _make(each, manner)
    for line in _to_do(site, made, declined, manner.language):
        print_line(Text(line))


def uninstall(site: Site, purge: bool, manner: Manner) -> None:
    """Raises CannotInstall, OSError."""
    made = removal(site)
    for each in made.service:
        _remove(each, manner)
    for each in made.pbx:
        _remove_if_agreed(each, manner)
    for each in (*reversed(made.program), *(reversed(made.kept) if purge else ())):
        _remove(each, manner)
    left = [each for each in made.kept if each.standing() is not Standing.MISSING]
    for each in left:
        if not _within(each, left):
            tell(LEFT, _it(each, manner), manner.language)
    if left and not purge:
        print_line(_PURGE.say(manner.language))
    print_line(_BY_HAND.say(manner.language))


def _within(change: Change, others: Iterable[Change]) -> bool:
    """What is told with the folder that holds it."""
    folders = (each.path for each in others if isinstance(each, Folder))
    path = change.path if isinstance(change, File | Folder | Link) else Path()
    return any(folder in path.parents for folder in folders)


def _make(change: Change, manner: Manner) -> None:
    standing = change.standing()
    if standing is Standing.THERE:
        word = THERE
    elif manner.dry_run:
        word = WOULD
    else:
        change.make()
        word = DONE if standing is Standing.MISSING else RENEWED
    tell(word, _it(change, manner), manner.language)


def _make_if_agreed(change: Change, manner: Manner) -> bool:
    """Whether it is there now, or would be."""
    question = _MAY_CHANGE.say(manner.language, what=_it(change, manner))
    if change.standing() is Standing.THERE or manner.dry_run or manner.agrees(question):
        _make(change, manner)
        return True
    tell(LEFT, _it(change, manner), manner.language)
    return False


def _remove(change: Change, manner: Manner) -> None:
    if change.standing() is Standing.MISSING:
        return
    if manner.dry_run:
        tell(WOULD, _GONE.say(manner.language, what=_it(change, manner)), manner.language)
        return
    told = _it(change, manner)
    change.remove()
    tell(REMOVED, told, manner.language)


def _remove_if_agreed(change: Change, manner: Manner) -> None:
    if change.standing() is Standing.MISSING:
        return
    question = _MAY_REMOVE.say(manner.language, what=_it(change, manner))
    if manner.dry_run or manner.agrees(question):
        _remove(change, manner)
    else:
        tell(LEFT, _it(change, manner), manner.language)


def _it(change: Change, manner: Manner) -> str:
    return described(change, manner.language)


# ---------------------------------------------------------------- what is left for a person


def _to_do(site: Site, made: Plan, declined: Sequence[Change], language: str) -> Iterator[str]:
    layout, pbx = site.layout, site.pbx
    yield "\n" + _NEXT.say(language)
    if pbx is None:
        yield _ELSEWHERE.say(language, file=layout.main_file)
        yield _lines(pieces.http(None, ""), "http.conf", language)
        if made.password is not None:
            yield _lines(pieces.ari(None, "", made.password), "ari.conf", language)
    else:
        yield from _of_asterisk(pbx, declined, language)
    if not is_complete(site):
        start = _START.say(language) if site.systemd else ""
        yield _DEPARTMENT.say(language) + start
    yield _WORKBOOK.say(language, folder=layout.workbook)
    yield _DIALPLAN.say(language)
    yield _CHECK.say(language)
    if not site.systemd:
        yield _NO_SYSTEMD.say(language) + f"\n      {start_command(layout)}"


def start_command(layout: Layout) -> str:
    """Signals reach the program itself."""
    who = f"setpriv --reuid {NAME} --regid {NAME} --init-groups"
    return f"{who} {layout.command} run -c {layout.main_file}"


def _of_asterisk(pbx: Pbx, declined: Sequence[Change], language: str) -> Iterator[str]:
    if pbx.freepbx and not pbx.http_enabled:
        yield _FREEPBX_HTTP.say(language)
    if pbx.has_user:
        yield _OTHER_USER.say(language, user=USER)
    if pbx.sounds is None:
        yield _NO_SOUNDS.say(language)
    if declined:
        yield _DECLINED.say(language)
    for each in declined:
        if isinstance(each, Piece):
            yield _lines(each.text, each.subject, language)


def _lines(text: str, file: str, language: str) -> str:
    heading = _AT_THE_END.say(language, file=file)
    return f"    {heading}\n" + indent(text, "      ").rstrip()


_MAY_CHANGE = Sentence("Изменить у Asterisk: {what}?", "Change in Asterisk: {what}?")
_MAY_REMOVE = Sentence("Убрать у Asterisk: {what}?", "Take away from Asterisk: {what}?")
_GONE = Sentence("убрано: {what}", "take away: {what}")
_NEXT = Sentence("Что дальше:", "What comes next:")
_DECLINED = Sentence(
    "  Файлы Asterisk оставлены как есть; их изменит install --yes, или вы сами:"
    " stasis-app sounds install и строки",
    "  Asterisk's files were left alone; install --yes changes them, or you yourself do:"
    " stasis-app sounds install, and the lines",
)
_AT_THE_END = Sentence("в конец {file}:", "at the end of {file}:")
_START = Sentence(", потом systemctl start stasis-app", ", then systemctl start stasis-app")
_ELSEWHERE = Sentence(
    "  Asterisk здесь нет.  Его адрес: ari.url в {file}; на нём: stasis-app sounds install, и"
    " строки:",
    "  There is no Asterisk here.  Its address: ari.url in {file}; there: stasis-app sounds"
    " install, and these lines:",
)
_FREEPBX_HTTP = Sentence(
    "  FreePBX, Settings > Advanced Settings: Enable the mini-HTTP Server: Yes, HTTP Bind Address:"
    " 127.0.0.1, Enable the Asterisk REST Interface: Yes; Submit, Apply Config; потом"
    " asterisk -rx 'module reload http'",
    "  FreePBX, Settings > Advanced Settings: Enable the mini-HTTP Server: Yes, HTTP Bind Address:"
    " 127.0.0.1, Enable the Asterisk REST Interface: Yes; Submit, Apply Config; then"
    " asterisk -rx 'module reload http'",
)
_OTHER_USER = Sentence(
    "  У Asterisk уже есть свой пользователь ARI «{user}»: его пароль должен стоять в .env.",
    "  Asterisk has a user “{user}” of ARI already: its password has to stand in .env.",
)
_NO_SOUNDS = Sentence(
    "  Папка звуков Asterisk не найдена: stasis-app sounds install ПАПКА",
    "  Asterisk's sounds folder was not found: stasis-app sounds install FOLDER",
)
_DEPARTMENT = Sentence(
    "  stasis-app add-department ИМЯ --did НОМЕР",
    "  stasis-app add-department NAME --did NUMBER",
)
_WORKBOOK = Sentence(
    "  Таблица дежурств: {folder}; stasis-app sync",
    "  The duty schedule: {folder}; stasis-app sync",
)
_DIALPLAN = Sentence(
    "  stasis-app dialplan: что нужно dialplan, и как его загрузить",
    "  stasis-app dialplan: what the dialplan needs, and how it is loaded",
)
_CHECK = Sentence(
    "  stasis-app check: чего ещё не хватает", "  stasis-app check: what is missing yet"
)
_NO_SYSTEMD = Sentence(
    "  systemd здесь не работает; так программа запускается без него:",
    "  systemd does not run here; the program is started without it by",
)
_PURGE = Sentence(
    "Настройки и журнал остались, и с ними пользователь, которому журнал принадлежит; совсем всё"
    " уберёт --purge.",
    "The configuration and the journal are left, with the user who owns the journal; --purge takes"
    " them away too.",
)
_BY_HAND = Sentence(
    "Что вы сами вписали в dialplan или в страницы FreePBX (Custom Destinations, Inbound Routes,"
    " Custom Extensions), осталось: уберите его или направьте номера в другое место.",
    "What you have entered yourself into the dialplan or FreePBX's pages (Custom Destinations,"
    " Inbound Routes, Custom Extensions) is left: take it away, or send the numbers elsewhere.",
)
