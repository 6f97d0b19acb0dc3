"""Field masks: `properties(timeZone,locale),sheets.properties`."""

import re
from collections.abc import Mapping
from typing import Any

Mask = dict[str, "Mask"]  # an empty one: all below it

_TOKEN = re.compile(r"\s*([A-Za-z0-9_]+|[*.,()/])\s*")


class BadMask(Exception):
    """Says which part of it."""


def read(text: str) -> Mask:
    tokens = _TOKEN.findall(text)
    if "".join(tokens) != re.sub(r"\s", "", text):
        raise BadMask(text)
    mask, rest = _several(tokens)
    if rest:
        raise BadMask(" ".join(rest))
    return {} if "*" in mask else mask


def _several(tokens: list[str]) -> tuple[Mask, list[str]]:
    mask: Mask = {}
    while True:
        name, below, tokens = _one(tokens)
        mask[name] = {**mask.get(name, {}), **below}
        if tokens[:1] != [","]:
            return mask, tokens
        tokens = tokens[1:]


def _one(tokens: list[str]) -> tuple[str, Mask, list[str]]:
    if not tokens or tokens[0] in ".,()/":
        raise BadMask("".join(tokens[:1]))
    name, *rest = tokens
    if rest[:1] in (["."], ["/"]):
        inner, below, rest = _one(rest[1:])
        return name, {inner: below}, rest
    if rest[:1] == ["("]:
        below, rest = _several(rest[1:])
        if rest[:1] != [")"]:
            raise BadMask(name)
        return name, below, rest[1:]
    return name, {}, rest


def only(document: Any, mask: Mask) -> Any:
    """What the mask leaves of a document; lists are looked through."""
    if not mask or "*" in mask:
        return document
    if isinstance(document, list):
        return [only(each, mask) for each in document]
    if not isinstance(document, Mapping):
        return document
    return {name: only(document[name], below) for name, below in mask.items() if name in document}


def wants(mask: Mask, *path: str) -> bool:
    """Whether something below the path is asked for by name."""
    for name in path:
        if name not in mask:
            return False
        mask = mask[name]
    return True
