"""What the models of both files have in common: strict; a union is told by its shape."""

from typing import Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag


class Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True)


def key(**told: Any) -> Any:
    """A key of a file; its default is written as in the file, and read like it."""
    return Field(**told)


def _nothing_is_all_defaults(value: object) -> object:
    return {} if value is None else value


Section = BeforeValidator(_nothing_is_all_defaults)  # `mail:` with nothing but comments below it

# A tag turns up in the location of an error; no key of ours looks like these.
word = Tag("<word>")


def mapping(key: str = "") -> Tag:
    """A kind of mapping, named by the key that it must have; the only kind needs no name."""
    return Tag(f"<{key}>")


def by_shape(*keys: str) -> Discriminator:
    """A word, or the mapping that has one of these keys; with none of them the last is meant."""

    def kind(value: Any) -> str:
        if not isinstance(value, dict):
            return "<word>"
        last = keys[-1] if keys else ""
        return f"<{next((key for key in keys if key in value), last)}>"

    return Discriminator(kind)


def is_tag(step: object) -> bool:
    return isinstance(step, str) and step.startswith("<") and step.endswith(">")
