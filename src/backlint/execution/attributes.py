"""Attributes: reading one from whatever kind of value, and writing one."""

from __future__ import annotations

from collections.abc import Callable

from backlint.concepts import SinkKind
from backlint.execution.accepted import accepted_fields
from backlint.execution.declared import as_dictionary, class_of
from backlint.execution.frames import Frame
from backlint.execution.handed import kept_of_caller
from backlint.execution.items import callee_of, type_of
from backlint.execution.joins import join, join_all
from backlint.execution.library import Sunk
from backlint.execution.machine import MAX_NAME, Machine
from backlint.execution.naming import named
from backlint.execution.program import Effect
from backlint.execution.records import of_column
from backlint.execution.stored_secrets import with_stored
from backlint.execution.stored_texts import stored_text
from backlint.execution.taint import CLEAN, Site, Taints, both
from backlint.execution.types import typed
from backlint.execution.values import (
    NONE,
    UNKNOWN,
    AnyValue,
    Arguments,
    Bound,
    ClassObject,
    Constant,
    Deferred,
    Descriptor,
    External,
    FunctionObject,
    HeapObject,
    InstanceObject,
    Member,
    Module,
    Partial,
    Produced,
    Super,
    Union,
    Unknown,
    constant,
    is_none,
    unsubscripted,
)

MAX_CHAIN = 32


def get_attribute(machine: Machine, frame: Frame, base: AnyValue, name: str, at: int) -> AnyValue:
    """Return `base.name`."""
    if isinstance(base, Union):
        return join_all(get_attribute(machine, frame, member, name, at) for member in _present(base))
    if isinstance(base, Produced) and isinstance(of := unsubscripted(base), ClassObject):
        base = of
    reader = _READERS.get(type(base))
    value = reader(machine, frame, base, name, at) if reader is not None else Member(base, name, base.taint)
    if "pass" in name or "hash" in name or "digest" in name or name == "pwd":
        return with_stored(machine.library, base, value, name, frame.site(at))
    return value


def _present(base: Union) -> tuple[AnyValue, ...]:
    """Leave None out of what an attribute is read from: that path raises."""
    present = tuple(member for member in base.members if not is_none(member))
    return present or base.members


def _instance(machine: Machine, frame: Frame, base: InstanceObject, name: str, at: int) -> AnyValue:
    held = base.fields.get(name)
    if held is not None:
        return held
    if name == "__class__":
        return base.cls
    if name == "__dict__":
        mapping = machine.new_dict({constant(key): value for key, value in base.fields.items()}, None, base.site)
        mapping.of = base
        return mapping
    found = base.cls.lookup(name)
    if found is not None:
        return _bind(machine, frame, base, base.cls, name, found, at)
    return _library_member(machine, frame, base, base.cls, name, base.tainted, at)


def _bind(  # noqa: PLR0913 -- what Python's descriptor protocol takes
    machine: Machine, frame: Frame, receiver: AnyValue, cls: ClassObject, name: str, found: AnyValue, at: int
) -> AnyValue:
    """Return what a class attribute is when it is read through an instance."""
    if isinstance(found, FunctionObject):
        return Bound(found, receiver)
    if isinstance(found, Descriptor):
        if found.kind == "property":
            return machine.call(frame, found.function, Arguments((receiver,)), at)
        if found.kind == "classmethod" and isinstance(found.function, FunctionObject):
            return Bound(found.function, cls)
        return found.function
    if isinstance(found, Union):
        return join_all(_bind(machine, frame, receiver, cls, name, member, at) for member in found.members)
    if isinstance(found, Produced) and machine.library.is_column(found.call.callee):
        return _column(machine, receiver, found, name, frame.site(at))
    replaced = machine.library.default(cls.library_bases(), name, found, frame.site(at))
    return found if replaced is None else replaced


def _column(machine: Machine, receiver: AnyValue, column: Produced, name: str, site: Site) -> AnyValue:
    """Return what an instance holds of a declared column: what came with the instance, of the class that it refers to."""
    refers_to = column.call.arguments.get(0, "to")
    taints = receiver.tainted if isinstance(receiver, (InstanceObject, Unknown)) else receiver.taint
    kept = of_column(named(taints, name, site), name)
    if machine.library.keeps_text(column.call):
        kept |= stored_text(column, name)
    return Unknown(kept, refers_to if isinstance(refers_to, ClassObject) else None)


