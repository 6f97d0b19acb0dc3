"""All of it in order: what `install` makes, and `uninstall` takes away from end to start."""

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from ..config import ConfigErrors, load
from ..config.environment import Environment
from . import first_files, pieces, service
from .changes import Change, File, Folder, Link, Piece, Prompts, Standing, User, others_text
from .host import Host
from .layout import NAME, Layout
from .pbx import Pbx
from .program import Program, Source
from .service import Service, Unit

ROOT = "root"
READ_BY = {
    "http.conf": "http",
    "ari.conf": "res_ari.so",
    "ari_additional_custom.conf": "res_ari.so",
}


@dataclass(frozen=True, slots=True)
class Site:
    """The machine it is about."""

    layout: Layout
    host: Host
    source: Source
    pbx: Pbx | None  # None: it is elsewhere
    systemd: bool  # whether it runs here
    environ: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Plan:
    kept: tuple[Change, ...]  # what people and the application write into, and who owns it
    program: tuple[Change, ...]
    pbx: tuple[Change, ...]  # what belongs to Asterisk: nothing of it without being asked
    service: tuple[Change, ...]  # at the end, when all else is there
    password: str | None  # of the REST interface's user; None: it is not in our .env


def plan(site: Site, endpoint: str | None, language: str) -> Plan:
    """`endpoint`: for dial.endpoint; None: the usual one."""
    layout, host = site.layout, site.host
    password = _password(site)
    program = Program(host, layout.program, site.source)
    unit = Unit(host, File(host, layout.unit, service.unit(layout)), site.systemd)
    user = User(host, NAME, layout.data)
    data = Folder(host, layout.data, NAME, NAME, 0o750)
    main = first_files.main_file(site.pbx, endpoint, language)
    files = tuple(_configuration(site, main, password))
    renewed = any(each.standing() is not Standing.THERE for each in (program, unit))
    running = Service(host, renewed, is_complete(site))
    return Plan(
        kept=(user, data, *files),
        program=(program, Link(layout.link, layout.command), unit),
        pbx=tuple(_of_the_pbx(site, site.pbx, password)) if site.pbx else (),
        service=(running,) if site.systemd else (),
        password=password,
    )


def removal(site: Site) -> Plan:
    """What there may be to take away: of Asterisk's files whatever has lines of ours."""
    there = plan(site, None, "")
    prompts = tuple(each for each in there.pbx if isinstance(each, Prompts))
    etc = site.layout.asterisk
    lines = (Piece(site.host, etc / name, "", module) for name, module in READ_BY.items())
    return replace(there, pbx=(*prompts, *lines))


def is_complete(site: Site) -> bool:
    """Whether the application could start: a configuration with a department."""
    try:
        load(site.layout.main_file, site.environ)
    except ConfigErrors:
        return False
    return True


def _password(site: Site) -> str | None:
    """The one that is kept, else a new one; None when an administrator keeps it elsewhere."""
    layout = site.layout
    if layout.main_file.exists():
        return Environment({}, layout.secrets).get(first_files.PASSWORD)
    return secrets.token_urlsafe(24)


def _configuration(site: Site, main: str, password: str | None) -> Iterator[Change]:
    layout, host = site.layout, site.host
    yield Folder(host, layout.configuration, ROOT, ROOT, 0o755)
    if password is not None:
        secret = first_files.secrets(layout.main_file, password)
        yield File(host, layout.secrets, secret, group=NAME, mode=0o640, kept=True)
    yield File(host, layout.main_file, main, kept=True)
    yield Folder(host, layout.schedules, ROOT, ROOT, 0o755)
    yield Folder(host, layout.workbook, ROOT, ROOT, 0o755)
    yield Link(layout.data_link, layout.data)


def _of_the_pbx(site: Site, pbx: Pbx, password: str | None) -> Iterator[Change]:
    if pbx.sounds is not None:
        yield Prompts(pbx.sounds)
    if not pbx.http_enabled and not pbx.freepbx:
        http = _before(pbx.etc / "http.conf")
        yield _piece(site, pbx.etc / "http.conf", pieces.http(pbx, http))
    if password is not None and not pbx.has_user:
        file = pbx.etc / pieces.ari_file(pbx)
        yield _piece(site, file, pieces.ari(pbx, _before(file), password))


def _piece(site: Site, file: Path, text: str) -> Piece:
    return Piece(site.host, file, text, READ_BY[file.name])


def _before(file: Path) -> str:
    try:
        return others_text(file)
    except FileNotFoundError:
        return ""
