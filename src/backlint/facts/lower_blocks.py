"""Lowering of blocks: what all statements share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import libcst as cst

from backlint.facts.lower_context import Context
from backlint.facts.model import Evaluate, Literal, Statement

_Lower = TypeVar("_Lower", bound=Callable[..., Statement | None])

# How each kind of statement is lowered; the modules that lower them register here by `lowers_statement`.
_STATEMENTS: dict[type[cst.CSTNode], Callable[..., Statement | None]] = {}


def lowers_statement(*kinds: type[cst.CSTNode]) -> Callable[[_Lower], _Lower]:
    """Register a function as the one that lowers statements of these kinds; None is a statement that says nothing."""

    def register(lower: _Lower) -> _Lower:
        for kind in kinds:
            _STATEMENTS[kind] = lower
        return lower

    return register


def block(c: Context, suite: cst.BaseSuite) -> tuple[Statement, ...]:
    """Lower an indented block, or what stands behind a colon."""
    c.descend()
    c.shape[c.place] = "\1" + c.shape[c.place]
    lowered = statements(c, suite.body)
    c.shape[c.place - 1] += "\2"
    c.depth -= 1
    return lowered


def statements(c: Context, nodes: Sequence[cst.CSTNode]) -> tuple[Statement, ...]:
    """Lower statements that follow each other."""
    lowered: list[Statement] = []
    for node in nodes:
        if isinstance(node, cst.SimpleStatementLine):
            for small in node.body:
                _simple(c, small, lowered)
        elif isinstance(node, cst.BaseSmallStatement):
            _simple(c, node, lowered)
        else:
            c.shape[c.place] = "\n" + c.shape[c.place]
            statement = _STATEMENTS[type(node)](c, node)
            if statement is not None:
                lowered.append(statement)
    return tuple(lowered)


def _simple(c: Context, node: cst.BaseSmallStatement, lowered: list[Statement]) -> None:
    c.shape[c.place] = "\n" + c.shape[c.place]
    statement = _STATEMENTS[type(node)](c, node)
    if statement is not None:
        lowered.append(statement)
    if isinstance(node.semicolon, cst.Semicolon):
        c.place += 1


def docstring(body: Sequence[Statement]) -> str | None:
    """The docstring of a module, class or function by its lowered body."""
    match body:
        case [Evaluate(value=Literal(value=str(text))), *_]:
            return text
        case _:
            return None
