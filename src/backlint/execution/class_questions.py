"""Questions about classes: `issubclass`, `inspect.isclass`, `isinstance(value, type)`."""

from __future__ import annotations

from backlint.execution.folding import unknown_bool
from backlint.execution.frames import Frame
from backlint.execution.machine import Machine
from backlint.execution.values import (
    FALSE,
    TRUE,
    AnyValue,
    Arguments,
    Bound,
    ClassObject,
    Constant,
    DictObject,
    External,
    FunctionObject,
    InstanceObject,
    ListObject,
    Member,
    Partial,
    Produced,
    Text,
    Tuple,
    Union,
    Unknown,
)

_NO_CLASSES = (Constant, Text, Tuple, ListObject, DictObject, InstanceObject, FunctionObject, Bound, Partial)


def is_class(value: AnyValue | None) -> bool | None:
    """Tell whether a value is a class; None where that is not known."""
    if isinstance(value, Union):
        answers = {is_class(member) for member in value.members}
        return answers.pop() if len(answers) == 1 else None
    if isinstance(value, ClassObject):
        return True
    return False if isinstance(value, _NO_CLASSES) else None


def is_subclass(machine: Machine, cls: AnyValue | None, wanted: AnyValue | None) -> bool | None:
    """Tell whether a class descends from another; False only where every base is known."""
    if isinstance(wanted, Tuple):
        answers = {is_subclass(machine, cls, one) for one in wanted.items}
        return True if True in answers else False if answers == {False} and wanted.rest is None else None
    if isinstance(cls, Union):
        answers = {is_subclass(machine, member, wanted) for member in cls.members}
        return answers.pop() if len(answers) == 1 else None
    if isinstance(cls, ClassObject) and isinstance(wanted, ClassObject):
        ancestors = list(cls.ancestors())
        known = all(isinstance(one, (ClassObject, External)) for one in ancestors)
        return True if wanted in ancestors else False if known else None
    if not isinstance(cls, (ClassObject, External)) or not isinstance(wanted, External):
        return None
    pending = list(cls.library_bases()) if isinstance(cls, ClassObject) else [cls.name]
    seen: set[str] = set()
    while pending:
        name = pending.pop()
        if name == machine.library.canonical(wanted.name):
            return True
        if name not in seen:
            seen.add(name)
            pending.extend(machine.library.parents(name))
    return None


_MAKES_ATTRIBUTES = ("__getattr__", "__getattribute__")
_PLAIN_BASES = frozenset({"builtins.object", "abc.ABC", "typing.Generic", "typing.Protocol"})


def has_attribute(cls: ClassObject, name: str) -> bool | None:
    """Tell whether a class has an attribute; False only where the program wrote all of the class, its metaclass too."""
    held = cls.lookup(name)
    if held is not None:
        return True
    for one in cls.ancestors():
        if isinstance(one, External):
            if one.name not in _PLAIN_BASES:
                return None
        elif "metaclass" in one.keywords or any(isinstance(base, (Unknown, Member, Produced)) for base in one.bases):
            return None
    return None if name.startswith("__") else False


def callable_call(machine: Machine, frame: Frame, arguments: Arguments, at: int) -> AnyValue | None:
    """What `callable(value)` gives."""
    _ = (machine, frame, at)
    value = arguments.get(0)
    if isinstance(value, (FunctionObject, ClassObject, Bound, Partial)):
        return TRUE
    if isinstance(value, InstanceObject):
        return _answer(has_attribute(value.cls, "__call__"))
    never = isinstance(value, (Constant, Text, Tuple, ListObject, DictObject))
    return FALSE if never else unknown_bool(arguments.taint)


def issubclass_call(machine: Machine, frame: Frame, arguments: Arguments, at: int) -> AnyValue | None:
    """What `issubclass(cls, wanted)` gives."""
    _ = (frame, at)
    return _answer(is_subclass(machine, arguments.get(0), arguments.get(1)))


def isclass_call(machine: Machine, frame: Frame, arguments: Arguments, at: int) -> AnyValue | None:
    """What `inspect.isclass(value)` gives."""
    _ = (machine, frame, at)
    return _answer(is_class(arguments.get(0, "object")))


def _answer(known: bool | None) -> AnyValue | None:
    return None if known is None else TRUE if known else FALSE
