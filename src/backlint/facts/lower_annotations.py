"""Lowering of annotations: what is written as a string is parsed, as type checkers and frameworks do."""

from __future__ import annotations

import re

import libcst as cst

from backlint.facts.lower_context import Context, expression
from backlint.facts.lower_expressions import elements, subscript_index
from backlint.facts.model import Attribute, Binary, Display, Expression, Literal, Subscript
from backlint.facts.tokens import scan

_DOTTED = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*")

# Longer strings in annotations are documentation.
_LONGEST = 2_000

# A lambda is listed among the functions of the module, with its tokens: there is none to list inside a string.
_NOT_A_TYPE = re.compile(r"\blambda\b|\byield\b|\bawait\b|:=")


def annotation(c: Context, node: cst.BaseExpression) -> Expression:
    """Lower an annotation; a string in the place of a type is parsed, one that does not parse stays a `Literal`."""
    if isinstance(node, cst.SimpleString) and not node.lpar:
        return _string(c, node)
    if isinstance(node, cst.Subscript) and not node.lpar:
        return _subscript(c, node)
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.BitOr) and not node.lpar:
        c.descend()
        first = c.place
        left = annotation(c, node.left)
        c.place += 1
        right = annotation(c, node.right)
        c.depth -= 1
        return Binary(c.region(first), "|", left, right)
    if isinstance(node, cst.List) and not node.lpar:
        c.descend()
        first = c.place
        c.place += 1
        items = elements(c, node.elements, annotation)
        c.place += 1
        c.depth -= 1
        return Display(c.region(first), "list", items)
    return expression(c, node)


def _subscript(c: Context, node: cst.Subscript) -> Expression:
    """`Optional["User"]` holds a type, `Literal["a"]` and the later items of `Annotated[X, "a"]` hold values."""
    c.descend()
    first = c.place
    value = expression(c, node.value)
    name = _last_name(node.value)
    c.place += 1
    seen = 0

    def lower(c: Context, item: cst.BaseExpression) -> Expression:
        nonlocal seen
        seen += 1
        is_type = name != "Literal" and (seen == 1 or name != "Annotated")
        return annotation(c, item) if is_type else expression(c, item)

    index = subscript_index(c, node.slice, lower)
    c.place += 1
    c.depth -= 1
    return Subscript(c.region(first), value, index)


def _last_name(node: cst.BaseExpression) -> str | None:
    if isinstance(node, cst.Attribute):
        return node.attr.value
    return node.value if isinstance(node, cst.Name) else None


def _string(c: Context, node: cst.SimpleString) -> Expression:
    start, end, place = c.starts[c.place], c.ends[c.place], c.place
    literal = expression(c, node)
    if not isinstance(literal, Literal) or not isinstance(literal.value, str):
        return literal
    text = literal.value.strip()
    if not text or len(text) > _LONGEST:
        return literal
    if _DOTTED.fullmatch(text):
        return _dotted(c, text, place, literal)
    if _NOT_A_TYPE.search(text):
        return literal
    try:
        parsed = cst.parse_expression(text)
    except cst.ParserSyntaxError:
        return literal
    texts = scan(text).texts
    inner = c.within(texts, start, end)
    lowered = annotation(inner, parsed)
    return lowered if inner.place == len(texts) else literal


def _dotted(c: Context, text: str, place: int, literal: Literal) -> Expression:
    root, *attributes = text.split(".")
    if root in {"None", "True", "False"}:
        return Literal(literal.at, None) if text == "None" else literal
    after = c.place
    inner = c.within([root], c.starts[place], c.ends[place])
    lowered: Expression = inner.name(root)
    for attribute in attributes:
        lowered = Attribute(literal.at, lowered, attribute)
    c.place = after
    return lowered
