"""Plans and events as what JSON has, and back again.

A dataclass is an object that carries its class's name as `type`, an enum its value, a tuple a list,
dates and times ISO 8601.  Reading goes by the types of the fields and is strict: what does not fit
is a ValueError that says where.  A field that is not there takes its default, so that what was
stored before it was invented can be read.  Knows nothing of what things mean or where they are
kept.
"""

from collections.abc import Iterator
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, NewType, Union, get_args, get_origin, get_type_hints

from .events import Event
from .plan import Plan


def encode(thing: Plan | Event) -> dict[str, Any]:
    return _write_object(thing)


def decode_plan(data: object) -> Plan:
    plan: Plan = _read(data, Plan, "plan")
    return plan


def decode_event(data: object) -> Event:
    event: Event = _read(data, Event, "event")
    return event


def decode(data: object) -> Plan | Event:
    """Whichever of the two it is."""
    thing: Plan | Event = _read(data, Plan | Event, "data")
    return thing


def _write_object(thing: Any) -> dict[str, Any]:
    values = {field.name: _write(getattr(thing, field.name)) for field in fields(thing)}
    return {"type": type(thing).__name__, **values}


def _write(value: Any) -> Any:
    match value:
        case Enum():
            return value.value
        case date():
            return value.isoformat()
        case tuple():
            return [_write(each) for each in value]
        case None | str() | int() | float():
            return value
        case _:
            return _write_object(value)


def _read(data: Any, kind: Any, where: str) -> Any:
    kinds = _kinds(kind)
    for each in kinds:
        if _is_of(data, each):
            return _make(data, each, where)
    found = data.get("type", "an object without type") if isinstance(data, dict) else repr(data)
    known = ", ".join(getattr(each, "__name__", str(each)) for each in kinds)
    raise ValueError(f"{where}: {found} stands where one of these should: {known}")


@cache
def _kinds(kind: Any) -> tuple[Any, ...]:
    """A union's members, with the names of types taken for what they stand for."""
    if isinstance(kind, NewType):
        return _kinds(kind.__supertype__)
    if get_origin(kind) in (Union, UnionType):
        return tuple(each for member in get_args(kind) for each in _kinds(member))
    return (kind,)


def _is_of(data: Any, kind: Any) -> bool:
    if kind is NoneType:
        return data is None
    if kind in (date, datetime):
        return isinstance(data, str) and _is_written_as(kind, data)
    if kind is float:
        return type(data) in (int, float)
    if get_origin(kind) is tuple:
        return isinstance(data, list)
    if is_dataclass(kind):
        return isinstance(data, dict) and data.get("type") == kind.__name__  # type: ignore[union-attr]
    if issubclass(kind, Enum):
        return any(data == member.value for member in kind)
    return type(data) is kind


def _is_written_as(kind: type[date], text: str) -> bool:
    try:
        kind.fromisoformat(text)
    except ValueError:
        return False
    return True


def _make(data: Any, kind: Any, where: str) -> Any:
    if kind is NoneType:
        return None
    if kind in (date, datetime):
        return kind.fromisoformat(data)
    if get_origin(kind) is tuple:
        return tuple(_read_list(data, get_args(kind), where))
    if is_dataclass(kind):
        return _make_object(data, kind, where)
    return kind(data)


def _read_list(data: list[Any], kinds: tuple[Any, ...], where: str) -> Iterator[Any]:
    if kinds[-1] is Ellipsis:
        kinds = (kinds[0],) * len(data)
    if len(data) != len(kinds):
        raise ValueError(f"{where}: {len(data)} values stand where {len(kinds)} should")
    for n, (each, kind) in enumerate(zip(data, kinds, strict=True)):
        yield _read(each, kind, f"{where}[{n}]")


def _make_object(data: dict[str, Any], kind: Any, where: str) -> Any:
    hints = _hints(kind)
    if unknown := sorted(data.keys() - hints.keys() - {"type"}):
        raise ValueError(f"{where}: {kind.__name__} has no {', '.join(unknown)}")
    required = [f.name for f in fields(kind) if f.default is MISSING]
    if missing := [name for name in required if name not in data]:
        raise ValueError(f"{where}: {kind.__name__} needs {', '.join(missing)}")
    given = [name for name in hints if name in data]
    return kind(**{name: _read(data[name], hints[name], f"{where}.{name}") for name in given})


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)
