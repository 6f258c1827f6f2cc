"""Lowering of the statements that hold blocks."""

from __future__ import annotations

import libcst as cst

from backlint.facts.lower_blocks import block, lowers_statement
from backlint.facts.lower_context import Context, expression
from backlint.facts.lower_expressions import target
from backlint.facts.lower_patterns import pattern
from backlint.facts.model import (
    Case,
    For,
    Handler,
    If,
    Match,
    Name,
    Statement,
    Try,
    While,
    With,
    WithItem,
)


def _behind_colon(c: Context, suite: cst.BaseSuite) -> tuple[Statement, ...]:
    c.place += 1
    return block(c, suite)


def _else(c: Context, node: cst.Else | cst.Finally | None) -> tuple[Statement, ...]:
    """Lower an `else` or `finally` with its block."""
    if node is None:
        return ()
    c.place += 1
    return _behind_colon(c, node.body)


@lowers_statement(cst.If)
def _if(c: Context, node: cst.If) -> If:
    c.descend()
    first = c.place
    c.place += 1
    test = expression(c, node.test)
    body = _behind_colon(c, node.body)
    orelse: tuple[Statement, ...]
    orelse = (_if(c, node.orelse),) if isinstance(node.orelse, cst.If) else _else(c, node.orelse)
    c.depth -= 1
    return If(c.region(first), test, body, orelse)


@lowers_statement(cst.While)
def _while(c: Context, node: cst.While) -> Statement:
    first = c.place
    c.place += 1
    test = expression(c, node.test)
    body = _behind_colon(c, node.body)
    orelse = _else(c, node.orelse)
    return While(c.region(first), test, body, orelse)


@lowers_statement(cst.For)
def _for(c: Context, node: cst.For) -> Statement:
    first = c.place
    is_async = node.asynchronous is not None
    c.place += 2 if is_async else 1
    bound = target(c, node.target)
    c.place += 1
    iterable = expression(c, node.iter)
    body = _behind_colon(c, node.body)
    orelse = _else(c, node.orelse)
    return For(c.region(first), bound, iterable, body, orelse, is_async)


@lowers_statement(cst.With)
def _with(c: Context, node: cst.With) -> Statement:
    first = c.place
    is_async = node.asynchronous is not None
    c.place += 2 if is_async else 1
    brackets = isinstance(node.lpar, cst.LeftParen)
    c.place += brackets
    items: list[WithItem] = []
    for item in node.items:
        context = expression(c, item.item)
        bound = None
        if item.asname is not None:
            c.place += 1
            bound = target(c, item.asname.name)
        if isinstance(item.comma, cst.Comma):
            c.place += 1
        items.append(WithItem(context, bound))
    c.place += brackets
    body = _behind_colon(c, node.body)
    return With(c.region(first), tuple(items), body, is_async)


@lowers_statement(cst.Try, cst.TryStar)
def _try(c: Context, node: cst.Try | cst.TryStar) -> Statement:
    first = c.place
    c.place += 1
    body = _behind_colon(c, node.body)
    handlers = tuple([_handler(c, handler) for handler in node.handlers])
    orelse = _else(c, node.orelse)
    final = _else(c, node.finalbody)
    return Try(c.region(first), body, handlers, orelse, final, isinstance(node, cst.TryStar))


def _handler(c: Context, node: cst.ExceptHandler | cst.ExceptStarHandler) -> Handler:
    c.shape[c.place] = "\n" + c.shape[c.place]
    first = c.place
    c.place += 2 if isinstance(node, cst.ExceptStarHandler) else 1
    kind = None if node.type is None else expression(c, node.type)
    name: Name | None = None
    if node.name is not None and isinstance(node.name.name, cst.Name):
        c.place += 1
        name = c.bind(node.name.name.value)
    body = _behind_colon(c, node.body)
    return Handler(c.region(first), kind, name, body)


@lowers_statement(cst.Match)
def _match(c: Context, node: cst.Match) -> Statement:
    first = c.place
    c.place += 1
    subject = expression(c, node.subject)
    c.place += 1
    cases = tuple([_case(c, case) for case in node.cases])
    return Match(c.region(first), subject, cases)


def _case(c: Context, node: cst.MatchCase) -> Case:
    c.shape[c.place] = "\n" + c.shape[c.place]
    first = c.place
    c.place += 1
    lowered = pattern(c, node.pattern)
    guard = None
    if node.guard is not None:
        c.place += 1
        guard = expression(c, node.guard)
    body = _behind_colon(c, node.body)
    return Case(c.region(first), lowered, guard, body)