def _library_member(  # noqa: PLR0913
    machine: Machine, frame: Frame, base: AnyValue, cls: ClassObject, name: str, taints: Taints, at: int
) -> AnyValue:
    """Return an attribute that no class of the project binds: a declared field's, or a library base's."""
    annotation = declared(cls, name)
    if annotation is not None:
        replaced = machine.library.default(cls.library_bases(), name, None, frame.site(at))
        return typed(named(taints, name, frame.site(at)), annotation) if replaced is None else replaced
    for library_base in cls.library_bases():
        modelled = machine.library.attribute(base, library_base, name, frame.site(at))
        if modelled is not None:
            accepted = accepted_fields(machine, frame, cls, name, modelled, at)
            return modelled if accepted is None else accepted
    getter = cls.lookup("__getattr__")
    if isinstance(getter, FunctionObject):
        return machine.call(frame, Bound(getter, base), Arguments((constant(name),)), at)
    return Member(base, name, taints)


def _validated(machine: Machine, frame: Frame, cls: ClassObject, name: str, value: AnyValue, at: int) -> AnyValue:
    """Return a field as the class's own validators leave it, which may constrain or rewrite it."""
    for ancestor in cls.ancestors():
        for held in ancestor.namespace.values() if isinstance(ancestor, ClassObject) else ():
            method = held.function if isinstance(held, Descriptor) else held
            if isinstance(method, FunctionObject) and method.decorations and _validates(machine, method, name):
                value = machine.call(frame, Bound(method, cls), Arguments((value,)), at)
    return value


def _validates(machine: Machine, method: FunctionObject, name: str) -> bool:
    return any(
        isinstance(made.function, Produced)
        and machine.library.is_validator(made.function.call.callee)
        and any(isinstance(one, Constant) and one.value == name for one in made.function.call.arguments.positional)
        for made in method.decorations
    )


def declared(cls: ClassObject, name: str) -> AnyValue | None:
    """Return the annotation of a class attribute, its own or inherited."""
    for ancestor in cls.ancestors():
        if isinstance(ancestor, ClassObject) and name in ancestor.annotations:
            return ancestor.annotations[name]
    return None


def _class(machine: Machine, frame: Frame, base: ClassObject, name: str, at: int) -> AnyValue:
    found = base.lookup(name)
    if found is not None:
        if isinstance(found, Descriptor):
            if found.kind == "classmethod" and isinstance(found.function, FunctionObject):
                return Bound(found.function, base)
            if found.kind == "staticmethod":
                return found.function
        return found
    if name in {"__name__", "__qualname__"}:
        return constant(base.facts.name)
    if name == "__module__":
        return constant(base.module)
    if name == "__doc__":
        return constant(base.facts.docstring)
    for library_base in base.library_bases():
        modelled = machine.library.attribute(base, library_base, name, frame.site(at))
        if modelled is not None:
            return modelled
    return Member(base, name)


def _module(machine: Machine, frame: Frame, base: Module, name: str, at: int) -> AnyValue:
    if base.name.endswith(".*"):
        return _folder(machine, base, name, frame.path)
    dotted = f"{base.name}.{name}"
    namespace = machine.hooks.namespace(machine, base.name)
    held = namespace.get(name)
    if held is not None:
        return held
    child = machine.index.child(base.name, name)
    if child is not None:
        machine.hooks.namespace(machine, child)
        return Module(child)
    getter = namespace.get("__getattr__")
    if isinstance(getter, FunctionObject):
        return machine.call(frame, getter, Arguments((constant(name),)), at)
    if name == "__name__":
        return constant(base.name)
    return Unknown(note=f"{dotted} is not defined")


def _folder(machine: Machine, base: Module, name: str, importer: str) -> AnyValue:
    """Return a module below a folder without an `__init__.py`."""
    dotted = f"{base.name.removesuffix('.*')}.{name}"
    key = machine.index.find(dotted, importer)
    if key is not None:
        machine.hooks.namespace(machine, key)
        return Module(key)
    return Module(f"{dotted}.*") if machine.index.is_package(dotted) else Unknown(note=f"{dotted} is not defined")


def _external(machine: Machine, frame: Frame, base: External, name: str, at: int) -> AnyValue:
    type_name = machine.library.instance_type(base.name)
    if type_name:
        held = machine.ambient.read(f"{base.name}.{name}")
        if held is not None:
            return held
        object_ = machine.ambient.read(base.name)
        if object_ is not None:
            return get_attribute(machine, frame, object_, name, at)
    modelled = machine.library.attribute(base, type_name, name, frame.site(at))
    if modelled is not None:
        return modelled
    if type_name:
        return Member(base, name)
    constant_held = machine.library.constant(f"{base.name}.{name}")
    return (
        UNKNOWN
        if len(base.name) > MAX_NAME
        else External(machine.library.canonical(f"{base.name}.{name}"))
        if constant_held is None
        else constant_held
    )


