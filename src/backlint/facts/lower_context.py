"""What the parts of the lowering share: the tokens, the place reached in them, the scope, and what was gathered."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

import libcst as cst

from backlint.facts.model import (
    LOCAL,
    Argument,
    Expression,
    Name,
    Parameter,
    Statement,
)
from backlint.facts.scopes import FUNCTION, Scope
from backlint.facts.tokens import Tokens, clipped_region

# How deeply statements and expressions may nest: 300 `elif`, 300 operands of a chain of `+`. What reads the facts
# recurses over them, so this bounds its stack too.
MAX_DEPTH = 300


class Unpaired(Exception):  # noqa: N818 - not an error: the caller takes the tokens from elsewhere
    """The tokens are not those of the tree."""


class TooDeep(Exception):  # noqa: N818 - a limit, reported as a problem
    """The tree nests deeper than `MAX_DEPTH`."""


@dataclass(slots=True)
class FunctionDraft:
    """A function whose names are not yet settled; the fields are those of `FunctionFacts`.

    `shape` is the digest of its tokens and blocks, and `names` the range of its names.
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
    scope: Scope = field(default_factory=lambda: Scope(FUNCTION, None))
    shape: bytes = b""
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


_Lower = TypeVar("_Lower", bound=Callable[..., Expression])

# How each kind of expression is lowered; the modules that lower them register here by `lowers`.
_EXPRESSIONS: dict[type[cst.CSTNode], Callable[..., Expression]] = {}


def lowers(*kinds: type[cst.CSTNode]) -> Callable[[_Lower], _Lower]:
    """Register a function as the one that lowers expressions of these kinds, without their parentheses."""

    def register(lower: _Lower) -> _Lower:
        for kind in kinds:
            _EXPRESSIONS[kind] = lower
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
        "tall",
        "texts",
    )

    def __init__(self, tokens: Tokens, scope: Scope) -> None:
        self.tall = tokens.tall
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
        self.owners: list[Scope] = []
        self.functions: list[FunctionDraft] = []
        self.classes: list[ClassDraft] = []
        self.imports: list[tuple[int, str, str]] = []

    def within(self, texts: list[str], start: int, end: int) -> Context:
        """A context for a text inside the one token that `start` and `end` place; what it gathers is gathered here."""
        inner = Context(Tokens(texts, start, end), self.scope)
        inner.tall = self.tall
        inner.depth, inner.owner, inner.prefix = self.depth, self.owner, self.prefix
        inner.names, inner.owners = self.names, self.owners
        return inner

    def region(self, first: int) -> int:
        """The packed region from the token `first` to the last one passed."""
        start, end = self.starts[first], self.ends[self.place - 1]
        return clipped_region(start, end) if self.tall else start + end

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

    def shape_from(self, first: int) -> bytes:
        """A digest of the tokens from `first` to the last one passed, and of the blocks among them."""
        # The blocks around them begin at the first token, and have not ended yet.
        digested = "\0".join([self.texts[first], *self.shape[first + 1 : self.place]])
        return hashlib.blake2b(digested.encode("utf-8", "surrogatepass"), digest_size=16).digest()

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
        made = Name(self.starts[place] + self.ends[place], text, LOCAL)
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
