"""The object on which a view of Django REST framework works, and what the view's permissions ask of it."""

from __future__ import annotations

from collections.abc import Iterator

from backlint.execution.library import Exchange
from backlint.execution.taint import Site
from backlint.execution.values import (
    AnyValue,
    Arguments,
    Bound,
    CallEvent,
    ClassObject,
    DictObject,
    External,
    FunctionObject,
    InstanceObject,
    ListObject,
    Produced,
    Super,
    Tuple,
    Unknown,
)
from backlint.frameworks.queries import instance, model_class

FINDS_OBJECT = "finds-object"
"""The mark of a call that finds the object of a view, or is given one, and asks the view's permissions of it."""

_CHECKED = "object-permission"
_PERMISSIONS = "rest_framework.permissions"

Calls = tuple[tuple[AnyValue, Arguments], ...]


def object_of(view: AnyValue | None, site: Site) -> AnyValue:
    """Return the object that a view finds by the parts of its address: a row of the class that it names."""
    held = view.receiver if isinstance(view, Super) else view
    if not isinstance(held, InstanceObject):
        return Unknown()
    model = model_class(held.cls.lookup("model")) or model_class(held.cls.lookup("queryset"))
    parts = held.fields.get("kwargs")
    taints = parts.taint if isinstance(parts, DictObject) else frozenset()
    return instance(model, taints, site) if model is not None else Unknown(taints)


def asked_of(view: AnyValue | None, request: AnyValue | None, found: AnyValue) -> Calls:
    """Return the calls by which the permissions of a view are asked of an object."""
    held = view.receiver if isinstance(view, Super) else view
    if not isinstance(held, InstanceObject):
        return ()
    request = held.fields.get("request", Unknown()) if request is None else request
    return tuple(
        (Bound(method, InstanceObject(cls, None, 0)), Arguments((request, held, found)))
        for cls, method in _asking(permissions_of(held))
    )


def _asking(value: AnyValue | None) -> Iterator[tuple[ClassObject, FunctionObject]]:
    """Yield the classes of permissions that ask of the object, by which method; those of combined ones as well."""
    if isinstance(value, (ListObject, Tuple)):
        for item in value.items:
            yield from _asking(item)
    elif isinstance(value, Produced) and value.call.callee.startswith("operator."):
        for item in value.call.arguments.positional:
            yield from _asking(item)
    else:
        cls = value.cls if isinstance(value, InstanceObject) else value
        method = cls.lookup("has_object_permission") if isinstance(cls, ClassObject) else None
        if isinstance(cls, ClassObject) and isinstance(method, FunctionObject):
            yield cls, method


def permissions_of(view: InstanceObject) -> AnyValue | None:
    """Return the permissions of a view: those that its route gives it, or those of its class."""
    given = view.fields.get("permission_classes")
    return view.cls.lookup("permission_classes") if given is None else given


def asks_no_object(permissions: AnyValue | None) -> bool:
    """Tell whether none of the permissions of a view asks of the object that was found."""
    if permissions is None:
        return True
    if not isinstance(permissions, (ListObject, Tuple)):
        return False
    asked = (isinstance(one, ClassObject) and one.lookup("has_object_permission") is None for one in permissions.items)
    return all(
        asks_none or (isinstance(one, External) and one.name.startswith(_PERMISSIONS) and "Object" not in one.name)
        for one, asks_none in zip(permissions.items, asked, strict=True)
    )


def checks_object(event: CallEvent) -> Exchange | None:
    """What `check_object_permissions` does: each permission is asked of the object that it is given."""
    view = event.receiver.receiver if isinstance(event.receiver, Super) else event.receiver
    request, found = event.arguments.get(0, "request"), event.arguments.get(1, "obj")
    asks = not isinstance(view, InstanceObject) or not asks_no_object(permissions_of(view))
    return Exchange(
        calls=asked_of(view, request, Unknown() if found is None else found),
        marks=(FINDS_OBJECT, *((_CHECKED,) if asks else ())),
    )
