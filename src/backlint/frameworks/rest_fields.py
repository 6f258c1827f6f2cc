"""What a view of Django REST framework shows of its records: the fields that its serializer lists."""

from __future__ import annotations

from backlint.concepts import Records
from backlint.execution.values import (
    AnyValue,
    ClassObject,
    Constant,
    External,
    FunctionObject,
    InstanceObject,
    ListObject,
    Produced,
    Tuple,
    string_of,
)

_MAX_DEPTH = 3


def may_be_private(view: AnyValue | None) -> bool:
    """Tell whether what a view shows may be for few: unless its serializer lists what it shows, and nothing of that is."""
    cls = view.cls if isinstance(view, InstanceObject) else None
    if cls is None or isinstance(cls.lookup("get_serializer_class"), FunctionObject):
        return True
    return _is_private(cls.lookup("serializer_class"), 0)


def _is_private(serializer: AnyValue | None, depth: int) -> bool:
    meta = serializer.lookup("Meta") if isinstance(serializer, ClassObject) and depth < _MAX_DEPTH else None
    if not isinstance(serializer, ClassObject) or not isinstance(meta, ClassObject):
        return True
    fields, model = meta.lookup("fields"), meta.lookup("model")
    if not isinstance(fields, (ListObject, Tuple)) or fields.rest is not None or not _is_named(model):
        return True
    if serializer.lookup("to_representation") is not None:
        return True
    columns: list[str] = []
    for item in fields.items:
        name = string_of(item)
        if name is None:
            return True
        declared = serializer.lookup(name)
        inner = declared.cls if isinstance(declared, InstanceObject) else None
        if inner is not None and _is_private(inner, depth + 1):
            return True
        source = declared.call.arguments.keyword("source") if isinstance(declared, Produced) else None
        columns.append(string_of(source) or name if isinstance(source, Constant) else name)
    name = model.name.rpartition(":")[2].rpartition(".")[2] if isinstance(model, (ClassObject, External)) else ""
    return Records(name, tuple(columns)).private


def _is_named(model: AnyValue | None) -> bool:
    return isinstance(model, (ClassObject, External))
