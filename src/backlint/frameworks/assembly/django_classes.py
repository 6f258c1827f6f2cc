"""The classes that Django's views are made of: which of the library's they descend from, and in which order."""

from __future__ import annotations

from collections.abc import Iterator

from backlint.execution.program import Program
from backlint.execution.values import AnyValue, ClassObject, External, FunctionObject, Produced, Union
from backlint.frameworks.registry import libraries

_VIEWS = ("django.views.View",)


def library_classes(program: Program, cls: AnyValue) -> tuple[str, ...]:
    """Return the dotted names of all library classes that a class is or descends from, nearest first."""
    if isinstance(cls, ClassObject):
        names = cls.library_bases()
    elif isinstance(cls, External):
        names = (cls.name,)
    else:
        names = tuple(filter(None, (program.type_of(cls),)))
    found: dict[str, None] = {}
    pending = list(names)
    parents = _parents()
    while pending:
        name = pending.pop(0)
        if name not in found:
            found[name] = None
            pending = [*parents.get(name, ()), *pending]
    return tuple(found)


_LINEAGE: dict[str, tuple[str, ...]] = {}


def _parents() -> dict[str, tuple[str, ...]]:
    if not _LINEAGE:
        for library in libraries():
            _LINEAGE.update(library.parents)
    return _LINEAGE


def is_view(program: Program, cls: AnyValue) -> bool:
    """Tell whether a class descends from Django's `View`."""
    return any(name in _VIEWS for name in library_classes(program, cls))


def bases_of(cls: AnyValue) -> Iterator[ClassObject | External]:
    """Yield the direct bases of a class."""
    for base in cls.bases if isinstance(cls, ClassObject) else ():
        for member in base.members if isinstance(base, Union) else (base,):
            if isinstance(member, (ClassObject, External)):
                yield member
            elif isinstance(member, Produced) and member.type:
                yield External(member.type)


def stands_before_view(program: Program, cls: ClassObject, mixin: str) -> bool:
    """Tell whether the `dispatch` of a library's mixin is run before that of the view.

    It is when somewhere in the hierarchy it stands left of every base that is a view; behind one it never runs.
    """
    view_seen = False
    for base in bases_of(cls):
        view = is_view(program, base)
        if isinstance(base, External):
            if not view_seen and mixin in library_classes(program, base):
                return True
        elif mixin in library_classes(program, base):
            inside = stands_before_view(program, base, mixin)
            if inside and (view or not view_seen):
                return True
            if not view and not view_seen:
                return True
        view_seen = view_seen or view
    return False


def method_of_class(cls: AnyValue, name: str) -> FunctionObject | None:
    """Return a method that the project defines for a class, its own or inherited."""
    if not isinstance(cls, ClassObject):
        return None
    found = cls.lookup(name)
    return found if isinstance(found, FunctionObject) else None
