"""Lowering of the statements that take one line."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from backlint.facts.lower_annotations import annotation
from backlint.facts.lower_blocks import lowers_statement
from backlint.facts.lower_context import Context, expression
from backlint.facts.lower_definitions import type_parameters
from backlint.facts.lower_expressions import target
from backlint.facts.model import (
    Alias,
    Annotated,
    Assert,
    Assign,
    Augment,
    Delete,
    Display,
    Evaluate,
    Expression,
    Import,
    Imported,
    ImportFrom,
    Jump,
    Name,
    Raise,
    Return,
    Statement,
)


@lowers_statement(cst.Expr)
def _evaluate(c: Context, node: cst.Expr) -> Statement:
    first = c.place
    value = expression(c, node.value)
    return Evaluate(c.region(first), value)


@lowers_statement(cst.Assign)
def _assign(c: Context, node: cst.Assign) -> Statement:
    first = c.place
    targets: list[Expression] = []
    for item in node.targets:
        targets.append(target(c, item.target))
        c.place += 1
    value = expression(c, node.value)
    return Assign(c.region(first), tuple(targets), value)


@lowers_statement(cst.AnnAssign)
def _annotated(c: Context, node: cst.AnnAssign) -> Statement:
    first = c.place
    bound = target(c, node.target)
    c.place += 1
    note = annotation(c, node.annotation.annotation)
    value = None
    if node.value is not None:
        c.place += 1
        value = expression(c, node.value)
    return Annotated(c.region(first), bound, note, value)


@lowers_statement(cst.AugAssign)
def _augment(c: Context, node: cst.AugAssign) -> Statement:
    first = c.place
    bound = target(c, node.target)
    op = c.texts[c.place].removesuffix("=")
    c.place += 1
    value = expression(c, node.value)
    return Augment(c.region(first), bound, op, value)


@lowers_statement(cst.Return)
def _return(c: Context, node: cst.Return) -> Statement:
    first = c.place
    c.place += 1
    value = None if node.value is None else expression(c, node.value)
    return Return(c.region(first), value)


@lowers_statement(cst.Raise)
def _raise(c: Context, node: cst.Raise) -> Statement:
    first = c.place
    c.place += 1
    exception = None if node.exc is None else expression(c, node.exc)
    cause = None
    if node.cause is not None:
        c.place += 1
        cause = expression(c, node.cause.item)
    return Raise(c.region(first), exception, cause)


@lowers_statement(cst.Assert)
def _assert(c: Context, node: cst.Assert) -> Statement:
    first = c.place
    c.place += 1
    test = expression(c, node.test)
    message = None
    if node.msg is not None:
        c.place += 1
        message = expression(c, node.msg)
    return Assert(c.region(first), test, message)


@lowers_statement(cst.Del)
def _delete(c: Context, node: cst.Del) -> Statement:
    first = c.place
    c.place += 1
    deleted = target(c, node.target)
    targets = deleted.items if isinstance(deleted, Display) else (deleted,)
    return Delete(c.region(first), targets)


@lowers_statement(cst.Pass, cst.Break, cst.Continue)
def _jump(c: Context, _node: cst.Pass | cst.Break | cst.Continue) -> Statement:
    kind = c.texts[c.place]
    return Jump(c.token(kind), kind)


@lowers_statement(cst.Global)
def _global(c: Context, node: cst.Global) -> None:
    c.place += 2 * len(node.names)
    for item in node.names:
        c.scope.declare_global(item.name.value)


@lowers_statement(cst.Nonlocal)
def _nonlocal(c: Context, node: cst.Nonlocal) -> None:
    c.place += 2 * len(node.names)
    c.scope.body().nonlocal_names.update(item.name.value for item in node.names)


@lowers_statement(cst.TypeAlias)
def _alias(c: Context, node: cst.TypeAlias) -> Statement:
    first = c.place
    c.place += 1
    name = c.bind(node.name.value)
    outer = c.scope
    type_parameters(c, node.type_parameters)
    c.place += 1
    value = annotation(c, node.value)
    c.scope = outer
    return Alias(c.region(first), name, value)


@lowers_statement(cst.Import, cst.LazyImport)
def _import(c: Context, node: cst.Import | cst.LazyImport) -> Statement:
    first = c.place
    c.place += 2 if isinstance(node, cst.LazyImport) else 1
    names: list[Imported] = []
    for item in node.names:
        parts = _dotted(item.name)
        rest = 2 * len(parts) - 2
        bound: Name | None
        if item.asname is None:
            bound = c.bind(parts[0])
            c.place += rest
        else:
            c.keyword(parts[0])
            c.place += rest
            bound = _as_name(c, item.asname)
        if isinstance(item.comma, cst.Comma):
            c.place += 1
        module = ".".join(parts)
        c.imports.append((0, module, ""))
        names.append(Imported(module, bound))
    return Import(c.region(first), tuple(names))


@lowers_statement(cst.ImportFrom, cst.LazyImportFrom)
def _import_from(c: Context, node: cst.ImportFrom | cst.LazyImportFrom) -> Statement:
    first = c.place
    c.place += 2 if isinstance(node, cst.LazyImportFrom) else 1
    level = len(node.relative)
    _pass_dots(c, level)
    parts = [] if node.module is None else _dotted(node.module)
    c.place += max(2 * len(parts) - 1, 0) + 1
    module = ".".join(parts)
    brackets = node.lpar is not None
    c.place += brackets
    names = _imported(c, node.names)
    c.place += brackets
    c.imports.extend((level, module, item.name) for item in names)
    return ImportFrom(c.region(first), module, level, names)


def _imported(c: Context, nodes: Sequence[cst.ImportAlias] | cst.ImportStar) -> tuple[Imported, ...]:
    if isinstance(nodes, cst.ImportStar):
        c.place += 1
        c.scope.module().star_import = True
        return (Imported("*", None),)
    names: list[Imported] = []
    for item in nodes:
        name = _dotted(item.name)[0]
        bound: Name | None
        if item.asname is None:
            bound = c.bind(name)
        else:
            c.keyword(name)
            bound = _as_name(c, item.asname)
        if isinstance(item.comma, cst.Comma):
            c.place += 1
        names.append(Imported(name, bound))
    return tuple(names)


def _pass_dots(c: Context, level: int) -> None:
    # Three dots in a row are one token of the source and three of the tree.
    while level > 0:
        level -= len(c.texts[c.place])
        c.place += 1


def _as_name(c: Context, node: cst.AsName) -> Name | None:
    c.place += 1
    return c.bind(node.name.value) if isinstance(node.name, cst.Name) else None


def _dotted(node: cst.BaseExpression) -> list[str]:
    """The parts of a dotted name."""
    parts: list[str] = []
    while isinstance(node, cst.Attribute):
        parts.append(node.attr.value)
        node = node.value
    if isinstance(node, cst.Name):
        parts.append(node.value)
    return parts[::-1]