def _produced(machine: Machine, frame: Frame, base: Produced, name: str, at: int) -> AnyValue:
    held = base.fields.get(name)
    if held is not None:
        machine.ambient.ask(base, name)
        return held
    modelled = machine.library.attribute(base, base.type, name, frame.site(at))
    if modelled is not None:
        return modelled
    # What a class is made with it mostly keeps under the same name: `APIRouter(prefix="/x").prefix`.
    given = base.call.arguments.keyword(name) if base.type and base.type == base.call.callee else None
    if given is not None:
        return given
    return Member(base, name, both(base.tainted, kept_of_caller(machine, base, name, frame.site(at))))


def _member(machine: Machine, frame: Frame, base: Member, name: str, at: int) -> AnyValue:
    root, dotted = _rooted(base, name)
    held = root.fields.get(dotted) if isinstance(root, Produced) else None
    if held is not None:
        return held
    modelled = machine.library.attribute(base, callee_of(machine, base), name, frame.site(at))
    if modelled is not None:
        return modelled
    if _is_long(base):
        return Unknown(base.tainted)
    kept = kept_of_caller(machine, base.base, name, frame.site(at))
    return Member(base, name, both(base.tainted, kept))


def _rooted(base: AnyValue, name: str) -> tuple[AnyValue, str]:
    """Return the object that a chain of attributes begins with, and the name of its end: `request`, `ctx.account`.

    What is set there is kept with the object, as nobody knows what holds it in between.
    """
    while isinstance(base, Member):
        name = f"{base.name}.{name}"
        base = base.base
    return base, name


def _is_long(base: Member) -> bool:
    """Tell whether a chain of attributes is so long that one more says nothing any more."""
    links, outer = 1, base.base
    while isinstance(outer, Member):
        links, outer = links + 1, outer.base
    return links >= MAX_CHAIN


def _unknown(machine: Machine, frame: Frame, base: Unknown, name: str, at: int) -> AnyValue:
    if isinstance(base.type, ClassObject):
        held = as_dictionary(base, frame.site(at), machine.tick()) if name == "__dict__" else None
        if held is not None:
            return held
        found = base.type.lookup(name)
        if found is not None and not isinstance(declared(base.type, name), HeapObject | Unknown | External | Constant):
            return _bind(machine, frame, base, base.type, name, found, at)
        annotation = declared(base.type, name)
        if annotation is not None:
            if base.tainted:
                field = typed(named(base.tainted, name, frame.site(at)), annotation, found)
                return _validated(machine, frame, base.type, name, field, at)
            if found is None or (isinstance(found, Produced) and machine.library.is_column(found.call.callee)):
                return typed(base.tainted, annotation)
            return found
        if found is not None:
            return _bind(machine, frame, base, base.type, name, found, at)
        return _library_member(machine, frame, base, base.type, name, base.tainted, at)
    type_name = type_of(machine, base)
    if type_name or base.tainted:
        modelled = machine.library.attribute(base, type_name, name, frame.site(at))
        if modelled is not None:
            return modelled
    return Member(base, name, base.tainted)


def _function(machine: Machine, frame: Frame, base: FunctionObject, name: str, at: int) -> AnyValue:
    _ = (machine, frame, at)
    held = base.attributes.get(name)
    if held is not None:
        return held
    if name in {"__name__", "__qualname__"}:
        wrapped = base.wraps
        return constant((wrapped.facts if isinstance(wrapped, FunctionObject) else base.facts).name)
    if name == "__wrapped__" and base.wraps is not None:
        return base.wraps
    if name == "__doc__":
        return constant(base.facts.docstring)
    if name == "__module__":
        return constant(base.module)
    return Member(base, name)


def _bound(machine: Machine, frame: Frame, base: Bound, name: str, at: int) -> AnyValue:
    if name == "__self__":
        return base.receiver
    if name == "__func__":
        return base.function
    return _function(machine, frame, base.function, name, at)


def _partial(machine: Machine, frame: Frame, base: Partial, name: str, at: int) -> AnyValue:
    _ = (machine, frame, at)
    return base.function if name == "func" else Member(base, name)


def _super(machine: Machine, frame: Frame, base: Super, name: str, at: int) -> AnyValue:
    cls = base.receiver.cls if isinstance(base.receiver, InstanceObject) else base.receiver
    if isinstance(cls, Unknown) and isinstance(cls.type, ClassObject):
        cls = cls.type
    chain = list(cls.ancestors()) if isinstance(cls, ClassObject) else list(base.owner.ancestors())
    after = chain[chain.index(base.owner) + 1 :] if base.owner in chain else list(base.owner.ancestors())[1:]
    for ancestor in after:
        if isinstance(ancestor, ClassObject):
            if name in ancestor.namespace:
                return _bind(machine, frame, base.receiver, ancestor, name, ancestor.namespace[name], at)
            continue
        modelled = machine.library.attribute(base.receiver, ancestor.name, name, frame.site(at))
        return Member(base.receiver, name, CLEAN) if modelled is None else modelled
    return Member(base.receiver, name, CLEAN)


