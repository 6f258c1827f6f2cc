"""Fields of schemas and forms that take a password somebody will be known by, and how short it may be.

A class is for setting a password where its name or that of a field says so (`UserCreate`, `new_password`); of others the
handlers that use them tell. What a class checks by code of its own is not read: then nothing is known of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from backlint.concepts import UNREAD, Fact, PasswordField, Reading, State
from backlint.execution.types import subscript_arguments
from backlint.execution.values import (
    AnyValue,
    CallEvent,
    ClassObject,
    Constant,
    Descriptor,
    DictObject,
    External,
    FunctionObject,
    InstanceObject,
    ListObject,
    Produced,
    Tuple,
    members,
    string_of,
)
from backlint.findings import Location
from backlint.frameworks.assembly.registration import decorator_call
from backlint.frameworks.configuration.arguments import Option, last_name
from backlint.frameworks.configuration.model_fields import offered_by
from backlint.frameworks.configuration.readings import known
from backlint.frameworks.configuration.survey import Survey

_FIELD = re.compile(
    r"(?:new|raw|plain|user|account|login|admin|init(?:ial)?)?_?(?:password|passwd|pwd)(?:_?1)?", re.IGNORECASE
)
_NEW = re.compile(r"new_?(?:password|passwd|pwd)|(?:password|passwd|pwd)_?1", re.IGNORECASE)
_SETS = re.compile(
    r"create|creation|register|registration|sign_?up|reset|recover|change|new|set_?password|setpassword|invite|onboard"
    r"|user_?in$|userform|user_?add|add_?user|userupdate|updateuser|edit_?user",
    re.IGNORECASE,
)
_SETS_ACCOUNT = re.compile(
    r"register|registration|sign_?up|reset|(?:create|add|new)_?(?:user|account|member)|(?:user|account)_?(?:create|add|new)"
    r"|(?:change|set|update)_?pass",
    re.IGNORECASE,
)
_ACCOUNT = re.compile(r"user|account|member|person|people|customer|profile|employee|patient|student", re.IGNORECASE)
_ASKS = re.compile(
    r"log_?in|sign_?in|logon|auth(?!or)|token|credential|session|verify|confirm|response|out$|read|public|indb|in_?db|config"
    r"|setting|storage|sync|import|connect|database|server|smtp|mail|proxy|ldap|ftp|delete|disable|unlock|remote|source|integration|account_?link",
    re.IGNORECASE,
)

_SCHEMAS = ("pydantic.BaseModel", "sqlmodel.SQLModel", "ninja.Schema", "msgspec.Struct")
_INPUTS = frozenset({"strawberry.input", "strawberry.federation.input"})
_DATACLASSES = frozenset({"dataclasses.dataclass", "attrs.define", "attrs.frozen", "attr.s", "attr.define"})
_WTFORMS = ("wtforms.Form", "flask_wtf.FlaskForm", "wtforms.form.Form")
_DJANGO = ("django.forms.Form", "django.forms.ModelForm", "django.forms.BaseForm")
_SERIALIZER = ("rest_framework.serializers.Serializer",)
_MARSHMALLOW = ("marshmallow.Schema",)
# Forms that ask Django's validators by themselves.
_VALIDATING = frozenset(
    f"django.contrib.auth.forms.{name}"
    for name in (
        "BaseUserCreationForm",
        "UserCreationForm",
        "SetPasswordForm",
        "PasswordChangeForm",
        "AdminPasswordChangeForm",
    )
)
_TOOTHLESS = frozenset(
    {"DataRequired", "InputRequired", "EqualTo", "Optional", "Required", "ReadOnly", "Disabled", "data_required"}
)
_FIELD_VALIDATORS = frozenset({"field_validator", "validator", "validates"})
_WHOLE_VALIDATORS = frozenset({"model_validator", "root_validator", "validates_schema", "pre_load", "post_load"})
_OWN_CHECKS = frozenset(
    {"clean", "_post_clean", "validate", "full_clean", "is_valid", "__post_init__", "_clean_fields"}
)
_TEXTS = frozenset(
    {"builtins.str", "pydantic.SecretStr", "pydantic.types.SecretStr", "builtins.bytes", "pydantic.StrictStr"}
)
_NOTHING = known(0)


def password_fields(survey: Survey) -> Iterator[Fact]:
    """Yield the fields of schemas, forms and serializers that take a password."""
    filled = _filled_in(survey)
    descendants: dict[str, list[ClassObject]] = {}
    for cls in survey.program.classes():
        for ancestor in cls.ancestors():
            if isinstance(ancestor, ClassObject):
                descendants.setdefault(ancestor.name, []).append(cls)
    for cls in survey.program.classes():
        if not _VALIDATING & set(cls.library_bases()):
            for field in _of_class(survey, cls, descendants.get(cls.name, [cls])):
                shown = survey.program.is_a(cls, *_WTFORMS) and not filled & {one.name for one in descendants[cls.name]}
                yield replace(field, sets=State.UNKNOWN) if shown else field
        yield from _offered(survey, cls)
    yield from _json_schemas(survey)


def _offered(survey: Survey, cls: ClassObject) -> Iterator[PasswordField]:
    """Yield the password of a model that a form or serializer offers without declaring a field for it."""
    for base, serializer in ((_DJANGO[1], False), ("rest_framework.serializers.ModelSerializer", True)):
        if not survey.program.is_a(cls, base) or _VALIDATING & set(cls.library_bases()) or cls.site is None:
            continue
        found = offered_by(survey, cls, serializer=serializer)
        if found is None or "password" not in found.writable or cls.lookup("password") is not None:
            continue
        if not _ACCOUNT.search(found.model):
            continue
        meta = cls.lookup("Meta")
        extra = meta.lookup("extra_kwargs") if isinstance(meta, ClassObject) else None
        own = extra.get("password") if isinstance(extra, DictObject) else None
        checked = _checks_itself(cls, "password") or (
            isinstance(own, DictObject) and any(own.get(name) is not None for name in ("min_length", "validators"))
        )
        yield PasswordField(
            location=survey.program.definition(cls) or found.location,
            scope=found.scope,
            callee=found.callee,
            production=found.production,
            owner=cls.name,
            field="password",
            minimum=UNREAD if checked else _NOTHING,
            sets=State.YES,
        )


def _filled_in(survey: Survey) -> frozenset[str]:
    """Return the forms of WTForms that a program validates; others only show what is to be filled in."""
    return frozenset(
        event.receiver.cls.name
        for event in survey.named("validate_on_submit", "validate")
        if isinstance(event.receiver, InstanceObject)
    )


def _of_class(survey: Survey, cls: ClassObject, below: list[ClassObject]) -> Iterator[PasswordField]:
    """Yield the password fields that a class declares itself."""
    names = {**cls.annotations, **cls.namespace}
    for name in names:
        if _FIELD.fullmatch(name) is None:
            continue
        declared = _declared(survey, cls, name)
        if declared is None:
            continue
        minimum, place = declared
        if any(_checks_itself(one, name) for one in below):
            minimum = UNREAD
        # Where a class that asks for a password is extended by one that sets it, that one is meant.
        setter = next((one for one in below if _SETS.search(one.facts.name) and not _ASKS.search(one.facts.name)), cls)
        at = place or survey.program.definition(cls if not _ASKS.search(cls.facts.name) else setter)
        if at is None or cls.site is None:
            continue
        yield PasswordField(
            location=at,
            scope=cls.facts.qualname,
            callee=cls.library_bases()[0] if cls.library_bases() else "",
            production=survey.production(cls.site),
            owner=setter.name if _ASKS.search(cls.facts.name) else cls.name,
            field=name,
            minimum=minimum,
            # A dataclass may be anything's: only a handler that is given one tells.
            sets=State.UNKNOWN if _is_plain(cls) else State.YES if _hashes(survey, below) else _sets(name, below),
            classes=tuple(sorted({one.facts.name for one in below})),
        )


def _hashes(survey: Survey, classes: list[ClassObject]) -> bool:
    """Tell whether a serializer of the project, by its own way of keeping records, makes somebody's password of what it takes."""
    if not any(survey.program.is_a(cls, *_SERIALIZER) for cls in classes):
        return False
    own = {(one.site.path, f"{one.facts.qualname}.{name}") for one in classes if one.site for name in _KEEPS}
    return any((event.site.path, event.site.scope) in own for event in survey.named(*_MAKES_HASH))


