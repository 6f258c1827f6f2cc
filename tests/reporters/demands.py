"""What GitLab and reviewdog demand of a report, as schemas in our own words; tests hold other programs' reports against them.

Facts: GitLab's `sast-report-format.json` 15.0.4 (security-report-schemas, which GitLab validates an upload by), its
`codeclimate.json` (by which it reads Code Quality) and the values that its documentation names, reviewdog's
`reviewdog.proto`, which it reads strictly by the JSON mapping of Protocol Buffers.
"""

from __future__ import annotations

from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory
from google.protobuf.message import Message

TEXT = {"type": "string", "minLength": 1}
ADDRESS = {"type": "string", "pattern": "^https?://.+"}
TIME = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$"}


def _record(demanded: dict[str, Any], further: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"type": "object", "required": [*demanded], "properties": {**demanded, **(further or {})}}


def _listed(item: dict[str, Any], **limits: int) -> dict[str, Any]:
    return {"type": "array", "items": item, **limits}


_IDENTIFIER = _record({"type": TEXT, "name": TEXT, "value": TEXT}, {"url": ADDRESS})
_TOOL = {"id": TEXT, "name": TEXT, "version": TEXT, "vendor": _record({"name": TEXT})}
_MESSAGE = _record({"level": {"enum": ["info", "warn", "fatal"]}, "value": TEXT})

_CELL = {
    "oneOf": [
        _record({"type": {"const": "text"}, "value": {"type": "string"}}),
        _record(
            {"type": {"const": "file-location"}, "file_name": TEXT, "line_start": {"type": "integer"}},
            {"line_end": {"type": "integer"}},
        ),
    ]
}
_TABLE = _record(
    {"name": TEXT, "type": {"const": "table"}, "rows": _listed(_listed(_CELL))}, {"header": _listed(_CELL)}
)
"""Of the kinds of details that GitLab knows, those that are used here."""

SAST: dict[str, Any] = _record(
    {
        "version": {"type": "string", "pattern": r"^[0-9]+\.[0-9]+\.[0-9]+$"},
        "scan": _record(
            {
                "analyzer": _record(_TOOL, {"url": ADDRESS}),
                "scanner": _record(_TOOL, {"url": {"type": "string"}}),
                "type": {"const": "sast"},
                "start_time": TIME,
                "end_time": TIME,
                "status": {"enum": ["success", "failure"]},
            },
            {"messages": _listed(_MESSAGE), "primary_identifiers": _listed(_IDENTIFIER)},
        ),
        "vulnerabilities": _listed(
            _record(
                {
                    "id": TEXT,
                    "identifiers": _listed(_IDENTIFIER, minItems=1),
                    "location": {
                        "type": "object",
                        "properties": {
                            **{name: {"type": "string"} for name in ("file", "class", "method")},
                            **{name: {"type": "number"} for name in ("start_line", "end_line")},
                        },
                    },
                },
                {
                    "name": {"type": "string", "maxLength": 255},
                    "description": {"type": "string", "maxLength": 1_048_576},
                    "solution": {"type": "string", "maxLength": 7_000},
                    "severity": {"enum": ["Info", "Unknown", "Low", "Medium", "High", "Critical"]},
                    "details": {"type": "object", "additionalProperties": _TABLE},
                    "links": _listed(_record({"url": ADDRESS}, {"name": {"type": "string"}})),
                },
            )
        ),
    },
    {
        "schema": ADDRESS,
        "remediations": _listed(_record({"fixes": _listed(_record({"id": TEXT})), "summary": TEXT, "diff": TEXT})),
    },
)

_FIRST = {"type": "integer", "minimum": 1}

CODE_QUALITY: dict[str, Any] = _listed(
    {
        **_record(
            {
                "description": TEXT,
                "check_name": TEXT,
                "fingerprint": TEXT,
                "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
                "location": {
                    **_record({"path": {"type": "string", "pattern": "^(?!\\./|/)."}}),
                    "anyOf": [
                        _record({"lines": _record({"begin": _FIRST}, {"end": _FIRST})}),
                        _record({"positions": _record({"begin": _record({"line": _FIRST})})}),
                    ],
                },
            }
        )
    }
)

_MESSAGES = {
    "Position": {"line": (1, "int32"), "column": (2, "int32")},
    "Range": {"start": (1, "Position"), "end": (2, "Position")},
    "Location": {"path": (2, "string"), "range": (3, "Range")},
    "Source": {"name": (1, "string"), "url": (2, "string")},
    "Code": {"value": (1, "string"), "url": (2, "string")},
    "Suggestion": {"range": (1, "Range"), "text": (2, "string")},
    "Diagnostic": {
        "message": (1, "string"),
        "location": (2, "Location"),
        "severity": (3, "Severity"),
        "source": (4, "Source"),
        "code": (5, "Code"),
        "suggestions": (6, "[Suggestion]"),
        "original_output": (7, "string"),
    },
    "DiagnosticResult": {
        "diagnostics": (1, "[Diagnostic]"),
        "source": (2, "Source"),
        "severity": (3, "Severity"),
    },
}
_LEVELS = ("UNKNOWN_SEVERITY", "ERROR", "WARNING", "INFO")
_SCALARS = {
    "int32": descriptor_pb2.FieldDescriptorProto.TYPE_INT32,
    "string": descriptor_pb2.FieldDescriptorProto.TYPE_STRING,
}


def diagnostics(text: str) -> Message:
    """Return the `DiagnosticResult` that reviewdog reads; an unknown field or a value of another type raises ParseError."""
    return json_format.Parse(text, _RESULT())


def _result_type() -> type[Message]:
    file = descriptor_pb2.FileDescriptorProto(name="diagnostics.proto", package="rdf", syntax="proto3")
    levels = file.enum_type.add(name="Severity")
    for number, name in enumerate(_LEVELS):
        levels.value.add(name=name, number=number)
    for message, fields in _MESSAGES.items():
        record = file.message_type.add(name=message)
        for name, (number, kind) in fields.items():
            field = record.field.add(name=name, number=number)
            field.label = field.LABEL_REPEATED if kind.startswith("[") else field.LABEL_OPTIONAL
            if kind in _SCALARS:
                field.type = _SCALARS[kind]
            else:
                field.type_name = f".rdf.{kind.strip('[]')}"
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("rdf.DiagnosticResult"))


_RESULT = _result_type()
