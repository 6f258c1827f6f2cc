"""Assignment to every kind of target."""

from __future__ import annotations

from backlint.execution.attributes import set_attribute
from backlint.execution.declared import declared_fields
from backlint.execution.frames import MARK, Frame
from backlint.execution.items import element_of, get_item, set_item
from backlint.execution.joins import join
from backlint.execution.machine import Machine
from backlint.execution.refinement import item_place
from backlint.execution.secrets_made import note_made
from backlint.execution.values import (
    AnyValue,
    ClassObject,
    Constant,
    InstanceObject,
    ListObject,
    Tuple,
    Unknown,
    constant,
    string_of,
)
from backlint.facts import model


def assign(machine: Machine, frame: Frame, target: model.Expression, value: AnyValue) -> None:
    """Bind a target to a value on the current path."""
    if frame.state is None:
        return
    if isinstance(target, model.Name):
        note_made(frame, target.id, value, target.at)
        _name(machine, frame, target, value)
    elif isinstance(target, model.Attribute):
        note_made(frame, target.name, value, target.at)
        base = _held(machine, frame, target.value, machine.evaluate(frame, target.value), target.name)
        set_attribute(machine, frame, base, target.name, value, target.at)
        if isinstance(target.value, model.Name) and frame.state is not None:
            frame.state.locals.pop(f"{target.value.id}.{target.name}", None)
    elif isinstance(target, model.Subscript):
        base = machine.evaluate(frame, target.value)
        index = machine.evaluate(frame, target.index)
        note_made(frame, string_of(index) or "", value, target.at)
        set_item(machine, frame, base, index, value, target.at)
        if not frame.is_module and not isinstance(index, Constant):
            _keep(frame, item_place(target), value)
    elif isinstance(target, model.Display):
        _unpack(machine, frame, target, value)
    elif isinstance(target, model.Starred):
        assign(machine, frame, target.value, value)


def _held(machine: Machine, frame: Frame, target: model.Expression, base: AnyValue, name: str) -> AnyValue:
    """Return what an attribute is put into: an object with fields of its own, where a variable holds something of which
    only its class is known and the class declares the field. What is put there is what its dump gives later.
    """
    if not isinstance(base, Unknown) or not isinstance(base.type, ClassObject) or not isinstance(target, model.Name):
        return base
    if target.scope != model.LOCAL or name not in dict(declared_fields(base.type)):
        return base
    made = InstanceObject(base.type, frame.site(target.at), machine.tick())
    made.tainted = base.tainted
    frame.bind(target.id, made)
    return made


def _keep(frame: Frame, place: str, value: AnyValue) -> None:
    """Know what stands in a place of a container from here on, where the path has not ended and the place has a name."""
    if place and frame.state is not None:
        frame.state.locals[place] = value
        frame.refines = True


def _name(machine: Machine, frame: Frame, target: model.Name, value: AnyValue) -> None:
    if frame.state is None:
        return
    if frame.refines or MARK in frame.state.locals:
        prefixes, index = (f"{target.id}.", f"{target.id}["), f"[{target.id}]"
        for key in [key for key in frame.state.locals if key.startswith(prefixes) or key.endswith(index)]:
            del frame.state.locals[key]
    if target.scope in {model.LOCAL, model.CLASS} or frame.is_module:
        frame.bind(target.id, value)
        return
    if target.scope == model.CELL:
        outer = frame.parent
        while outer is not None:
            held = outer.local(target.id)
            if held is not None and not outer.class_body:
                machine.touched.opaque = True
                machine.leaked = machine.leaked or outer.branch_born < machine.run_began
                value = machine.ambient.outward(value, outer.call)
                outer.variables[target.id] = join(held, value)
                if outer.state is not None:
                    outer.state.locals[target.id] = join(held, value)
                return
            outer = outer.parent
        frame.bind(target.id, value)
        return
    # A global written by a function: when it runs is not known, so the old value stays possible.
    machine.touched.bind(frame.module, target.id, value)
    machine.bind_global(frame.module, target.id, machine.ambient.outward(value))


def _unpack(machine: Machine, frame: Frame, target: model.Display, value: AnyValue) -> None:
    """Do `a, *b, c = value`."""
    starred = next((i for i, item in enumerate(target.items) if isinstance(item, model.Starred)), None)
    known = isinstance(value, (Tuple, ListObject)) and value.rest is None
    if known and isinstance(value, (Tuple, ListObject)):
        items = list(value.items)
        if starred is None and len(items) == len(target.items):
            for part, item in zip(target.items, items, strict=True):
                assign(machine, frame, part, item)
            return
        if starred is not None and len(items) >= len(target.items) - 1:
            after = len(target.items) - starred - 1
            middle = items[starred : len(items) - after]
            parts = [*items[:starred], machine.new_list("list", middle, None, None), *items[len(items) - after :]]
            for part, item in zip(target.items, parts, strict=False):
                assign(machine, frame, part, item)
            return
    for position, part in enumerate(target.items):
        if isinstance(part, model.Starred):
            rest = element_of(machine, frame, value, target.at)
            assign(machine, frame, part, machine.new_list("list", [], rest, None))
        else:
            assign(machine, frame, part, get_item(machine, frame, value, constant(position), target.at))
