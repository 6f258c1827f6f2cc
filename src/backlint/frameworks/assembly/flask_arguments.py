"""Arguments that decorators give to a view: what webargs, flask-smorest, APIFlask, flask-pydantic and sanic-ext have checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from backlint.concepts import Parameter, SourceKind, State
from backlint.execution.program import Program
from backlint.execution.taint import Site, neutralize
from backlint.execution.values import (
    AnyValue,
    ClassObject,
    Constant,
    DictObject,
    External,
    FunctionObject,
    InstanceObject,
    Produced,
    Unknown,
    string_of,
)
from backlint.frameworks.assembly.flask_decorators import Decoration
from backlint.frameworks.assembly.registration import innermost
from backlint.frameworks.validation import DATA_PROOF, SCHEMA_PROOF

_SCHEMA_FIRST = frozenset(
    {
        ("webargs", "use_args"),
        ("webargs", "use_kwargs"),
        ("flask_smorest", "arguments"),
        ("apiflask", "input"),
        ("flask_apispec", "use_kwargs"),
    }
)
"""Decorators whose first argument is a schema, by the top package of the library and their own name."""
_MODELS = frozenset({("flask_pydantic", "validate"), ("sanic_ext", "validate")})
"""Decorators that fill parameters by their names, with what they or the annotations say that these are."""
_PLACES = {
    "json": ("body", SourceKind.BODY),
    "form": ("form", SourceKind.BODY),
    "json_or_form": ("body", SourceKind.BODY),
    "files": ("file", SourceKind.FILE),
    "query": ("query", SourceKind.QUERY),
    "querystring": ("query", SourceKind.QUERY),
    "headers": ("header", SourceKind.HEADER),
    "cookies": ("cookie", SourceKind.COOKIE),
    "path": ("path", SourceKind.PATH),
    "view_args": ("path", SourceKind.PATH),
    "body": ("body", SourceKind.BODY),
}
_HARMLESS = frozenset("Int Integer Float Decimal Number Bool Boolean UUID Date DateTime Time TimeDelta Enum".split())
_NUMBERS = frozenset("Int Integer Float Decimal Number".split())
_BODY = _PLACES["json"]


class Given(msgspec.Struct, frozen=True):
    """What decorators pass to a view, and the inputs that it is made from."""

    positional: tuple[AnyValue, ...] = ()
    keywords: tuple[tuple[str, AnyValue], ...] = ()
    parameters: tuple[Parameter, ...] = ()


def given_by(program: Program, decorators: Iterable[Decoration], view: AnyValue | None, site: Site) -> Given:
    """Return what a view's decorators pass to it; the outermost passes first."""
    positional: list[AnyValue] = []
    keywords: list[tuple[str, AnyValue]] = []
    parameters: list[Parameter] = []
    for one in reversed(list(decorators)):
        if (one.package, one.last) in _SCHEMA_FIRST:
            given = _parsed(program, one, view, one.site or site)
        elif (one.package, one.last) in _MODELS:
            given = _models(program, view, one)
        else:
            continue
        positional.extend(given.positional)
        keywords.extend(given.keywords)
        parameters.extend(given.parameters)
    return Given(tuple(positional), tuple(keywords), tuple(parameters))


def _parsed(program: Program, one: Decoration, view: AnyValue | None, site: Site) -> Given:
    schema = one.arguments.get(0, "schema")
    location = string_of(one.arguments.get(None, "location")) or "json"
    where, kind = _PLACES.get(location, _BODY)
    as_kwargs = one.arguments.keyword("as_kwargs")
    by_name = one.last == "use_kwargs" or (isinstance(as_kwargs, Constant) and as_kwargs.value is True)
    if by_name:
        fields = tuple(_fields(schema))
        values = tuple((name, _checked(program, kind, name, site, field)) for name, field in fields)
        inputs = tuple(_input(program, name, where, schema, site) for name, _ in fields)
        return Given((), values, inputs)
    value = _checked(program, kind, "", site, _Field(External("builtins.dict")))
    parameters = (_input(program, "", where, schema, site),)
    name = string_of(one.arguments.keyword("arg_name")) or f"{location}_data"
    if one.package == "apiflask" and name in _names(view):
        return Given((), ((name, value),), parameters)
    return Given((value,), (), parameters)


