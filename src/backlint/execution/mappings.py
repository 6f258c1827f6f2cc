"""Instances of the project's own dictionaries (`class Entry(dict)`): which of their keys the program itself has filled.

Kept is only what nobody else had a say in, by constant keys; what else such an instance holds is told by its taints, as
of any object of which nothing more is known.
"""

from __future__ import annotations

from backlint.execution.machine import Machine
from backlint.execution.values import AnyValue, Arguments, ClassObject, Constant, DictObject, InstanceObject

_OWN = "(own)"
"""The field in which such an instance keeps those keys; no program has an attribute of that name."""

_MAPPINGS = frozenset(
    {"builtins.dict", "collections.OrderedDict", "collections.UserDict", "collections.defaultdict", "typing.Dict"}
)
_FILLS = frozenset({"__init__", "update"})
_READS = frozenset({"get", "__getitem__"})


def begin(machine: Machine, instance: InstanceObject) -> None:
    """Begin to keep the keys of a new instance where its class is a dictionary."""
    if _is_mapping(instance.cls):
        instance.fields[_OWN] = machine.new_dict({}, None, instance.site)


def _is_mapping(cls: ClassObject) -> bool:
    return not _MAPPINGS.isdisjoint(cls.library_bases())


def own_item(value: AnyValue, key: AnyValue | None) -> AnyValue | None:
    """Return what the program has put under a key of such an instance; None where that is not known."""
    own = _own(value)
    return own.entries.get(Constant(key.value, key.kind)) if own is not None and isinstance(key, Constant) else None


def note_item(machine: Machine, value: AnyValue, key: AnyValue, item: AnyValue) -> None:
    """Note that an item is put under a key of such an instance."""
    own = _own(value)
    if own is None:
        return
    if isinstance(key, Constant):
        plain = Constant(key.value, key.kind)
        if item.taint:
            own.entries.pop(plain, None)
        else:
            own.entries[plain] = item
    elif key.taint:
        own.entries.clear()
    machine.wrote(own)


def called(machine: Machine, value: AnyValue, method: str, arguments: Arguments) -> AnyValue | None:
    """Return what a method that only reads gives by what the program has put there; note what one that fills puts."""
    if method in _READS:
        return own_item(value, arguments.get(0, "key"))
    if method in _FILLS and _own(value) is not None:
        given = arguments.get(0)
        for key, item in given.entries.items() if isinstance(given, DictObject) else ():
            note_item(machine, value, key, item)
        for name, item in arguments.keywords:
            note_item(machine, value, Constant(name, "str"), item)
    return None


def _own(value: AnyValue) -> DictObject | None:
    own = value.fields.get(_OWN) if isinstance(value, InstanceObject) else None
    return own if isinstance(own, DictObject) else None
