"""What the parts of the lowering share: the tokens, the place reached in them, the scope, and what was gathered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar, cast

import libcst as cst

from backlint.facts import scopes
from backlint.facts.model import (
    Argument,
    Expression,
    Name,
    Parameter,
    Statement,
    pack_region,
)
from backlint.facts.tokens import Tokens

# How deeply statements and expressions may nest: 500 `elif`, 500 operands of a chain of `+`. What reads the facts
# recurses over them, so this bounds its stack too.
MAX_DEPTH = 500


class Unpaired(Exception):  # noqa: N818 - not an error: the caller takes the tokens from elsewhere
    """The tokens are not those of the tree."""


class TooDeep(Exception):  # noqa: N818 - a limit, reported as a problem
    """The tree nests deeper than `MAX_DEPTH`."""


@dataclass(slots=True)
class FunctionDraft:
    """A function whose names are not yet settled; the fields are those of `FunctionFacts`.

    `tokens` and `names` are the ranges of its tokens and of its names.
    """

    name: str
    qualname: str
    owner: int
    at: int = 0
    span: int = 0
    is_async: bool = False
    decorators: tuple[Expression, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    returns: Expression | None = None
    docstring: str | None = None
    body: tuple[Statement, ...] = ()
    scope: scopes.Scope = field(default_factory=lambda: scopes.Scope(scopes.FUNCTION, None))
    tokens: tuple[int, int] = (0, 0)
    names: tuple[int, int] = (0, 0)


@dataclass(slots=True)
class ClassDraft:
    """A class being read; the fields are those of `ClassFacts`."""

    name: str
    qualname: str
    at: int = 0
    span: int = 0
    decorators: tuple[Expression, ...] = ()
    bases: tuple[Argument, ...] = ()
    docstring: str | None = None
    body: tuple[Statement, ...] = ()


_Node = TypeVar("_Node", bound=cst.CSTNode)
_Lower = Callable[["Context", _Node], Expression]

# How each kind of expression is lowered; the modules that lower them register here by `lowers`.
_EXPRESSIONS: dict[type[cst.CSTNode], Callable[[Context, cst.BaseExpression], Expression]] = {}


def lowers(*kinds: type[_Node]) -> Callable[[_Lower[_Node]], _Lower[_Node]]:
    """Register a function as the one that lowers expressions of these kinds, without their parentheses."""

    def register(lower: _Lower[_Node]) -> _Lower[_Node]:
        for kind in kinds:
            _EXPRESSIONS[kind] = cast("Callable[[Context, cst.BaseExpression], Expression]", lower)
        return lower

    return register


def expression(c: Context, node: cst.BaseExpression) -> Expression:
    """Lower any expression, and pass its parentheses."""
    c.depth = depth = c.depth + 1
    if depth > MAX_DEPTH:
        raise TooDeep
    opening = node.lpar
    if opening:
        c.place += len(opening)
        lowered = _EXPRESSIONS[type(node)](c, node)
        c.place += len(opening)
    else:
        lowered = _EXPRESSIONS[type(node)](c, node)
    c.depth = depth - 1
    return lowered


class Context:
    """One module being lowered.

    The tree is walked in source order and every token of it is passed on the way, so that `place`, the index of the
    next token, always says where the walk stands. `names[i]` was met in the scope `owners[i]`.
    """

    __slots__ = (
        "classes",
        "depth",
        "ends",
        "functions",
        "imports",
        "names",
        "owner",
        "owners",
        "place",
        "prefix",
        "scope",
        "shape",
        "starts",
        "texts",
    )

    def __init__(self, tokens: Tokens, scope: scopes.Scope) -> None:
        self.starts = tokens.starts
        self.ends = tokens.ends
        self.texts = tokens.texts
        self.shape = list(tokens.texts)
        self.place = 0
        self.depth = 0
        self.scope = scope
        self.owner = -1
        self.prefix = ""
        self.names: list[Name] = []
        self.owners: list[scopes.Scope] = []
        self.functions: list[FunctionDraft] = []
        self.classes: list[ClassDraft] = []
        self.imports: list[tuple[int, str, str]] = []

    def within(self, texts: list[str], start: int, end: int) -> Context:
        """A context for a text inside the one token that `start` and `end` place; what it gathers is gathered here."""
        inner = type(self)(Tokens(texts, start, end), self.scope)
        inner.depth, inner.owner, inner.prefix = self.depth, self.owner, self.prefix
        inner.names, inner.owners = self.names, self.owners
        return inner

    def region(self, first: int) -> int:
        """The packed region from the token `first` to the last one passed."""
        return self.starts[first] + self.ends[self.place - 1]

    def parenthesised(self, first: int, node: cst.BaseExpression) -> int:
        """The packed region from the token `first` to the last one passed, with the innermost parentheses if any."""
        if not node.lpar:
            return self.region(first)
        self.place += 1
        region = self.region(first - 1)
        self.place -= 1
        return region

    def token(self, text: str) -> int:
        """Pass one token that must read `text`, and give its packed region."""
        place = self.place
        if self.texts[place] != text:
            raise Unpaired(f"{self.texts[place]!r} where {text!r} should be")
        self.place = place + 1
        return self.region(place)

    def keyword(self, text: str) -> None:
        """Pass one token that must read `text`."""
        if self.texts[self.place] != text:
            raise Unpaired(f"{self.texts[self.place]!r} where {text!r} should be")
        self.place += 1

    def name(self, text: str) -> Name:
        """Pass a token that is a name read or bound in the present scope."""
        place = self.place
        if self.texts[place] != text:
            raise Unpaired(f"{self.texts[place]!r} where {text!r} should be")
        self.place = place + 1
        made = Name(self.starts[place] + self.ends[place], text, scopes.LOCAL)
        self.names.append(made)
        self.owners.append(self.scope)
        return made

    def bind(self, text: str) -> Name:
        """Pass a token that is a name bound in the present scope."""
        self.scope.bound[text] = None
        return self.name(text)

    def descend(self) -> None:
        """Count one level of nesting."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise TooDeep


class TallContext(Context):
    """A context for a file of more lines than the height of a region has bits for."""

    __slots__ = ()

    def region(self, first: int) -> int:
        """The packed region from the token `first` to the last one passed, with its height clipped."""
        line = self.starts[first] >> 36
        end = self.ends[self.place - 1]
        return pack_region(line, (self.starts[first] + (line << 12)) >> 24 & 0xFFF, end >> 12, end & 0xFFF)
