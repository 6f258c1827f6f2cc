"""Lowering of constants and formatted strings."""

from __future__ import annotations

import ast
import hashlib
import re
from collections.abc import Sequence

import libcst as cst

from backlint.facts.lower_context import Context, expression, lowers
from backlint.facts.model import (
    Bytes,
    Expression,
    Formatted,
    Formatting,
    Literal,
    OtherLiteral,
)

# What a constant may weigh and still be kept whole.
_LONGEST = 64 * 1024

# Twenty decimal digits hold any value that fits; more than 640 Python may have been told to refuse.
_LONGEST_NUMBER = 500

# Integers that MessagePack can hold.
_SMALLEST, _LARGEST = -(2**63), 2**64 - 1

_QUOTE_OR_ESCAPE = re.compile(r'(\\.)|"', re.DOTALL)


def constant(at: int, value: str | bytes) -> Literal | Bytes | OtherLiteral:
    """The node of a string or bytes constant, which tells only the digest of a value over 64 KB."""
    if isinstance(value, bytes):
        if len(value) <= _LONGEST:
            return Bytes(at, value)
        return OtherLiteral(at, "bytes", hashlib.sha256(value).hexdigest(), len(value))
    if value.isascii() and len(value) <= _LONGEST:
        return Literal(at, value)
    encoded = value.encode("utf-8", "surrogatepass")
    # A lone surrogate has no UTF-8, so such a string cannot be stored either.
    if len(encoded) <= _LONGEST and not _has_surrogate(value):
        return Literal(at, value)
    return OtherLiteral(at, "str", hashlib.sha256(encoded).hexdigest(), len(value))


def _has_surrogate(value: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in value)


def string_value(source: str) -> str | bytes:
    """The value of a string literal that is not formatted, as the source text has it.

    Raises ValueError for a literal that Python would refuse, such as bytes beyond ASCII.
    """
    if "\r" in source:
        source = source.replace("\r\n", "\n").replace("\r", "\n")
    quote = source[0]
    if quote in "\"'" and "\\" not in source:
        return source[3:-3] if source[1] == quote and len(source) > 2 else source[1:-1]
    try:
        value = ast.literal_eval(source)
    except SyntaxError as error:
        raise ValueError(str(error)) from error
    if not isinstance(value, str | bytes):
        raise ValueError("not a string")  # noqa: TRY004 - to the caller it is a bad value
    return value


@lowers(cst.SimpleString)
def _simple_string(c: Context, node: cst.SimpleString) -> Expression:
    source = node.value
    at = c.token(source)
    try:
        return constant(at, string_value(source))
    except ValueError:
        kind = "bytes" if "b" in source.split(source[-1], 1)[0].lower() else "str"
        return OtherLiteral(at, kind, hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest(), len(source))


@lowers(cst.Integer)
def _integer(c: Context, node: cst.Integer) -> Expression:
    at = c.token(node.value)
    value = int(node.value, 0) if len(node.value) < _LONGEST_NUMBER else _LARGEST + 1
    if _SMALLEST <= value <= _LARGEST:
        return Literal(at, value)
    return OtherLiteral(at, "integer", node.value)


@lowers(cst.Float)
def _float(c: Context, node: cst.Float) -> Expression:
    return Literal(c.token(node.value), float(node.value))


@lowers(cst.Imaginary)
def _imaginary(c: Context, node: cst.Imaginary) -> Expression:
    return OtherLiteral(c.token(node.value), "complex", node.value)


@lowers(cst.Ellipsis)
def _ellipsis(c: Context, _node: cst.Ellipsis) -> Expression:
    return OtherLiteral(c.token("..."), "ellipsis", "...")


class _Parts:
    """The parts of a formatted string while it is read; neighbouring constants become one."""

    def __init__(self, c: Context) -> None:
        self._c = c
        self._parts: list[Expression] = []
        self._text: list[str] = []
        self._first = 0
        self._last = 0

    def text(self, first: int, value: str) -> None:
        """Add a constant that spans the tokens from `first` to the one before the present place."""
        if not self._text:
            self._first = first
        self._text.append(value)
        self._last = self._c.place

    def value(self, part: Expression) -> None:
        """Add an interpolated value."""
        self._flush()
        self._parts.append(part)

    def done(self) -> tuple[Expression, ...]:
        """All parts in order."""
        self._flush()
        return tuple(self._parts)

    def _flush(self) -> None:
        text = "".join(self._text)
        self._text.clear()
        if text:
            place, self._c.place = self._c.place, self._last
            self._parts.append(constant(self._c.region(self._first), text))
            self._c.place = place


