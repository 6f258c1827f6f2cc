"""What the fields of Django's forms and of REST framework's serializers accept: `form.cleaned_data["day"]` is a date.

Sources: Django 5.2, "Form fields"; Django REST framework 3.16, "Serializer fields".
"""

from __future__ import annotations

from collections.abc import Mapping

from backlint.execution.library import Accepted
from backlint.execution.values import (
    AnyValue,
    ClassObject,
    FunctionObject,
    InstanceObject,
    ListObject,
    Produced,
    Tuple,
    string_of,
)

_HOLDERS = frozenset({"validated_data", "cleaned_data"})
_PACKAGES = ("django.forms.", "rest_framework.serializers.", "rest_framework.fields.", "rest_framework.relations.")
_TYPES: Mapping[str, str] = {
    **dict.fromkeys(("CharField", "EmailField", "SlugField", "RegexField", "URLField"), "builtins.str"),
    **dict.fromkeys(("BooleanField", "NullBooleanField"), "builtins.bool"),
    "IntegerField": "builtins.int",
    "FloatField": "builtins.float",
    "DecimalField": "decimal.Decimal",
    "DateField": "datetime.date",
    "DateTimeField": "datetime.datetime",
    "SplitDateTimeField": "datetime.datetime",
    "TimeField": "datetime.time",
    "DurationField": "datetime.timedelta",
    "UUIDField": "uuid.UUID",
    "GenericIPAddressField": "ipaddress.IPv4Address",
    "IPAddressField": "ipaddress.IPv4Address",
}
_LISTED = frozenset({"ChoiceField", "MultipleChoiceField", "TypedChoiceField", "TypedMultipleChoiceField"})
_CLEANERS = ("clean", "to_python", "to_internal_value")
"""Methods of a field of the project's own that turn what was sent into what is kept."""


def accepted(cls: ClassObject, name: str) -> Mapping[str, Accepted] | None:
    """Return what each declared field of a form or serializer accepts, where `name` is the attribute that holds that."""
    if name not in _HOLDERS:
        return None
    found: dict[str, Accepted] = {}
    for ancestor in reversed([*cls.ancestors()]):
        for field, declared in ancestor.namespace.items() if isinstance(ancestor, ClassObject) else ():
            one = _of_field(declared)
            if one is not None:
                found[field] = one
    for field in _listed_fields(cls):
        found.setdefault(field, Accepted())
    return found or None


def _of_field(declared: AnyValue) -> Accepted | None:
    if isinstance(declared, Produced):
        return _of_class(declared.call.callee)
    if not isinstance(declared, InstanceObject):
        return None
    bases = [one for base in declared.cls.library_bases() if (one := _of_class(base)) is not None]
    if not bases:
        return None
    method = cleaner_of(declared)
    return Accepted(declared=declared, cleaner=method) if method else bases[0]


def cleaner_of(declared: AnyValue | None) -> str:
    """Return the method of a field of the project's own that cleans what is sent; "" for any other field."""
    if not isinstance(declared, InstanceObject):
        return ""
    return next((name for name in _CLEANERS if isinstance(declared.cls.lookup(name), FunctionObject)), "")


def _of_class(callee: str) -> Accepted | None:
    package = next((one for one in _PACKAGES if callee.startswith(one)), None)
    kind = callee.rpartition(".")[2]
    if package is None or not kind.endswith("Field"):
        return None
    return Accepted(type=_TYPES.get(kind, ""), listed=kind in _LISTED)


def _listed_fields(cls: ClassObject) -> list[str]:
    """Return the fields that a form or serializer of a model lists, whose kinds the model says."""
    meta = cls.lookup("Meta")
    fields = meta.lookup("fields") if isinstance(meta, ClassObject) else None
    if not isinstance(fields, (ListObject, Tuple)):
        return []
    return [name for item in fields.items if (name := string_of(item)) is not None]
