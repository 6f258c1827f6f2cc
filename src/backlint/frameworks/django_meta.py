"""Django's models as they describe themselves (`Order._meta.model_name`), and what it finds by dotted paths."""

from __future__ import annotations

from backlint.execution.library import Exchange
from backlint.execution.values import AnyValue, CallEvent, ClassObject, Constant, InstanceObject, Super, string_of
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


def label_lower(value: AnyValue) -> AnyValue | None:
    """What a model's `_meta.label_lower` is."""
    label, name = string_of(app_label(value)), string_of(model_name(value))
    return Constant(f"{label}.{name}", "str") if label and name else None


APP_CONFIG = "django.apps.AppConfig"
MODELS = "(models)"
"""The field under which the instance of a project's configuration holds its models."""


def gives_models(event: CallEvent) -> Exchange | None:
    """What `AppConfig.get_models()` gives."""
    receiver = event.receiver.receiver if isinstance(event.receiver, Super) else event.receiver
    held = receiver.fields.get(MODELS) if isinstance(receiver, InstanceObject) else None
    return None if held is None else Exchange(result=held)


LIBRARY = LibraryModel(
    name="django_meta",
    distribution="django",
    packages=("django",),
    instances={"django.conf.settings": "django.conf.LazySettings"},
    calls={
        "django.utils.module_loading.import_string": imports("dotted_path"),
        f"{APP_CONFIG}.get_models": gives_models,
    },
    readings={
        "_meta.app_label": app_label,
        "_meta.model_name": model_name,
        "_meta.object_name": object_name,
        "_meta.label_lower": label_lower,
    },
)
