"""Instances of the project's own dictionaries (`class Entry(dict)`): what they hold stands beside their attributes."""

from __future__ import annotations

from backlint.execution.machine import Machine
from backlint.execution.values import AnyValue, ClassObject, DictObject, InstanceObject

HELD = "(held)"
"""The field in which such an instance keeps its keys and values; no program has an attribute of that name."""

_MAPPINGS = frozenset(
    {"builtins.dict", "collections.OrderedDict", "collections.UserDict", "collections.defaultdict", "typing.Dict"}
)


def begin(machine: Machine, instance: InstanceObject) -> None:
    """Give a new instance of a dictionary's class an empty dictionary."""
    if is_mapping(instance.cls):
        instance.fields[HELD] = machine.new_dict({}, None, instance.site)


def is_mapping(cls: ClassObject) -> bool:
    """Tell whether a class of the project is a dictionary."""
    return not _MAPPINGS.isdisjoint(cls.library_bases())


def held_by(value: AnyValue) -> DictObject | None:
    """Return what an instance holds as a dictionary; None for anything else, and where it is not known."""
    held = value.fields.get(HELD) if isinstance(value, InstanceObject) else None
    return held if isinstance(held, DictObject) else None
