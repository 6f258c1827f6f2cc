"""Lowering of the patterns of `match`."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from backlint.facts.lower_context import Context, expression
from backlint.facts.model import (
    Expression,
    MatchCapture,
    MatchClass,
    MatchMapping,
    MatchOr,
    MatchSequence,
    MatchValue,
    Name,
    Pattern,
)


def pattern(c: Context, node: cst.MatchPattern) -> Pattern:
    """Lower any pattern, and pass its parentheses; its captures are bound in the present scope."""
    c.descend()
    # A value pattern leaves its parentheses to its expression.
    opening = 0 if isinstance(node, cst.MatchValue | cst.MatchSingleton) else len(node.lpar)
    c.place += opening
    first = c.place
    lowered = _pattern(c, node, first)
    c.place += opening
    c.depth -= 1
    return lowered


def _pattern(c: Context, node: cst.MatchPattern, first: int) -> Pattern:
    match node:
        case cst.MatchValue() | cst.MatchSingleton():
            value = expression(c, node.value)
            return MatchValue(value.at, value)
        case cst.MatchList() | cst.MatchTuple():
            return _sequence(c, node, first)
        case cst.MatchMapping():
            return _mapping(c, node, first)
        case cst.MatchClass():
            return _class(c, node, first)
        case cst.MatchAs():
            return _capture(c, node, first)
        case cst.MatchOr():
            items: list[Pattern] = []
            for element in node.patterns:
                items.append(pattern(c, element.pattern))
                if isinstance(element.separator, cst.BitOr):
                    c.place += 1
            return MatchOr(c.region(first), tuple(items))
        case _:
            raise TypeError(f"unknown pattern {type(node).__name__}")


def _capture(c: Context, node: cst.MatchAs, first: int) -> MatchCapture:
    inner = None
    if node.pattern is not None:
        inner = pattern(c, node.pattern)
        c.place += 1
    name = _bound(c, node.name)
    return MatchCapture(c.region(first), inner, name)


def _bound(c: Context, node: cst.Name | None) -> Name | None:
    """A name that a pattern binds, or None for the wildcard."""
    if node is None:
        c.keyword("_")
        return None
    return c.bind(node.value)


def _sequence(c: Context, node: cst.MatchList | cst.MatchTuple, first: int) -> MatchSequence:
    brackets = isinstance(node, cst.MatchList) and node.lbracket is not None
    c.place += brackets
    items: list[Pattern] = []
    star = -1
    for index, element in enumerate(node.patterns):
        if isinstance(element, cst.MatchStar):
            star = index
            start = c.place
            c.place += 1
            name = _bound(c, element.name)
            items.append(MatchCapture(c.region(start), None, name))
        else:
            items.append(pattern(c, element.value))
        if isinstance(element.comma, cst.Comma):
            c.place += 1
    c.place += brackets
    if isinstance(node, cst.MatchTuple) and node.lpar:
        c.place += 1
        region = c.region(first - 1)
        c.place -= 1
        return MatchSequence(region, tuple(items), star)
    return MatchSequence(c.region(first), tuple(items), star)


def _mapping(c: Context, node: cst.MatchMapping, first: int) -> MatchMapping:
    c.place += 1
    keys: list[Expression] = []
    items: list[Pattern] = []
    for element in node.elements:
        keys.append(_key(c, element.key))
        c.place += 1
        items.append(pattern(c, element.pattern))
        if isinstance(element.comma, cst.Comma):
            c.place += 1
    rest = None
    if node.rest is not None:
        c.place += 1
        rest = c.bind(node.rest.value)
        if isinstance(node.trailing_comma, cst.Comma):
            c.place += 1
    c.place += 1
    return MatchMapping(c.region(first), tuple(keys), tuple(items), rest)


def _key(c: Context, node: cst.CSTNode) -> Expression:
    # The parser gives a value pattern where the declared type says an expression.
    if isinstance(node, cst.MatchValue | cst.MatchSingleton):
        return expression(c, node.value)
    if isinstance(node, cst.BaseExpression):
        return expression(c, node)
    raise TypeError(f"unknown key {type(node).__name__}")


def _class(c: Context, node: cst.MatchClass, first: int) -> MatchClass:
    cls = expression(c, node.cls)
    c.place += 1
    items = _positional(c, node.patterns)
    names: list[str] = []
    named: list[Pattern] = []
    for element in node.kwds:
        names.append(element.key.value)
        c.keyword(element.key.value)
        c.place += 1
        named.append(pattern(c, element.pattern))
        if isinstance(element.comma, cst.Comma):
            c.place += 1
    c.place += 1
    return MatchClass(c.region(first), cls, items, tuple(names), tuple(named))


def _positional(c: Context, nodes: Sequence[cst.MatchSequenceElement]) -> tuple[Pattern, ...]:
    items: list[Pattern] = []
    for element in nodes:
        items.append(pattern(c, element.value))
        if isinstance(element.comma, cst.Comma):
            c.place += 1
    return tuple(items)
