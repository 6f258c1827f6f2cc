"""The classes that Django's views are made of: which of the library's they descend from, and in which order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from backlint.execution.program import Program
from backlint.execution.values import AnyValue, ClassObject, External, FunctionObject, Produced, Union, string_of
from backlint.frameworks.registry import libraries

_VIEWS = ("django.views.View",)
_VERBS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_PAGE = ("GET",)
_FORM = ("GET", "POST")
_LOGOUT = "django.contrib.auth.views.LogoutView"
_GENERIC: Mapping[str, tuple[str, ...]] = {
    "django.views.generic.TemplateView": _PAGE,
    "django.views.generic.RedirectView": _PAGE,
    "django.views.generic.ListView": _PAGE,
    "django.views.generic.DetailView": _PAGE,
    "django.views.generic.FormView": _FORM,
    "django.views.generic.CreateView": _FORM,
    "django.views.generic.UpdateView": _FORM,
    "django.views.generic.DeleteView": (*_FORM, "DELETE"),
    **{
        f"django.views.generic.{name}": _PAGE
        for name in (
            *("ArchiveIndexView", "YearArchiveView", "MonthArchiveView", "WeekArchiveView", "DayArchiveView"),
            *("TodayArchiveView", "DateDetailView"),
        )
    },
    _LOGOUT: ("POST",),
}
"""The HTTP methods that the generic views answer."""


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


def answered_verbs(program: Program, cls: AnyValue) -> tuple[str, ...]:
    """Return the HTTP methods that a class view answers."""
    lineage = library_classes(program, cls)
    inherited = {verb for name in lineage for verb in _GENERIC.get(name, ())}
    if _LOGOUT in lineage:
        inherited = {"POST"}
    listed = cls.lookup("http_method_names") if isinstance(cls, ClassObject) else None
    names = {string_of(item) for item in program.items(listed)[0]} if listed is not None else None
    return tuple(
        verb
        for verb in _VERBS
        if (verb in inherited or method_of_class(cls, verb.lower()) is not None)
        and (names is None or verb.lower() in names)
    )