_KEEPS = ("create", "update", "save")
_MAKES_HASH = ("set_password", "make_password", "create_user")


def _sets(field: str, classes: list[ClassObject]) -> State:
    """Tell whether a class, or one that extends it, is for setting a password; NO where it asks for one that is known."""
    names = [cls.facts.name for cls in classes]
    if _NEW.fullmatch(field) or any(_SETS.search(name) and not _ASKS.search(name) for name in names):
        return State.YES
    return State.NO if all(_ASKS.search(name) for name in names) else State.UNKNOWN


def _declared(survey: Survey, cls: ClassObject, name: str) -> tuple[Reading, Location | None] | None:
    """Return the length that a field's declaration asks for, and the place of one that is a call; None where it is none."""
    value = cls.namespace.get(name)
    call = value.call if isinstance(value, Produced) else None
    place = survey.location(call.site) if call is not None else None
    program = survey.program
    if program.is_a(cls, *_WTFORMS):
        return (_wtforms(survey, call), place) if call is not None else None
    if program.is_a(cls, *_MARSHMALLOW):
        return (_marshmallow(survey, call), place) if call is not None else None
    if program.is_a(cls, *_DJANGO) or program.is_a(cls, *_SERIALIZER):
        return (_django(survey, call), place) if call is not None and last_name(call.callee) == "CharField" else None
    if name not in cls.annotations:
        return None
    if (program.is_a(cls, *_SCHEMAS) and "table" not in cls.keywords) or _made_by(cls, _INPUTS) or _is_plain(cls):
        return _annotated(survey, cls.annotations[name], call), None
    return None


