"""A further department's file, as small as can be."""

import json
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NewDepartment:
    """None, empty: left out of the file, so that the default holds."""

    name: str
    dids: tuple[str, ...]
    title: str | None = None
    extension: str | None = None
    code: str | None = None
    secretary: str | None = None  # context,extension,priority
    ring: tuple[str, ...] = ()  # the secretaries' phones
    sheet: str | None = None

    @property
    def sheet_name(self) -> str:
        return self.sheet or self.name[:1].upper() + self.name[1:]


def text(new: NewDepartment) -> str:
    """JSON's strings and lists are YAML's too."""
    lines = [f"department: {_quoted(new.name)}"]
    if new.title:
        lines.append(f"title: {_quoted(new.title)}")
    lines.append(f"dids: {_quoted(list(new.dids))}")
    if new.extension:
        lines.append(f"extension: {_quoted(new.extension)}")
    if new.code:
        lines.append(f"toggle: {{code: {_quoted(new.code)}}}")
    if new.secretary:
        lines.append(f"secretary: {{continue: {_quoted(new.secretary)}}}")
    if new.ring:
        lines.append(f"secretary: {{ring: {_quoted(list(new.ring))}}}")
    lines.append(f"schedule: {{sheet: {_quoted(new.sheet_name)}}}")
    return "\n".join(lines) + "\n"


def _quoted(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
