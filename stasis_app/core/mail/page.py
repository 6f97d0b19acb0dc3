"""A letter or an alert laid out: as plain text, and as a page that reads well on a telephone.

The only place that writes HTML; whatever it puts in is escaped here.
"""

from dataclasses import dataclass
from html import escape

from .hostile import Number
from .letter import Fact, Letter, Ringing

_BODY = "margin:0;padding:16px;background:#fff;color:#222;font:16px/1.4 sans-serif"
_TABLE = "border-collapse:collapse;width:100%;max-width:640px"
_LABEL = "padding:4px 12px 4px 0;color:#666;vertical-align:top;text-align:left;font-weight:normal"
_VALUE = "padding:4px 0;vertical-align:top;overflow-wrap:anywhere"
_TURN = "padding:8px 0;border-top:1px solid #ddd;overflow-wrap:anywhere"
_SMALL = "color:#666;font-size:14px"
_GOOD = "#1b7f3b"
_BAD = "#b3261e"


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Alert:
    """What the administrators are told that is not about a call."""

    subject: str
    good: bool
    paragraphs: tuple[str, ...]
    sections: tuple[Section, ...]


def alert_as_text(alert: Alert) -> str:
    parts = [
        alert.subject,
        *alert.paragraphs,
        *(
            "\n".join([f"{each.title}:", *(f"- {line}" for line in each.lines)])
            for each in alert.sections
        ),
    ]
    return "\n\n".join(parts) + "\n"


def alert_as_html(alert: Alert, language: str) -> str:
    sections = "".join(
        f'<p style="margin:20px 0 4px"><b>{escape(each.title)}</b></p>\n'
        + "".join(f'<p style="{_TURN};margin:0">{escape(line)}</p>\n' for line in each.lines)
        for each in alert.sections
    )
    told = "".join(f'<p style="margin:0 0 8px">{escape(each)}</p>\n' for each in alert.paragraphs)
    return _page(language, alert.subject, alert.subject, told + sections, good=alert.good)


def as_text(letter: Letter) -> str:
    lines = [f"{fact.label}: {_beside(fact.number, fact.value)}" for fact in letter.facts]
    if letter.ringing:
        lines += ["", f"{letter.language.rung}:"]
    for turn in letter.ringing:
        lines += [f"- {_person(turn)}", f"  {_what_happened(turn)}"]
    return "\n".join([*lines, "", letter.journal, ""])


def as_html(letter: Letter) -> str:
    result, *facts = letter.facts
    rows = "".join(map(_row, facts))
    turns = "".join(map(_turn, letter.ringing))
    if turns:
        rung = escape(letter.language.rung)
        turns = (
            f'<p style="margin:20px 0 4px"><b>{rung}</b></p>\n'
            f'<table role="presentation" style="{_TABLE}">\n{turns}</table>\n'
        )
    told = (
        f'<table style="{_TABLE}">\n{rows}</table>\n'
        f"{turns}"
        f'<p style="{_SMALL}">{escape(letter.journal)}</p>\n'
    )
    return _page(letter.language.code, letter.subject, result.value, told, good=letter.good)


def _page(language: str, title: str, headline: str, told: str, *, good: bool) -> str:
    """`told` is HTML already."""
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title></head>\n"
        f'<body style="{_BODY}">\n'
        f'<p style="margin:0 0 12px;font-size:18px;color:{_GOOD if good else _BAD}">'
        f"<b>{escape(headline)}</b></p>\n"
        f"{told}"
        "</body></html>\n"
    )


def _row(fact: Fact) -> str:
    value = ", ".join(filter(None, (_link(fact.number), escape(fact.value))))
    return (
        f'<tr><th scope="row" style="{_LABEL}">{escape(fact.label)}</th>'
        f'<td style="{_VALUE}">{value}</td></tr>\n'
    )


def _turn(turn: Ringing) -> str:
    person = ", ".join(filter(None, (f"<b>{escape(turn.name)}</b>", _link(turn.number))))
    return (
        f'<tr><td style="{_TURN}">{person}<br>'
        f'<span style="{_SMALL}">{escape(_what_happened(turn))}</span></td></tr>\n'
    )


def _link(number: Number | None) -> str:
    if number is None:
        return ""
    shown = escape(number.shown)
    return f'<a href="tel:{escape(number.tel)}">{shown}</a>' if number.tel else shown


def _person(turn: Ringing) -> str:
    return f"{turn.name}, {turn.number.shown}" if turn.number else turn.name


def _what_happened(turn: Ringing) -> str:
    return f"{turn.times}: {turn.outcome}" if turn.times else turn.outcome


def _beside(number: Number | None, value: str) -> str:
    return ", ".join(filter(None, (number.shown if number else "", value)))
