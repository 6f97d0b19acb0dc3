"""Requests and answers, compared with the API's own description: the packaged discovery document.

It knows the fields, their types and the words of enumerations; not which fields must be there, nor
what Google takes for sensible.
"""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

_JSON: Mapping[str, type | tuple[type, ...]] = {
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
    "array": list,
    "object": Mapping,
}


@cache
def document() -> Mapping[str, Any]:
    place = files("googleapiclient.discovery_cache") / "documents" / "sheets.v4.json"
    found: Mapping[str, Any] = json.loads(place.read_text("utf-8"))
    return found


def problems(schema: str, value: Any) -> list[str]:
    """Where a value differs from a schema, such as `BatchGetValuesResponse`; nothing: it fits."""
    return list(_differences({"$ref": schema}, value, schema))


def parameter_problems(method: Mapping[str, Any], query: Mapping[str, list[str]]) -> list[str]:
    """Of a request's query, against the method's description in `document()`."""
    known = {**document()["parameters"], **method["parameters"]}
    found = []
    for name, values in query.items():
        if name not in known:
            found.append(f"{name}: no such parameter")
            continue
        described = known[name]
        if len(values) > 1 and not described.get("repeated"):
            found.append(f"{name}: stands there {len(values)} times")
        allowed = described.get("enum")
        found += [
            f"{name}: {each!r} is no choice" for each in values if allowed and each not in allowed
        ]
    return found


def _differences(schema: Mapping[str, Any], value: Any, where: str) -> Iterator[str]:
    if "$ref" in schema:
        schema = document()["schemas"][schema["$ref"]]
    kind = schema.get("type", "any")
    if kind == "any":
        return
    fits = isinstance(value, _JSON[kind])
    if not fits or (isinstance(value, bool) and kind in ("integer", "number")):
        yield f"{where}: {value!r} is no {kind}"
    elif kind == "array":
        for number, each in enumerate(value):
            yield from _differences(schema["items"], each, f"{where}[{number}]")
    elif kind == "object":
        yield from _of_object(schema, value, where)
    elif "enum" in schema and value not in schema["enum"]:
        yield f"{where}: {value!r} is none of {', '.join(schema['enum'])}"


def _of_object(schema: Mapping[str, Any], value: Mapping[str, Any], where: str) -> Iterator[str]:
    known = schema.get("properties", {})
    others = schema.get("additionalProperties")
    for name, each in value.items():
        described = known.get(name, others)
        if described is None:
            yield f"{where}.{name}: no such field"
        else:
            yield from _differences(described, each, f"{where}.{name}")
