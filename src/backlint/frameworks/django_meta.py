"""Django's models as they describe themselves (`Order._meta.model_name`), and what it finds by dotted paths."""

from __future__ import annotations

from backlint.execution.values import AnyValue, ClassObject, Constant, InstanceObject
from backlint.frameworks.callbacks import imports
from backlint.frameworks.model import LibraryModel


def _model_of(value: AnyValue) -> ClassObject | None:
    cls = value.cls if isinstance(value, InstanceObject) else value
    return cls if isinstance(cls, ClassObject) else None


def app_label(value: AnyValue) -> AnyValue | None:
    """What a model's `_meta.app_label` is: as `Meta` says, or the name of the package in which its module lies."""
    cls = _model_of(value)
    if cls is None:
        return None
    meta = cls.lookup("Meta")
    said = meta.lookup("app_label") if isinstance(meta, ClassObject) else None
    if said is not None:
        return said
    folders = cls.module.split(".")
    before = folders[: folders.index("models")] if "models" in folders else folders[:-1]
    return Constant(before[-1], "str") if before else None


def model_name(value: AnyValue) -> AnyValue | None:
    """What a model's `_meta.model_name` is."""
    cls = _model_of(value)
    return None if cls is None else Constant(cls.facts.name.lower(), "str")


def object_name(value: AnyValue) -> AnyValue | None:
    """What a model's `_meta.object_name` is."""
    cls = _model_of(value)
    return None if cls is None else Constant(cls.facts.name, "str")


LIBRARY = LibraryModel(
    name="django_meta",
    distribution="django",
    packages=("django",),
    instances={"django.conf.settings": "django.conf.LazySettings"},
    calls={"django.utils.module_loading.import_string": imports("dotted_path")},
    readings={
        "_meta.app_label": app_label,
        "_meta.model_name": model_name,
        "_meta.object_name": object_name,
    },
)
