"""Reads descriptions of interfaces (OpenAPI 2 and 3, YAML or JSON): what is called for which path, and with what."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import yaml

from backlint.facts.entries import Unreadable
from backlint.facts.entries_yaml import Node, trees

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_MAX_REFERENCES = 8
_TYPES = {"integer": "builtins.int", "number": "builtins.float", "boolean": "builtins.bool"}
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class Described(msgspec.Struct, frozen=True):
    """A parameter: its name, where it is (path, query, header, cookie, body, form), and the Python type that its schema
    guarantees, "" for text or a structure. `checked` tells that a schema says anything of it.
    """

    name: str
    where: str
    type: str = ""
    checked: bool = False


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """What answers one method of one path. `calls` is the dotted name of a function, "" where none is named.

    `secured` are the names of the security schemes of which one lets a caller in, and `security` their line; none where
    nobody is asked. `answers_html` tells that one of its answers is HTML.
    """

    method: str
    path: str
    calls: str
    line: int
    parameters: tuple[Described, ...] = ()
    secured: tuple[str, ...] = ()
    answers_html: bool = False


class Description(msgspec.Struct, frozen=True):
    """A whole description: `base` stands before every path."""

    base: str
    operations: tuple[Operation, ...]


class _Mapping:
    """A mapping of the document by its keys."""

    def __init__(self, node: Node | None) -> None:
        self.entries: dict[str, Node] = {}
        self.lines: dict[str, int] = {}
        self.is_empty = node is None or not isinstance(node.event, yaml.MappingStartEvent)
        if node is None or self.is_empty:
            return
        for key, value in zip(node.items[::2], node.items[1::2], strict=True):
            if key.text is not None:
                self.entries[key.text] = value
                self.lines[key.text] = key.event.start_mark.line + 1 if key.event.start_mark else 0

    def mapping(self, key: str) -> _Mapping:
        return _Mapping(self.entries.get(key))

    def text(self, key: str) -> str:
        node = self.entries.get(key)
        return "" if node is None else node.text or ""

    def items(self, key: str) -> list[Node]:
        node = self.entries.get(key)
        return node.items if node is not None and isinstance(node.event, yaml.SequenceStartEvent) else []


def read_description(text: str) -> Description | None:
    """Return what a description says; None where the text is none, or cannot be read."""
    try:
        found = trees(text)
    except (yaml.YAMLError, ValueError, RecursionError, Unreadable):
        return None
    root = _Mapping(found[0]) if found else _Mapping(None)
    if not {"openapi", "swagger"} & root.entries.keys() or root.mapping("paths").is_empty:
        return None
    return Description(_base(root), tuple(_Reader(root).operations()))


def _base(root: _Mapping) -> str:
    if "basePath" in root.entries:
        return root.text("basePath").rstrip("/")
    servers = root.items("servers")
    address = _Mapping(servers[0]).text("url") if servers else ""
    path = address.partition("://")[2].partition("/")[2] if "://" in address else address.strip("/")
    return f"/{path}".rstrip("/") if "{" not in path else ""


class _Reader:
    """Reads the operations of one document."""

    def __init__(self, root: _Mapping) -> None:
        self._root = root

    def operations(self) -> Iterator[Operation]:
        """Yield every operation, in order."""
        paths = self._root.mapping("paths")
        for path in paths.entries:
            shared = self._resolved(paths.mapping(path))
            for method in _METHODS:
                if method in shared.entries:
                    yield self._operation(path, method, shared, shared.lines[method])

    def _operation(self, path: str, method: str, shared: _Mapping, line: int) -> Operation:
        own = shared.mapping(method)
        controller = next(
            (
                held
                for key in ("x-openapi-router-controller", "x-swagger-router-controller")
                for held in (own.text(key) or shared.text(key),)
                if held
            ),
            "",
        )
        name = own.text("operationId")
        calls = f"{controller}.{name}" if controller and name else name
        parameters = [self._parameter(node) for one in (shared, own) for node in one.items("parameters")]
        parameters.extend(self._body(own))
        asks = own if "security" in own.entries else self._root
        return Operation(
            method=method.upper(),
            path=path,
            calls=calls,
            line=line,
            parameters=tuple({(one.name, one.where): one for one in parameters if one.name}.values()),
            secured=self._secured(asks),
            answers_html=self._answers_html(own),
        )

    def _secured(self, asks: _Mapping) -> tuple[str, ...]:
        """Return the schemes that are asked for; an empty choice among them lets everybody in."""
        choices = [_Mapping(node) for node in asks.items("security")]
        if any(not one.entries for one in choices):
            return ()
        return tuple(dict.fromkeys(name for one in choices for name in one.entries))

    def _parameter(self, node: Node) -> Described:
        held = self._resolved(_Mapping(node))
        where = held.text("in")
        schema = self._resolved(held.mapping("schema")) if "schema" in held.entries else held
        where = {"formData": "form"}.get(where, where)
        kind = "" if where == "body" else _type(schema)
        return Described(held.text("name"), where, kind, checked=bool(kind) or _says(schema))

    def _body(self, own: _Mapping) -> Iterator[Described]:
        body = self._resolved(own.mapping("requestBody"))
        for kind in body.mapping("content").entries:
            schema = self._resolved(body.mapping("content").mapping(kind).mapping("schema"))
            if kind in _FORMS:
                fields = schema.mapping("properties")
                for name in fields.entries:
                    field = self._resolved(fields.mapping(name))
                    yield Described(name, "form", _type(field), checked=bool(_type(field)) or _says(field))
            name = body.text("x-body-name") or own.text("x-body-name") or "body"
            yield Described(name, "body", "", checked=not schema.mapping("properties").is_empty)

    def _answers_html(self, own: _Mapping) -> bool:
        answers = own.mapping("responses")
        kinds = [kind for code in answers.entries for kind in answers.mapping(code).mapping("content").entries]
        kinds += [node.text or "" for node in own.items("produces")]
        return any("html" in kind for kind in kinds)

    def _resolved(self, mapping: _Mapping) -> _Mapping:
        """Follow `$ref` within the document."""
        for _ in range(_MAX_REFERENCES):
            reference = mapping.text("$ref")
            if not reference.startswith("#/"):
                break
            mapping = self._root
            for part in reference.removeprefix("#/").split("/"):
                mapping = mapping.mapping(part.replace("~1", "/").replace("~0", "~"))
        return mapping


def _type(schema: _Mapping) -> str:
    """Return the Python type that a schema guarantees; one of its own words is as harmless as a boolean."""
    return "builtins.bool" if schema.items("enum") else _TYPES.get(schema.text("type"), "")


def _says(schema: _Mapping) -> bool:
    return bool({"pattern", "maxLength", "format"} & schema.entries.keys())
