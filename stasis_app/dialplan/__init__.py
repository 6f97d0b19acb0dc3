"""The dialplan that Asterisk needs, printed from the department files.

view         what is printed, in the words of extensions.conf
remarks      what stands above the sections
templates/   how it is printed; the steps for whoever loads it, for each PBX and language

One of its extensions is made of all the others, so that a loaded dialplan tells by DIALPLAN_EXISTS
whether it is the one that would be printed now.
"""

from enum import StrEnum
from functools import lru_cache
from hashlib import sha256

from jinja2 import Environment, PackageLoader, StrictUndefined

from ..core.lifeline import PHONES, VARIABLE
from ..core.settings import Settings
from .remarks import BY_LANGUAGE, ENGLISH
from .view import unprintable, view

__all__ = ["LOADED", "Pbx", "Unprintable", "dialplan", "loaded_as_printed", "pbx_of", "unprintable"]

FINGERPRINT = "stasis-app-fingerprint"
LOADED = f"DIALPLAN_EXISTS({FINGERPRINT},loaded,1)"  # 1: some dialplan of ours is loaded
FREEPBX_ROUTES = ("@outbound-allroutes", "@from-internal")


class Pbx(StrEnum):
    FREEPBX = "freepbx"
    ASTERISK = "asterisk"


class Unprintable(ValueError):
    """Something in the settings means something else to Asterisk; says what."""


def pbx_of(settings: Settings) -> Pbx:
    """As far as the settings tell."""
    through_routes = any(route in settings.dialling.endpoint for route in FREEPBX_ROUTES)
    return Pbx.FREEPBX if through_routes else Pbx.ASTERISK


def dialplan(settings: Settings, app: str, pbx: Pbx) -> str:
    """The whole file.  `app`: as in Stasis(app,…).  Raises Unprintable."""
    body = _body(settings, app, pbx)
    remarks = BY_LANGUAGE.get(settings.language, ENGLISH)
    head = _render(f"{pbx}.{settings.language}.j2", settings, app, pbx)
    return (
        f"{head}\n{body}\n; {remarks.fingerprint}\n[{FINGERPRINT}]\n"
        f"exten => {_fingerprint(body)},1,Hangup()\nexten => loaded,1,Hangup()\n"
    )


def loaded_as_printed(settings: Settings, app: str) -> tuple[str, ...]:
    """What to ask Asterisk: one of these is 1 when the dialplan that is loaded is the one that
    would be printed now, for whichever PBX.  Raises Unprintable."""
    prints = (_fingerprint(_body(settings, app, pbx)) for pbx in Pbx)
    return tuple(f"DIALPLAN_EXISTS({FINGERPRINT},{each},1)" for each in prints)


def _fingerprint(body: str) -> str:
    """Of what Asterisk reads; remarks do not count."""
    lines = (line.strip() for line in body.splitlines())
    said = "\n".join(line for line in lines if line and not line.startswith(";"))
    return sha256(said.encode()).hexdigest()[:16]


def _body(settings: Settings, app: str, pbx: Pbx) -> str:
    if wrong := unprintable(settings):
        raise Unprintable("cannot be said in a dialplan: " + "; ".join(wrong))
    return _render("body.conf.j2", settings, app, pbx)


def _render(template: str, settings: Settings, app: str, pbx: Pbx) -> str:
    departments = [view(each, settings) for each in settings.departments]
    own = [
        number for each in departments for number in (each.code, each.who, each.extension) if number
    ]
    return (
        _templates()
        .get_template(template)
        .render(
            app=app,
            freepbx=pbx is Pbx.FREEPBX,
            departments=departments,
            shared=settings.toggles,
            numbers=[*(each.code for each in settings.toggles), *own],
            say=BY_LANGUAGE.get(settings.language, ENGLISH),
            variable=VARIABLE,
            phone_context=PHONES,
        )
    )


@lru_cache(maxsize=1)
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader(__name__),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 (no HTML)
    )
