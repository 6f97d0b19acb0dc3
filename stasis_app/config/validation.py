"""Reads a document into its model; what is wrong becomes Problems with places and remedies."""

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from .document import SECRETS, Document, is_secret
from .keys import description_at, fields_at, sections_with
from .problems import KeyPath, Problem, nearest, one_of
from .shapes import is_tag

M = TypeVar("M", bound=BaseModel)


def validated(document: Document, model: type[M]) -> M | None:
    """The model; None when something is wrong, which is then among the document's problems."""
    if document.broken:
        return None
    try:
        found = model.model_validate({} if document.data is None else document.data)
    except ValidationError as errors:
        for each in errors.errors(include_url=False):
            problem = _problem(document, model, each)
            if problem.path not in document.unset or is_secret(problem.path):
                document.problems.append(problem)
        found = None
    document.problems += [
        problem for path, problem in document.unset.items() if not is_secret(path)
    ]
    return found


def _problem(document: Document, model: type[BaseModel], error: ErrorDetails) -> Problem:
    path = tuple(step for step in error["loc"] if not is_tag(step))
    match error["type"]:
        case "extra_forbidden":
            what, remedy = _unknown_key(document, model, path)
            return document.problem(path, what, remedy, at_key=True)
        case "missing":
            described = (description_at(model, path) or "").partition(";")[0]
            return document.problem(path, "missing", f"write {path[-1]}: {described}")
    what = stands_there(document, path)
    return document.problem(path, what, _remedy(error, what))


def _remedy(error: ErrorDetails, what: str) -> str:
    context: Mapping[str, Any] = error.get("ctx", {})
    match error["type"]:
        case "value_error":
            return str(context["error"])
        case "literal_error":
            words = [word.strip("'") for word in _words(str(context["expected"]))]
            value = error["input"]
            meant = nearest(value, words) if isinstance(value, str) else None
            return f"write {one_of(words)}" + (f": {meant}?" if meant and meant != value else "")
        case "list_type":
            return "write a list: [one, another]"
        case "too_short":
            return "write at least one"
        case "model_type" | "model_attributes_type" | "dict_type":
            return "write keys and values below it"
        case _:
            return error["msg"]


def _words(expected: str) -> list[str]:
    return expected.replace(" or ", ", ").split(", ")


def stands_there(document: Document, path: KeyPath) -> str:
    match document.at(*path):
        case None:
            return "nothing stands here"
        case list():
            return "a list stands here"
        case dict():
            return "keys and values stand here"
        case _ if path[-1] in SECRETS:  # not shown, not even when it is wrong
            return "what stands here is not right"
        case value:
            shown = str(value)
            return f"{shown[:80] + '…' if len(shown) > 80 else shown!r} stands here"


def _unknown_key(document: Document, model: type[BaseModel], path: KeyPath) -> tuple[str, str]:
    key = str(path[-1])
    what = f"unknown key {key!r}"
    here = fields_at(model, path[:-1])
    if elsewhere := sections_with(model, key):
        return what, f"it belongs under {one_of(elsewhere)}"
    if document.in_braces(path):
        return what, "put a value that has commas in it in quotes"
    others = [each for each in here if document.at(*path[:-1], each) is None]
    if meant := nearest(key, others) or nearest(key, here):
        return what, f"write {meant}"
    return what, f"known are {', '.join(here)}"
