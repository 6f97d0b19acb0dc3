"""Makes the reference of the configuration, docs/<language>/configuration.md, from the schema.

    python scripts/make_reference.py             writes both
    python scripts/make_reference.py --check     only tells whether they are up to date

What a key means is said in English in the schema; its Russian stands in scripts/reference_ru.yaml.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from stasis_app.config import schema as schema_of

ROOT = Path(__file__).resolve().parents[1]
RUSSIAN = ROOT / "scripts" / "reference_ru.yaml"

Node = Mapping[str, Any]


class CannotMake(Exception):
    """Says what is missing."""


@dataclass(frozen=True)
class Key:
    path: str
    kind: str
    default: str  # as one writes it in YAML; empty: there is none
    required: bool
    text: str


TITLES = {
    "en": "Configuration",
    "ru": "Настройки",
}
HEADS = {
    "en": """\
Made from the program's own schema (`stasis-app schema`), which editors use too.

- Durations: `20s`, `5m`, `24h`, `0m`.
- `${NAME}` comes from the environment, else from `.env` beside the file (chmod 600).
- A changed file holds within five seconds, for the next call; a mistake is told with file, line,
  column and what would be right, and the last good set stays.
- `ari`, `database`, `web.listen` need a restart.
""",
    "ru": """\
Сделано из схемы самой программы (`stasis-app schema`); её же понимают редакторы.

- Промежутки времени: `20s`, `5m`, `24h`, `0m`.
- `${NAME}` берётся из окружения, иначе из `.env` рядом с файлом (chmod 600).
- Изменённый файл действует через пять секунд, для следующего звонка; об ошибке сказано: файл,
  строка, столбец и как было бы верно, а пока действует последний верный набор.
- `ari`, `database`, `web.listen` требуют перезапуска.
""",
}
FILES = {"config": "config.yaml", "department": "schedules/<department>.yaml"}
COLUMNS = {
    "en": ("key", "value", "default", "what it means"),
    "ru": ("ключ", "значение", "по умолчанию", "что значит"),
}
KINDS = {
    "en": {
        "string": "text",
        "integer": "number",
        "boolean": "true, false",
        "array": "list",
        "object": "keys",
        "seconds": "time",
    },
    "ru": {
        "string": "текст",
        "integer": "число",
        "boolean": "true, false",
        "array": "список",
        "object": "ключи",
        "seconds": "время",
    },
}
REQUIRED = {"en": "required", "ru": "обязателен"}


def keys(document: Node) -> list[Key]:
    """Each once, in the schema's order."""
    found = _walk([document], "", document.get("$defs", {}), ())
    return list({key.path: key for key in reversed(list(found))}.values())[::-1]


def _walk(shapes: Sequence[Node], path: str, known: Node, above: tuple[str, ...]) -> Iterator[Key]:
    """Of several shapes that a value may have no key is required by itself."""
    fields = [(name, field, node) for node in shapes for name, field in node["properties"].items()]
    for name, field, node in fields:
        required = name in node.get("required", ()) if len(shapes) == 1 else False
        parts = list(_parts(field, known))
        inner = [each for each in parts if each.get("title") not in above and "properties" in each]
        kinds = dict.fromkeys(kind for each in parts for kind in _kinds(each))
        text = field.get("description", "")
        yield Key(f"{path}{name}", ", ".join(kinds), _default(field), required, text)
        if inner:
            titles = (str(each.get("title")) for each in inner)
            yield from _walk(inner, f"{path}{name}.", known, (*above, *titles))


def _parts(field: Node, known: Node) -> Iterator[Node]:
    """All the shapes a value may have; a list's elements with it."""
    if "$ref" in field:
        yield from _parts(known[field["$ref"].rpartition("/")[2]], known)
        return
    for each in (*field.get("anyOf", ()), *field.get("oneOf", ()), *field.get("allOf", ())):
        yield from _parts(each, known)
    if "type" in field or "enum" in field or "properties" in field or "const" in field:
        yield field
    if isinstance(field.get("items"), dict):
        yield from (each for each in _parts(field["items"], known) if "properties" in each)


def _kinds(part: Node) -> Iterator[str]:
    if "enum" in part:
        yield from (f"`{value}`" for value in part["enum"])
    elif "const" in part:
        yield f"`{part['const']}`"
    elif part.get("pattern", "").startswith(r"^\d+[smh]"):
        yield "seconds"
    else:
        kinds = part["type"] if isinstance(part.get("type"), list) else [part.get("type")]
        yield from (kind for kind in kinds if kind and kind != "null")


def _default(field: Node) -> str:
    if "default" not in field:
        return ""
    value = field["default"]
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def page(language: str, translations: Mapping[str, str]) -> str:
    lines = [f"# {TITLES[language]}", "", HEADS[language]]
    for kind, document in schema_of().items():
        lines += [f"## `{FILES[kind]}`", "", _row(COLUMNS[language]), "|---|---|---|---|"]
        lines += [_line(key, language, translations) for key in keys(document)]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _line(key: Key, language: str, translations: Mapping[str, str]) -> str:
    names = KINDS[language]
    kind = ", ".join(names.get(each, each) for each in key.kind.split(", "))
    default = f"`{key.default}`" if key.default else "—"
    if key.required:
        default = REQUIRED[language]
    text = translations[key.text] if language == "ru" else key.text
    return _row((f"`{key.path}`", kind, default, text))


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def russian() -> dict[str, str]:
    """By the English text.  Raises CannotMake when a text has none, or one is left over."""
    read: dict[str, str] = yaml.safe_load(RUSSIAN.read_text("utf-8"))
    wanted = {key.text for document in schema_of().values() for key in keys(document)}
    missing = sorted(text for text in wanted if not read.get(text))
    left = sorted(text for text in read if text not in wanted)
    if missing or left:
        lines = [*(f"no Russian for: {text}" for text in missing)]
        lines += [f"of no key any more: {text}" for text in left]
        raise CannotMake(f"{RUSSIAN.name}:\n  " + "\n  ".join(lines))
    return read


def pages() -> dict[Path, str]:
    translations = russian()
    return {
        ROOT / "docs" / language / "configuration.md": page(language, translations)
        for language in TITLES
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Makes docs/*/configuration.md.")
    parser.add_argument("--check", action="store_true", help="write nothing")
    check = parser.parse_args().check
    try:
        made = pages()
    except CannotMake as problem:
        sys.exit(f"make_reference: {problem}")
    stale = [f for f, text in made.items() if not f.is_file() or f.read_text("utf-8") != text]
    if check:
        sys.exit("\n".join(f"{f}: run scripts/make_reference.py" for f in stale) or 0)
    for file in stale:
        file.write_text(made[file], "utf-8")
        sys.stdout.write(f"{file.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
