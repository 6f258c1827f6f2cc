"""pydantic: models that validate, and secrets."""

from __future__ import annotations

from backlint.concepts import SinkKind, SourceKind
from backlint.execution.declared import as_dictionary, class_of
from backlint.execution.library import NEW, Exchange
from backlint.execution.taint import EVERY_SINK, neutralize
from backlint.execution.types import Subscripted, subscript_arguments
from backlint.execution.values import (
    AnyValue,
    CallEvent,
    ClassObject,
    Constant,
    DictObject,
    External,
    ListObject,
    Tuple,
    Unknown,
    Value,
)
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.pydantic_fields import allows_others, taken
from backlint.frameworks.rows import children, methods, propagators, sanitizers, sources
from backlint.frameworks.validation import SCHEMA_PROOF, accepts, parses

_MODEL = "pydantic.BaseModel"
_LOOSE = frozenset({"builtins.dict", "builtins.list", "builtins.object", "typing.Any", "typing.Dict", "typing.List"})
_PARTIAL = ("exclude_unset", "exclude_defaults", "exclude_none")


def dumped(event: CallEvent) -> Exchange | None:
    """What a model gives as a dictionary: the fields that its class declares, and any others where it allows them."""
    receiver = event.receiver
    cls = class_of(receiver)
    found = as_dictionary(receiver, event.site, NEW, validated=True) if receiver is not None else None
    if receiver is None or cls is None or found is None:
        return None
    left_out, picked = _names(event.arguments.keyword("exclude")), _names(event.arguments.keyword("include"))
    for key in [*found.entries]:
        if key.value in left_out or (picked and key.value not in picked):
            del found.entries[key]
    found.partial = any(event.arguments.keyword(name) is not None for name in _PARTIAL)
    _accepted(found)
    if allows_others(cls):
        found.rest = Unknown(receiver.taint)
        found.keys_taint = receiver.taint
    return Exchange(result=found)


def gone_through(event: CallEvent) -> Exchange | None:
    """What going through a model gives: pairs of a field's name, which its class declares, and its value."""
    cls = class_of(event.receiver)
    if event.receiver is None or cls is None or allows_others(cls):
        return None
    held = event.receiver.taint
    name = Unknown(neutralize(held, EVERY_SINK), External("builtins.str"))
    return Exchange(result=Tuple((), Tuple((name, Unknown(neutralize(held, SCHEMA_PROOF))))))


def _accepted(value: AnyValue | None) -> AnyValue | None:
    """Return what a schema has accepted: no field of a declared class is an arbitrary structure any more."""
    if isinstance(value, DictObject):
        value.entries = {key: _accepted(held) or held for key, held in value.entries.items()}
        value.rest = _accepted(value.rest)
    elif isinstance(value, ListObject):
        value.rest = _accepted(value.rest)
    elif isinstance(value, Unknown) and value.type is not None and not _is_loose(value.type):
        return Unknown(neutralize(value.tainted, SCHEMA_PROOF), value.type)
    return value


def _is_loose(of: Value | ClassObject) -> bool:
    """Tell whether a type leaves the structure of its values open."""
    if isinstance(of, Subscripted):
        return any(isinstance(part, External) and part.name in _LOOSE for part in subscript_arguments(of.annotation))
    return isinstance(of, External) and of.name in _LOOSE


def _names(value: AnyValue | None) -> frozenset[object]:
    """Return the names in a set, tuple, list or mapping of fields."""
    if isinstance(value, DictObject):
        return frozenset(key.value for key in value.entries)
    items = value.items if isinstance(value, (ListObject, Tuple)) else ()
    return frozenset(item.value for item in items if isinstance(item, Constant))


LIBRARY = LibraryModel(
    name="pydantic",
    distribution="pydantic",
    packages=("pydantic",),
    aliases={
        "pydantic.main.BaseModel": _MODEL,
        "pydantic.fields.Field": "pydantic.Field",
        "pydantic.type_adapter.TypeAdapter": "pydantic.TypeAdapter",
        "pydantic.types.SecretStr": "pydantic.SecretStr",
        "pydantic.types.SecretBytes": "pydantic.SecretBytes",
        "pydantic.networks.EmailStr": "pydantic.EmailStr",
    },
    parents={
        **children(_MODEL, "pydantic.RootModel", "pydantic.generics.GenericModel"),
        **children("builtins.str", *methods("pydantic", "EmailStr")),
    },
    decorators={"pydantic.dataclasses.dataclass": _MODEL},
    defaults={"pydantic.Field": "0:default"},
    schemas=frozenset({_MODEL}),
    takes={_MODEL: taken},
    sources=(
        *sources(SourceKind.SECRET, "str", "pydantic.SecretStr.get_secret_value", called=True),
        *sources(SourceKind.SECRET, "bytes", "pydantic.SecretBytes.get_secret_value", called=True),
    ),
    attributes=dict.fromkeys(methods(_MODEL, "model_fields __fields__ model_fields_set"), "builtins.dict"),
    sanitizers=(
        *sanitizers({SinkKind.SECRET_LOG}, "0:secret_value", *methods("pydantic", "SecretStr SecretBytes")),
        # The class's own declarations.
        *sanitizers(EVERY_SINK, "self", *methods(_MODEL, "model_fields __fields__ model_fields_set")),
    ),
    propagators=(
        # What follows holds where the class is not known.
        *propagators("self", *methods(_MODEL, "model_dump dict"), kills={SinkKind.REFLECTION, *SCHEMA_PROOF}),
        *propagators("self", *methods(_MODEL, "model_dump_json json copy")),
        *propagators("self :update", f"{_MODEL}.model_copy"),
        # Nothing is validated.
        *propagators("**", *methods(_MODEL, "model_construct construct")),
    ),
    returns={f"{_MODEL}.model_dump_json": "builtins.str", f"{_MODEL}.json": "builtins.str"},
    calls={
        **dict.fromkeys(methods(_MODEL, "model_dump dict"), dumped),
        f"{_MODEL}.__iter__": gone_through,
        f"{_MODEL}.model_validate": parses("0:obj"),
        f"{_MODEL}.model_validate_json": parses("0:json_data"),
        f"{_MODEL}.model_validate_strings": parses("0:obj"),
        **dict.fromkeys(methods(_MODEL, "parse_obj parse_raw from_orm"), parses("0:")),
        "pydantic.TypeAdapter.validate_python": parses("0:object"),
        "pydantic.TypeAdapter.validate_json": parses("0:data"),
        "pydantic.parse_obj_as": parses("1:obj"),
        "pydantic.tools.parse_obj_as": parses("1:obj"),
        "pydantic.validate_email": accepts("0:value"),
    },
)
