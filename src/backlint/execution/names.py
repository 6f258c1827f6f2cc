"""What a name is bound to."""

from __future__ import annotations

import builtins

from backlint.execution.frames import Frame
from backlint.execution.machine import Machine
from backlint.execution.values import UNKNOWN, AnyValue, External, Module, Unknown, constant
from backlint.facts.model import BUILTIN, CELL, CLASS, LOCAL, Name

_BUILTIN_CONSTANTS = {"NotImplemented": External("builtins.NotImplemented"), "__debug__": constant(value=True)}
_BUILTIN_NAMES = frozenset(dir(builtins))


def lookup(machine: Machine, frame: Frame, node: Name) -> AnyValue:
    """Return what a name is bound to where it is read."""
    name = node.id
    if node.scope == LOCAL:
        value = frame.local(name)
        if value is not None:
            return value
        return _enclosing(frame, name) or _global(machine, frame.module, name) or Unknown(note=f"{name} is not bound")
    if node.scope == CLASS:
        value = frame.local(name)
        if value is not None:
            return value
        return _enclosing(frame, name) or global_name(machine, frame.module, name)
    if node.scope == CELL:
        return _enclosing(frame, name) or global_name(machine, frame.module, name)
    if node.scope == BUILTIN:
        return builtin(name)
    if frame.is_module:
        value = frame.local(name)
        if value is not None:
            return value
    return global_name(machine, frame.module, name)


def _enclosing(frame: Frame, name: str) -> AnyValue | None:
    """Look a name up in the functions around a frame, as closures do; class bodies are passed over."""
    outer = frame.parent
    while outer is not None:
        if not outer.class_body and not outer.is_module:
            value = outer.local(name)
            if value is not None:
                return value
        outer = outer.parent
    return None


def global_name(machine: Machine, module: str, name: str) -> AnyValue:
    """Return what a module binds a name to, else the builtin of that name, else something unknown."""
    held = _global(machine, module, name)
    if held is not None:
        return held
    return builtin(name) if name in _BUILTIN_NAMES else _of_star(machine, module, name)


def _of_star(machine: Machine, module: str, name: str) -> AnyValue:
    """Return a name that nothing binds, and that therefore comes from the one library whose names are all imported."""
    stars = machine.modules[module].stars if module in machine.modules else []
    return External(machine.library.canonical(f"{stars[0]}.{name}")) if len(stars) == 1 else UNKNOWN


def _global(machine: Machine, module: str, name: str) -> AnyValue | None:
    namespace = machine.hooks.namespace(machine, module)
    value = namespace.get(name)
    if value is not None:
        return value
    if name == "__name__":
        return constant(module)
    if name == "__file__":
        return External("builtins.__file__")
    child = machine.index.child(module, name)
    return None if child is None else Module(child)


def builtin(name: str) -> AnyValue:
    """Return a builtin by its name."""
    held = _BUILTIN_CONSTANTS.get(name)
    if held is not None:
        return held
    if name == "__name__":
        return constant("__main__")
    return External(f"builtins.{name}")
