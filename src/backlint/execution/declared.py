"""The fields that a class declares by annotations, as a dictionary: what `vars` and the dumps of a schema give."""

from __future__ import annotations

from collections.abc import Iterator

from backlint.execution.joins import join_all
from backlint.execution.naming import named
from backlint.execution.taint import Site, Taints
from backlint.execution.types import Subscripted, is_mapping, is_subscript, item_type, typed
from backlint.execution.values import (
    AnyValue,
    ClassObject,
    Constant,
    DictObject,
    InstanceObject,
    ListObject,
    Unknown,
    constant,
    members,
)

_MAX_DEPTH = 3
_NO_FIELDS = ("typing.ClassVar", "dataclasses.InitVar")


def class_of(value: AnyValue | None) -> ClassObject | None:
    """Return the project's class that a value is an instance of."""
    if isinstance(value, InstanceObject):
        return value.cls
    if isinstance(value, Unknown) and isinstance(value.type, ClassObject):
        return value.type
    return None


def declared_fields(cls: ClassObject) -> Iterator[tuple[str, AnyValue]]:
    """Yield the annotated fields of a class, inherited ones first."""
    found: dict[str, AnyValue] = {}
    for ancestor in reversed([*cls.ancestors()]):
        if isinstance(ancestor, ClassObject):
            found.update(ancestor.annotations)
    for name, annotation in found.items():
        if not name.startswith("_") and name != "model_config" and not is_subscript(annotation, *_NO_FIELDS):
            yield name, annotation


def as_dictionary(
    value: AnyValue, site: Site, born: int, depth: int = 0, *, validated: bool = False
) -> DictObject | None:
    """Return the declared fields of an instance with their values; None where its class declares none.

    Fields that are instances themselves become dictionaries as well. `validated` tells that the class turns what it is
    given into what it declares, so that a value of which nothing else is known is an instance of that.
    """
    cls = class_of(value)
    fields = dict(declared_fields(cls)) if cls is not None and depth < _MAX_DEPTH else {}
    if not fields:
        return None
    entries: dict[Constant, AnyValue] = {}
    for name, annotation in fields.items():
        held = _field(value, name, annotation, site)
        if validated:
            held = join_all(_as_declared(member, annotation) for member in members(held))
        entries[constant(name)] = join_all(_dumped(one, site, born, depth + 1) for one in members(held))
    return DictObject(entries, None, site, born)


def _as_declared(held: AnyValue, annotation: AnyValue) -> AnyValue:
    return typed(held.tainted, annotation) if isinstance(held, Unknown) and held.type is None else held


def _dumped(held: AnyValue, site: Site, born: int, depth: int) -> AnyValue:
    """Return a field's value with instances in it as dictionaries, those in a list or mapping included."""
    if not isinstance(held, Unknown):
        return held
    inner = as_dictionary(held, site, born, depth)
    if inner is not None or not isinstance(held.type, Subscripted):
        return held if inner is None else inner
    element = as_dictionary(Unknown(held.tainted, item_type(held.type)), site, born, depth)
    if element is None:
        return held
    if is_mapping(held.type):
        return DictObject({}, element, site, born)
    return ListObject("list", [], element, site, born)


def _field(value: AnyValue, name: str, annotation: AnyValue, site: Site) -> AnyValue:
    if isinstance(value, InstanceObject):
        held = value.fields.get(name)
        if held is not None:
            return held
        default = value.cls.lookup(name)
        if isinstance(default, Constant) and not value.tainted:
            return default
    taints: Taints = value.tainted if isinstance(value, (InstanceObject, Unknown)) else value.taint
    cls = class_of(value)
    return typed(named(taints, name, site), annotation, None if cls is None else cls.lookup(name))