_FormattedNode = cst.FormattedString | cst.TemplatedString
_Content = cst.BaseFormattedStringContent | cst.BaseTemplatedStringContent


@lowers(cst.FormattedString, cst.TemplatedString)
def _formatted_string(c: Context, node: _FormattedNode) -> Expression:
    first = c.place
    parts = _Parts(c)
    _add_formatted(c, node, parts)
    return Formatting(c.region(first), parts.done(), isinstance(node, cst.TemplatedString))


def _add_formatted(c: Context, node: _FormattedNode, parts: _Parts) -> None:
    c.keyword(node.start)
    _add_contents(c, node.parts, parts, raw="r" in node.prefix)
    c.keyword(node.end)


def _add_contents(c: Context, contents: Sequence[_Content], parts: _Parts, *, raw: bool) -> None:
    for content in contents:
        first = c.place
        if isinstance(content, cst.FormattedStringText | cst.TemplatedStringText):
            c.keyword(content.value)
            parts.text(first, _text_value(content.value, raw=raw))
        elif isinstance(content, cst.FormattedStringExpression | cst.TemplatedStringExpression):
            _add_interpolated(c, content, parts, raw=raw)


def _add_interpolated(
    c: Context, node: cst.FormattedStringExpression | cst.TemplatedStringExpression, parts: _Parts, *, raw: bool
) -> None:
    first = c.place
    c.place += 1
    value = expression(c, node.expression)
    conversion = node.conversion
    if node.equal is not None:
        c.place += 1
        module = cst.Module(())
        written = [node.whitespace_before_expression, node.expression, node.equal, node.whitespace_after_expression]
        parts.text(first, "".join(module.code_for_node(part) for part in written))
        if conversion is None and node.format_spec is None:
            conversion = "r"
    if node.conversion is not None:
        c.place += 2
    spec = None
    if node.format_spec is not None:
        c.place += 1
        start = c.place
        contents = _Parts(c)
        _add_contents(c, node.format_spec, contents, raw=raw)
        spec = Formatting(c.region(min(start, c.place - 1)), contents.done())
    c.place += 1
    parts.value(Formatted(c.region(first), value, conversion, spec))


def _text_value(source: str, *, raw: bool) -> str:
    """The value of the text between the braces of a formatted string."""
    if "\r" in source:
        source = source.replace("\r\n", "\n").replace("\r", "\n")
    if "{{" in source or "}}" in source:
        source = source.replace("{{", "{").replace("}}", "}")
    if raw or "\\" not in source:
        return source
    quoted = _QUOTE_OR_ESCAPE.sub(lambda match: match[1] or '\\"', source)
    try:
        return str(ast.literal_eval(f'"""{quoted}"""'))
    except SyntaxError:
        return source


@lowers(cst.ConcatenatedString)
def _concatenated(c: Context, node: cst.ConcatenatedString) -> Expression:
    first = c.place
    pieces: list[cst.BaseString] = []
    rest: cst.BaseString = node
    while isinstance(rest, cst.ConcatenatedString):
        pieces.append(rest.left)
        rest = rest.right
    pieces.append(rest)
    if any(isinstance(piece, cst.FormattedString | cst.TemplatedString) for piece in pieces):
        return _concatenated_formatted(c, pieces)
    values: list[str | bytes] = []
    for piece in pieces:
        if not isinstance(piece, cst.SimpleString):
            continue
        c.keyword(piece.value)
        try:
            values.append(string_value(piece.value))
        except ValueError:
            values.append(piece.value)
    at = c.region(first)
    if all(isinstance(value, bytes) for value in values):
        return constant(at, b"".join(value for value in values if isinstance(value, bytes)))
    return constant(at, "".join(value for value in values if isinstance(value, str)))


def _concatenated_formatted(c: Context, pieces: Sequence[cst.BaseString]) -> Formatting:
    first = c.place
    parts = _Parts(c)
    for piece in pieces:
        start = c.place
        if isinstance(piece, cst.SimpleString):
            c.keyword(piece.value)
            try:
                value = string_value(piece.value)
            except ValueError:
                value = piece.value
            parts.text(start, value if isinstance(value, str) else "")
        elif isinstance(piece, cst.FormattedString | cst.TemplatedString):
            _add_formatted(c, piece, parts)
    template = any(isinstance(piece, cst.TemplatedString) for piece in pieces)
    return Formatting(c.region(first), parts.done(), template)