def _deferred(machine: Machine, frame: Frame, base: Deferred, name: str, at: int) -> AnyValue:
    """Return an attribute of what a proxy stands for, or of the proxy itself what says so."""
    meant = machine.call(frame, base.function, Arguments(), at)
    return meant if name == "_get_current_object" else get_attribute(machine, frame, meant, name, at)


_READERS: dict[type, Callable[..., AnyValue]] = {
    InstanceObject: _instance,
    ClassObject: _class,
    Module: _module,
    External: _external,
    Produced: _produced,
    Member: _member,
    Unknown: _unknown,
    FunctionObject: _function,
    Bound: _bound,
    Partial: _partial,
    Super: _super,
    Deferred: _deferred,
}


def set_attribute(machine: Machine, frame: Frame, base: AnyValue, name: str, value: AnyValue, at: int) -> None:
    """Do `base.name = value`: strongly where it certainly happens, else joined with what was there."""
    if isinstance(base, Union):
        for member in _present(base):
            set_attribute(machine, frame, member, name, value, at)
        return
    if isinstance(base, Deferred):
        set_attribute(machine, frame, machine.call(frame, base.function, Arguments(), at), name, value, at)
    elif isinstance(base, InstanceObject):
        if _set_by_property(machine, frame, base, base.cls, name, value, at):
            return
        _write(machine, frame, base, base.fields, name, value)
        for library_base in base.cls.library_bases()[:1]:
            _record(machine, frame, f"{library_base}.__setattr__", base, name, value, at)
    elif isinstance(base, ClassObject):
        _write(machine, frame, base, base.namespace, name, machine.ambient.outward(value))
    elif isinstance(base, FunctionObject):
        _write(machine, frame, base, base.attributes, name, machine.ambient.outward(value))
    elif isinstance(base, Bound):
        _write(machine, frame, base.function, base.function.attributes, name, value)
    elif isinstance(base, Module):
        machine.touched.bind(base.name, name, value)
        machine.bind_global(base.name, name, machine.ambient.outward(value), certain=frame.branch_born == 0)
    else:
        cls = class_of(base)
        if cls is not None and _set_by_property(machine, frame, base, cls, name, value, at):
            return
        _remember(machine, frame, base, name, value)
        _keep(machine, frame, base, value, at)
        _record(machine, frame, f"{callee_of(machine, base)}.__setattr__", base, name, value, at)


def _set_by_property(  # noqa: PLR0913
    machine: Machine, frame: Frame, base: AnyValue, cls: ClassObject, name: str, value: AnyValue, at: int
) -> bool:
    """Run the setter where an attribute is a property of its class; tell whether it is one."""
    found = cls.lookup(name)
    if not isinstance(found, Descriptor) or found.kind != "property":
        return False
    if found.setter is not None:
        machine.call(frame, found.setter, Arguments((base, value)), at)
    return True


def _remember(machine: Machine, frame: Frame, base: AnyValue, name: str, value: AnyValue) -> None:
    """Keep what is set on an object of a library's, or on a part of one."""
    root, dotted = _rooted(base, name)
    if isinstance(root, Produced):
        _write(machine, frame, root, root.fields, dotted, value)
    elif isinstance(base, External) and machine.library.instance_type(base.name):
        machine.ambient.write(frame, f"{base.name}.{name}", value)


def _keep(machine: Machine, frame: Frame, base: AnyValue, value: AnyValue, at: int) -> None:
    """Note that an object of which nothing is known, such as a record that was found, holds data from outside."""
    harmful = frame.harmful(value.taint, SinkKind.KEPT) if value.taint else CLEAN
    if harmful and isinstance(base, (Unknown, Produced)) and not type_of(machine, base):
        frame.effect(Effect("sink", "an object", frame.site(at), harmful, Sunk(SinkKind.KEPT, "value", NONE)))


def _record(  # noqa: PLR0913
    machine: Machine, frame: Frame, callee: str, base: AnyValue, name: str, value: AnyValue, at: int
) -> None:
    _ = callee
    machine.call(frame, Member(base, "__setattr__"), Arguments((constant(name), value)), at)


def _write(
    machine: Machine, frame: Frame, owner: HeapObject, fields: dict[str, AnyValue], name: str, value: AnyValue
) -> None:
    machine.ambient.change(owner, name)
    held = fields.get(name)
    written = value if held is None or owner.born >= frame.branch_born else join(held, value)
    if written is held:
        machine.touched.note(owner, name)  # as it was: who has asked for it need not ask again
        return
    fields[name] = written
    machine.wrote(owner, name)
