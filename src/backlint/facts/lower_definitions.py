"""Lowering of functions, lambdas and classes."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from backlint.facts import scopes
from backlint.facts.lower_annotations import annotation
from backlint.facts.lower_blocks import block, docstring, lowers_statement
from backlint.facts.lower_context import ClassDraft, Context, FunctionDraft, expression, lowers
from backlint.facts.lower_expressions import arguments
from backlint.facts.model import (
    DOUBLE_STAR,
    KEYWORD_ONLY,
    POSITIONAL,
    POSITIONAL_ONLY,
    STAR,
    DefineClass,
    DefineFunction,
    Expression,
    Lambda,
    Parameter,
    Return,
    Statement,
)


def _decorators(c: Context, nodes: Sequence[cst.Decorator]) -> tuple[Expression, ...]:
    lowered: list[Expression] = []
    for node in nodes:
        c.place += 1
        lowered.append(expression(c, node.decorator))
    return tuple(lowered)


def type_parameters(c: Context, node: cst.TypeParameters | None) -> None:
    """Pass `[T: bound, *Ts, **P]`; its names are bound in a block of their own, which is the scope from here on."""
    if node is None:
        return
    c.scope = scopes.Scope(scopes.BLOCK, c.scope)
    c.place += 1
    for item in node.params:
        if not isinstance(item.param, cst.TypeVar):
            c.place += 1
        c.bind(item.param.name.value)
        if isinstance(item.param, cst.TypeVar) and item.param.bound is not None:
            c.place += 1
            expression(c, item.param.bound)
        if item.default is not None:
            c.place += 2 if item.star else 1
            expression(c, item.default)
        if isinstance(item.comma, cst.Comma):
            c.place += 1
    c.place += 1


@lowers_statement(cst.FunctionDef)
def _function(c: Context, node: cst.FunctionDef) -> Statement:
    first = c.place
    name = node.name.value
    draft = FunctionDraft(name, c.prefix + name, c.owner, is_async=node.asynchronous is not None)
    index = len(c.functions)
    c.functions.append(draft)
    draft.decorators = _decorators(c, node.decorators)
    start = c.place
    c.place += 2 if draft.is_async else 1
    bound = c.bind(name)
    draft.at = bound.at
    first_name = len(c.names)
    outer = c.scope
    type_parameters(c, node.type_parameters)
    draft.scope.parent = c.scope
    c.place += 1
    draft.parameters = _parameters(c, node.params, draft.scope)
    c.place += 1
    if node.returns is not None:
        c.place += 1
        draft.returns = annotation(c, node.returns.annotation)
    c.place += 1
    owner, prefix = c.owner, c.prefix
    c.scope, c.owner, c.prefix = draft.scope, -1, f"{draft.qualname}.<locals>."
    draft.body = block(c, node.body)
    c.scope, c.owner, c.prefix = outer, owner, prefix
    draft.docstring = docstring(draft.body)
    draft.span = c.region(first)
    draft.shape = c.shape_from(first)
    draft.names = (first_name, len(c.names))
    return DefineFunction(c.region(start), index, bound)


@lowers(cst.Lambda)
def _lambda(c: Context, node: cst.Lambda) -> Expression:
    first = c.place
    draft = FunctionDraft("<lambda>", f"{c.prefix}<lambda>", c.owner)
    draft.scope.parent = outer = c.scope
    index = len(c.functions)
    c.functions.append(draft)
    first_name = len(c.names)
    c.place += 1
    draft.parameters = _parameters(c, node.params, draft.scope)
    c.place += 1
    start = c.place
    owner, prefix = c.owner, c.prefix
    c.scope, c.owner, c.prefix = draft.scope, -1, f"{draft.qualname}.<locals>."
    value = expression(c, node.body)
    draft.body = (Return(c.region(start), value),)
    c.scope, c.owner, c.prefix = outer, owner, prefix
    draft.at = draft.span = c.region(first)
    draft.shape = c.shape_from(first)
    draft.names = (first_name, len(c.names))
    return Lambda(draft.at, index)


def _parameters(c: Context, node: cst.Parameters, scope: scopes.Scope) -> tuple[Parameter, ...]:
    """Lower parameters: their names are bound in `scope`, annotations and defaults are evaluated in the present one."""
    lowered = [_parameter(c, param, POSITIONAL_ONLY, scope) for param in node.posonly_params]
    if isinstance(node.posonly_ind, cst.ParamSlash):
        c.place += 2 if isinstance(node.posonly_ind.comma, cst.Comma) else 1
    lowered += [_parameter(c, param, POSITIONAL, scope) for param in node.params]
    if isinstance(node.star_arg, cst.Param):
        lowered.append(_parameter(c, node.star_arg, STAR, scope))
    elif isinstance(node.star_arg, cst.ParamStar):
        c.place += 2
    lowered += [_parameter(c, param, KEYWORD_ONLY, scope) for param in node.kwonly_params]
    if node.star_kwarg is not None:
        lowered.append(_parameter(c, node.star_kwarg, DOUBLE_STAR, scope))
    return tuple(lowered)


def _parameter(c: Context, node: cst.Param, kind: int, scope: scopes.Scope) -> Parameter:
    first = c.place
    if kind in {STAR, DOUBLE_STAR}:
        c.place += 1
    name = node.name.value
    c.keyword(name)
    scope.bound[name] = None
    note = default = None
    if node.annotation is not None:
        c.place += 1
        # Only `*args: *Ts` has a starred annotation, which the general lowering knows.
        note = annotation(c, node.annotation.annotation)
    if node.default is not None:
        c.place += 1
        default = expression(c, node.default)
    region = c.region(first)
    if isinstance(node.comma, cst.Comma):
        c.place += 1
    return Parameter(region, name, kind, note, default)


@lowers_statement(cst.ClassDef)
def _class(c: Context, node: cst.ClassDef) -> Statement:
    first = c.place
    name = node.name.value
    draft = ClassDraft(name, c.prefix + name)
    index = len(c.classes)
    c.classes.append(draft)
    draft.decorators = _decorators(c, node.decorators)
    start = c.place
    c.place += 1
    bound = c.bind(name)
    draft.at = bound.at
    outer = c.scope
    type_parameters(c, node.type_parameters)
    if isinstance(node.lpar, cst.LeftParen):
        c.place += 1
    draft.bases = arguments(c, [*node.bases, *node.keywords])
    if isinstance(node.rpar, cst.RightParen):
        c.place += 1
    c.place += 1
    owner, prefix = c.owner, c.prefix
    c.scope, c.owner, c.prefix = scopes.Scope(scopes.CLASS_BODY, c.scope), index, f"{draft.qualname}."
    draft.body = block(c, node.body)
    c.scope, c.owner, c.prefix = outer, owner, prefix
    draft.docstring = docstring(draft.body)
    draft.span = c.region(first)
    return DefineClass(c.region(start), index, bound)
