"""Serializers that put an account's password into its row as it was sent: Django REST framework's own way of making and
changing objects hashes nothing (`rest_framework.serializers.ModelSerializer.create`, versions 3.0 to 3.16).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from backlint.concepts import Fact, PasswordKept
from backlint.execution.values import (
    CallEvent,
    ClassObject,
    Constant,
    External,
    FunctionObject,
    InstanceObject,
    Produced,
)
from backlint.frameworks.configuration.arguments import last_name
from backlint.frameworks.configuration.model_fields import offered_by
from backlint.frameworks.configuration.survey import Survey

_BASE = "rest_framework.serializers.ModelSerializer"
_BASES = frozenset({_BASE, "rest_framework.serializers.HyperlinkedModelSerializer"})
_CREATES, _UPDATES = (f"rest_framework.mixins.{name}ModelMixin" for name in ("Create", "Update"))
_ACCOUNT = re.compile(r"user|account|member|person|customer|profile|employee|patient|student", re.IGNORECASE)
_OWN = ("save", "validate", "validate_password", "to_internal_value", "run_validation", "__init__", "__new__")
"""Methods in which a serializer of the project may hash the password, whether it makes objects or changes them."""
_VIEWS_OWN = ("get_serializer_class", "get_serializer", "dispatch", "initialize_request")
_MAKES = ("create", "perform_create", "post")
_CHANGES = ("update", "perform_update", "put", "patch", "partial_update")
_HASHES = ("set_password", "make_password", "create_user", "create_superuser", "hashpw", "hash")


def serialized_passwords(survey: Survey) -> Iterator[Fact]:
    """Yield the passwords that a serializer of the project writes as they are sent."""
    for cls in survey.program.classes():
        if survey.program.is_a(cls, _BASE) and (model := _model_with_password(survey, cls)):
            at = survey.program.definition(cls)
            if at is not None and cls.site is not None and _is_written_by(survey, cls):
                yield PasswordKept(
                    location=at,
                    scope=cls.facts.name,
                    callee=f"{_BASE}.save",
                    production=survey.production(cls.site),
                    name=f"a {model} that {cls.facts.name} makes or changes",
                )


def _model_with_password(survey: Survey, cls: ClassObject) -> str:
    """Return the name of the accounts whose password a serializer takes and hashes nowhere; "" for none."""
    offered = offered_by(survey, cls, serializer=True)
    if offered is None or "password" not in offered.writable or not _ACCOUNT.search(offered.model):
        return ""
    if not _BASES.issuperset(base for base in cls.library_bases() if not base.startswith("builtins.")):
        return ""
    if any(isinstance(cls.lookup(name), FunctionObject) for name in _OWN):
        return ""
    meta = cls.lookup("Meta")
    model = meta.lookup("model") if isinstance(meta, ClassObject) else None
    own = cls.lookup("password")
    if not (own is None or (isinstance(own, Produced) and last_name(own.call.callee) == "CharField")):
        return ""
    if isinstance(model, ClassObject) and any(
        isinstance(model.lookup(name), (FunctionObject, Produced)) and name != "password"
        for name in ("save", "full_clean", "clean", "__setattr__", "__init__")
    ):
        # The model may hash it when it is kept.
        return ""
    return offered.model if isinstance(model, (ClassObject, External)) else ""


def _is_written_by(survey: Survey, cls: ClassObject) -> bool:
    """Tell whether a view writes through a serializer in the library's way, or a function that hashes nothing calls `save`."""
    makes = not isinstance(cls.lookup("create"), FunctionObject)
    changes = not isinstance(cls.lookup("update"), FunctionObject)
    for view in survey.program.classes():
        if view.lookup("serializer_class") is not cls or _has(view, _VIEWS_OWN):
            continue
        made = makes and survey.program.is_a(view, _CREATES) and not _has(view, _MAKES)
        changed = changes and survey.program.is_a(view, _UPDATES) and not _has(view, _CHANGES)
        if made or changed:
            return True
    return any(_is_saved_raw(survey, event, makes=makes, changes=changes) for event in _saved(survey, cls))


def _has(view: ClassObject, names: Iterable[str]) -> bool:
    return any(isinstance(view.lookup(name), FunctionObject) for name in names)


def _saved(survey: Survey, cls: ClassObject) -> Iterator[CallEvent]:
    for event in survey.named("save"):
        if isinstance(event.receiver, InstanceObject) and event.receiver.cls is cls:
            yield event


def _is_saved_raw(survey: Survey, event: CallEvent, *, makes: bool, changes: bool) -> bool:
    if event.arguments.opaque or event.arguments.keyword("password") is not None:
        return False
    made = next((one for one in survey.named("__init__") if one.result is event.receiver), None)
    instance = made.arguments.get(0, "instance") if made is not None else None
    new = instance is None or (isinstance(instance, Constant) and instance.value is None)
    if not (makes if new else changes):
        return False
    beside = (event.site.path, event.site.scope)
    return not any((one.site.path, one.site.scope) == beside for one in survey.named(*_HASHES))


FACTS = serialized_passwords