def _is_plain(cls: ClassObject) -> bool:
    """Tell whether a class only holds what it declares: a dataclass, which some frameworks fill from what they are sent."""
    return _made_by(cls, _DATACLASSES)


def _made_by(cls: ClassObject, decorators: frozenset[str]) -> bool:
    return any(decorator_call(event).callee in decorators for event in cls.decorations)


def _checks_itself(cls: ClassObject, field: str) -> bool:
    """Tell whether a class has code of its own that may look at the field."""
    names = _OWN_CHECKS | {f"clean_{field}", f"validate_{field}"}
    for ancestor in cls.ancestors():
        held = ancestor.namespace.items() if isinstance(ancestor, ClassObject) else ()
        for name, value in held:
            method = value.function if isinstance(value, Descriptor) else value
            if isinstance(method, FunctionObject) and (name in names or _validates(method, field)):
                return True
    return False


def _validates(method: FunctionObject, field: str) -> bool:
    """Tell whether a library calls a method to validate a field, or all of them."""
    for made in method.decorations:
        factory = made.function.call if isinstance(made.function, Produced) else None
        if last_name(factory.callee if factory is not None else made.callee) in _WHOLE_VALIDATORS:
            return True
        if factory is not None and last_name(factory.callee) in _FIELD_VALIDATORS:
            given = {string_of(one) for one in factory.arguments.positional}
            if given & {field, "*", None} or not given:
                return True
    return False


# --- what declarations ask for


def _minimum(survey: Survey, call: CallEvent, *names: str) -> Reading | None:
    """Return the shortest length that a call gives by one of these keywords; None where it gives none."""
    for name in names:
        given = survey.given(call.arguments, Option(name))
        if given.explicit:
            return given.reading
    return None


def _annotated(survey: Survey, annotation: AnyValue, call: CallEvent | None) -> Reading:
    """Return the shortest length of a field of a pydantic model: what `Field` says in its place or its annotation."""
    if call is not None:
        found = _of_field(survey, call)
        if found is not None:
            return found
    return _of_type(survey, annotation, 4)


def _of_field(survey: Survey, call: CallEvent) -> Reading | None:
    if (
        survey.given(call.arguments, Option("pattern")).explicit
        or survey.given(call.arguments, Option("regex")).explicit
    ):
        return UNREAD
    if call.arguments.opaque:
        return UNREAD
    return _minimum(survey, call, "min_length")


def _of_type(survey: Survey, annotation: AnyValue, depth: int) -> Reading:
    """Return the shortest text that a type allows: `str` any; of a type that is not known nothing is said."""
    if depth == 0:
        return UNREAD
    if isinstance(annotation, External):
        return _NOTHING if survey.program.is_a(annotation, *_TEXTS) or annotation.name in _TEXTS else UNREAD
    if isinstance(annotation, Produced):
        call = annotation.call
        if last_name(call.callee) in {"constr", "StringConstraints", "Field", "Meta", "Length"}:
            return _of_field(survey, call) or _NOTHING
        parts = call.arguments.positional if call.callee == "operator.|" else subscript_arguments(annotation)
        return _of_parts(survey, parts, depth)
    several = members(annotation)
    if len(several) > 1:
        return _least(survey, [one for one in several if not _is_none(one)], depth)
    return UNREAD


