"""Which keys a model has at a path: for whoever has misspelt or misplaced one."""

from collections.abc import Iterator
from typing import get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from .problems import KeyPath

Models = tuple[type[BaseModel], ...]


def fields_at(model: type[BaseModel], path: KeyPath) -> dict[str, FieldInfo]:
    """By the key as it is written in the file."""
    models: Models = (model,)
    for step in path:
        if isinstance(step, str):
            found = (fields_of(each).get(step) for each in models)
            models = tuple(below for field in found if field for below in _models_in(field))
    return {key: field for each in models for key, field in fields_of(each).items()}


def description_at(model: type[BaseModel], path: KeyPath) -> str | None:
    field = fields_at(model, path[:-1]).get(str(path[-1]))
    return field.description if field else None


def sections_with(model: type[BaseModel], key: str) -> list[str]:
    """The sections of the file that have such a key."""
    return [section for section in fields_of(model) if key in fields_at(model, (section,))]


def fields_of(model: type[BaseModel]) -> dict[str, FieldInfo]:
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _models_in(field: FieldInfo) -> Models:
    return tuple(_models(field.annotation))


def _models(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for each in get_args(annotation):
        yield from _models(each)
