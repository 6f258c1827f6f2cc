"""The classes that Django's views are made of: which of the library's they descend from, and in which order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from backlint.execution.program import Program
from backlint.execution.values import AnyValue, ClassObject, External, FunctionObject, Produced, Union, string_of
from backlint.frameworks.django_classes import BASE_VIEWS
from backlint.frameworks.registry import libraries

_VIEWS = ("django.views.View",)
_VERBS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_PAGE = ("GET",)
_FORM = ("GET", "POST", "PUT")
_LOGOUT = "django.contrib.auth.views.LogoutView"
_TAKE_FORMS = ("ProcessFormView", "BaseFormView", "BaseCreateView", "BaseUpdateView")
_GENERIC: Mapping[str, tuple[str, ...]] = {
    "django.views.generic.TemplateView": _PAGE,
    "django.views.generic.RedirectView": _VERBS,
    "django.views.generic.ListView": _PAGE,
    "django.views.generic.DetailView": _PAGE,
    "django.views.generic.FormView": _FORM,
    "django.views.generic.CreateView": _FORM,
    "django.views.generic.UpdateView": _FORM,
    "django.views.generic.DeleteView": ("GET", "POST", "DELETE"),
    **{
        f"django.views.generic.{name}": _PAGE
        for name in (
            *("ArchiveIndexView", "YearArchiveView", "MonthArchiveView", "WeekArchiveView", "DayArchiveView"),
            *("TodayArchiveView", "DateDetailView"),
        )
    },
    **{name: _PAGE for short, name in BASE_VIEWS.items() if short not in _TAKE_FORMS},
    **{BASE_VIEWS[short]: _FORM for short in _TAKE_FORMS},
    BASE_VIEWS["BaseDeleteView"]: ("GET", "POST", "DELETE"),
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


def allowed_verbs(program: Program, cls: AnyValue, given: Mapping[str, AnyValue]) -> frozenset[str] | None:
    """Return the methods that `http_method_names` lets through, by `as_view` or the class; None where it says nothing."""
    listed = given.get("http_method_names")
    if listed is None and isinstance(cls, ClassObject):
        listed = cls.lookup("http_method_names")
    if listed is None:
        return None
    items, complete = program.items(listed)
    names = frozenset(text.upper() for item in items if (text := string_of(item)) is not None)
    return names if complete and names else None


def answered_verbs(program: Program, cls: AnyValue, given: Mapping[str, AnyValue]) -> tuple[str, ...]:
    """Return the HTTP methods that a class view answers; `given` are the arguments of `as_view`."""
    lineage = library_classes(program, cls)
    inherited = {verb for name in lineage for verb in _GENERIC.get(name, ())}
    if _LOGOUT in lineage:
        inherited = {"POST"}
    names = allowed_verbs(program, cls, given)
    found = tuple(verb for verb in _VERBS if verb in inherited or method_of_class(cls, verb.lower()) is not None)
    if not found and _descends_unknown(lineage):
        # A library's view of which nothing is known shows a page at least.
        found = _FORM[:2] if any(cls_has(cls, name) for name in _FORMS) else _PAGE
    return tuple(verb for verb in found if names is None or verb in names)


def answered_alike(program: Program, cls: AnyValue, verbs: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield the methods of a view, those together that one and the same method of a library answers."""
    inherited = tuple(verb for verb in verbs if method_of_class(cls, verb.lower()) is None)
    if "django.views.generic.RedirectView" not in library_classes(program, cls):
        # `put` of a view with a form calls `post`.
        inherited = ("POST", "PUT") if "PUT" in inherited and "POST" in verbs else ()
    yield from ((verb,) for verb in verbs if verb not in inherited)
    if inherited:
        yield inherited


_FORMS = ("form_class", "form_valid", "success_url")


def cls_has(cls: AnyValue, name: str) -> bool:
    """Tell whether the project's part of a class has an attribute."""
    return isinstance(cls, ClassObject) and cls.lookup(name) is not None


def _descends_unknown(lineage: tuple[str, ...]) -> bool:
    """Tell whether a library's view of which no more is known is among these."""
    return any(name not in _parents() and name not in _VIEWS and name.endswith("View") for name in lineage)
