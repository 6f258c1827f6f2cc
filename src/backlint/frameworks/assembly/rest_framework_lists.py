"""What REST framework's own actions do with the rows of a view: which they list without pages, which they make.

Defaults of REST framework 3.7 to 3.16 (`rest_framework.settings`): no pagination class, and no size of a page.
"""

from __future__ import annotations

from backlint.execution.program import Program
from backlint.execution.values import AnyValue, ClassObject, Constant, External, FunctionObject, string_of
from backlint.frameworks.assembly.django_settings import Settings
from backlint.frameworks.queries import is_whole, model_class

_OWN = (
    *("list", "get", "get_queryset", "filter_queryset", "paginate_queryset", "paginator", "get_paginated_response"),
    *("initialize_request", "dispatch", "__init__"),
)
"""Methods of a view by which the project decides itself what is listed."""


def listed_by(settings: Settings, cls: AnyValue, action: str) -> tuple[str, ...]:
    """Return the class of all of whose records a view's own `list` answers at once; none where there are pages."""
    if action != "list" or not isinstance(cls, ClassObject) or not _is_of_library(settings.program, cls):
        return ()
    if any(isinstance(cls.lookup(name), FunctionObject) for name in _OWN) or _has_pages(settings, cls):
        return ()
    queryset = cls.lookup("queryset")
    model = model_class(queryset)
    return (model.facts.name,) if isinstance(model, ClassObject) and is_whole(queryset) else ()


def made_by(settings: Settings, cls: AnyValue, action: str) -> tuple[str, ...]:
    """Return the class of which a view's own `create` makes a record."""
    if action != "create" or not isinstance(cls, ClassObject) or not _is_of_library(settings.program, cls):
        return ()
    serializer = cls.lookup("serializer_class")
    meta = serializer.lookup("Meta") if isinstance(serializer, ClassObject) else None
    model = meta.lookup("model") if isinstance(meta, ClassObject) else model_class(cls.lookup("queryset"))
    return (model.facts.name,) if isinstance(model, ClassObject) else ()


def _is_of_library(program: Program, cls: ClassObject) -> bool:
    """Tell whether a view has nothing but what the project and the library itself give it."""
    return program.is_a(cls, "rest_framework.generics.GenericAPIView") and all(
        base.startswith(("rest_framework.", "django.", "builtins.")) for base in cls.library_bases()
    )


def _has_pages(settings: Settings, cls: ClassObject) -> bool:
    """Tell whether what a view lists is cut into pages, or may be."""
    chosen = cls.lookup("pagination_class")
    if chosen is None:
        chosen = settings.rest("DEFAULT_PAGINATION_CLASS")
    if chosen is None or _is_none(chosen):
        return False
    named = string_of(chosen)
    if named is not None:
        chosen = settings.program.resolve(named) or External(named)
    size = settings.rest("PAGE_SIZE")
    if isinstance(chosen, External) and chosen.name.startswith("rest_framework.pagination."):
        # The library's own classes give everything where nothing says how much a page holds.
        return size is not None and not _is_none(size)
    return True


def _is_none(value: AnyValue) -> bool:
    return isinstance(value, Constant) and value.value is None
