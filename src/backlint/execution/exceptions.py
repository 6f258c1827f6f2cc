"""Exceptions as values: what is caught says something of the inside of the program."""

from __future__ import annotations

import builtins
from collections.abc import Collection, Mapping
from functools import lru_cache

from backlint.concepts import SinkKind, SourceKind
from backlint.execution.frames import Frame
from backlint.execution.machine import Machine
from backlint.execution.taint import Origin, Site, Taint
from backlint.execution.values import (
    AnyValue,
    Arguments,
    ClassObject,
    Constant,
    External,
    InstanceObject,
    Member,
    Produced,
    Super,
    Tuple,
    Union,
    Unknown,
    members,
)

_ABOUT_DATA = frozenset(
    {"ValueError", "KeyError", "IndexError", "LookupError", "ZeroDivisionError", "OverflowError", "UnicodeError"}
    | {"UnicodeDecodeError", "UnicodeEncodeError", "JSONDecodeError", "MultiValueDictKeyError", "InvalidOperation"}
    | {"DoesNotExist", "ObjectDoesNotExist", "MultipleObjectsReturned", "NoResultFound", "MultipleResultsFound"}
)
"""Last names of exceptions whose text tells what was sent, or that nothing was found for it: who sent it knows that."""
_BROAD = frozenset({"builtins.Exception", "builtins.BaseException"})
_TOLD = frozenset({SinkKind.ERROR_LEAK})
_FAILURE = 500


def caught_exception(machine: Machine, site: Site, name: str, kind: AnyValue, raised: Collection[str] = ()) -> Unknown:
    """Make the value that `except kind as name` binds; `raised` are the exceptions that the project itself raises there.

    An exception of the project's own, and a library's that is made to be sent to the client, is written for whoever
    catches it, and one about what was sent tells little: its text is a source of lower confidence. One that is raised right there, and one that stands for a
    status, is no detail of an error.
    """
    kinds = kind.items if isinstance(kind, Tuple) else (kind,)
    confidence = "low" if all(_is_public(machine, one) for one in kinds) else "high"
    safe = _TOLD if all(_is_told(one, raised) for one in kinds) else frozenset[SinkKind]()
    origin = Origin(frozenset({SourceKind.EXCEPTION}), f"the exception {name}", site, name, confidence)
    return Unknown(frozenset({Taint(origin, safe)}), kind if isinstance(kind, (External, ClassObject)) else None)


def _is_told(kind: AnyValue, raised: Collection[str]) -> bool:
    if isinstance(kind, Constant) and kind.kind == "int":
        # What is registered for a status gets the exception of that status; for 500 it may be any.
        return kind.value != _FAILURE
    return isinstance(kind, External) and kind.name in raised and kind.name not in _BROAD


def _is_public(machine: Machine, kind: AnyValue) -> bool:
    if isinstance(kind, ClassObject):
        return True
    if isinstance(kind, (External, Member)) and kind.name.rpartition(".")[2] in _ABOUT_DATA:
        return True
    if not isinstance(kind, External):
        return False
    return kind.name.endswith("ValidationError") or machine.library.exception_status(kind.name, Arguments()) is not None


@lru_cache(maxsize=1024)
def is_builtin_exception(name: str) -> bool:
    """Tell whether a dotted name is one of Python's own classes of exceptions."""
    cls = getattr(builtins, name.removeprefix("builtins."), None) if name.startswith("builtins.") else None
    return isinstance(cls, type) and issubclass(cls, BaseException)


def made_exception(machine: Machine, frame: Frame, name: str, arguments: Arguments, at: int) -> Produced:
    """Make one of Python's own exceptions, which keeps what it is given."""
    event = machine.event_of(frame, name, External(name), None, arguments, at)
    made = machine.produce(event, name, arguments.taint)
    made.fields["args"] = Tuple(arguments.positional)
    event.result = made
    machine.record(event)
    return made


def note_arguments(machine: Machine, callee: str, receiver: AnyValue, arguments: Arguments) -> None:
    """Note what an exception of the project's own hands to the `__init__` of Python's."""
    target = receiver.receiver if isinstance(receiver, Super) else receiver
    if isinstance(target, InstanceObject) and is_builtin_exception(callee.removesuffix(".__init__")):
        target.fields["args"] = Tuple(arguments.positional)
        machine.wrote(target, "args")


def told_by(value: AnyValue) -> AnyValue | None:
    """Return the text of an exception: what it was made with; None for anything else, and where nobody knows."""
    held = value.fields.get("args") if isinstance(value, (InstanceObject, Produced)) else None
    if not isinstance(held, Tuple) or held.rest is not None:
        return None
    if len(held.items) == 1:
        return held.items[0]
    return Unknown(held.taint, External("builtins.str"))


def caught(kind: AnyValue, thrown: Mapping[Site, AnyValue]) -> dict[Site, AnyValue]:
    """Return those of the exceptions raised in a `try` that `except kind` catches, as far as their classes tell."""
    return {site: value for site, value in thrown.items() if any(_is_caught(kind, one) for one in members(value))}


def _is_caught(kind: AnyValue, value: AnyValue) -> bool:
    if isinstance(kind, (Tuple, Union)):
        return any(_is_caught(one, value) for one in (kind.items if isinstance(kind, Tuple) else kind.members))
    if isinstance(value, InstanceObject):
        bases = value.cls.library_bases()
        if isinstance(kind, ClassObject):
            return kind in value.cls.ancestors()
    else:
        bases = (value.type,) if isinstance(value, Produced) else ()
    return isinstance(kind, External) and (kind.name in _BROAD or any(_descends(base, kind.name) for base in bases))


def _descends(name: str, other: str) -> bool:
    if name == other:
        return True
    if not is_builtin_exception(name) or not is_builtin_exception(other):
        return False
    cls, base = (getattr(builtins, one.removeprefix("builtins.")) for one in (name, other))
    return issubclass(cls, base)
