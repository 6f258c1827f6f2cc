"""Settings classes, whose fields are variables of the environment, and the validators that may refuse a field's default."""

from __future__ import annotations

from collections.abc import Iterator

from backlint.concepts import SourceKind
from backlint.execution.joins import join
from backlint.execution.taint import Site
from backlint.execution.values import (
    AnyValue,
    Arguments,
    ClassObject,
    Descriptor,
    FunctionObject,
    Produced,
    string_of,
)
from backlint.frameworks.configuration.arguments import last_name
from backlint.frameworks.configuration.survey import Survey

_CLASSES = frozenset({"pydantic_settings.BaseSettings", "pydantic_settings.main.BaseSettings"}) | {
    "pydantic.BaseSettings",
    "pydantic.env_settings.BaseSettings",
    "pydantic.v1.BaseSettings",
}
_ALIASES = ("validation_alias", "alias", "env")
_OF_FIELDS = frozenset({"field_validator", "validator"})
_OF_ALL = frozenset({"model_validator", "root_validator"})
_AFTER = frozenset({"model_post_init", "__post_init__", "__attrs_post_init__"})
_ENVIRONMENT = frozenset({SourceKind.ENVIRONMENT})


def settings_classes(survey: Survey) -> Iterator[ClassObject]:
    """Yield the project's classes whose fields are read from the environment."""
    for cls in survey.program.classes():
        if not _CLASSES.isdisjoint(cls.library_bases()):
            yield cls


def declared_fields(cls: ClassObject) -> dict[str, tuple[AnyValue | None, str]]:
    """Return the fields that a class gives a value, each with its default and its variable.

    Those are the value itself and the field's name, or what `Field(default, validation_alias="X")` says.
    """
    return {field: _declared(field, value) for field, value in cls.namespace.items() if not field.startswith("_")}


def _declared(field: str, value: AnyValue) -> tuple[AnyValue | None, str]:
    if isinstance(value, Produced) and last_name(value.call.callee) == "Field":
        arguments = value.call.arguments
        names = (string_of(arguments.keyword(alias)) for alias in _ALIASES)
        return arguments.get(0, "default"), next((name for name in names if name), field).upper()
    return value, field.upper()


def run_validators(survey: Survey) -> None:
    """Run what settings classes check their fields with, each field being its default or what the environment says.

    The machine notes which of the defaults are refused on the way: they are no readings of anything from then on.
    """
    for cls in settings_classes(survey):
        methods = tuple(_methods(cls))
        fields = {
            name: _either(survey, name, default, cls.site)
            for ancestor in reversed(tuple(cls.ancestors()))
            if isinstance(ancestor, ClassObject)
            for name, (default, _) in declared_fields(ancestor).items()
            if cls.site is not None and default is not None and not isinstance(default, (FunctionObject, Descriptor))
        }
        for name, method in methods if fields else ():
            _run(survey, cls, fields, name, method)


def _run(
    survey: Survey, cls: ClassObject, fields: dict[str, AnyValue], name: str, method: FunctionObject | Descriptor
) -> None:
    made = _decorators(method)
    if name in _AFTER or _OF_ALL & made.keys():
        whole = survey.program.instance(cls, fields)
        survey.program.run(survey.program.attribute(whole, name), Arguments())
    for decorator in _OF_FIELDS & made.keys():
        asked = fields if "*" in made[decorator] else [one for one in made[decorator] if one in fields]
        for field in asked:
            receiver = () if isinstance(method, Descriptor) else (cls,)
            survey.program.run(survey.program.attribute(cls, name), Arguments((*receiver, fields[field])))


def _either(survey: Survey, name: str, default: AnyValue, site: Site) -> AnyValue:
    inner = default.call.arguments.get(0) if isinstance(default, Produced) else None
    outside = survey.program.input(_ENVIRONMENT, name.upper(), site, name=name.upper())
    return join(default if inner is None else inner, outside)


def _methods(cls: ClassObject) -> Iterator[tuple[str, FunctionObject | Descriptor]]:
    seen: set[str] = set()
    for ancestor in cls.ancestors():
        for name, value in ancestor.namespace.items() if isinstance(ancestor, ClassObject) else ():
            if isinstance(value, (FunctionObject, Descriptor)) and name not in seen:
                seen.add(name)
                yield name, value


def _decorators(method: FunctionObject | Descriptor) -> dict[str, tuple[str, ...]]:
    """Return the decorators of a method by their last name, each with the texts that it is given."""
    function = method.function if isinstance(method, Descriptor) else method
    found: dict[str, tuple[str, ...]] = {}
    for made in function.decorations if isinstance(function, FunctionObject) else ():
        factory = made.function.call if isinstance(made.function, Produced) else made
        texts = (string_of(one) for one in factory.arguments.positional)
        found[last_name(factory.callee)] = tuple(text for text in texts if text is not None)
    return found
