"""pydantic: models that validate, and secrets."""

from __future__ import annotations

from backlint.concepts import SinkKind, SourceKind
from backlint.execution.taint import EVERY_SINK
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import children, methods, propagators, sanitizers, sources
from backlint.frameworks.validation import SCHEMA_PROOF, accepts, parses

_MODEL = "pydantic.BaseModel"

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
    schemas=frozenset({_MODEL}),
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
        # The names are those that the class declares (`extra="allow"` apart).
        *propagators("self", *methods(_MODEL, "model_dump dict"), kills={SinkKind.REFLECTION, *SCHEMA_PROOF}),
        *propagators("self", *methods(_MODEL, "model_dump_json json copy")),
        *propagators("self :update", f"{_MODEL}.model_copy"),
        # Nothing is validated.
        *propagators("**", *methods(_MODEL, "model_construct construct")),
    ),
    returns={f"{_MODEL}.model_dump_json": "builtins.str", f"{_MODEL}.json": "builtins.str"},
    calls={
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