def _checked(program: Program, kind: SourceKind, name: str, site: Site, field: _Field) -> AnyValue:
    """Make a value that a schema has accepted."""
    text = f"{kind.value} {name}".strip()
    value = program.input(frozenset({kind}), text, site, name=name, type_of=field.type)
    return Unknown(neutralize(value.taint, SCHEMA_PROOF if field.unlimited else DATA_PROOF), field.type)


def _input(program: Program, name: str, where: str, schema: AnyValue | None, site: Site) -> Parameter:
    cls = schema.cls if isinstance(schema, InstanceObject) else schema
    by = cls.facts.name if isinstance(cls, ClassObject) else "schema"
    return Parameter(name=name, where=where, validated=State.YES, location=program.location(site), by=by)


class _Field(msgspec.Struct, frozen=True):
    """What is known of a field of a schema: a builtin type where its class makes it harmless; a number without a limit."""

    type: External | None = None
    unlimited: bool = False


def _fields(schema: AnyValue | None) -> Iterator[tuple[str, _Field]]:
    """Yield the fields of a schema by name."""
    if isinstance(schema, DictObject):
        held = {str(key.value): value for key, value in schema.entries.items()}
    else:
        cls = schema.cls if isinstance(schema, InstanceObject) else schema
        ancestors = reversed(list(cls.ancestors())) if isinstance(cls, ClassObject) else ()
        held = {
            name: value
            for ancestor in ancestors
            if isinstance(ancestor, ClassObject)
            for name, value in ancestor.namespace.items()
        }
    for name, value in held.items():
        if isinstance(value, Produced) and ".fields." in f".{value.call.callee}.":
            last = value.call.callee.rpartition(".")[2]
            given = value.call.arguments
            shown_only = given.keyword("dump_only")
            if isinstance(shown_only, Constant) and shown_only.value is True:
                continue
            limits = given.opaque or any(word == "validate" for word, _ in given.keywords)
            harmless = External("builtins.int") if last in _HARMLESS else None
            yield name, _Field(harmless, unlimited=last in _NUMBERS and not limits)


def _models(program: Program, view: AnyValue | None, one: Decoration) -> Given:
    """Read the parameters that are filled by their names: `body`, `query` and `form` of a model's class.

    sanic-ext lets the decorator choose other names, and says there which class it is (`json=`, `form=`, `query=`).
    """
    function = innermost(view) if view is not None else None
    if not isinstance(function, FunctionObject):
        return Given()
    form = one.arguments.keyword("form")
    said = {
        string_of(one.arguments.keyword("body_argument")) or "body": ("body", one.arguments.keyword("json") or form),
        string_of(one.arguments.keyword("query_argument")) or "query": ("query", one.arguments.keyword("query")),
        "form": ("form", form),
    }
    values: list[tuple[str, AnyValue]] = []
    inputs: list[Parameter] = []
    for parameter in function.facts.parameters:
        if parameter.name not in said:
            continue
        place, chosen = said[parameter.name]
        where, kind = _PLACES[place]
        site = Site(program.path_of(function.module), parameter.at, function.facts.qualname)
        annotation = program.annotation(function, parameter.name)
        model = annotation if isinstance(annotation, ClassObject) else chosen or annotation
        text = f"{where} {parameter.name}"
        value = program.input(frozenset({kind}), text, site, name="", type_of=model)
        values.append((parameter.name, _accepted(value)))
        inputs.append(_input(program, parameter.name, where, model, site))
    return Given((), tuple(values), tuple(inputs))


def _accepted(value: AnyValue) -> AnyValue:
    return Unknown(neutralize(value.taint, DATA_PROOF), value.type) if isinstance(value, Unknown) else value


def _names(view: AnyValue | None) -> frozenset[str]:
    function = innermost(view) if view is not None else None
    if not isinstance(function, FunctionObject):
        return frozenset()
    return frozenset(parameter.name for parameter in function.facts.parameters)
