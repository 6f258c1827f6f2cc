"""Making instances of classes whose `__init__` is made from what they declare."""

from __future__ import annotations

from backlint.execution.attributes import declared
from backlint.execution.frames import Frame
from backlint.execution.joins import join
from backlint.execution.machine import Machine
from backlint.execution.naming import named
from backlint.execution.taint import Taints, both
from backlint.execution.types import typed
from backlint.execution.values import (
    Arguments,
    ClassObject,
    Constant,
    Descriptor,
    FunctionObject,
    InstanceObject,
    Produced,
)

_FACTORIES = ("default_factory", "factory")
_AFTER = ("__post_init__", "__attrs_post_init__")


def fill_fields(cls: ClassObject, instance: InstanceObject, arguments: Arguments) -> None:
    """Set the fields of a class whose `__init__` is made from its declarations."""
    names = [
        name
        for ancestor in reversed([*cls.ancestors()])
        if isinstance(ancestor, ClassObject)
        for name in ancestor.annotations
    ]
    fields = tuple(dict.fromkeys(names))
    for name, value in zip(fields, arguments.positional, strict=False):
        instance.fields[name] = value
    for value in arguments.positional[len(fields) :]:
        # What a library's class is made from shows in what is read from it.
        instance.tainted = both(instance.tainted, value.taint)
    for name, value in arguments.keywords:
        instance.fields[name] = value
    if arguments.double_star is not None:
        instance.tainted = both(instance.tainted, arguments.double_star.taint)
        _fill_unpacked(cls, instance, fields, arguments.double_star.taint)
    if arguments.star is not None:
        instance.tainted = both(instance.tainted, arguments.star.taint)


def _fill_unpacked(cls: ClassObject, instance: InstanceObject, fields: tuple[str, ...], taints: Taints) -> None:
    """Let what is unpacked into an instance show in the fields with a default, which it may replace."""
    if instance.site is None or not taints:
        return
    for name in fields:
        default = cls.lookup(name)
        if name in instance.fields or default is None:
            continue
        given = typed(named(taints, name, instance.site), declared(cls, name), default)
        if isinstance(default, Constant):
            instance.fields[name] = join(default, given)
        elif isinstance(default, Produced) and default.call.callee.endswith(".Field"):
            instance.fields[name] = given


def complete(machine: Machine, frame: Frame, cls: ClassObject, instance: InstanceObject, at: int) -> None:
    """Do what such an `__init__` does after setting what it was given: it calls the factories of the other fields, and
    the method that a class has for what is left to do.
    """
    for ancestor in cls.ancestors():
        if not isinstance(ancestor, ClassObject):
            continue
        for name in ancestor.annotations:
            declared = ancestor.namespace.get(name)
            if name in instance.fields or not isinstance(declared, Produced):
                continue
            given = [declared.call.arguments.keyword(word) for word in _FACTORIES]
            factory = next((one for one in given if one is not None), None)
            if factory is not None:
                instance.fields[name] = machine.call(frame, factory, Arguments(), at)
    for name in _AFTER:
        if isinstance(cls.lookup(name), FunctionObject):
            machine.call(frame, machine.attribute(frame, instance, name, at), Arguments(), at)


def set_properties(
    machine: Machine, frame: Frame, cls: ClassObject, instance: InstanceObject, arguments: Arguments, at: int
) -> None:
    """Run the setters of those arguments that are properties of the class, as the constructors of mappers do."""
    for name, value in arguments.keywords:
        found = cls.lookup(name)
        if isinstance(found, Descriptor) and found.kind == "property" and found.setter is not None:
            instance.fields.pop(name, None)
            machine.call(frame, found.setter, Arguments((instance, value)), at)
