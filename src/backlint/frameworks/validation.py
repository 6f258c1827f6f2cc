"""Calls that check data against a schema: what they accept is no longer an arbitrary structure."""

from __future__ import annotations

from collections.abc import Callable

from backlint.concepts import SinkKind
from backlint.execution.library import Exchange
from backlint.execution.taint import CLEAN, NUMERIC, Taints, neutralize
from backlint.execution.values import (
    AnyValue,
    Arguments,
    Bound,
    CallEvent,
    ClassObject,
    External,
    FunctionObject,
    InstanceObject,
    Produced,
    Unknown,
)
from backlint.frameworks.selectors import select

SCHEMA_PROOF = frozenset({SinkKind.NOSQL, SinkKind.ORM_KEYS, SinkKind.MASS_ASSIGNMENT})
"""What data can no longer do once a schema has accepted it; its texts are texts still."""

DATA_PROOF = SCHEMA_PROOF | NUMERIC
"""The same of a schema whose fields are not read here: it may well limit its numbers."""

MARKS = ("validation",)

VALIDATORS = frozenset({"pydantic.field_validator", "pydantic.validator", "marshmallow.validates"})
"""Decorators of methods that are called with a field's value; pydantic's may rewrite it, into a hash say."""


def _selected(event: CallEvent, selectors: tuple[str, ...]) -> Taints:
    found: Taints = CLEAN
    for selector in selectors:
        for _, value in select(event, selector):
            found |= value.taint
    return found


def accepts(*selectors: str) -> Callable[[CallEvent], Exchange | None]:
    """Return the model of a call that raises, or answers no, unless the selected values fit a schema (`is_valid`)."""

    def model(event: CallEvent) -> Exchange | None:
        return Exchange(marks=MARKS, validated=_selected(event, selectors))

    return model


def cleans(event: CallEvent) -> Exchange | None:
    """Return the model of a form's `is_valid`: it calls the form's own `clean` methods, which may refuse."""
    called: list[tuple[AnyValue, Arguments]] = []
    form = event.receiver
    if isinstance(form, InstanceObject):
        names = dict.fromkeys(
            name
            for cls in form.cls.ancestors()
            if isinstance(cls, ClassObject)
            for name, held in cls.namespace.items()
            if (name == "clean" or name.startswith("clean_")) and isinstance(held, FunctionObject)
        )
        for name in names:
            method = form.cls.lookup(name)
            if isinstance(method, FunctionObject):
                called.append((Bound(method, form), Arguments()))
    return Exchange(marks=MARKS, validated=_selected(event, ("self",)), calls=tuple(called))


def parses(*selectors: str) -> Callable[[CallEvent], Exchange | None]:
    """Return the model of a call that gives the selected values as a schema's class or data (`model_validate`)."""

    def model(event: CallEvent) -> Exchange | None:
        taints = _selected(event, selectors)
        result = Unknown(neutralize(taints, SCHEMA_PROOF), _schema(event))
        return Exchange(result=result, marks=MARKS, validated=taints)

    return model


def parses_data(*selectors: str) -> Callable[[CallEvent], Exchange | None]:
    """Return the model of a call that gives the selected values as checked data, not as an object of the schema."""

    def model(event: CallEvent) -> Exchange | None:
        taints = _selected(event, selectors)
        result = Unknown(neutralize(taints, DATA_PROOF), External("builtins.dict"))
        return Exchange(result=result, marks=MARKS, validated=taints)

    return model


def _schema(event: CallEvent) -> ClassObject | None:
    """Return the project's class into which a call turns data: that it is called on, made with or given."""
    receiver = event.receiver
    if isinstance(receiver, ClassObject):
        return receiver
    if isinstance(receiver, Produced):
        return _class_among((*receiver.call.arguments.positional, *(v for _, v in receiver.call.arguments.keywords)))
    if isinstance(receiver, InstanceObject):
        return None
    return _class_among((*event.arguments.positional, *(value for _, value in event.arguments.keywords)))


def _class_among(values: tuple[AnyValue, ...]) -> ClassObject | None:
    return next((value for value in values if isinstance(value, ClassObject)), None)