def _of_parts(survey: Survey, parts: Sequence[AnyValue], depth: int) -> Reading:
    """Return the shortest text that `Optional[str]`, `str | None` or `Annotated[str, …]` allows."""
    wanted = [one for one in parts if not _is_none(one)]
    if not wanted:
        return UNREAD
    limits = [
        _of_type(survey, one, depth - 1) for one in wanted if isinstance(one, Produced) and not subscript_arguments(one)
    ]
    if limits:
        numbers = [limit for limit in limits if limit.numbers]
        return max(numbers, key=lambda one: max(one.numbers)) if numbers else UNREAD
    return _least(survey, [one for one in wanted if not isinstance(one, Constant)], depth)


def _least(survey: Survey, types: list[AnyValue], depth: int) -> Reading:
    found = [_of_type(survey, one, depth - 1) for one in types]
    return found[0] if len(found) == 1 else UNREAD


def _is_none(value: AnyValue) -> bool:
    return (isinstance(value, Constant) and value.value is None) or (
        isinstance(value, External) and value.name in {"builtins.None", "types.NoneType"}
    )


def _wtforms(survey: Survey, call: CallEvent) -> Reading:
    if last_name(call.callee) not in {"PasswordField", "StringField", "TextField"}:
        return UNREAD
    return _listed(survey, call, call.arguments.get(1, "validators"), "min")


def _marshmallow(survey: Survey, call: CallEvent) -> Reading:
    if last_name(call.callee) not in {"Str", "String"}:
        return UNREAD
    return _listed(survey, call, call.arguments.keyword("validate"), "min")


def _django(survey: Survey, call: CallEvent) -> Reading:
    found = _minimum(survey, call, "min_length")
    if found is not None:
        return found
    if survey.given(call.arguments, Option("read_only")).explicit:
        return UNREAD
    return _listed(survey, call, call.arguments.keyword("validators"), "limit_value")


def _listed(survey: Survey, call: CallEvent, validators: AnyValue | None, keyword: str) -> Reading:
    """Return the shortest length that a list of validators allows; nothing is known of one that the project wrote."""
    if call.arguments.opaque:
        return UNREAD
    if validators is None:
        return _NOTHING
    items = validators.items if isinstance(validators, (ListObject, Tuple)) else (validators,)
    if getattr(validators, "rest", None) is not None:
        return UNREAD
    least = _NOTHING
    for item in items:
        made = item.call if isinstance(item, Produced) else None
        name = (
            last_name(made.callee) if made is not None else last_name(item.name) if isinstance(item, External) else ""
        )
        if name in _TOOTHLESS:
            continue
        if made is None or name not in {"Length", "length", "MinLengthValidator"}:
            return UNREAD
        position = 0 if name in {"Length", "length", "MinLengthValidator"} else None
        given = survey.given(made.arguments, Option(keyword, position))
        if given.explicit:
            least = given.reading
    return least


# --- JSON schemas that a program validates by

_VALIDATES = (
    "jsonschema.validate",
    "jsonschema.validators.validate",
    "jsonschema.Draft7Validator",
    "fastjsonschema.compile",
)


def _json_schemas(survey: Survey) -> Iterator[PasswordField]:
    for event in survey.calls(_VALIDATES):
        position = 1 if last_name(event.callee) == "validate" else 0
        schema = event.arguments.get(position, "schema")
        properties = schema.get("properties") if isinstance(schema, DictObject) else None
        if not isinstance(schema, DictObject) or not isinstance(properties, DictObject) or schema.site is None:
            continue
        for key, value in properties.entries.items():
            if isinstance(key.value, str) and _FIELD.fullmatch(key.value) and isinstance(value, DictObject):
                yield PasswordField(
                    location=survey.location(schema.site),
                    scope=event.site.scope,
                    callee="jsonschema.validate",
                    production=survey.production(schema.site),
                    owner=event.site.scope,
                    field=key.value,
                    minimum=_of_schema(survey, value),
                    sets=_sets_by_scope(key.value, event.site.scope),
                )


def _of_schema(survey: Survey, schema: DictObject) -> Reading:
    least = schema.get("minLength")
    if schema.get("pattern") is not None or schema.get("$ref") is not None or schema.rest is not None:
        return UNREAD
    return survey.read(least) if least is not None else _NOTHING


def _sets_by_scope(field: str, scope: str) -> State:
    name = scope.rpartition(".")[2]
    return State.YES if _NEW.fullmatch(field) or _SETS_ACCOUNT.search(name) else State.UNKNOWN


FACTS = password_fields
